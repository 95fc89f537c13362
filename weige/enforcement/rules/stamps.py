"""Times as papers say them."""

from datetime import datetime

from weige.kernel.streettime import LOCAL


def stamp(moment: datetime) -> str:
    """2026年11月20日15时22分."""
    return moment.astimezone(LOCAL).strftime("%Y年%m月%d日%H时%M分")
