"""When a rule is awake: hours of the local day, weekdays, working days or days off of the office's calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from weige.kernel.streettime import LOCAL
from weige.kernel.worktime.calendar import Calendar
from weige.sensing.rules.permits import local
from weige.sensing.rules.spec import Hours, Schedule, hours
from weige.sensing.rules.state import SECOND

ALWAYS = Schedule()
AHEAD = 15  # days looked ahead for the next opening: longer than any holiday


def awake(schedule: Schedule, at: int, calendar: Calendar | None) -> bool:
    """Whether the rule judges at that moment. A span past midnight belongs to the day it begins on."""
    if schedule == ALWAYS:
        return True
    moment = local(at)
    for span in spans(schedule):
        if span.holds(moment.time()):
            begun_yesterday = span.start > span.end and moment.time() < span.end
            if _day(schedule, moment.date() - timedelta(days=begun_yesterday), calendar):
                return True
    return False


def spans(schedule: Schedule) -> list[Hours]:
    """The hours of the day; the whole day when none are named."""
    return [span for text in schedule.hours if (span := hours(text))] or [Hours(time(0), time(0))]


def opens(schedule: Schedule, after: int, calendar: Calendar | None) -> int | None:
    """The next moment (µs) after `after` at which a span begins; None within AHEAD days."""
    today = local(after).date()
    for days in range(AHEAD + 1):
        day = today + timedelta(days=days)
        if not _day(schedule, day, calendar):
            continue
        begins = sorted(_micros(day, span.start) for span in spans(schedule))
        found = next((at for at in begins if at > after), None)
        if found is not None:
            return found
    return None


def working(day: date, calendar: Calendar | None) -> bool:
    """A working day of the office; without a calendar Monday to Friday."""
    return day.isoweekday() <= 5 if calendar is None else bool(calendar.hours_of(day))


def _day(schedule: Schedule, day: date, calendar: Calendar | None) -> bool:
    if schedule.weekdays and day.isoweekday() not in schedule.weekdays:
        return False
    return not schedule.days or working(day, calendar) == (schedule.days == "working")


def _micros(day: date, clock: time) -> int:
    return round(datetime.combine(day, clock, LOCAL).timestamp()) * SECOND


def open_spans(schedule: Schedule, first: int, last: int, calendar: Calendar | None) -> list[tuple[int, int]]:
    """[begin, end) in µs of all spans that touch [first, last], by begin: awake() holds exactly in these."""
    day, found = local(first).date() - timedelta(days=1), []
    while _micros(day, time(0)) <= last:
        if _day(schedule, day, calendar):
            for span in spans(schedule):
                whole = span.start == span.end
                begin, after = (time(0), time(0)) if whole else (span.start, span.end)
                ends = day if begin < after else day + timedelta(days=1)
                found.append((_micros(day, begin), _micros(ends, after)))
        day += timedelta(days=1)
    return sorted(found)
