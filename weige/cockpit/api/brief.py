"""GET /api/cockpit/brief, …/brief.pdf, …/brief.xlsx: the day's brief."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from weige.cockpit.api.places import viewer
from weige.cockpit.queries.brief import brief
from weige.cockpit.queries.ground import street_name
from weige.cockpit.schemas.brief import Brief
from weige.cockpit.services import briefing
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.tabular.http import download, language_of

router = Router(tags=["cockpit"])


def asked(request: HttpRequest, day: date | None) -> tuple[Access, dict[str, Any]]:
    """The caller and the brief of a day; today's without one. Raises Invalid for a day to come."""
    access, now = viewer(request), timesource.now()
    wanted = day or timezone.localdate(now)
    if wanted > timezone.localdate(now):
        raise Invalid([FieldError("day", "past_not_yet")])
    return access, brief(access, day=wanted, now=now)


@router.get("/brief", response=Brief, summary="The day's brief")
def read_brief(request: HttpRequest, day: date | None = None) -> dict[str, Any]:
    """What happened, what is late, what recurs, what to decide; as known at the day's end, or now for today."""
    return asked(request, day)[1]


@router.get("/brief.pdf", summary="The day's brief as a paper")
def print_brief(request: HttpRequest, day: date | None = None) -> HttpResponse:
    access, found = asked(request, day)
    language = language_of(request)
    street = street_name(access, language)
    data = briefing.paper(access=access, found=found, street=street, language=language, now=timesource.now())
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="brief-{found["day"]:%Y%m%d}.pdf"'
    return answer


@router.get("/brief.xlsx", summary="The day's brief as a workbook")
def export_brief(request: HttpRequest, day: date | None = None) -> HttpResponse:
    access, found = asked(request, day)
    language = language_of(request)
    street = street_name(access, language)
    data = briefing.workbook(
        access=access, found=found, street=street, language=language, now=timesource.now()
    )
    return download(data, f"brief-{found['day']:%Y%m%d}.xlsx")
