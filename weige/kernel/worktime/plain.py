"""A calendar as plain JSON values and back, so that every version of it can be kept for ever (pure)."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from .calendar import Calendar, DayKind, Hours, Override, WorkPeriod


def to_plain(calendar: Calendar) -> dict[str, Any]:
    """All of a calendar but its version. Lists are sorted: equal calendars give equal values."""
    return {
        "tz": calendar.tz,
        "hours_per_work_day": f"{Decimal(calendar.hours_per_work_day).normalize():f}",
        "known_years": sorted(calendar.known_years),
        "periods": [_period_to_plain(item) for item in sorted(calendar.periods, key=_period_key)],
        "overrides": [
            _override_to_plain(item) for item in sorted(calendar.overrides, key=lambda item: item.date)
        ],
    }


def from_plain(version: int, plain: dict[str, Any]) -> Calendar:
    """The calendar that ``to_plain`` wrote. Raises KeyError, ValueError or WorktimeError on anything else."""
    return Calendar(
        version=version,
        tz=plain["tz"],
        hours_per_work_day=Decimal(plain["hours_per_work_day"]),
        known_years=frozenset(plain["known_years"]),
        periods=tuple(
            WorkPeriod(
                start=time.fromisoformat(item["start"]),
                end=time.fromisoformat(item["end"]),
                weekdays=frozenset(item["weekdays"]),
                valid_from=_date(item["valid_from"]),
                valid_to=_date(item["valid_to"]),
            )
            for item in plain["periods"]
        ),
        overrides=tuple(
            Override(
                date=date.fromisoformat(item["date"]),
                kind=DayKind(item["kind"]),
                periods=tuple(Hours(*map(time.fromisoformat, pair)) for pair in item["periods"]),
                name_zh=item["name_zh"],
                name_en=item["name_en"],
                source=item["source"],
            )
            for item in plain["overrides"]
        ),
    )


def _period_key(item: WorkPeriod) -> tuple[Any, ...]:
    dates = (item.valid_from or date.min, item.valid_to or date.max)
    return (item.start, item.end, sorted(item.weekdays), *dates)


def _period_to_plain(item: WorkPeriod) -> dict[str, Any]:
    return {
        "start": item.start.isoformat("minutes"),
        "end": item.end.isoformat("minutes"),
        "weekdays": sorted(item.weekdays),
        "valid_from": item.valid_from and item.valid_from.isoformat(),
        "valid_to": item.valid_to and item.valid_to.isoformat(),
    }


def _override_to_plain(item: Override) -> dict[str, Any]:
    return {
        "date": item.date.isoformat(),
        "kind": item.kind.value,
        "periods": [[h.start.isoformat("minutes"), h.end.isoformat("minutes")] for h in item.periods],
        "name_zh": item.name_zh,
        "name_en": item.name_en,
        "source": item.source,
    }


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
