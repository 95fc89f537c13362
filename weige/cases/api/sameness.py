"""/api/cases/similar, …/known, …/{id}/sources, …/{id}/split: one problem, one case."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from weige.cases.api.common import answer
from weige.cases.models import Case, Matter
from weige.cases.queries.actors import seat_of
from weige.cases.queries.presenting import matter_of, named, row_of
from weige.cases.queries.similar import Near, alike, policies, similar
from weige.cases.queries.sources import sources
from weige.cases.rules.sameness import Account
from weige.cases.rules.states import STAGE_OF
from weige.cases.schemas import answers
from weige.cases.schemas import sameness as shapes
from weige.cases.services.splitting import split
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.tabular.http import language_of
from weige.kernel.worktime import Calendar
from weige.territory.queries import convert, faults_as_errors

router = Router(tags=["cases"])
#: What a reporter is asked about: no more than fits on a phone.
KNOWN = 3


class Asked(Schema):
    """A place, and what else is known of the problem. lon/lat degrees of `datum`."""

    lon: float
    lat: float
    datum: Annotated[str, Field(max_length=16)] = "WGS84"
    matter: Annotated[str, Field(max_length=16)] = ""
    text: Annotated[str, Field(max_length=2000)] = ""
    shop: Annotated[int | None, Field(ge=1, le=2**62)] = None

    def account(self) -> Account:
        """As something to compare, seen now. Raises Invalid for a place nobody can read."""
        with faults_as_errors("lon"):
            lon, lat = convert(self.lon, self.lat, source=self.datum)
        known = not self.matter or Matter.objects.filter(code=self.matter, valid_to__isnull=True).exists()
        matter = self.matter if known else "?"
        return Account(at=timesource.now(), lon=lon, lat=lat, matter=matter, text=self.text, shop=self.shop)


def near_rows(request: HttpRequest, near: list[Near], calendar: Calendar) -> list[dict[str, Any]]:
    language, now = language_of(request), timesource.now()
    return [row_of(one.case, calendar, language=language, now=now) | _judged(one) for one in near]


def _judged(one: Near) -> dict[str, Any]:
    return {
        "distance_m": round(one.distance_m, 1),
        "probability": round(one.same.probability, 3),
        "likely": one.likely,
        "reasons": [reason.as_json() for reason in one.same.reasons],
    }


@router.get("/cases/similar", response=shapes.SimilarPage, summary="Open cases that may be the same problem")
def similar_cases(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """What a report may be a duplicate of, most probable first, within the window of the matter's policy."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("case.list")
    near = similar(access, asked.account(), now=timesource.now())
    return answer({"items": near_rows(request, near, current_calendar()), "next": None})


@router.get("/cases/known", response=shapes.KnownPage, summary="Is it this one? For whoever reports")
def known_cases(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """Open cases close by of the reporter's street, without a word of what others wrote or who they are."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("case.report")
    rows = Case.objects.filter(cells__overlap=sorted(access.post.street))
    near = alike(rows, asked.account(), now=timesource.now(), table=policies())
    items = [
        {
            "id": str(one.case.pk),
            "matter": matter_of(one.case.matter),
            "found_at": one.case.found_at,
            "stage": STAGE_OF[one.case.now_in].value,
            **named("stage", STAGE_OF[one.case.now_in], "stage"),
            **_judged(one),
        }
        for one in near
        if one.case.matter is not None and (one.likely or not (asked.text or asked.matter))
    ]
    return answer({"items": items[:KNOWN], "next": None})


@router.get("/cases/{uuid:case_id}/sources", response=shapes.SourcesOut, summary="Every source of a case")
def read_sources(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Its own reports and evidence, and what each merged case brought, with how the merge came about."""
    access: Access = request.auth  # type: ignore[attr-defined]
    case = access.get("case.read", Case.objects.select_related("matter"), id=case_id)
    return answer(sources(case, access, seat_of(access)))


@router.post("/cases/{uuid:case_id}/split", response=answers.CaseRow, summary="Undo a merge")
def split_off(request: HttpRequest, case_id: UUID, body: shapes.SplitIn) -> HttpResponse:
    """The merged case stands again as it stood, with its reports, its evidence and its own clock."""
    access: Access = request.auth  # type: ignore[attr-defined]
    calendar, now = current_calendar(), timesource.now()
    case = split(
        access=access, case_id=case_id, version=body.version, reason=body.reason, calendar=calendar, now=now
    )
    return answer(row_of(case, calendar, language=language_of(request), now=now))
