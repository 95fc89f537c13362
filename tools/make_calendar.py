"""Writes weige/kernel/data/calendar_cn.csv from the ``chinesecalendar`` package (development only).

Run ``python tools/make_calendar.py`` after a new release of the package and review the difference.
It exports only whole years that the package really has and never guesses one.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from importlib.metadata import version
from pathlib import Path

import chinese_calendar
from chinese_calendar.constants import holidays, in_lieu_days, workdays

FIRST_YEAR = 2024
TARGET = Path(__file__).resolve().parent.parent / "weige/kernel/data/calendar_cn.csv"
HEADER = ("date", "kind", "name_zh", "name_en", "periods", "source")


def rows() -> list[tuple[str, ...]]:
    """One row per date that is not what its weekday says, or is named by a holiday.

    The package lists every day of a holiday, weekend days included, in ``holidays``; those moved
    there from a weekend also in ``in_lieu_days``; weekend days worked instead in ``workdays``.
    """
    source = f"chinesecalendar {version('chinesecalendar')} (MIT)"
    chinese = {item.value: item.chinese for item in chinese_calendar.Holiday}
    table: dict[date, tuple[str, str]] = {}
    for day, name in holidays.items():
        table[day] = ("lieu_off" if day in in_lieu_days else "holiday", name)
    for day, name in workdays.items():
        if day in table:
            raise SystemExit(f"{day} is both a holiday and a workday")
        table[day] = ("lieu_work", name)
    return [
        (day.isoformat(), kind, chinese[name], name, "", source)
        for day, (kind, name) in sorted(table.items())
        if day.year >= FIRST_YEAR
    ]


def main() -> None:
    """Writes the file and says what it holds."""
    out = io.StringIO()
    out.write(
        "# Days that are not what their weekday says. Made by tools/make_calendar.py; whole years only.\n"
    )
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    found = rows()
    writer.writerows(found)
    TARGET.write_text(out.getvalue(), encoding="utf-8")
    years = sorted({row[0][:4] for row in found})
    print(f"{TARGET.name}: {len(found)} days of {', '.join(years)}")


if __name__ == "__main__":
    main()
