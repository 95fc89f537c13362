"""Reports that come over an open interface instead of one of our screens."""

from datetime import datetime
from uuid import UUID

from weige.cases.models import Case
from weige.cases.schemas.reports import ReportIn
from weige.cases.services.reporting import report
from weige.kernel.access import Access
from weige.kernel.worktime import Calendar

TEXT, PLACE, NUMBER = 2000, 200, 60  # characters (schemas.reports, Case.outer_numbers)


def report_from_app(
    *,
    access: Access,
    lon: float,
    lat: float,
    text: str,
    calendar: Calendar,
    now: datetime,
    matter: str = "",
    place: str = "",
    attach_to: UUID | None = None,
) -> Case:
    """Opens a case, or adds a report to an open one of the caller's own. lon/lat WGS84 degrees; words are cut to size.

    Raises as services.reporting.report().
    """
    data = ReportIn(
        lon=lon, lat=lat, matter=matter, text=text[:TEXT], place=place[:PLACE], attach_to=attach_to
    )
    case, _ = report(access=access, data=data, calendar=calendar, now=now)
    return case


def report_from_office(
    *,
    access: Access,
    office: str,
    number: str,
    lon: float,
    lat: float,
    text: str,
    place: str,
    calendar: Calendar,
    now: datetime,
    matter: str = "",
    attach_to: UUID | None = None,
) -> Case:
    """A case another office handed over, opened or joined under that office's number (Case.outer_numbers).

    Raises as services.reporting.report().
    """
    data = ReportIn(
        lon=lon,
        lat=lat,
        matter=matter,
        text=text[:TEXT],
        place=place[:PLACE],
        source="other",
        attach_to=attach_to,
        data={"origin": f"{office} {number}"[:PLACE]},
    )
    case, _ = report(access=access, data=data, calendar=calendar, now=now)
    number = number[:NUMBER]
    if number and number not in case.outer_numbers:
        case.outer_numbers = [*case.outer_numbers, number]
        case.save(update_fields=["outer_numbers"])
    return case
