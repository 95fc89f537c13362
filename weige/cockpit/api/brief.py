"""GET /api/cockpit/brief, …/brief/{figure}, …/brief.pdf, …/brief.xlsx: the day's brief."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from weige.cockpit.api.places import viewer
from weige.cockpit.queries.behind import FIGURES, behind
from weige.cockpit.queries.brief import brief
from weige.cockpit.queries.ground import street_name
from weige.cockpit.queries.marks import MOST
from weige.cockpit.rules.briefwords import words
from weige.cockpit.schemas.brief import Brief, BriefBehind
from weige.cockpit.services import briefing
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.kernel.tabular.http import download, language_of

router = Router(tags=["cockpit"])


def asked(request: HttpRequest, day: date | None) -> tuple[Access, dict[str, Any]]:
    """The caller and the brief of a day; today's without one. Raises Invalid for a day to come."""
    access, now = viewer(request), timesource.now()
    return access, brief(access, day=past(day, now), now=now)


def past(day: date | None, now: datetime) -> date:
    """The day asked for, or today. Raises Invalid for a day to come."""
    wanted = day or timezone.localdate(now)
    if wanted > timezone.localdate(now):
        raise Invalid([FieldError("day", "past_not_yet")])
    return wanted


@router.get("/brief", response=Brief, summary="The day's brief")
def read_brief(request: HttpRequest, day: date | None = None) -> dict[str, Any]:
    """What happened, what is late, what recurs, what to decide; as known at the day's end, or now for today."""
    return asked(request, day)[1]


@router.get("/brief/{figure}", response=BriefBehind, summary="What a figure of the day's brief is made of")
def read_behind(
    request: HttpRequest, figure: str, day: date | None = None, matter: str = "", after: int = 0
) -> dict[str, Any]:
    """As many rows as the figure says, a hundred at a time; matter: of the flow only what is about this one."""
    access, now = viewer(request), timesource.now()
    if figure not in FIGURES:
        raise NotFound
    start = min(max(after, 0), MOST)
    found = behind(access, figure=figure, day=past(day, now), now=now, matter=matter, after=start)
    return found | {"words": words()[figure]}


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
