"""/api/papers/{id}/remedies and /api/remedies: reviews and lawsuits over a decision."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Status, UploadedFile

from weige.enforcement.api.common import Record, access_of, added, bounded, file_or_404, sent
from weige.enforcement.api.papers import paper
from weige.enforcement.models import Remedy
from weige.enforcement.queries import remedies as queries
from weige.enforcement.rules.remedies import ROLE
from weige.enforcement.schemas.moves import MoveIn
from weige.enforcement.schemas.out import FileOut
from weige.enforcement.schemas.remedies import RemedyIn, RemedyList, RemedyOut
from weige.enforcement.services import answering, remedies
from weige.kernel import timesource
from weige.kernel.api.once import made_once
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.tabular.http import language_of

router = Router(tags=["enforcement"])


def shown(request: HttpRequest, row: Remedy) -> Record:
    return queries.lines([row], access_of(request), language_of(request))[0]


@router.get("/papers/{uuid:paper_id}/remedies", response=RemedyList, summary="Reviews and lawsuits over it")
def of_paper(request: HttpRequest, paper_id: UUID) -> Record:
    """Oldest first; those recorded by mistake too, as voided."""
    access = access_of(request)
    row = paper(access, paper_id)
    found = list(access.rows("paper.list", remedies.rows().filter(decision=row)).order_by("made_at", "pk"))
    may = remedies.may_be_contested(row) and access.may("paper.order", row)
    return {"items": queries.lines(found, access, language_of(request)), "may_record": may}


@router.post(
    "/papers/{uuid:paper_id}/remedies", response={201: RemedyOut}, summary="Record a review or a lawsuit"
)
@made_once
def record(request: HttpRequest, paper_id: UUID, body: RemedyIn) -> Status[Record]:
    """Over a decision that binds and was issued. 409 when this body's number is known for it."""
    access = access_of(request)
    row = paper(access, paper_id)
    made = remedies.begin(access=access, paper=row, data=body, now=timesource.now())
    return Status(201, shown(request, made))


@router.post("/remedies/{uuid:remedy_id}/moves/{remedy_move}", response=RemedyOut, summary="Make a move")
def move(request: HttpRequest, remedy_id: UUID, remedy_move: str, body: MoveIn) -> Record:
    """decide, add, void."""
    row = remedies.REMEDY.make(
        access=access_of(request),
        key=remedy_id,
        code=remedy_move,
        data=body,
        calendar=current_calendar(),
        now=timesource.now(),
    )
    return shown(request, row)


@router.post("/remedies/{uuid:remedy_id}/files", response={201: FileOut}, summary="Add a file")
def add_file(request: HttpRequest, remedy_id: UUID, file: File[UploadedFile]) -> Status[Record]:
    """A picture or a PDF, for the next move of this review or lawsuit."""
    access = access_of(request)
    row = remedies.one(remedy_id, access)
    access.check("paper.order", row)
    kept = answering.add_file(row, bounded(file), ROLE, who=access.who, now=timesource.now())
    return Status(201, added(kept))


@router.get("/remedies/{uuid:remedy_id}/files/{remedy_file_id}", summary="A file of it")
def read_file(
    request: HttpRequest, remedy_id: UUID, remedy_file_id: int, size: Literal["full", "thumb"] = "full"
) -> HttpResponse:
    return sent(file_or_404(remedies.one(remedy_id, access_of(request)), remedy_file_id), size)
