"""The office's calendar: seeded once, edited with a version and an event each time, read in one statement."""

import threading
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.worktime import worlds
from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.errors import Conflict, Invalid, NotFound
from weige.kernel.models import CalendarDay, CalendarVersion, CalendarYear, Event
from weige.kernel.queries.calendar import calendar_of_version, current_calendar
from weige.kernel.services.calendar import (
    import_days,
    load_calendar_seed,
    remove_day,
    set_day,
    set_week,
    set_year,
)
from weige.kernel.worktime import (
    DEFAULT_PERIODS,
    Calendar,
    Clock,
    DayKind,
    Limit,
    Override,
    Unit,
    WorkPeriod,
    packaged_calendar,
)
from weige.kernel.worktime.plain import from_plain, to_plain

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
ADMIN = Who(kind="person", user_id=7, name="管理员")
NEW_YEAR = Override(date=date(2027, 1, 1), kind=DayKind.HOLIDAY, name_zh="元旦", source="国办")


def official(year: int, days: int = 13) -> list[Override]:
    """Enough days off to make a year complete."""
    return [Override(date=date(year, 5, n), kind=DayKind.HOLIDAY, name_zh="节") for n in range(1, days + 1)]


@pytest.fixture
def seeded(db: None) -> int:
    return load_calendar_seed(now=NOW)


def test_without_a_seed_the_packaged_calendar_holds(db: None, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert current_calendar() is packaged_calendar()
    assert calendar_of_version(0) is packaged_calendar()


def test_the_seed_is_the_packaged_calendar_and_is_loaded_once(seeded: int) -> None:
    assert seeded == 1
    calendar = current_calendar()
    assert (calendar.version, to_plain(calendar)) == (1, to_plain(packaged_calendar()))
    set_day(day=Override(date=date(2026, 10, 8), kind=DayKind.LOCAL_OFF), who=ADMIN, now=NOW)
    assert load_calendar_seed(now=NOW) == 2
    assert current_calendar().override(date(2026, 10, 8)) is not None


def test_an_edit_before_any_seed_starts_from_the_packaged_calendar(db: None) -> None:
    assert set_day(day=NEW_YEAR, who=ADMIN, now=NOW, expected=0) == 2
    calendar = current_calendar()
    assert calendar.periods == DEFAULT_PERIODS
    assert len(calendar.overrides) == len(packaged_calendar().overrides) + 1


def test_a_new_release_adds_its_years_and_keeps_what_the_office_entered(seeded: int) -> None:
    own = Override(date=date(2026, 10, 1), kind=DayKind.LOCAL_WORK, name_zh="值守")
    CalendarYear.objects.filter(year=2026).delete()
    CalendarDay.objects.filter(date__year=2026).delete()
    set_day(day=own, who=ADMIN, now=NOW)
    assert current_calendar().known_years == {2024, 2025}
    load_calendar_seed(now=NOW)
    calendar = current_calendar()
    assert calendar.known_years == {2024, 2025, 2026}
    assert calendar.override(date(2026, 10, 1)) == own
    assert calendar.override(date(2026, 10, 2)) == packaged_calendar().override(date(2026, 10, 2))


def test_an_edit_makes_a_version_an_event_and_other_due_times(seeded: int) -> None:
    start, limit = datetime(2026, 11, 20, 9, 0, tzinfo=UTC), Limit(2, Unit.WORK_HOUR)
    monday = Clock(current_calendar()).due(start, limit)
    off = Override(date=date(2026, 11, 23), kind=DayKind.LOCAL_OFF, name_zh="台风停工")
    assert set_day(day=off, who=ADMIN, now=NOW) == 2
    tuesday = Clock(current_calendar()).due(start, limit)
    assert (tuesday.at - monday.at).days == 1
    assert Clock(calendar_of_version(1)).due(start, limit) == monday, "old versions stay explainable"
    event = Event.objects.filter(kind="kernel.calendar_changed").latest("id")
    assert (event.subject, event.actor_user_id) == ("calendar", 7)
    assert event.payload == {"version": 2, "reason": "day", "dates": ["2026-11-23"], "years": []}
    assert remove_day(date=off.date, who=ADMIN, now=NOW) == 3
    assert Clock(current_calendar()).due(start, limit) == monday


def test_an_edit_that_changes_nothing_makes_no_version(seeded: int) -> None:
    same = packaged_calendar().override(date(2026, 10, 1))
    assert set_day(day=same, who=ADMIN, now=NOW) == 1
    assert log.of("calendar").count() == 1


def test_reading_is_one_statement_also_right_after_an_edit(seeded: int, django_assert_num_queries) -> None:
    for _ in range(2):
        with django_assert_num_queries(1):
            one = current_calendar()
    assert current_calendar() is one
    set_day(day=NEW_YEAR, who=ADMIN, now=NOW)
    with django_assert_num_queries(1):
        assert current_calendar().version == 2


def test_a_version_rolled_back_is_forgotten(seeded: int) -> None:
    with transaction.atomic():
        set_day(day=NEW_YEAR, who=ADMIN, now=NOW)
        assert current_calendar().override(NEW_YEAR.date) == NEW_YEAR
        transaction.set_rollback(True)
    assert current_calendar().version == 1
    assert current_calendar().override(NEW_YEAR.date) is None
    other = Override(date=date(2027, 2, 1), kind=DayKind.LOCAL_OFF)
    assert set_day(day=other, who=ADMIN, now=NOW) == 2
    assert current_calendar().override(NEW_YEAR.date) is None, "the same number, another version"


def test_a_year_is_complete_only_when_somebody_says_so_and_days_are_there(seeded: int) -> None:
    import_days(days=official(2027), complete_years=[], who=ADMIN, now=NOW)
    assert 2027 not in current_calendar().known_years
    set_year(year=2027, complete=True, source="国办发", who=ADMIN, now=NOW)
    assert 2027 in current_calendar().known_years
    set_year(year=2027, complete=False, who=ADMIN, now=NOW)
    assert 2027 not in current_calendar().known_years
    with pytest.raises(Invalid) as caught:
        set_year(year=2028, complete=True, who=ADMIN, now=NOW)
    assert caught.value.errors[0].code == "calendar_year_empty"


def test_an_import_is_all_or_nothing_and_a_dry_run_is_nothing(seeded: int) -> None:
    assert import_days(days=official(2027), complete_years=[2027], who=ADMIN, now=NOW, dry_run=True) == 1
    with pytest.raises(Invalid):
        import_days(days=official(2027, 3), complete_years=[2027], who=ADMIN, now=NOW)
    assert not CalendarDay.objects.filter(date__year=2027).exists()
    assert import_days(days=official(2027), complete_years=[2027], who=ADMIN, now=NOW) == 2
    event = Event.objects.latest("id")
    assert (event.payload["years"], len(event.payload["dates"])) == ([2027], 13)


def test_stale_editors_are_told(seeded: int) -> None:
    set_day(day=NEW_YEAR, who=ADMIN, now=NOW, expected=1)
    with pytest.raises(Conflict):
        remove_day(date=NEW_YEAR.date, who=ADMIN, now=NOW, expected=1)
    with pytest.raises(NotFound):
        remove_day(date=date(2027, 3, 3), who=ADMIN, now=NOW)


def test_the_week_and_the_hours_of_a_work_day(seeded: int) -> None:
    short = (WorkPeriod(start=time(9), end=time(12)), WorkPeriod(start=time(13), end=time(17, 30)))
    version = set_week(periods=short, hours_per_work_day=Decimal("7.5"), who=ADMIN, now=NOW)
    calendar = current_calendar()
    assert (version, calendar.periods, calendar.hours_per_work_day) == (2, short, Decimal("7.5"))
    set_day(day=NEW_YEAR, who=ADMIN, now=NOW)
    assert current_calendar().hours_per_work_day == Decimal("7.5"), "kept by later edits"


@pytest.mark.parametrize(
    ("periods", "hours", "code"),
    [
        ((), 8, "calendar_no_periods"),
        (DEFAULT_PERIODS, 0, "calendar_bad_hours_per_work_day"),
        (DEFAULT_PERIODS, 25, "calendar_bad_hours_per_work_day"),
        ((*DEFAULT_PERIODS, WorkPeriod(start=time(11), end=time(13))), 8, "calendar_periods_overlap"),
        ((*DEFAULT_PERIODS, WorkPeriod(start=time(7), end=time(9))), 8, "calendar_periods_overlap"),
        ((WorkPeriod(start=time(8), end=time(9), weekdays=frozenset()),), 8, "calendar_bad_weekday"),
    ],
)
def test_impossible_weeks_are_refused(seeded: int, periods, hours: int, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        set_week(periods=periods, hours_per_work_day=Decimal(hours), who=ADMIN, now=NOW)
    assert caught.value.errors[0].code == code
    assert current_calendar().version == 1


def test_periods_of_other_weekdays_or_seasons_do_not_overlap(seeded: int) -> None:
    may, october = date(2026, 5, 1), date(2026, 10, 1)
    periods = (
        WorkPeriod(start=time(8), end=time(12)),
        WorkPeriod(start=time(8), end=time(11), weekdays=frozenset({6})),
        WorkPeriod(start=time(14), end=time(18), valid_to=may),
        WorkPeriod(start=time(15), end=time(19), valid_from=may, valid_to=october),
        WorkPeriod(start=time(14), end=time(18), valid_from=october),
    )
    assert set_week(periods=periods, hours_per_work_day=Decimal(8), who=ADMIN, now=NOW) == 2


def test_versions_are_never_changed(seeded: int) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CalendarVersion.objects.update(reason="x")


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_make_two_versions_in_a_row() -> None:
    load_calendar_seed(now=NOW)
    failures: list[Exception] = []

    def edit(day: int) -> None:
        try:
            item = Override(date=date(2027, 6, day), kind=DayKind.LOCAL_OFF)
            set_day(day=item, who=SYSTEM, now=NOW)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    editors = [threading.Thread(target=edit, args=(n,)) for n in range(1, 7)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert failures == []
    assert sorted(CalendarVersion.objects.values_list("version", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    assert sum(item.date.year == 2027 for item in current_calendar().overrides) == 6


@given(st.data())
def test_a_calendar_written_down_is_read_back_the_same(data) -> None:
    calendar = data.draw(worlds.calendars(data.draw(worlds.first_days)))
    plain = to_plain(calendar)
    again = from_plain(5, plain)
    assert to_plain(again) == plain
    assert isinstance(again, Calendar)
    assert set(again.overrides) == set(calendar.overrides)
    assert sorted(map(str, again.periods)) == sorted(map(str, calendar.periods))
    assert again.hours_per_work_day == calendar.hours_per_work_day
