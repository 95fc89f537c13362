"""The packaged calendar agrees with its source on every day; files are read or refused by the cell."""

from contextlib import suppress
from datetime import date, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.worktime import worlds
from weige.kernel.worktime import (
    Calendar,
    CalendarFileError,
    DayKind,
    Hours,
    Override,
    WorkPeriod,
    WorktimeError,
    packaged_calendar,
    parse_calendar_csv,
    parse_hours,
)
from weige.kernel.worktime.rows import format_hours


def test_every_day_of_the_packaged_years_is_as_its_source_says() -> None:
    calendar = packaged_calendar()
    assert calendar.known_years == {2024, 2025, 2026}, "2027 is not in the source: nothing is invented"
    day = date(2024, 1, 1)
    while day.year < 2027:
        assert bool(calendar.hours_of(day)) == chinese_calendar.is_workday(day), day
        assert bool(calendar.override(day)) == bool(
            chinese_calendar.get_holiday_detail(day)[1]
        ) or not chinese_calendar.is_holiday(day), day
        day += timedelta(days=1)
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(2027, 1, 1))


def test_packaged_days_have_kind_name_and_source() -> None:
    calendar = packaged_calendar()
    assert calendar.override(date(2026, 2, 14)).kind is DayKind.LIEU_WORK
    assert calendar.override(date(2026, 10, 6)).kind is DayKind.LIEU_OFF
    spring = calendar.override(date(2026, 2, 17))
    assert (spring.kind, spring.name_zh, spring.name_en) == (DayKind.HOLIDAY, "春节", "Spring Festival")
    assert all(item.source.startswith("chinesecalendar 1.") for item in calendar.overrides)


def test_a_file_as_an_office_writes_it() -> None:
    text = (
        "\ufeff日期,类别,名称,时段,依据\n"
        "# 国办发明电〔2026〕x号\n"
        "2027年1月1日,法定,元旦,,国务院办公厅\n"
        "\n"
        "2027/1/3,调休班,元旦,08:30—12:00、13:30-17:30,\n"
        "2027-07-01,local_work,,22:00-02:00,街道办\n"
    )
    first, second, third = parse_calendar_csv(text)
    assert first == Override(
        date=date(2027, 1, 1), kind=DayKind.HOLIDAY, name_zh="元旦", source="国务院办公厅"
    )
    assert second.periods == (Hours(time(8, 30), time(12)), Hours(time(13, 30), time(17, 30)))
    assert third.periods == (Hours(time(22), time(2)),)


def test_every_wrong_cell_is_named_and_nothing_is_loaded() -> None:
    text = (
        "date,kind,name_zh,periods\n"
        "2027-02-30,holiday,春节,\n"
        "2027-02-08,feast,春节,\n"
        ",,,\n"
        ",holiday,,\n"
        "2027-02-09,lieu_work,,8-12\n"
        "2027-02-10,holiday,,08:00-12:00\n"
        "2027-02-11,lieu_work,,08:00-12:00 11:00-18:00\n"
        "2027-02-12,lieu_work,,\n"
        "2027-02-12,holiday,,\n"
        f"2027-02-13,holiday,{'长' * 61},\n"
        "2027-02-14,holiday,a\x00b,\n"
    )
    with pytest.raises(CalendarFileError) as caught:
        parse_calendar_csv(text)
    assert [(e.row, e.column, e.code) for e in caught.value.errors] == [
        (2, "date", "bad_date"),
        (3, "kind", "bad_kind"),
        (5, "date", "empty"),
        (6, "periods", "bad_periods"),
        (7, "periods", "periods_on_day_off"),
        (8, "periods", "periods_overlap"),
        (10, "date", "date_twice"),
        (11, "name_zh", "too_long"),
        (12, "name_zh", "bad_text"),
    ]
    assert str(caught.value.errors[0]) == "row 2, column date: bad_date ('2027-02-30')"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("date,name_zh", ("kind", "missing_column")),
        ("", ("date", "missing_column")),
        ("date,kind,colour", ("colour", "unknown_column")),
    ],
)
def test_wrong_headers(header: str, expected: tuple[str, str]) -> None:
    with pytest.raises(CalendarFileError) as caught:
        parse_calendar_csv(f"{header}\n")
    assert (caught.value.errors[0].column, caught.value.errors[0].code) == expected


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", None),
        ("00:00-24:00", None),
        ("08:00-12:00;14:00~18:00", None),
        ("18:00-24:00", None),
        ("24:00-08:00", "bad_periods"),
        ("08:60-12:00", "bad_periods"),
        ("08:00-08:00", "bad_periods"),
        ("morning", "bad_periods"),
        ("22:00-02:00 23:00-23:30", "periods_overlap"),
    ],
)
def test_hours(text: str, wrong: str | None) -> None:
    hours, code = parse_hours(text)
    assert code == wrong
    assert bool(hours) == (wrong is None and text != "")


@given(st.lists(worlds.hours, max_size=3))
def test_hours_written_are_read_back_or_refused(hours: list[Hours]) -> None:
    found, wrong = parse_hours(format_hours(tuple(hours)))
    assert wrong in (None, "bad_periods", "periods_overlap")
    if wrong is None:
        assert found == tuple(sorted(hours))


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(CalendarFileError):
        parse_calendar_csv("date,kind,periods\n" + text)


def test_calendars_check_themselves() -> None:
    twice = Override(date=date(2026, 1, 1), kind=DayKind.HOLIDAY)
    with pytest.raises(WorktimeError, match="date_twice"):
        Calendar(version=1, overrides=(twice, Override(date=twice.date, kind=DayKind.LOCAL_OFF)))
    with pytest.raises(WorktimeError, match="unknown_timezone"):
        Calendar(version=1, tz="Asia/Waitan")
    with pytest.raises(WorktimeError, match="bad_hours_per_work_day"):
        Calendar(version=1, hours_per_work_day=0)
    with pytest.raises(WorktimeError, match="bad_weekday"):
        WorkPeriod(start=time(8), end=time(12), weekdays=frozenset({0}))
    with pytest.raises(WorktimeError, match="validity_reversed"):
        WorkPeriod(start=time(8), end=time(12), valid_from=date(2026, 2, 1), valid_to=date(2026, 2, 1))
    with pytest.raises(WorktimeError, match="periods_on_day_off"):
        Override(date=date(2026, 1, 1), kind=DayKind.HOLIDAY, periods=(Hours(time(8), time(9)),))
