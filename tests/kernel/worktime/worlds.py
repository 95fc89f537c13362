"""Random calendars, limits, pauses and extensions for the property tests of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from weige.kernel.worktime import (
    Calendar,
    DayKind,
    Extension,
    Hours,
    Limit,
    Override,
    Pause,
    Unit,
    WorkPeriod,
)

#: First days of the little worlds: spring festival with New York's change of clocks near, the turn of a
#: year, New York's other change.
FIRST_DAYS = (date(2026, 2, 10), date(2026, 3, 4), date(2026, 10, 28), date(2026, 12, 27))
SPAN_DAYS = 10

first_days = st.sampled_from(FIRST_DAYS)
zones = st.sampled_from(["Asia/Shanghai", "Asia/Shanghai", "America/New_York"])
#: Not between 01:00 and 03:00: there a changing zone has no single answer for a wall-clock time.
clock_times = st.builds(time, st.sampled_from([0, *range(3, 24)]), st.sampled_from([0, 0, 10, 25, 30, 59]))
weekdays = st.one_of(st.just(frozenset({1, 2, 3, 4, 5})), st.frozensets(st.integers(1, 7), min_size=1))
hours = st.builds(Hours, clock_times, clock_times)


@st.composite
def periods(draw: st.DrawFn, first: date) -> WorkPeriod:
    """A weekly period, sometimes valid for a part of the world only, sometimes over midnight."""
    near = st.one_of(st.none(), st.integers(-3, SPAN_DAYS).map(lambda n: first + timedelta(days=n)))
    valid_from, valid_to = draw(near), draw(near)
    if valid_from and valid_to and valid_to <= valid_from:
        valid_from, valid_to = valid_to, valid_from + timedelta(days=1)
    start, end = draw(hours)
    return WorkPeriod(start=start, end=end, weekdays=draw(weekdays), valid_from=valid_from, valid_to=valid_to)


@st.composite
def overrides(draw: st.DrawFn, first: date) -> tuple[Override, ...]:
    """Exceptions of both sorts on a few dates."""
    days = draw(st.sets(st.integers(-2, SPAN_DAYS + 2), max_size=6))
    found = []
    for day in sorted(days):
        kind = draw(st.sampled_from(DayKind))
        own = draw(st.lists(hours, max_size=2)) if kind.working else []
        found.append(
            Override(date=first + timedelta(days=day), kind=kind, periods=tuple(own), name_zh=f"节{day}")
        )
    return tuple(found)


@st.composite
def calendars(draw: st.DrawFn, first: date) -> Calendar:
    """A calendar around ``first``; some have no working time at all."""
    return Calendar(
        version=1,
        periods=tuple(draw(st.lists(periods(first), max_size=4))),
        overrides=draw(overrides(first)),
        known_years=draw(st.sampled_from([frozenset(), frozenset({2026}), frozenset({2026, 2027})])),
        tz=draw(zones),
        hours_per_work_day=draw(st.sampled_from([8, 7, Decimal("7.6")])),
        horizon_years=1,
    )


@st.composite
def moments(draw: st.DrawFn, first: date, last_day: int = 3) -> datetime:
    """A whole minute within the first days of the world."""
    minutes = draw(st.integers(0, last_day * 1440))
    return datetime.combine(first, time(), UTC) + timedelta(minutes=minutes)


@st.composite
def pauses(draw: st.DrawFn, first: date, *, may_stay_open: bool = True) -> tuple[Pause, ...]:
    """Pauses, overlapping at will; at most one without an end."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(moments(first, SPAN_DAYS - 2))
        length = timedelta(minutes=draw(st.integers(0, 2 * 1440)))
        found.append(Pause(start, start + length, reason="等"))
    if may_stay_open and draw(st.integers(0, 4)) == 0:
        found.append(Pause(draw(moments(first, SPAN_DAYS)), None, reason="开"))
    return tuple(found)


limits = st.one_of(
    st.builds(Limit, st.integers(0, 16).map(lambda n: Decimal(n) / 4), st.sampled_from(Unit)),
    st.builds(Limit, st.integers(0, 60).map(lambda n: Decimal(n) / 20), st.just(Unit.WORK_HOUR)),
)
extensions = st.lists(
    st.builds(Extension, st.one_of(st.none(), st.integers(0, 4).map(lambda n: Decimal(n) / 4))),
    max_size=2,
).map(tuple)
