"""Builds the explanation of a due time from one reading of the clock (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from .calendar import Calendar, Hours
from .days import DayBuilder, last_moment, pause_reason
from .explanation import Amount, DayRow, Explanation, ExtensionRow, Notice, PauseRow
from .inputs import Extension, Pause
from .reading import Reading
from .spans import to_us
from .units import Limit, Unit
from .words import warning_words, words

if TYPE_CHECKING:
    from .clock import Clock

_SECONDS_A_DAY = 86_400


def amount(value: timedelta, unit: Unit, hours_per_work_day: Decimal | int) -> Amount:
    """Counted time split for print. A limit in hours stays in hours, however many they are."""
    seconds = int(value.total_seconds())
    a_day = _SECONDS_A_DAY if unit.continuous else int(Decimal(hours_per_work_day) * 3600)
    in_days = unit is not unit.hour
    days, rest = divmod(seconds, a_day) if in_days else (0, seconds)
    shown = unit if days else unit.hour
    return Amount(
        seconds=seconds,
        days=days,
        hours=rest // 3600,
        minutes=rest % 3600 // 60,
        unit=shown.value,
        words=words("unit", shown.value),
    )


def explain(
    clock: Clock,
    reading: Reading,
    *,
    start: datetime,
    limit: Limit,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
) -> Explanation:
    """Explanation of what ``reading`` says; every figure in it comes from the same counting."""
    calendar, unit, hours = clock.calendar, limit.unit, clock.calendar.hours_per_work_day
    return Explanation(
        start=calendar.local(start),
        due=_local(calendar, reading.due),
        at=calendar.local(reading.at),
        stopped=reading.stopped,
        state=reading.state.value,
        state_words=words("state", reading.state.value),
        share=reading.share,
        running=reading.running,
        changes_at=_local(calendar, reading.changes_at),
        limit=amount(timedelta(microseconds=clock.total(limit)), unit, hours),
        total=amount(reading.total, unit, hours),
        used=amount(reading.used, unit, hours),
        remaining=amount(reading.remaining, unit, hours),
        over_by=amount(reading.over_by, unit, hours),
        unplaced=amount(timedelta() if reading.due else reading.remaining, unit, hours),
        unit=unit.value,
        unit_words=words("unit", unit.value),
        continuous=unit.continuous,
        hours_per_work_day=float(hours),
        timezone=calendar.tz,
        periods=_periods(calendar, start),
        days=_days(calendar, unit, reading, start, pauses),
        pauses=tuple(_pause_row(calendar, pause) for pause in pauses),
        extensions=_extension_rows(clock, start, limit, pauses, extensions),
        calendar_version=reading.calendar_version,
        warnings=tuple(Notice(code=c, words=warning_words(c)) for c in reading.warnings),
    )


def _days(
    calendar: Calendar, unit: Unit, reading: Reading, start: datetime, pauses: Sequence[Pause]
) -> tuple[DayRow, ...]:
    end = last_moment(reading.due, reading.at, start)
    return DayBuilder(calendar, unit, to_us(start), end, to_us(reading.at), tuple(pauses)).rows()


def _local(calendar: Calendar, moment: datetime | None) -> datetime | None:
    return None if moment is None else calendar.local(moment)


def _periods(calendar: Calendar, start: datetime) -> tuple[tuple[str, str], ...]:
    """Hours of the first worked weekday, as the weekly pattern has them at the start."""
    day = calendar.local(start).date()
    weeks = (sorted(calendar.weekly_hours(day, weekday)) for weekday in range(1, 8))
    usual: list[Hours] = next((hours for hours in weeks if hours), [])
    return tuple((f"{h.start:%H:%M}", _end_text(f"{h.end:%H:%M}")) for h in usual)


def _end_text(end: str) -> str:
    """Midnight at the end of a day is written 24:00."""
    return "24:00" if end == "00:00" else end


def _pause_row(calendar: Calendar, pause: Pause) -> PauseRow:
    return PauseRow(
        start=calendar.local(pause.start),
        end=_local(calendar, pause.end),
        reason=pause_reason(pause),
    )


def _extension_rows(
    clock: Clock,
    start: datetime,
    limit: Limit,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
) -> tuple[ExtensionRow, ...]:
    calendar, hours = clock.calendar, clock.calendar.hours_per_work_day
    steps = clock.due_steps(start, limit, pauses, extensions)
    rows: list[ExtensionRow] = []
    for extension, before, after in zip(extensions, steps, steps[1:], strict=False):
        added = timedelta(microseconds=extension.limit(limit).microseconds(hours))
        granted = extension.granted_at
        rows.append(
            ExtensionRow(
                amount=amount(added, limit.unit, hours),
                due_before=_local(calendar, before),
                due_after=_local(calendar, after),
                granted_at=_local(calendar, granted),
                reason=extension.reason,
                late=granted is not None and before is not None and granted > before,
            )
        )
    return tuple(rows)
