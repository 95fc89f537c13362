"""Explanations: the popover of the mock-ups, holidays by name, pauses, extensions, folded runs, open ends."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from weige.kernel.worktime import (
    Clock,
    Explanation,
    Extension,
    Limit,
    Pause,
    State,
    Unit,
    packaged_calendar,
)
from weige.kernel.worktime.explanation import DayRow

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOCK = Clock(packaged_calendar())


def at(text: str) -> datetime:
    """A wall-clock time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def told(explained: Explanation) -> list[str]:
    """One line a day: date, then each interval as minutes, status initial and reason."""
    return [line(day) for day in explained.days]


def line(day: DayRow) -> str:
    def part(interval) -> str:
        hours = f"{interval.start_minute / 60:g}-{interval.end_minute / 60:g}"
        reason = "" if interval.reason is None else f":{interval.reason.words.zh}{interval.reason.note}"
        return f"{hours}{interval.status.value[0]}{reason}"

    dates = f"{day.date:%m-%d}" if day.days == 1 else f"{day.date:%m-%d}..{day.until:%m-%d}"
    return f"{dates} " + " ".join(part(interval) for interval in day.intervals)


def test_the_popover_of_the_case_page() -> None:
    explained = CLOCK.explain(at("2026-11-20 16:20"), Limit(1, Unit.WORK_DAY), now=at("2026-11-21 15:26"))
    out = "工作时段外"
    assert [text.replace(out, "") for text in told(explained)] == [
        "11-20 16.3333-18c 18-24s:",
        "11-21 0-24s:休息日",
        "11-22 0-24s:休息日",
        "11-23 0-8s: 8-12p 12-14s: 14-16.3333p",
    ]
    friday, _, sunday, monday = explained.days
    assert friday.counted_seconds == (1 * 60 + 40) * 60
    assert monday.pending_seconds == (6 * 60 + 20) * 60
    assert (sunday.kind, sunday.words.zh, sunday.weekday) == ("weekend", "休息日", 7)
    assert explained.due == at("2026-11-23 16:20")
    assert explained.due.isoformat() == "2026-11-23T16:20:00+08:00", "on the office's wall clock"
    left, limit = explained.remaining, explained.limit
    assert (left.days, left.hours, left.minutes, left.words.zh) == (0, 6, 20, "工作时")
    assert (limit.days, limit.hours, limit.words.zh, limit.words.en) == (1, 0, "工作日", "working days")
    assert explained.periods == (("08:00", "12:00"), ("14:00", "18:00"))
    assert explained.hours_per_work_day == 8
    assert (explained.state, explained.state_words.zh) == (State.AMPLE, "充裕")
    assert round(explained.share, 2) == 0.21
    assert (explained.running, explained.changes_at) == (False, at("2026-11-23 08:00"))


def test_a_holiday_week_is_one_row_with_its_own_name() -> None:
    explained = CLOCK.explain(at("2026-09-30 16:00"), Limit(1, Unit.WORK_DAY), now=at("2026-09-30 17:00"))
    week = explained.days[1]
    assert line(week) == "10-01..10-07 0-24s:国庆节"
    assert (week.days, week.words.en) == (7, "National Day")
    assert week.intervals[0].seconds == 7 * 86_400
    assert [day.days for day in explained.days] == [1, 7, 1]


def test_three_days_off_stay_three_rows() -> None:
    explained = CLOCK.explain(at("2026-04-03 17:00"), Limit(2, Unit.WORK_HOUR), now=at("2026-04-03 17:00"))
    assert [line(day) for day in explained.days[1:-1]] == [f"04-0{n} 0-24s:清明" for n in (4, 5, 6)]


def test_a_limit_in_hours_is_told_in_hours_however_many() -> None:
    explained = CLOCK.explain(at("2026-11-20 08:00"), Limit(30, Unit.WORK_HOUR), now=at("2026-11-20 08:30"))
    left = explained.remaining
    assert (left.days, left.hours, left.minutes, left.words.zh) == (0, 29, 30, "工作时")


def test_a_lieu_workday_is_named_although_it_counts() -> None:
    explained = CLOCK.explain(at("2026-02-13 17:00"), Limit(2, Unit.WORK_HOUR), now=at("2026-02-13 17:30"))
    saturday = explained.days[1]
    assert (saturday.kind, saturday.words.zh) == ("lieu_work", "调休上班")
    assert line(saturday) == "02-14 0-8s:工作时段外 8-9p"


def test_pauses_are_skipped_with_what_was_written() -> None:
    pause = Pause(at("2026-11-20 17:00"), at("2026-11-23 09:00"), reason="等管线交底", code="suspended")
    explained = CLOCK.explain(
        at("2026-11-20 16:00"), Limit(2, Unit.WORK_HOUR), now=at("2026-11-23 09:30"), pauses=[pause]
    )
    assert told(explained) == [
        "11-20 16-17c 17-24s:挂账等管线交底",
        "11-21 0-24s:挂账等管线交底",
        "11-22 0-24s:挂账等管线交底",
        "11-23 0-9s:挂账等管线交底 9-9.5c 9.5-10p",
    ]
    row = explained.pauses[0]
    assert (row.start, row.end, row.reason.code) == (pause.start, pause.end, "suspended")


def test_an_open_pause_tells_what_could_not_be_placed() -> None:
    pause = Pause(at("2026-11-20 17:00"), None, reason="没有说到几时")
    explained = CLOCK.explain(
        at("2026-11-20 16:00"), Limit(4, Unit.WORK_HOUR), now=at("2026-11-21 09:00"), pauses=[pause]
    )
    assert explained.due is None
    assert explained.unplaced.seconds == 3 * 3600
    assert told(explained)[-1] == "11-21 0-9s:暂停没有说到几时"
    assert [(w.code, w.words.zh) for w in explained.warnings] == [
        ("open_pause", "暂停没有写明结束，算不出期限")
    ]
    assert explained.state == "paused"


def test_extensions_say_what_each_did() -> None:
    late = at("2026-11-23 12:00")
    explained = CLOCK.explain(
        at("2026-11-20 17:00"),
        Limit(2, Unit.WORK_HOUR),
        now=at("2026-11-23 14:00"),
        extensions=[
            Extension(granted_at=at("2026-11-20 17:30"), reason="缺料"),
            Extension(1, granted_at=late),
        ],
    )
    first, second = explained.extensions
    assert (first.due_before, first.due_after) == (at("2026-11-23 09:00"), at("2026-11-23 11:00"))
    assert (first.amount.hours, first.reason, first.late) == (2, "缺料", False)
    assert (second.due_before, second.due_after) == (at("2026-11-23 11:00"), at("2026-11-23 12:00"))
    assert (second.granted_at, second.late) == (late, True)
    assert (explained.limit.hours, explained.total.hours) == (2, 5)
    assert "extended_late" in [w.code for w in explained.warnings]


def test_a_missing_year_is_marked_on_its_days_and_said_in_words() -> None:
    explained = CLOCK.explain(at("2026-12-31 16:00"), Limit(1, Unit.WORK_DAY), now=at("2026-12-31 16:30"))
    assert [day.data_missing for day in explained.days] == [False, True]
    (warning,) = explained.warnings
    assert warning.code == "calendar_missing_year:2027"
    assert "2027" in warning.words.zh
    assert "2027" in warning.words.en
    urgent = CLOCK.explain(at("2026-12-31 23:00"), Limit(2, Unit.URGENT_HOUR), now=at("2026-12-31 23:30"))
    assert [day.data_missing for day in urgent.days] == [False, False]
    assert urgent.warnings == ()


def test_overdue_is_told_without_intervals_beyond_the_due_time() -> None:
    explained = CLOCK.explain(at("2026-11-19 16:00"), Limit(2, Unit.WORK_DAY), now=at("2026-11-25 10:14"))
    assert explained.due == at("2026-11-23 16:00")
    assert explained.days[-1].intervals[-1].end == explained.due
    over = explained.over_by
    assert (over.days, over.hours, over.minutes, over.unit) == (1, 4, 14, "work_day")


def test_continuous_days_fold_when_they_are_alike() -> None:
    explained = CLOCK.explain(
        at("2026-11-20 09:00"), Limit(15, Unit.CALENDAR_DAY), now=at("2026-11-22 12:00")
    )
    assert told(explained) == [
        "11-20 9-24c",
        "11-21 0-24c",
        "11-22 0-12c 12-24p",
        "11-23..12-04 0-24p",
        "12-05 0-9p",
    ]


def test_a_zero_limit_and_a_future_start_have_an_explanation() -> None:
    zero = CLOCK.explain(at("2026-11-21 10:00"), Limit(0, Unit.WORK_DAY), now=at("2026-11-21 10:00"))
    assert (zero.days, zero.due, zero.share) == ((), at("2026-11-21 10:00"), 1.0)
    future = CLOCK.explain(at("2026-11-23 10:00"), Limit(1, Unit.WORK_HOUR), now=at("2026-11-21 10:00"))
    assert told(future) == ["11-23 10-11p"]
    assert (future.state, future.used.seconds) == ("ample", 0)
    begun = CLOCK.explain(at("2026-11-23 10:00"), Limit(1, Unit.WORK_HOUR), now=at("2026-11-23 10:00"))
    assert told(begun) == ["11-23 10-11p"]


def test_json_is_plain() -> None:
    explained = CLOCK.explain(
        at("2026-11-20 16:20"), Limit(1, Unit.WORK_DAY), now=at("2026-11-21 15:26"), extensions=[Extension()]
    )
    plain = explained.as_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["due"] == "2026-11-24T16:20:00+08:00"
    assert plain["days"][0]["intervals"][0] == {
        "start": "2026-11-20T16:20:00+08:00",
        "end": "2026-11-20T18:00:00+08:00",
        "start_minute": 980.0,
        "end_minute": 1080.0,
        "seconds": 6000,
        "status": "counted",
        "reason": None,
    }
