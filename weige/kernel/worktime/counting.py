"""The one place where time is counted: due times, used shares and explanations all walk these spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, date

from .calendar import Calendar
from .errors import LimitTooFar, NoWorkingTime
from .spans import FAR, Span, from_us, gaps
from .units import Unit

_LAST_ORDINAL = date(MAXYEAR, 12, 28).toordinal()
_DAYS_A_YEAR = 366

#: An amount to reach, and whether it must be exceeded (True) or only reached (False).
Mark = tuple[int, bool]


def counted(
    calendar: Calendar,
    unit: Unit,
    span: Span,
    paused: Sequence[Span],
    missing: set[int],
) -> Iterator[Span]:
    """Counted time inside ``span``, ascending, ``paused`` (sorted, disjoint) taken out.

    Years without complete data that were looked at are added to ``missing``. A span that ends at
    FAR is a search: NoWorkingTime is raised when nothing counts for the calendar's horizon.
    """
    for free in gaps(span[0], span[1], paused):
        if unit.continuous:
            yield free
        else:
            yield from _working(calendar, free, missing)


def _working(calendar: Calendar, free: Span, missing: set[int]) -> Iterator[Span]:
    """Working time of the calendar inside one span without pauses."""
    start, end = free
    ordinal = calendar.local(from_us(start)).toordinal()
    patience = calendar.horizon_years * _DAYS_A_YEAR if end >= FAR else _LAST_ORDINAL
    idle = 0
    while True:
        if ordinal > _LAST_ORDINAL or idle > patience:
            raise NoWorkingTime(after=from_us(start).date().isoformat(), years=calendar.horizon_years)
        day = calendar.day(ordinal)
        if day.start >= end:
            return
        if day.missing:
            missing.add(day.missing)
        idle = 0 if day.spans else idle + 1
        for lo, hi in day.spans:
            if hi > start and lo < end:
                yield (lo if lo > start else start), (hi if hi < end else end)
        ordinal += 1


def total(calendar: Calendar, unit: Unit, span: Span, paused: Sequence[Span], missing: set[int]) -> int:
    """Counted microseconds inside ``span``."""
    return sum(hi - lo for lo, hi in counted(calendar, unit, span, paused, missing))


def reach(
    calendar: Calendar,
    unit: Unit,
    start: int,
    paused: Sequence[Span],
    *,
    marks: Sequence[Mark],
    missing: set[int],
) -> list[int | None]:
    """When each of the ascending ``marks`` is reached, counting from ``start``.

    A mark that must only be reached gives the earliest moment at which that much has been counted;
    one that must be exceeded gives the last such moment, the beginning of the next counted span.
    None: an open pause comes first. Raises NoWorkingTime or LimitTooFar.
    """
    found: list[int | None] = []
    waiting = list(marks)
    while waiting and waiting[0] == (0, False):
        found.append(start)
        waiting.pop(0)
    done = 0
    for lo, hi in counted(calendar, unit, (start, FAR), paused, missing) if waiting else ():
        length = hi - lo
        while waiting:
            amount, exceed = waiting[0]
            if done + length < amount or (exceed and done + length == amount):
                break
            found.append(lo + amount - done)
            waiting.pop(0)
        if not waiting:
            return found
        done += length
    if waiting and not (paused and paused[-1][1] >= FAR):
        raise LimitTooFar(start=from_us(start).date().isoformat())
    return found + [None] * len(waiting)
