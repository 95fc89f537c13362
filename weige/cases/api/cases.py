"""/api/cases: list, report, read, move, evidence, clock, timeline, export."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from weige.cases.api.common import answer
from weige.cases.api.sameness import near_rows
from weige.cases.models import Case
from weige.cases.queries import detail as details
from weige.cases.queries import hearing, lists, suggesting, units
from weige.cases.queries.actors import seat_of
from weige.cases.queries.counters import counters, waiting
from weige.cases.queries.presenting import row_of
from weige.cases.queries.similar import NOTHING, account_of, said_of, similar
from weige.cases.schemas import answers
from weige.cases.schemas.filters import CaseFilter, CasePageFilter
from weige.cases.schemas.moves import MoveIn
from weige.cases.schemas.reports import ReportIn
from weige.cases.schemas.sameness import Suggestion
from weige.cases.services import engine, evidence, exporting, reporting
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.tabular import to_xlsx
from weige.kernel.tabular.http import download, language_of
from weige.kernel.worktime import Calendar

router = Router(tags=["cases"])


def as_row(request: HttpRequest, case: Case, calendar: Calendar, status: int = 200) -> HttpResponse:
    """The case as lists have it; the page with its actions is one GET away."""
    body = row_of(case, calendar, language=language_of(request), now=timesource.now())
    return answer(body, status)


@router.get("", response=answers.CasePage, summary="Cases, by default the open ones by time left")
def list_cases(request: HttpRequest, wanted: Query[CasePageFilter]) -> HttpResponse:
    """Several filters at once must all hold. Pages by cursor: pass `next` as `after` with the same filter."""
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    access.require("case.list")
    seat = seat_of(access)
    found = lists.page(
        lists.cases(access, seat, wanted, now=now),
        lists.order_of(wanted),
        limit=wanted.limit,
        after=wanted.after,
        skip=wanted.skip,
    )
    calendar, language = current_calendar(), language_of(request)
    rows = [row_of(case, calendar, language=language, now=now) for case in found.rows]
    return answer({"items": rows, "next": found.next})


@router.get("/count", response=answers.CaseCount, summary="How many cases a filter finds")
def count_cases(request: HttpRequest, wanted: Query[CaseFilter]) -> HttpResponse:
    """For the length of a list that is fetched as one scrolls (1 statement besides those for who asks)."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("case.list")
    rows = lists.cases(access, seat_of(access), wanted, now=timesource.now())
    return answer({"total": rows.count()})


@router.post("", response={201: answers.CaseRow, 200: answers.CaseRow}, summary="Report a problem")
def report(request: HttpRequest, body: ReportIn) -> HttpResponse:
    """201 with the new case; 200 when the report joined a case or had been sent before (dedupe_key)."""
    access: Access = request.auth  # type: ignore[attr-defined]
    calendar = current_calendar()
    case, opened = reporting.report(access=access, data=body, calendar=calendar, now=timesource.now())
    return as_row(request, case, calendar, 201 if opened else 200)


@router.get(
    "/counters", response=answers.CountersOut, summary="Figures: open, near, overdue, per stage, today"
)
def figures(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    return answer(counters(access, now) | waiting(access))


@router.get("/export.xlsx", summary="The filtered list as a workbook")
def export(request: HttpRequest, wanted: Query[CaseFilter]) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("case.export")
    table = exporting.export_cases(
        access=access, wanted=wanted, language=language_of(request), now=timesource.now()
    )
    return download(to_xlsx(table), table.filename("xlsx"))


@router.get("/{uuid:case_id}", response=answers.CaseDetail, summary="The case page")
def read(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything the page needs: clock, steps, evidence, timeline, and the moves this reader may make."""
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    case = access.get("case.read", details.loaded(), id=case_id)
    body = details.detail(
        case, access, seat_of(access), current_calendar(), language=language_of(request), now=now
    )
    return answer(body)


@router.post("/{uuid:case_id}/moves/{move}", response=answers.CaseRow, summary="Make a move")
def make_move(request: HttpRequest, case_id: UUID, move: str, body: MoveIn) -> HttpResponse:
    """`version` is the version seen: 409 when the case was changed since. What a move wants: see `actions`."""
    access: Access = request.auth  # type: ignore[attr-defined]
    calendar = current_calendar()
    case = engine.move(
        access=access, case_id=case_id, code=move, data=body, calendar=calendar, now=timesource.now()
    )
    return as_row(request, case, calendar)


@router.post(
    "/{uuid:case_id}/evidence",
    response={201: answers.EvidenceOut, 200: answers.EvidenceOut},
    summary="Add a photo or a PDF",
)
def add_evidence(
    request: HttpRequest,
    case_id: UUID,
    file: File[UploadedFile],
    kind: Form[str] = "",
    note: Form[str] = "",
) -> HttpResponse:
    """At most 10 MB, JPEG, PNG, WebP or PDF by content. 200 when the same file is there already."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row, new = evidence.add(
        access=access,
        case_id=case_id,
        data=evidence.bounded(file),
        kind=kind,
        note=note[:200],
        now=timesource.now(),
    )
    return answer(details.evidence_of(row), 201 if new else 200)


@router.get("/{uuid:case_id}/clock", response=answers.ClockAnswer, summary="Why it is due when it is due")
def clock(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The account of the clock that counts now; `others` holds those of the other stages."""
    access: Access = request.auth  # type: ignore[attr-defined]
    case = access.get("case.read", details.loaded(), id=case_id)
    return answer(details.explanations(case, current_calendar(), now=timesource.now()))


@router.get("/{uuid:case_id}/timeline", response=answers.Timeline, summary="What happened, newest first")
def read_timeline(request: HttpRequest, case_id: UUID) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    case = access.get("case.read", Case.objects.all(), id=case_id)
    lines, *_ = details.course_for(case, seat_of(access))
    return answer({"items": lines, "next": None})


@router.get("/{uuid:case_id}/units", response=answers.UnitPage, summary="Who can be named to have it")
def read_units(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Departments and posts that handle cases where this one lies; for those who return or pass it on."""
    access: Access = request.auth  # type: ignore[attr-defined]
    case = access.get("case.read", Case.objects.all(), id=case_id)
    access.check("case.return", case)
    return answer({"items": units.units(case), "next": None})


@router.get("/{uuid:case_id}/told", response=answers.HeardPage, summary="Which reporter was told, and how")
def read_told(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One line for each report with its channel; reporters are not named."""
    access: Access = request.auth  # type: ignore[attr-defined]
    case = access.get("case.read", Case.objects.all(), id=case_id)
    access.check("case.close", case)
    return answer({"items": hearing.heard(case), "next": None})


@router.get("/{uuid:case_id}/suggestion", response=Suggestion, summary="Who should get it, and why")
def suggestion(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """For the desk: up to three receivers with reasons, similar open cases, how often this came back."""
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    case = access.get("case.read", details.loaded(), id=case_id)
    access.check("case.dispatch", case)
    account = account_of(case, said_of([case.pk]).get(case.pk, NOTHING))
    near = similar(access, account, now=now, but=case.pk)
    return answer(
        {
            "items": suggesting.suggest(case, now=now),
            "similar": near_rows(request, near, current_calendar()),
            "recurrence": suggesting.recurrence(access, case, now=now),
        }
    )
