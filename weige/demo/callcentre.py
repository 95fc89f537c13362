"""The demonstration's call centre: four weeks of invented daily statistics, as an office would import them."""

import random
from datetime import datetime, timedelta

from weige.cases.services.hotline_days import import_days
from weige.demo.acting import access_of
from weige.kernel.streettime import LOCAL
from weige.kernel.tabular import Cell, Row, Sheet

DAYS = 28
CALLS = (70, 160)  # a day (invented)
CONNECTED, QUICK = (0.93, 0.995), (0.86, 0.97)  # shares (invented)


def load_call_days(now: datetime, seed: int) -> int:
    """The days before today, yesterday's the newest; how many were kept."""
    today = now.astimezone(LOCAL).date()
    rows: list[Row] = []
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        dice = random.Random(f"{seed}:calls:{day.isoformat()}")
        calls = dice.randint(*CALLS)
        connected = round(calls * dice.uniform(*CONNECTED))
        said: dict[str, Cell] = {"day": day, "calls": calls, "connected": connected, "note": "演示"}
        rows.append(Row(len(rows) + 2, said | {"answered": round(connected * dice.uniform(*QUICK))}))
    sheet = Sheet(rows=rows, errors=[], ignored=[])
    return import_days(sheet, access=access_of("dispatcher", now), now=now, dry_run=False).count("created")
