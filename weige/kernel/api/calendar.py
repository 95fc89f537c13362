"""/api/calendar: the working calendar to read, edit, import, export and try out."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.queries import calendar as queries
from weige.kernel.schemas.calendar import (
    Asked,
    CalendarOut,
    DayIn,
    ImportIn,
    ImportOut,
    VersionOut,
    WeekIn,
    Year,
    YearIn,
)
from weige.kernel.services import calendar as services
from weige.kernel.worktime import (
    CalendarFileError,
    Clock,
    Explanation,
    Limit,
    Override,
    RowError,
    WorkPeriod,
    WorktimeError,
    parse_calendar_csv,
    words,
)
from weige.kernel.worktime.plain import to_plain
from weige.kernel.worktime.rows import COLUMNS, format_calendar_csv, format_hours, parse_row

router = Router(tags=["calendar"])
# There is one calendar for the whole office: a grant anywhere in the street is enough, without one it is not there.
READ, EDIT = "calendar.read", "calendar.edit"


@contextmanager
def faults(field: str) -> Iterator[None]:
    """What the clock refuses becomes Invalid (422)."""
    try:
        yield
    except CalendarFileError as error:
        raise Invalid(
            [FieldError(f"rows[{e.row}].{e.column}", f"calendar_{e.code}") for e in error.errors]
        ) from error
    except WorktimeError as error:
        raise Invalid([FieldError(field, f"calendar_{error.code}", dict(error.params))]) from error


def day_line(item: Override) -> dict[str, Any]:
    """One exception as the API shows it."""
    return {
        "date": item.date,
        "kind": item.kind,
        "kind_words": words("kind", item.kind.value),
        "working": item.kind.working,
        "periods": format_hours(item.periods),
        "name_zh": item.name_zh,
        "name_en": item.name_en,
        "source": item.source,
    }


@router.get("", response=CalendarOut, summary="The working calendar with the exceptions of one year")
def read_calendar(request: HttpRequest, year: int | None = None) -> dict[str, Any]:
    """`year` defaults to the present one. `missing_years` are those of this year and the next without complete data:
    every due time that touches them carries a warning."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(READ)
    this = timezone.localdate(timesource.now()).year
    year = this if year is None else year
    calendar = queries.current_calendar()
    plain = to_plain(calendar)
    return {
        "version": calendar.version,
        "timezone": calendar.tz,
        "hours_per_work_day": calendar.hours_per_work_day,
        "periods": plain["periods"],
        "years": queries.known_years(),
        "missing_years": sorted({this, this + 1, year} - calendar.known_years),
        "year": year,
        "items": [day_line(item) for item in queries.overrides_of(calendar, year)],
    }


@router.put("/days/{day}", response=VersionOut, summary="Enter or replace the exception of a date")
def put_day(request: HttpRequest, day: date, body: DayIn) -> dict[str, int]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    errors: list[RowError] = []
    row = {name: str(getattr(body, name, "")).strip() for name in COLUMNS} | {"date": day.isoformat()}
    item = parse_row(1, row, errors)
    if item is None:
        raise Invalid([FieldError(e.column, f"calendar_{e.code}") for e in errors])
    version = services.set_day(day=item, who=access.who, now=timesource.now(), expected=body.version)
    return {"version": version}


@router.delete("/days/{day}", response=VersionOut, summary="Take the exception of a date back")
def delete_day(request: HttpRequest, day: date, version: int | None = None) -> dict[str, int]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    found = services.remove_day(date=day, who=access.who, now=timesource.now(), expected=version)
    return {"version": found}


@router.put("/week", response=VersionOut, summary="Replace the weekly work periods")
def put_week(request: HttpRequest, body: WeekIn) -> dict[str, int]:
    """Due times of open cases are counted anew by whoever keeps them."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    with faults("periods"):
        periods = tuple(
            WorkPeriod(
                start=item.start.replace(second=0, microsecond=0),
                end=item.end.replace(second=0, microsecond=0),
                weekdays=frozenset(item.weekdays),
                valid_from=item.valid_from,
                valid_to=item.valid_to,
            )
            for item in body.periods
        )
    version = services.set_week(
        periods=periods,
        hours_per_work_day=body.hours_per_work_day,
        who=access.who,
        now=timesource.now(),
        expected=body.version,
    )
    return {"version": version}


@router.put("/years/{year}", response=VersionOut, summary="Say that the data of a year is complete, or not")
def put_year(request: HttpRequest, year: Path[Year], body: YearIn) -> dict[str, int]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    version = services.set_year(
        year=year,
        complete=body.complete,
        source=body.source,
        who=access.who,
        now=timesource.now(),
        expected=body.version,
    )
    return {"version": version}


@router.post("/import", response=ImportOut, summary="Import a calendar file (CSV), first as a dry run")
def import_calendar(request: HttpRequest, body: ImportIn) -> dict[str, Any]:
    """Columns: date, kind, name_zh, name_en, periods, source (Chinese headings too). All rows or none; dates that are
    not in the file stay as they are."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    with faults("text"):
        days = parse_calendar_csv(body.text)
    calendar = queries.current_calendar()
    lines = [
        {"date": d.date, "kind": d.kind, "name_zh": d.name_zh, "change": queries.change_of(calendar, d)}
        for d in days
    ]
    version = services.import_days(
        days=days,
        complete_years=body.complete_years,
        source=body.source,
        who=access.who,
        now=timesource.now(),
        expected=body.version,
        dry_run=body.dry_run,
    )
    counts = {name: sum(line["change"] == name for line in lines) for name in ("added", "changed", "same")}
    return {"dry_run": body.dry_run, "version": version, "items": lines} | counts


@router.get("/days.csv", summary="The exceptions of a year as a calendar file")
def export_days(request: HttpRequest, year: int) -> HttpResponse:
    """The file can be edited in a spreadsheet and imported again."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(READ)
    days = queries.overrides_of(queries.current_calendar(), year)
    answer = HttpResponse("\ufeff" + format_calendar_csv(days), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="calendar-{year}.csv"'
    return answer


@router.get("/explain", response=Explanation, summary="Try out a limit: when would it be due, and why")
def explain(request: HttpRequest, asked: Query[Asked]) -> Explanation:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(READ)
    calendar = (
        queries.current_calendar() if asked.version is None else queries.calendar_of_version(asked.version)
    )
    with faults("amount"):
        limit = Limit(asked.amount, asked.unit)
        return Clock(calendar).explain(asked.start, limit, now=asked.now or asked.start)
