"""Edits of the working calendar. Each that changes anything publishes a new version and says so in the log."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.errors import Conflict, FieldError, Invalid, NotFound
from weige.kernel.events import CalendarChanged
from weige.kernel.models import CalendarDay, CalendarPeriod, CalendarVersion, CalendarYear
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.kernel.worktime import (
    DEFAULT_PERIODS,
    DEFAULT_TZ,
    HOURS_PER_WORK_DAY,
    Calendar,
    DayKind,
    Override,
    WorkPeriod,
    packaged_calendar,
)
from weige.kernel.worktime.plain import to_plain
from weige.kernel.worktime.rows import format_hours

#: Name of the transaction lock under which the calendar is edited, so that versions have no gap and no fork.
LOCK = 0x0CA1E0DA
#: Days off below which a year cannot be complete: the statutory holidays alone are 13 a year since 2025 and were 11
#: before (State Council's rules on public holidays). Our guard against ticking a year that was never entered.
LEAST_DAYS_OFF = 11


@transaction.atomic
def set_day(
    *, day: Override, who: Who, now: datetime, expected: int | None = None, note: Note = NO_NOTE
) -> int:
    """Enters or replaces one dated exception; gives the version that holds.

    `expected` is the version the editor saw. Raises Conflict calendar_stale when it is no longer the newest.
    """
    before = _open(expected, now)
    was = plain_day(CalendarDay.objects.filter(date=day.date).first())
    _upsert([day], who, now)
    version = _publish(before, "day", who=who, now=now, dates=[day.date])
    if version != before.version:
        after = plain_day(CalendarDay.objects.get(date=day.date))
        key = day.date.isoformat()
        record(table="calendar_days", key=key, before=was, after=after or {}, who=who, now=now, note=note)
    return version


@transaction.atomic
def remove_day(
    *, date: date, who: Who, now: datetime, expected: int | None = None, note: Note = NO_NOTE
) -> int:
    """Takes a dated exception back; the weekday counts again. Raises NotFound, Conflict calendar_stale."""
    before = _open(expected, now)
    was = plain_day(CalendarDay.objects.filter(date=date).first())
    if was is None:
        raise NotFound("calendar_no_day", date=date.isoformat())
    CalendarDay.objects.filter(date=date).delete()
    after = {**was, "active": False}
    key = date.isoformat()
    record(table="calendar_days", key=key, before=was, after=after, who=who, now=now, note=note)
    return _publish(before, "day", who=who, now=now, dates=[date])


def plain_day(row: CalendarDay | None) -> dict[str, Any] | None:
    """A dated exception as the office's history keeps it; None where there is none."""
    if row is None:
        return None
    names = ("kind", "periods", "name_zh", "name_en", "source")
    return {"date": row.date.isoformat(), **{name: getattr(row, name) for name in names}, "active": True}


def plain_week(calendar: CalendarVersion | None) -> dict[str, Any]:
    """The weekly hours as the office's history keeps them: "1,2,3,4,5 09:00-12:00", one line a period."""
    rows = [one for one in CalendarPeriod.objects.order_by("start", "pk") if one.valid_to is None]
    lines = [f"{','.join(map(str, sorted(one.weekdays)))} {one.start:%H:%M}-{one.end:%H:%M}" for one in rows]
    hours = Decimal(calendar.hours_per_work_day if calendar else HOURS_PER_WORK_DAY)
    return {"periods": lines, "hours_per_work_day": format(hours.normalize(), "f")}


@transaction.atomic
def set_week(
    *,
    periods: tuple[WorkPeriod, ...],
    hours_per_work_day: Decimal,
    who: Who,
    now: datetime,
    expected: int | None = None,
    note: Note = NO_NOTE,
) -> int:
    """Replaces the weekly work periods and the working hours of one 工作日.

    Raises Invalid for no period, for periods that overlap or hours outside 0–24, and Conflict calendar_stale.
    """
    if not periods:
        raise Invalid([FieldError("periods", "calendar_no_periods")])
    if not 0 < hours_per_work_day <= 24:
        raise Invalid([FieldError("hours_per_work_day", "calendar_bad_hours_per_work_day")])
    for index, one in enumerate(periods):
        if not one.weekdays:
            raise Invalid([FieldError(f"periods[{index}].weekdays", "calendar_bad_weekday")])
        if any(_overlap(one, other) for other in periods[:index]):
            raise Invalid([FieldError(f"periods[{index}]", "calendar_periods_overlap")])
    before = _open(expected, now)
    was = plain_week(before)
    CalendarPeriod.objects.all().delete()
    _add_periods(periods)
    version = _publish(before, "week", who=who, now=now, hours_per_work_day=hours_per_work_day)
    if version != before.version:
        after = plain_week(_newest())
        record(table="calendar_week", key="week", before=was, after=after, who=who, now=now, note=note)
    return version


@transaction.atomic
def set_year(
    *, year: int, complete: bool, who: Who, now: datetime, source: str = "", expected: int | None = None
) -> int:
    """Says that the dated data of a year is complete, or that it is not after all (then due times warn).

    Raises Invalid calendar_year_empty when the year has too few days off to be true, Conflict calendar_stale.
    """
    before = _open(expected, now)
    if complete:
        _check_complete(year)
        CalendarYear.objects.update_or_create(
            year=year, defaults={"source": source, "edited_by": who.user_id, "edited_at": now}
        )
    else:
        CalendarYear.objects.filter(year=year).delete()
    return _publish(before, "year", who=who, now=now, years=[year])


@transaction.atomic
def import_days(
    *,
    days: Iterable[Override],
    complete_years: Iterable[int],
    who: Who,
    now: datetime,
    source: str = "",
    expected: int | None = None,
    dry_run: bool = False,
    note: Note = NO_NOTE,
) -> int:
    """Enters or replaces many dated exceptions at once and marks years as complete; all or nothing.

    Every date that changes gets a version in the office's history.

    A dry run does and checks the same, then takes it back; it gives the version that still holds.
    Raises Invalid calendar_year_empty, Conflict calendar_stale.
    """
    before = _open(expected, now)
    entered = list(days)
    known = CalendarDay.objects.filter(date__in=[item.date for item in entered])
    was = {row.date: plain_day(row) for row in known}
    _upsert(entered, who, now)
    years = sorted(set(complete_years))
    for year in years:
        _check_complete(year)
        CalendarYear.objects.update_or_create(
            year=year, defaults={"source": source, "edited_by": who.user_id, "edited_at": now}
        )
    if dry_run:
        transaction.set_rollback(True)
        return before.version
    dates = sorted(item.date for item in entered)
    _record_days(dates, was, Note(note.text or source), who=who, now=now)
    return _publish(before, "import", who=who, now=now, dates=dates, years=years)


def _record_days(
    dates: list[date], was: dict[date, dict[str, Any] | None], note: Note, *, who: Who, now: datetime
) -> None:
    """Each date an import brought or changed stands in the office's history, to be taken back one by one."""
    for row in CalendarDay.objects.filter(date__in=dates).order_by("date"):
        after = plain_day(row) or {}
        if after != was.get(row.date):
            key, before = row.date.isoformat(), was.get(row.date)
            record(table="calendar_days", key=key, before=before, after=after, who=who, now=now, note=note)


@transaction.atomic
def load_calendar_seed(*, now: datetime, who: Who = SYSTEM) -> int:
    """Loads the packaged calendar; on later starts adds only years a new release brought and nobody has entered.

    What an office has edited stays. Idempotent; gives the version that holds.
    """
    _lock()
    return _add_shipped(_newest(), who, now)


def _add_shipped(before: CalendarVersion | None, who: Who, now: datetime) -> int:
    """Adds the packaged years that are not known yet, and the default week to an empty database."""
    shipped = packaged_calendar()
    new_years = shipped.known_years - set(CalendarYear.objects.values_list("year", flat=True))
    if before is not None and not new_years:
        return before.version
    if before is None:
        _add_periods(DEFAULT_PERIODS)
    taken = set(CalendarDay.objects.values_list("date", flat=True))
    days = [item for item in shipped.overrides if item.date.year in new_years and item.date not in taken]
    _upsert(days, who, now)
    source = days[0].source if days else ""
    CalendarYear.objects.bulk_create(
        CalendarYear(year=year, source=source, edited_at=now) for year in sorted(new_years)
    )
    return _publish(before, "seed", who=who, now=now, years=sorted(new_years))


def _open(expected: int | None, now: datetime) -> CalendarVersion:
    """Takes the lock; gives the newest version, loading the packaged calendar where there is none yet.

    Raises Conflict calendar_stale.
    """
    _lock()
    newest = _newest()
    if expected is not None and expected != (newest.version if newest else 0):
        raise Conflict("calendar_stale")
    if newest is None:
        _add_shipped(None, SYSTEM, now)
        newest = _newest()
    assert newest is not None
    return newest


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _newest() -> CalendarVersion | None:
    return CalendarVersion.objects.order_by("-version").first()


def _publish(
    before: CalendarVersion | None,
    reason: str,
    *,
    who: Who,
    now: datetime,
    dates: Iterable[date] = (),
    years: Iterable[int] = (),
    hours_per_work_day: Decimal | None = None,
) -> int:
    """Writes the next version from the tables unless it would be the same as the last; gives its number."""
    kept = before.hours_per_work_day if before else Decimal(HOURS_PER_WORK_DAY)
    calendar = Calendar(
        version=before.version + 1 if before else 1,
        periods=tuple(row.work_period() for row in CalendarPeriod.objects.order_by("start", "pk")),
        overrides=tuple(row.override() for row in CalendarDay.objects.order_by("date")),
        known_years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
        tz=before.tz if before else DEFAULT_TZ,
        hours_per_work_day=(hours_per_work_day or kept).normalize(),
    )
    snapshot = to_plain(calendar)
    if before is not None and before.snapshot == snapshot:
        return before.version
    CalendarVersion.objects.create(
        version=calendar.version,
        made_at=now,
        made_by=who.user_id,
        reason=reason,
        tz=calendar.tz,
        hours_per_work_day=Decimal(calendar.hours_per_work_day),
        snapshot=snapshot,
    )
    changed = CalendarChanged(
        version=calendar.version, reason=reason, dates=[d.isoformat() for d in dates], years=list(years)
    )
    log.append(changed, who=who, now=now, subject="calendar")
    return calendar.version


def _upsert(days: list[Override], who: Who, now: datetime) -> None:
    CalendarDay.objects.bulk_create(
        (
            CalendarDay(
                date=item.date,
                kind=item.kind.value,
                periods=format_hours(item.periods),
                name_zh=item.name_zh,
                name_en=item.name_en,
                source=item.source,
                edited_by=who.user_id,
                edited_at=now,
            )
            for item in days
        ),
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["kind", "periods", "name_zh", "name_en", "source", "edited_by", "edited_at"],
    )


def _add_periods(periods: Iterable[WorkPeriod]) -> None:
    CalendarPeriod.objects.bulk_create(
        CalendarPeriod(
            weekdays=sorted(item.weekdays),
            start=item.start,
            end=item.end,
            valid_from=item.valid_from,
            valid_to=item.valid_to,
        )
        for item in periods
    )


def _check_complete(year: int) -> None:
    off = (DayKind.HOLIDAY.value, DayKind.LIEU_OFF.value)
    found = CalendarDay.objects.filter(date__year=year, kind__in=off).count()
    if found < LEAST_DAYS_OFF:
        params = {"year": year, "found": found, "least": LEAST_DAYS_OFF}
        raise Invalid([FieldError("complete_years", "calendar_year_empty", params)])


def _overlap(one: WorkPeriod, other: WorkPeriod) -> bool:
    """Whether two periods claim the same minute of a same weekday while both are valid."""
    if not one.weekdays & other.weekdays:
        return False
    for early, late in ((one, other), (other, one)):
        if early.valid_to is not None and late.valid_from is not None and early.valid_to <= late.valid_from:
            return False
    return any(
        early.start <= late.start and (early.hours.overnight or late.start < early.end)
        for early, late in ((one, other), (other, one))
    )
