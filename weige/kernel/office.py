"""The working calendar as reference tables of the back office: dated exceptions, and the weekly hours."""

import re
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal

from weige.kernel import reference
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.models import CalendarDay, CalendarVersion, ReferenceVersion
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.reference import Choice, Effect, Field, Note, Row, Table, Values, register
from weige.kernel.services import calendar as services
from weige.kernel.worktime import Calendar, DayKind, Override, RowError, WorkPeriod, WorktimeError, words
from weige.kernel.worktime.rows import COLUMNS, parse_row

LINE = re.compile(r"([1-7](?:,[1-7])*) (\d{2}:\d{2})-(\d{2}:\d{2})")


def day_of(values: Values) -> Override:
    """The exception a form describes. Raises Invalid."""
    errors: list[RowError] = []
    row = {name: str(values.get(name) or "").strip() for name in COLUMNS}
    found = parse_row(1, row, errors)
    if found is None:
        raise Invalid([FieldError(f"values.{e.column}", f"calendar_{e.code}") for e in errors])
    return found


class CalendarTable(Table):
    """What both share: the effect of a calendar is what it does to whoever keeps due times."""

    group = "time"
    read, edit = "calendar.read", "calendar.edit"

    def moved(self, calendar: Calendar, now: datetime) -> list[Effect]:
        return [effect for count in reference.CALENDAR_EFFECTS for effect in count(calendar, now)]


class CalendarDays(CalendarTable):
    code = "calendar_days"
    adds = True

    def fields(self, access: Access, now: datetime) -> list[Field]:
        kinds = tuple(
            Choice(one.value, words("kind", one.value).zh, words("kind", one.value).en) for one in DayKind
        )
        return [
            Field("date", "date", required=True, fixed=True),
            Field("kind", "choice", choices=kinds, required=True),
            Field("periods", high=120),
            Field("name_zh", high=60),
            Field("name_en", high=80),
            Field("source", high=200),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        found = {
            one.date.isoformat(): services.plain_day(one) or {}
            for one in CalendarDay.objects.order_by("date")
        }
        for edit in ReferenceVersion.objects.filter(table=self.code).order_by("no"):
            if not edit.after["active"] and edit.key not in found:
                found[edit.key] = edit.after
        return [
            Row(
                key,
                f"{key} {one['name_zh']}".strip(),
                f"{key} {one['name_en'] or one['name_zh']}".strip(),
                one,
                off=not one["active"],
            )
            for key, one in sorted(found.items(), reverse=True)
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        day = day_of(values)
        if values["active"]:
            services.set_day(day=day, who=access.who, now=now, note=note)
        else:
            services.remove_day(date=day.date, who=access.who, now=now, note=note)
        return day.date.isoformat()

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        day = day_of(values)
        calendar = current_calendar()
        kept = tuple(one for one in calendar.overrides if one.date != day.date)
        return self.moved(replace(calendar, overrides=(*kept, day) if values["active"] else kept), now)


class CalendarWeek(CalendarTable):
    code = "calendar_week"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("periods", "list", required=True, low=1, high=40),
            Field("hours_per_work_day", "number", required=True, low=1, high=24),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        newest = CalendarVersion.objects.order_by("-version").first()
        said = reference.said(self)
        return [Row("week", said["zh"], said["en"], services.plain_week(newest))]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        hours = Decimal(values["hours_per_work_day"])
        services.set_week(
            periods=periods_of(values), hours_per_work_day=hours, who=access.who, now=now, note=note
        )
        return key

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        hours = Decimal(values["hours_per_work_day"])
        calendar = replace(current_calendar(), periods=periods_of(values), hours_per_work_day=hours)
        return self.moved(calendar, now)


def periods_of(values: Values) -> tuple[WorkPeriod, ...]:
    """The weekly hours of the form's lines: "1,2,3,4,5 09:00-12:00". Raises Invalid."""
    found = []
    for line in values["periods"]:
        match = LINE.fullmatch(line)
        try:
            if match is None:
                raise ValueError(line)
            days = frozenset(int(one) for one in match[1].split(","))
            start, end = (time.fromisoformat(text) for text in (match[2], match[3]))
            found.append(WorkPeriod(start=start, end=end, weekdays=days))
        except (ValueError, WorktimeError):
            raise Invalid([FieldError("values.periods", "calendar_line", {"line": line[:60]})]) from None
    if not found:
        raise Invalid([FieldError("values.periods", "calendar_no_periods")])
    return tuple(found)


register(CalendarDays(), CalendarWeek())
