"""The calendar that ships with Weige: official holidays and 调休 days of the years in the package (pure).

``data/calendar_cn.csv`` is made by ``tools/make_calendar.py`` and holds whole years only, so each of
its years is known. No later year is guessed: an office imports it when it is published.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from .calendar import Calendar, Override
from .rows import parse_calendar_csv

FILE = "calendar_cn.csv"


@cache
def packaged_overrides() -> tuple[Override, ...]:
    """The dated exceptions of the packaged file."""
    path = resources.files("weige.kernel").joinpath("data", FILE)
    return parse_calendar_csv(path.read_text(encoding="utf-8"))


def packaged_years() -> frozenset[int]:
    """The years the packaged file covers completely."""
    return frozenset(item.date.year for item in packaged_overrides())


@cache
def packaged_calendar() -> Calendar:
    """The packaged exceptions with the default periods, version 0: before any edit of an office."""
    return Calendar(version=0, overrides=packaged_overrides(), known_years=packaged_years())
