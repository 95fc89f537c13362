"""The street's time zone: China has one (GB/T 7408.1, offset +08:00); days, shifts and limits are counted in it."""

from typing import Final
from zoneinfo import ZoneInfo

LOCAL: Final = ZoneInfo("Asia/Shanghai")
