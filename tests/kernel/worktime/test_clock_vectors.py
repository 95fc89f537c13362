"""Due times that practitioners know by heart: lunch, weekends, 调休, holidays, nights, unknown years."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from weige.kernel.worktime import (
    DEFAULT_PERIODS,
    Calendar,
    Clock,
    DayKind,
    Extension,
    Hours,
    Limit,
    LimitTooFar,
    NoWorkingTime,
    Override,
    Pause,
    State,
    Unit,
    WorkPeriod,
    WorktimeError,
    packaged_calendar,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOCK = Clock(packaged_calendar())


def at(text: str) -> datetime:
    """A wall-clock time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        # Friday 2026-11-20; the vectors of domain.md 1.5
        ("2026-11-20 17:00", 2, "工作时", "2026-11-23 09:00"),
        ("2026-11-20 17:00", 2, "紧急工作时", "2026-11-20 19:00"),
        ("2026-02-13 17:00", 2, "工作时", "2026-02-14 09:00"),
        # the case page of the mock-ups: 1:40 on Friday and 6:20 on Monday
        ("2026-11-20 16:20", 1, "工作日", "2026-11-23 16:20"),
        # lunch
        ("2026-11-20 11:30", 1, "工作时", "2026-11-20 14:30"),
        ("2026-11-20 11:00", 1, "工作时", "2026-11-20 12:00"),
        ("2026-11-20 12:30", 1, "工作时", "2026-11-20 15:00"),
        # ends with the day, not with the next morning
        ("2026-11-20 16:00", 2, "工作时", "2026-11-20 18:00"),
        # before and after hours, at a weekend
        ("2026-11-20 06:00", 4, "工作时", "2026-11-20 12:00"),
        ("2026-11-20 18:00", 1, "工作时", "2026-11-23 09:00"),
        ("2026-11-21 10:00", 4, "工作时", "2026-11-23 12:00"),
        ("2026-11-20 22:15", 5, "工作日", "2026-11-27 18:00"),
        # spring festival 2026: the 14th is worked, 15–23 is off, the Saturday 28th is worked
        ("2026-02-14 17:00", 2, "工作时", "2026-02-24 09:00"),
        ("2026-02-27 17:00", 2, "工作时", "2026-02-28 09:00"),
        ("2026-02-13 09:00", 3, "工作日", "2026-02-25 09:00"),
        # national day: 1–7 October off, Saturday the 10th worked
        ("2026-09-30 16:00", 1, "工作日", "2026-10-08 16:00"),
        ("2026-10-09 16:00", 1, "工作日", "2026-10-10 16:00"),
        # continuous units do not care
        ("2026-02-14 17:00", 2, "自然日", "2026-02-16 17:00"),
        ("2026-10-01 09:00", 2, "紧急工作日", "2026-10-03 09:00"),
        ("2026-12-31 23:30", 1, "紧急工作时", "2027-01-01 00:30"),
        # parts of a unit: the acceptance stage of 15 minutes, half a day
        ("2026-11-20 11:55", Decimal("0.25"), "工作时", "2026-11-20 14:10"),
        ("2026-11-20 11:55", Decimal("0.25"), "紧急工作时", "2026-11-20 12:10"),
        ("2026-11-20 16:00", Decimal("0.5"), "工作日", "2026-11-23 10:00"),
        # zero
        ("2026-11-21 10:00", 0, "工作日", "2026-11-21 10:00"),
    ],
)
def test_due(start: str, amount: Decimal | int, unit: str, due: str) -> None:
    got = CLOCK.due(at(start), Limit(amount, Unit.parse(unit)))
    assert got.at == at(due)
    assert got.at.tzinfo is UTC
    assert got.warnings == ()


def test_year_without_data_is_said_on_every_due_time_that_touches_it() -> None:
    day = Limit(1, Unit.WORK_DAY)
    assert CLOCK.due(at("2026-12-31 08:00"), day).warnings == ()
    assert CLOCK.due(at("2026-12-30 18:00"), day).at == at("2026-12-31 18:00")
    assert CLOCK.due(at("2026-12-30 18:00"), day).warnings == ()
    over = CLOCK.due(at("2026-12-31 16:00"), day)
    assert over.at == at("2027-01-01 16:00"), "the weekly hours, as nothing is known of that Friday"
    assert over.warnings == ("calendar_missing_year:2027",)
    assert CLOCK.due(at("2023-12-29 16:00"), day).warnings == ("calendar_missing_year:2023",)
    long = CLOCK.due(at("2026-12-31 16:00"), Limit(300, Unit.WORK_DAY))
    assert long.warnings == ("calendar_missing_year:2027", "calendar_missing_year:2028")
    assert CLOCK.due(at("2027-05-01 09:00"), Limit(2, Unit.CALENDAR_DAY)).warnings == ()


def test_looking_at_midnight_of_the_last_day_does_not_touch_the_next_year() -> None:
    start, midnight = at("2026-12-31 15:00"), at("2027-01-01 00:00")
    assert CLOCK.used(start, midnight, Limit(1, Unit.WORK_DAY)).warnings == ()
    assert CLOCK.used(start, at("2027-01-01 00:01"), Limit(1, Unit.WORK_DAY)).warnings != ()


def test_used_and_reading_warn_too_when_they_run_into_a_missing_year() -> None:
    start, limit = at("2026-12-31 15:00"), Limit(2, Unit.WORK_HOUR)
    assert CLOCK.due(start, limit).warnings == ()
    reading = CLOCK.read(start, limit, now=at("2027-01-04 09:00"))
    assert reading.warnings == ("calendar_missing_year:2027",)
    assert reading.over_by == timedelta(hours=1 + 8 + 1)


def test_a_local_exception_does_not_make_a_year_known() -> None:
    calendar = Calendar(
        version=1, overrides=(Override(date=date(2027, 1, 1), kind=DayKind.LOCAL_OFF, name_zh="元旦"),)
    )
    due = Clock(calendar).due(at("2026-12-31 17:00"), Limit(2, Unit.WORK_HOUR))
    assert due.at == at("2027-01-04 09:00")
    assert due.warnings == ("calendar_missing_year:2026", "calendar_missing_year:2027")


def test_pause_pushes_the_due_time_out_by_the_working_time_it_covers() -> None:
    limit = Limit(1, Unit.WORK_DAY)
    lunch = Pause(at("2026-11-20 12:00"), at("2026-11-20 14:00"))
    two_hours = Pause(at("2026-11-23 09:00"), at("2026-11-23 11:00"), reason="等管线交底")
    weekend = Pause(at("2026-11-20 18:00"), at("2026-11-23 08:00"))
    start = at("2026-11-20 16:20")
    assert CLOCK.due(start, limit, [lunch, weekend]).at == at("2026-11-23 16:20")
    assert CLOCK.due(start, limit, [two_hours]).at == at("2026-11-24 08:20")
    assert CLOCK.due(start, limit, [two_hours, two_hours, lunch]).at == at("2026-11-24 08:20")


def test_open_pause_leaves_no_due_time_unless_it_was_reached_before() -> None:
    start, limit = at("2026-11-20 09:00"), Limit(2, Unit.WORK_HOUR)
    due = CLOCK.due(start, limit, [Pause(at("2026-11-20 10:30"), None)])
    assert (due.at, due.half_at, due.near_at) == (None, at("2026-11-20 10:00"), None)
    assert due.warnings == ("open_pause",)
    assert CLOCK.due(start, limit, [Pause(at("2026-11-20 11:00"), None)]).at == at("2026-11-20 11:00")
    urgent = CLOCK.due(start, Limit(2, Unit.URGENT_HOUR), [Pause(at("2026-11-20 10:30"), None)])
    assert urgent.at is None


def test_extension_adds_the_original_limit_or_its_own_amount() -> None:
    start, limit = at("2026-11-20 17:00"), Limit(2, Unit.WORK_HOUR)
    assert CLOCK.due(start, limit, extensions=[Extension()]).at == at("2026-11-23 11:00")
    assert CLOCK.due(start, limit, extensions=[Extension(), Extension(4)]).at == at("2026-11-23 17:00")


def test_extension_granted_after_the_due_time_does_not_hide_it() -> None:
    start, limit = at("2026-11-20 14:00"), Limit(2, Unit.WORK_HOUR)
    now = at("2026-11-20 16:30")
    in_time = Extension(granted_at=at("2026-11-20 16:00"))
    too_late = Extension(granted_at=at("2026-11-20 16:01"))
    assert CLOCK.state(start, now, limit, extensions=[in_time]) is State.HALF
    reading = CLOCK.read(start, limit, now=now, extensions=[too_late])
    assert (reading.state, reading.extended_late) == (State.OVER, True)
    assert "extended_late" in reading.warnings


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-11-20 13:00", State.AMPLE),
        ("2026-11-20 15:00", State.AMPLE),  # exactly half is left
        ("2026-11-20 15:00:01", State.HALF),
        ("2026-11-20 15:35", State.HALF),
        ("2026-11-20 15:36", State.NEAR),  # a fifth of two hours is left
        ("2026-11-20 16:00", State.NEAR),
        ("2026-11-20 16:00:01", State.OVER),
        ("2026-11-22 03:00", State.OVER),
    ],
)
def test_states_of_two_working_hours_from_friday_two_o_clock(now: str, state: State) -> None:
    start, limit = at("2026-11-20 14:00"), Limit(2, Unit.WORK_HOUR)
    assert CLOCK.state(start, at(now), limit) is state


def test_half_is_left_all_weekend_when_half_was_left_on_friday_evening() -> None:
    start, limit = at("2026-11-20 17:00"), Limit(2, Unit.WORK_HOUR)
    assert CLOCK.due(start, limit).half_at == at("2026-11-23 08:00")
    assert CLOCK.state(start, at("2026-11-22 12:00"), limit) is State.AMPLE
    assert CLOCK.state(start, at("2026-11-23 08:01"), limit) is State.HALF


def test_over_shows_from_the_first_moment_although_no_working_time_has_passed() -> None:
    reading = CLOCK.read(at("2026-11-20 16:00"), Limit(2, Unit.WORK_HOUR), now=at("2026-11-21 10:00"))
    assert (reading.state, reading.over_by, reading.share) == (State.OVER, timedelta(), 1.0)
    assert reading.remaining == timedelta()


def test_pause_shows_as_paused_but_never_hides_overdue() -> None:
    start, limit = at("2026-11-20 14:00"), Limit(2, Unit.WORK_HOUR)
    until = at("2026-12-05 00:00")
    before = Pause(at("2026-11-20 15:00"), until, reason="等管线交底", code="suspended")
    reading = CLOCK.read(start, limit, now=at("2026-11-21 10:00"), pauses=[before])
    assert (reading.state, reading.pause, reading.running) == (State.PAUSED, before, False)
    assert reading.changes_at == at("2026-12-07 08:00"), "Monday morning, when time counts again"
    after = Pause(at("2026-11-20 17:00"), until)
    assert CLOCK.state(start, at("2026-11-21 10:00"), limit, [after]) is State.OVER


def test_stopped_clock_keeps_its_last_reading() -> None:
    start, limit = at("2026-11-20 14:00"), Limit(2, Unit.WORK_HOUR)
    reading = CLOCK.read(start, limit, now=at("2026-12-20 10:00"), stopped_at=at("2026-11-20 15:30"))
    assert (reading.state, reading.remaining) == (State.HALF, timedelta(minutes=30))
    assert (reading.stopped, reading.running, reading.changes_at) == (True, False, None)
    pause = Pause(at("2026-11-20 15:30"), at("2026-11-20 16:00"))
    ended = CLOCK.read(start, limit, now=at("2026-11-21 08:00"), pauses=[pause], stopped_at=pause.start)
    assert (ended.state, ended.pause) == (State.HALF, None), "over is not paused"


def test_summer_hours_have_dates() -> None:
    def spell(start: int, end: int, first: date | None, last: date | None) -> WorkPeriod:
        return WorkPeriod(start=time(start), end=time(end), valid_from=first, valid_to=last)

    summer = (date(2026, 6, 1), date(2026, 10, 1))
    calendar = Calendar(
        version=1,
        known_years=frozenset({2026}),
        periods=(
            spell(8, 12, None, None),
            spell(14, 18, None, date(2026, 6, 1)),
            spell(15, 19, *summer),
            spell(14, 18, date(2026, 10, 1), None),
        ),
    )
    clock, limit = Clock(calendar), Limit(2, Unit.WORK_HOUR)
    assert clock.due(at("2026-05-29 11:00"), limit).at == at("2026-05-29 15:00")
    assert clock.due(at("2026-06-01 11:00"), limit).at == at("2026-06-01 16:00")
    assert clock.due(at("2026-09-30 18:30"), limit).at == at("2026-10-01 09:30")


NIGHTS = (WorkPeriod(start=time(22), end=time(2), weekdays=frozenset({5})),)


def test_night_shift_belongs_to_the_day_on_which_it_starts() -> None:
    night = Clock(Calendar(version=1, periods=NIGHTS, known_years=frozenset({2026})))
    three = Limit(3, Unit.WORK_HOUR)
    assert night.due(at("2026-11-20 12:00"), three).at == at("2026-11-21 01:00")
    assert night.due(at("2026-11-21 00:30"), three).at == at("2026-11-27 23:30")
    at_work = night.read(at("2026-11-20 23:00"), three, now=at("2026-11-20 23:30"))
    assert (at_work.running, at_work.changes_at) == (True, at("2026-11-21 02:00")), "not at midnight"
    off = Override(date=date(2026, 11, 21), kind=DayKind.LOCAL_OFF)
    eve = Override(date=date(2026, 11, 20), kind=DayKind.LOCAL_OFF)
    saturday_off = Clock(Calendar(version=1, periods=NIGHTS, overrides=(off,)))
    assert saturday_off.due(at("2026-11-20 12:00"), three).at == at("2026-11-21 01:00")
    friday_off = Clock(Calendar(version=1, periods=NIGHTS, overrides=(eve,)))
    assert friday_off.due(at("2026-11-20 12:00"), three).at == at("2026-11-28 01:00")


def test_overlapping_periods_count_once() -> None:
    both = (*DEFAULT_PERIODS, WorkPeriod(start=time(10), end=time(15)))
    clock = Clock(Calendar(version=1, periods=both))
    assert clock.due(at("2026-11-20 08:00"), Limit(10, Unit.WORK_HOUR)).at == at("2026-11-20 18:00")


def test_lieu_workday_takes_mondays_hours_or_its_own() -> None:
    def clock(periods: tuple[Hours, ...] = ()) -> Clock:
        day = Override(date=date(2026, 11, 21), kind=DayKind.LIEU_WORK, periods=periods)
        friday = WorkPeriod(start=time(8), end=time(9), weekdays=frozenset({5}))
        tuesday = WorkPeriod(start=time(10), end=time(11), weekdays=frozenset({2}))
        return Clock(Calendar(version=1, periods=(friday, tuesday), overrides=(day,)))

    start, limit = at("2026-11-20 08:30"), Limit(1, Unit.WORK_HOUR)
    assert clock().due(start, limit).at == at("2026-11-21 10:30"), "the first worked weekday is Tuesday"
    assert clock((Hours(time(13), time(14)),)).due(start, limit).at == at("2026-11-21 13:30")


def test_an_ordinary_weekday_worked_by_decision_keeps_its_own_hours() -> None:
    friday = WorkPeriod(start=time(8), end=time(9), weekdays=frozenset({5}))
    tuesday = WorkPeriod(start=time(10), end=time(11), weekdays=frozenset({2}))
    day = Override(date=date(2026, 11, 20), kind=DayKind.LOCAL_WORK)
    clock = Clock(Calendar(version=1, periods=(tuesday, friday), overrides=(day,)))
    assert clock.due(at("2026-11-20 07:00"), Limit(1, Unit.WORK_HOUR)).at == at("2026-11-20 09:00")


def test_hours_per_work_day_are_a_setting_of_the_calendar() -> None:
    short = Clock(Calendar(version=1, hours_per_work_day=Decimal("7.5")))
    assert short.due(at("2026-11-20 08:00"), Limit(1, Unit.WORK_DAY)).at == at("2026-11-20 17:30")


def test_change_of_clocks_counts_elapsed_time() -> None:
    new_york = ZoneInfo("America/New_York")
    nights = (WorkPeriod(start=time(22), end=time(6), weekdays=frozenset(range(1, 8))),)
    clock = Clock(Calendar(version=1, periods=nights, tz="America/New_York"))

    def night(day: date) -> timedelta:
        start = datetime.combine(day, time(12), new_york)
        return clock.used(start, start + timedelta(days=1), Limit(1, Unit.WORK_HOUR)).amount

    assert night(date(2026, 3, 6)) == timedelta(hours=8)
    assert night(date(2026, 3, 7)) == timedelta(hours=7), "02:00 to 03:00 does not exist"
    assert night(date(2026, 10, 31)) == timedelta(hours=9), "01:00 to 02:00 happens twice"


def test_start_in_another_zone_is_the_same_moment() -> None:
    start = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert CLOCK.due(start, Limit(2, Unit.WORK_HOUR)).at == at("2026-11-23 09:00")


def test_no_working_time_is_an_error_and_not_an_endless_search() -> None:
    limit = Limit(1, Unit.WORK_HOUR)
    empty = Clock(Calendar(version=1, periods=()))
    with pytest.raises(NoWorkingTime) as caught:
        empty.due(at("2026-11-20 17:00"), limit)
    assert caught.value.params == {"after": "2026-11-20", "years": 5}
    ended = (WorkPeriod(start=time(8), end=time(12), valid_to=date(2026, 11, 21)),)
    clock = Clock(Calendar(version=1, periods=ended))
    assert clock.due(at("2026-11-20 08:00"), limit).at == at("2026-11-20 09:00")
    with pytest.raises(NoWorkingTime):
        clock.due(at("2026-11-20 11:30"), limit)
    assert clock.read(at("2026-11-20 08:00"), limit, now=at("2026-11-21 08:00")).changes_at is None


def test_due_beyond_the_range_of_dates_is_an_error() -> None:
    with pytest.raises(LimitTooFar):
        CLOCK.due(at("9999-12-20 08:00"), Limit(30, Unit.CALENDAR_DAY))


def test_naive_times_and_odd_amounts_are_refused() -> None:
    with pytest.raises(WorktimeError, match="naive_datetime"):
        CLOCK.due(datetime(2026, 11, 20, 8), Limit(1, Unit.WORK_HOUR))
    for wrong in (-1, 0.1, Decimal("NaN"), Decimal("Infinity"), 10_001, True):
        with pytest.raises(WorktimeError, match="bad_amount"):
            Limit(wrong, Unit.WORK_HOUR)
    with pytest.raises(WorktimeError, match="pause_reversed"):
        Pause(at("2026-11-20 10:00"), at("2026-11-20 09:00"))


def test_unit_from_the_words_of_filing_standards() -> None:
    assert [
        Unit.parse(w) for w in ("紧急工作时", "工作时", " 工作日", "紧急工作日", "自然日", "work_day")
    ] == [
        Unit.URGENT_HOUR,
        Unit.WORK_HOUR,
        Unit.WORK_DAY,
        Unit.CALENDAR_DAY,
        Unit.CALENDAR_DAY,
        Unit.WORK_DAY,
    ]
    with pytest.raises(WorktimeError, match="unknown_unit"):
        Unit.parse("星期")
