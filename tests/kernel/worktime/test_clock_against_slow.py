"""The clock says the same as a counter that walks minute by minute, on random calendars."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kernel.worktime import worlds
from tests.kernel.worktime.slow import MINUTE, SlowCounter
from weige.kernel.worktime import Clock, Limit, NoWorkingTime, State, Status

OFTEN = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SOMETIMES = settings(OFTEN, max_examples=150)


def minutes(clock: Clock, limit: Limit, extensions=()) -> int:
    whole, rest = divmod(clock.total(limit, extensions), 60_000_000)
    assert rest == 0, "the worlds only make limits of whole minutes"
    return whole


def end_of(first) -> datetime:
    return datetime.combine(first, time(), UTC) + timedelta(days=worlds.SPAN_DAYS + 2)


@OFTEN
@given(st.data())
def test_due_is_the_minute_at_which_the_walker_has_counted_enough(data) -> None:
    first = data.draw(worlds.first_days)
    clock = Clock(data.draw(worlds.calendars(first)))
    start, limit = data.draw(worlds.moments(first)), data.draw(worlds.limits)
    pauses, extensions = data.draw(worlds.pauses(first)), data.draw(worlds.extensions)
    slow = SlowCounter(clock.calendar, limit.unit, pauses)
    expected = slow.due(start, minutes(clock, limit, extensions), end_of(first))
    try:
        got = clock.due(start, limit, pauses, extensions).at
    except NoWorkingTime:
        got = None
    assert got == expected if expected else got is None or got > end_of(first)


@OFTEN
@given(st.data())
def test_used_is_what_the_walker_counts(data) -> None:
    first = data.draw(worlds.first_days)
    clock = Clock(data.draw(worlds.calendars(first)))
    start, now = data.draw(worlds.moments(first)), data.draw(worlds.moments(first, worlds.SPAN_DAYS))
    limit, pauses = data.draw(worlds.limits), data.draw(worlds.pauses(first))
    used = clock.used(start, now, limit, pauses)
    assert used.amount == MINUTE * SlowCounter(clock.calendar, limit.unit, pauses).minutes(start, now)


@SOMETIMES
@given(st.data())
def test_state_follows_the_walkers_share(data) -> None:
    first = data.draw(worlds.first_days)
    clock = Clock(data.draw(worlds.calendars(first)))
    start, now = data.draw(worlds.moments(first)), data.draw(worlds.moments(first, worlds.SPAN_DAYS))
    limit, pauses = data.draw(worlds.limits), data.draw(worlds.pauses(first))
    slow = SlowCounter(clock.calendar, limit.unit, pauses)
    whole, used = minutes(clock, limit), slow.minutes(start, now)
    due = slow.due(start, whole, end_of(first))
    try:
        state = clock.state(start, now, limit, pauses)
    except NoWorkingTime:
        return
    paused = any(p.start <= now and (p.end is None or now < p.end) for p in pauses)
    if due is not None and now > due:
        assert state is State.OVER
    elif paused:
        assert state is State.PAUSED
    elif 5 * (whole - used) <= whole:
        # A zero limit is all used before it begins; a clock not yet started has nothing used.
        assert state is State.NEAR or now < start
    else:
        assert state is (State.AMPLE if 2 * used <= whole else State.HALF)


@SOMETIMES
@given(st.data())
def test_running_says_what_the_walker_sees_until_it_changes(data) -> None:
    first = data.draw(worlds.first_days)
    clock = Clock(data.draw(worlds.calendars(first)))
    start, now = data.draw(worlds.moments(first)), data.draw(worlds.moments(first, 6))
    unit, pauses = data.draw(worlds.limits).unit, data.draw(worlds.pauses(first))
    running, until = clock.running(start, now, unit, pauses)
    slow = SlowCounter(clock.calendar, unit, pauses)
    last = min(until or end_of(first), end_of(first))
    at = now
    while at < last:
        assert running == (slow.counts(at) and at >= start)
        at += MINUTE


@SOMETIMES
@given(st.data())
def test_every_minute_of_an_explanation_is_what_the_walker_says(data) -> None:
    first = data.draw(worlds.first_days)
    clock = Clock(data.draw(worlds.calendars(first)))
    start, now = data.draw(worlds.moments(first)), data.draw(worlds.moments(first, worlds.SPAN_DAYS))
    limit, pauses = data.draw(worlds.limits), data.draw(worlds.pauses(first))
    slow = SlowCounter(clock.calendar, limit.unit, pauses)
    try:
        explanation = clock.explain(start, limit, now=now, pauses=pauses)
    except NoWorkingTime:
        return
    at = explanation.start
    for day in explanation.days:
        for interval in day.intervals:
            assert interval.start == at, "no gap and no overlap"
            at = interval.end
            lo, hi = interval.start.astimezone(UTC), interval.end.astimezone(UTC)
            for probe in {lo, hi - MINUTE, lo + (hi - lo) // 2}:
                minute = probe.replace(second=0, microsecond=0)
                assert slow.counts(minute) == (interval.status is not Status.SKIPPED)
    assert at == (explanation.due or max(explanation.at, explanation.start))
