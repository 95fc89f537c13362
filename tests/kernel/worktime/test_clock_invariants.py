"""What must hold for every clock, on random calendars with times to the microsecond."""

import json
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.kernel.worktime import worlds
from weige.kernel.worktime import Clock, Extension, Limit, NoWorkingTime, State, Status, Unit

OFTEN = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TICK = timedelta(microseconds=1)


class World:
    """One random clock with a start, a limit, pauses and extensions; due times that exist."""

    def __init__(self, data: st.DataObject, *, open_pauses: bool = False):
        first = data.draw(worlds.first_days)
        self.data, self.first = data, first
        self.clock = Clock(data.draw(worlds.calendars(first)))
        self.start = self.moment(3)
        self.limit = data.draw(worlds.limits)
        self.pauses = data.draw(worlds.pauses(first, may_stay_open=open_pauses))
        self.extensions = data.draw(worlds.extensions)
        self.total = timedelta(microseconds=self.clock.total(self.limit, self.extensions))

    def moment(self, last_day: int = worlds.SPAN_DAYS) -> datetime:
        off = self.data.draw(st.integers(0, 59_999_999))
        return self.data.draw(worlds.moments(self.first, last_day)) + timedelta(microseconds=off)

    def due(self, **changed) -> datetime | None:
        given = {"start": self.start, "limit": self.limit, "pauses": self.pauses}
        given |= {"extensions": self.extensions} | changed
        try:
            return self.clock.due(**given).at
        except NoWorkingTime:
            assume(False)
            raise

    def used(self, now: datetime) -> timedelta:
        return self.clock.used(self.start, now, self.limit, self.pauses, self.extensions).amount


@OFTEN
@given(st.data())
def test_at_the_due_time_exactly_the_limit_is_used_and_not_a_tick_earlier(data) -> None:
    world = World(data)
    due = world.due()
    assert due is not None
    assert world.used(due) == world.total
    if world.total:
        assert world.used(due - TICK) == world.total - TICK


@OFTEN
@given(st.data())
def test_more_time_is_never_due_earlier(data) -> None:
    world = World(data)
    due = world.due()
    later = world.start + data.draw(st.timedeltas(timedelta(), timedelta(days=2)))
    assert world.due(start=later) >= due
    assert world.due(limit=Limit(world.limit.amount + data.draw(st.integers(0, 3)), world.limit.unit)) >= due
    assert (
        world.due(pauses=(*world.pauses, *data.draw(worlds.pauses(world.first, may_stay_open=False)))) >= due
    )
    assert world.due(extensions=(*world.extensions, Extension())) >= due


@OFTEN
@given(st.data())
def test_used_only_grows_and_adds_up(data) -> None:
    world = World(data, open_pauses=True)
    one, two = sorted((world.moment(), world.moment()))
    assume(world.start <= one)
    between = world.clock.used(one, two, world.limit, world.pauses).amount
    assert world.used(one) + between == world.used(two)
    assert timedelta() <= between <= two - one


@OFTEN
@given(st.data())
def test_an_extension_is_the_same_as_a_longer_limit(data) -> None:
    world = World(data)
    times = data.draw(st.integers(0, 3))
    longer = Limit(world.limit.amount * (times + 1), world.limit.unit)
    extended = world.due(extensions=[Extension()] * times)
    assert extended == world.due(limit=longer, extensions=())
    steps = world.clock.due_steps(world.start, world.limit, world.pauses, [Extension()] * times)
    assert steps[0] == world.due(extensions=())
    assert steps[-1] == extended
    assert all(one <= two for one, two in pairwise(steps))


@OFTEN
@given(st.data())
def test_order_and_overlap_of_pauses_do_not_matter(data) -> None:
    world = World(data)
    shuffled = data.draw(st.permutations([*world.pauses, *world.pauses]))
    assert world.due(pauses=shuffled) == world.due()


@OFTEN
@given(st.data())
def test_an_explanation_accounts_for_every_moment_from_start_to_due(data) -> None:
    world = World(data, open_pauses=True)
    now = world.moment()
    world.due()
    explained = world.clock.explain(
        world.start, world.limit, now=now, pauses=world.pauses, extensions=world.extensions
    )
    length = dict.fromkeys(Status, timedelta())
    at = explained.start
    for interval in (item for day in explained.days for item in day.intervals):
        assert interval.start == at
        at = interval.end
        assert at.timestamp() > interval.start.timestamp()
        length[interval.status] += interval.end.astimezone(interval.start.tzinfo) - interval.start
        assert (interval.reason is None) == (interval.status is not Status.SKIPPED)
    seconds = sum(day.counted_seconds + day.pending_seconds for day in explained.days)
    rounding = 2 * len(explained.days)
    assert abs(seconds + explained.unplaced.seconds - explained.total.seconds) <= rounding
    if explained.due is not None:
        assert at == explained.due
        assert explained.unplaced.seconds == 0
    if world.clock.calendar.tz == "Asia/Shanghai":  # wall clocks there never jump
        placed = length[Status.COUNTED] + length[Status.PENDING]
        rest = world.total - placed if explained.due is None else timedelta()
        assert placed + rest == world.total
        assert rest >= timedelta()
        assert length[Status.COUNTED] == min(world.used(now), world.total)
    json.dumps(explained.as_json())


@OFTEN
@given(st.data())
def test_the_three_moments_of_a_due_time_give_the_state_of_the_reading(data) -> None:
    world = World(data)
    world.due()
    due = world.clock.due(world.start, world.limit, world.pauses, world.extensions)
    now = world.moment()
    state = world.clock.state(world.start, now, world.limit, world.pauses, world.extensions)
    assume(state is not State.PAUSED)
    if now > due.at:
        expected = State.OVER
    elif now >= due.near_at:
        expected = State.NEAR
    else:
        expected = State.HALF if now > due.half_at else State.AMPLE
    assert state is expected
    assert due.half_at <= due.near_at <= due.at


@OFTEN
@given(st.data())
def test_warnings_name_the_years_between_start_and_due_that_are_not_known(data) -> None:
    world = World(data)
    world.due()
    due = world.clock.due(world.start, world.limit, world.pauses, world.extensions)
    assert due.at is not None
    calendar = world.clock.calendar
    years = range(calendar.local(world.start).year, calendar.local(due.at).year + 1)
    unknown = {f"calendar_missing_year:{year}" for year in years if year not in calendar.known_years}
    assert set(due.warnings) <= unknown
    if world.limit.unit.continuous or not world.total:
        assert due.warnings == ()
    elif not world.pauses:
        # A due time at midnight sharp was reached without looking at the new year.
        before = calendar.local(due.at - TICK).year
        assert {w for w in unknown if int(w[-4:]) <= before} <= set(due.warnings)


@OFTEN
@given(st.data())
def test_the_calendar_does_not_matter_to_continuous_units(data) -> None:
    world = World(data)
    unit = data.draw(st.sampled_from([Unit.URGENT_HOUR, Unit.CALENDAR_DAY]))
    limit = Limit(world.limit.amount, unit)
    length = timedelta(microseconds=world.clock.total(limit))
    assert world.clock.due(world.start, limit).at == world.start + length
