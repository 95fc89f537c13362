"""/api/routing: books of routing rules, the draft, its dry run, switching on; why a case went where."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from weige.cases.api.common import answer
from weige.cases.queries import detail as details
from weige.cases.queries import routing_books as books
from weige.cases.schemas import routing as shapes
from weige.cases.services import routing
from weige.kernel import timesource
from weige.kernel.access import Access

router = Router(tags=["routing"])
SEE, EDIT = "matter.list", "route.edit"


@router.get("", response=shapes.Overview, summary="Books of rules, newest first, and rules that cannot work")
def overview(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(SEE)
    return answer(books.overview(timesource.now()))


@router.get("/choices", summary="What the editor of a rule can choose from")
def choices(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    return answer(books.choices(timesource.now()))


@router.get("/books/{int:no}", response=shapes.BookOut, summary="One book with its rules")
def read_book(request: HttpRequest, no: int) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(SEE)
    return answer(books.whole(books.book_by(no), timesource.now()))


@router.post("/books/{int:no}/again", response=shapes.BookOut, summary="A draft with the rules of this book")
def again(request: HttpRequest, no: int) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    now = timesource.now()
    return answer(books.whole(routing.go_back(no=no, who=access.who, now=now), now))


@router.post("/draft", response=shapes.BookOut, summary="Begin a draft (or get the one there is)")
def begin(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    now = timesource.now()
    return answer(books.whole(routing.begin_draft(who=access.who, now=now), now))


@router.put("/draft", response=shapes.BookOut, summary="Set the draft's rules and their order")
def set_draft(request: HttpRequest, body: shapes.DraftIn) -> HttpResponse:
    """Rules that cannot work are kept and marked (`fault`); switching on refuses them."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    now = timesource.now()
    book = routing.set_draft(version=body.version, note=body.note, rules=body.rules, who=access.who, now=now)
    return answer(books.whole(book, now))


@router.post("/draft/drop", response={204: None}, summary="Throw the draft away")
def drop(request: HttpRequest, body: shapes.TrialIn) -> Status[None]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    routing.drop_draft(version=body.version)
    return Status(204, None)


@router.post("/draft/trial", response=dict[str, Any], summary="Dry run of the draft over the last cases")
def trial(request: HttpRequest, body: shapes.TrialIn) -> HttpResponse:
    """Every case the draft would send elsewhere than the rules in force; nothing is sent."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    result = routing.try_draft(access=access, version=body.version, cases=body.cases, now=timesource.now())
    return answer(result)


@router.post("/draft/switch", response=shapes.BookOut, summary="Switch the draft on, now or at a time")
def switch(request: HttpRequest, body: shapes.SwitchIn) -> HttpResponse:
    """409 route_not_tried unless the draft was tried exactly as it stands; 422 when a rule cannot work."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    now = timesource.now()
    book = routing.switch_on(
        version=body.version, starts_at=body.starts_at, note=body.note, who=access.who, now=now
    )
    return answer(books.whole(book, now))


@router.get("/cases/{uuid:case_id}", response=shapes.WhyOut, summary="Why did this case go where it went?")
def why(request: HttpRequest, case_id: UUID) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    case = access.get("case.read", details.loaded(), id=case_id)
    return answer(books.why(case, timesource.now()))
