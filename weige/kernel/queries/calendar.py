"""The working calendar of this office, as the clock wants it."""

import json
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connection

from weige.kernel.errors import NotFound
from weige.kernel.models import CalendarVersion, CalendarYear
from weige.kernel.worktime import Calendar, Override, packaged_calendar
from weige.kernel.worktime.plain import from_plain

#: The newest calendar this process has built, by the key of its version: the database is asked each time whether it
#: is still the newest, but only a new one is read and built.
_newest: dict[UUID, Calendar] = {}
NEWEST = """
SELECT version, key, CASE WHEN key = %s THEN NULL ELSE snapshot::text END FROM kernel_calendar_version
ORDER BY version DESC LIMIT 1
"""


def current_calendar() -> Calendar:
    """The calendar to count with, one statement. Before any is loaded: the packaged one, version 0."""
    with connection.cursor() as cursor:  # nearly every request asks: the statement is not made anew each time
        cursor.execute(NEWEST, [next(iter(_newest), None)])
        newest = cursor.fetchone()
    if newest is None:
        return packaged_calendar()
    version, key, snapshot = newest
    calendar = _newest.get(key)
    if calendar is None:
        calendar = from_plain(version, json.loads(snapshot))
        _newest.clear()
        _newest[key] = calendar
    return calendar


def calendar_at(moment: datetime) -> Calendar:
    """The calendar that held at a moment (domain time); before any was loaded the packaged one (1 statement)."""
    rows = CalendarVersion.objects.filter(made_at__lt=moment).order_by("-version")
    found = rows.values_list("version", "snapshot").first()
    return packaged_calendar() if found is None else from_plain(*found)


def calendars_made(start: datetime, end: datetime) -> list[tuple[datetime, Calendar]]:
    """Each calendar made in [start, end) and when, in order (1 statement)."""
    rows = CalendarVersion.objects.filter(made_at__gte=start, made_at__lt=end).order_by("version")
    return [
        (at, from_plain(version, snapshot))
        for at, version, snapshot in rows.values_list("made_at", "version", "snapshot")
    ]


def calendar_of_version(version: int) -> Calendar:
    """The calendar a due time was counted on. Raises NotFound for a version that never was."""
    if version == 0:
        return packaged_calendar()
    row = CalendarVersion.objects.filter(version=version).values_list("snapshot", flat=True).first()
    if row is None:
        raise NotFound("calendar_no_version", version=version)
    return from_plain(version, row)


def overrides_of(calendar: Calendar, year: int) -> list[Override]:
    """The dated exceptions of a year in order."""
    return sorted((item for item in calendar.overrides if item.date.year == year), key=lambda item: item.date)


def change_of(calendar: Calendar, item: Override) -> Literal["added", "changed", "same"]:
    """What entering this exception would do to the calendar."""
    held = calendar.override(item.date)
    if held is None:
        return "added"
    return "same" if held == item else "changed"


def known_years() -> list[CalendarYear]:
    """The years whose dated data is complete, in order."""
    return list(CalendarYear.objects.order_by("year"))
