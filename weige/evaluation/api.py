"""/api/evaluation: indicators of a period and a scope, who they are made of, their workbook."""

from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from weige.cases.models import Case
from weige.evaluation.queries import abouts, choices, effort, figures
from weige.evaluation.queries.counting import VIEW, Period, Scope
from weige.evaluation.rules.effort import Sums, least
from weige.evaluation.rules.indicators import Indicator, indicators
from weige.evaluation.schemas import Asked, BehindPage, FiguresOut, ScopesOut, SharesOut
from weige.evaluation.schemas.effort import EffortIn, EffortOut
from weige.evaluation.services import effort as efforts
from weige.evaluation.services import exporting
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.kernel.streettime import LOCAL
from weige.kernel.tabular.http import download, language_of
from weige.people.models import Department, Post
from weige.territory.models import Area

router = Router(tags=["evaluation"])
USUAL = 30  # days, when no period is asked for
PAGE = 50


def period_of(asked: Asked) -> Period:
    """The moments of the days asked for: the last 30 with today when none are."""
    now = timesource.now()
    until = asked.until or now.astimezone(LOCAL).date()
    since = asked.since or until - timedelta(days=USUAL - 1)
    return Period(_midnight(since), _midnight(until + timedelta(days=1)), now)


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def scope_of(asked: Asked) -> Scope:
    return Scope(asked.area, asked.department, asked.post, asked.person)


def named(code: str) -> Indicator:
    if code not in indicators():
        raise NotFound
    return indicators()[code]


@router.get(
    "", response=FiguresOut, summary="All indicators of a period, with the one before and their course"
)
def read_figures(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Counted from the event log as it was known at the period's end. A person's: only one's own, or a supervisor's."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VIEW)
    period = period_of(asked)
    items = figures.table(access, scope_of(asked), period, asked.by)
    return {"since": period.since, "until": period.until, "known_at": period.known_at, "items": items}


@router.get("/scopes", response=ScopesOut, summary="Areas, departments, posts and persons to choose from")
def scopes(request: HttpRequest) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VIEW)
    return choices.choices(access, on=timesource.now().astimezone(LOCAL).date())


@router.get("/export.xlsx", summary="The indicators as a workbook, with a sheet of formulas")
def export(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VIEW)
    period, language = period_of(asked), language_of(request)
    data = exporting.workbook(
        access=access,
        items=figures.table(access, scope_of(asked), period, asked.by),
        period=period,
        scope=_said(asked, language),
        asked=asked.model_dump(mode="json", exclude_none=True),
        language=language,
        now=timesource.now(),
    )
    return download(data, f"indicators-{period.since:%Y%m%d}-{period.known_at.astimezone(LOCAL):%Y%m%d}.xlsx")


def _said(asked: Asked, language: str) -> str:
    """The scope in words."""
    chosen = ((Area, asked.area), (Department, asked.department), (Post, asked.post))
    name = "name_en" if language == "en" else "name_zh"
    found = [
        model._default_manager.filter(pk=pk).values_list(name, flat=True).first()
        for model, pk in chosen
        if pk
    ]
    return " · ".join(str(part) for part in found if part)


@router.post("/effort", response={204: None}, summary="Add what forms asked of people (sums, nobody named)")
def add_effort(request: HttpRequest, body: EffortIn) -> Status[None]:
    """From a phone or desk that added up several uses. Who sent it is not kept."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("case.report")
    said = [(one.form, Sums(**one.dict(exclude={"form"}))) for one in body.forms]
    efforts.add(said=said, now=timesource.now())
    return Status(204, None)


@router.get("/effort", response=EffortOut, summary="Burden per form: asked, filled in, typed, keys, touches")
def read_effort(request: HttpRequest, weeks: Annotated[int, Query(ge=1, le=53)] = 8) -> dict[str, Any]:
    """Means per use of the last weeks; not shown below five uses."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VIEW)
    today = timesource.now().astimezone(LOCAL).date()
    return {"least": least(), "items": effort.table(today, weeks)}


@router.get("/{code}/breakdown", response=SharesOut, summary="One indicator by area, department or post")
def breakdown(
    request: HttpRequest,
    code: str,
    asked: Query[Asked],
    dimension: Literal["area", "department", "post"] = "department",
) -> dict[str, Any]:
    """Ranked among those with at least 20 counted; there is no such list of persons."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VIEW)
    one = named(code)
    if asked.person is not None:
        raise NotFound
    items = figures.breakdown(access, scope_of(asked), period_of(asked), one, dimension)
    return {"items": items}


@router.get("/{code}/cases", response=BehindPage, summary="The cases behind a figure")
def cases(
    request: HttpRequest,
    code: str,
    asked: Query[Asked],
    part: Literal["numerator", "denominator", "beside"] = "denominator",
    after: int = 0,
) -> dict[str, Any]:
    """Exactly those counted; what the reader may not read is listed without number and title."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VIEW)
    scope, period, start = scope_of(asked), period_of(asked), max(after, 0)
    rows, total = figures.cases_behind(access, scope, period, named(code), part, limit=PAGE, after=start)
    seen = {
        case.pk: case
        for case in access.rows(
            "case.read", Case.objects.filter(pk__in=[r.case_id for r in rows if r.case_id])
        )
    }
    others = abouts.shown(access, rows)
    items = []
    for row in rows:
        case = seen.get(row.case_id) if row.case_id and row.about.startswith("case:") else None
        plain = {"at": row.at, "marks": row.marks, "value": row.value, "about": row.about.partition(":")[0]}
        words = others.get(row.about, {})
        if case is not None:
            page = f"/cases/{case.pk}"
            words = {
                "number": case.number,
                "title_zh": case.title_zh,
                "title_en": case.title_en,
                "page": page,
            }
        items.append(plain | words)
    return {"items": items, "total": total, "next": start + PAGE if start + PAGE < total else None}
