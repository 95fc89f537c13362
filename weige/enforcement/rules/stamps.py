"""Times and estimates as papers say them."""

from datetime import datetime
from decimal import Decimal

from weige.kernel.streettime import LOCAL


def stamp(moment: datetime) -> str:
    """2026年11月20日15时22分."""
    return moment.astimezone(LOCAL).strftime("%Y年%m月%d日%H时%M分")


def over_line(metres: Decimal) -> str:
    """How far goods stood over the shop's line, by eye."""
    return f"货品摆出店门线外约 {metres.normalize():f} 米（现场目测）。"
