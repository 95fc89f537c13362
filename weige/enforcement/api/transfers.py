"""/api/transfers: cases that go to another body, and cases another body sends us."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Status, UploadedFile

from weige.enforcement.api.common import (
    Record,
    access_of,
    added,
    bounded,
    file_or_404,
    make_link,
    paged,
    sent,
)
from weige.enforcement.models import Transfer
from weige.enforcement.queries import transfers as queries
from weige.enforcement.queries.presenting import actions, files, links_of, timeline
from weige.enforcement.rules.transfers import TRANSFERS
from weige.enforcement.schemas.moves import MoveIn
from weige.enforcement.schemas.out import FileOut, TransferList, TransferOut
from weige.enforcement.schemas.papers import LinkMade, LinkWish
from weige.enforcement.schemas.transfers import ArrivalIn, TransferFilter, TransferIn
from weige.enforcement.services import answering, rendering, transferring
from weige.enforcement.services.transferring import TRANSFER, guards
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.errors import Conflict, NotFound
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.tabular.http import language_of

router = Router(tags=["enforcement"])


def transfer(access: Access, key: UUID) -> Transfer:
    """The transfer, if this caller may see it. Raises NotFound."""
    return access.get("transfer.list", TRANSFER.rows(), pk=key)


def shown(request: HttpRequest, access: Access, row: Transfer) -> Record:
    """The whole page of a transfer (about 9 statements)."""
    now = timesource.now()
    return queries.detail(row) | {
        "actions": actions(
            row, TRANSFERS, guards(row, access.who, access, now), access, language_of(request)
        ),
        "files": files([row.own_subject]),
        "links": links_of(row, timesource.real_now()),
        "timeline": timeline(row),
    }


@router.get("", response=TransferList, summary="Transfers")
def list_transfers(request: HttpRequest, wanted: Query[TransferFilter]) -> Record:
    """Newest first."""
    access: Access = request.auth  # type: ignore[attr-defined]
    rows, following = paged(queries.found(access, wanted), wanted.limit, wanted.after)
    return {"items": [queries.line(row) for row in rows], "next": following}


@router.post("", response={201: TransferOut}, summary="Draft a transfer of a case")
@made_once
def draft(request: HttpRequest, body: TransferIn) -> Status[Record]:
    """The case's pictures and papers become the list of materials."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = transferring.draft(access=access, data=body, now=timesource.now())
    return Status(201, shown(request, access, transfer(access, row.pk)))


@router.post(
    "/arrivals",
    response={201: TransferOut, 200: TransferOut},
    summary="Send the street a case, or record one",
)
@made_once
def arrive(request: HttpRequest, body: ArrivalIn) -> Status[Record]:
    """By another body's machine account (transfer.send), or by our desk from paper. 200 when it was known already."""
    access: Access = request.auth  # type: ignore[attr-defined]
    try:
        access.require("transfer.make")
    except NotFound:
        access.require("transfer.send")
    row, new = transferring.arrive(
        access=access, data=body, calendar=current_calendar(), now=timesource.now()
    )
    return Status(201 if new else 200, shown(request, access, transfer(access, row.pk)))


@router.get("/{uuid:transfer_id}", response=TransferOut, summary="A transfer")
def read(request: HttpRequest, transfer_id: UUID) -> Record:
    access: Access = request.auth  # type: ignore[attr-defined]
    return shown(request, access, transfer(access, transfer_id))


@router.post("/{uuid:transfer_id}/moves/{transfer_move}", response=TransferOut, summary="Make a move")
def move(request: HttpRequest, transfer_id: UUID, transfer_move: str, body: MoveIn) -> Record:
    """Ours, or what the other side said on paper."""
    access: Access = request.auth  # type: ignore[attr-defined]
    TRANSFER.make(
        access=access,
        key=transfer_id,
        code=transfer_move,
        data=body,
        calendar=current_calendar(),
        now=timesource.now(),
    )
    return shown(request, access, transfer(access, transfer_id))


@router.post("/{uuid:transfer_id}/files", response={201: FileOut}, summary="Add a material")
def add_file(
    request: HttpRequest, transfer_id: UUID, file: File[UploadedFile], title: str = ""
) -> Status[Record]:
    """Until it is sent, and again after it was given back."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = transfer(access, transfer_id)
    access.check("transfer.make", row)
    if row.direction == "out" and row.state not in {"draft", "approved", "returned"}:
        raise Conflict("paper_frozen")
    found = answering.add_file(
        row, bounded(file), "material", who=access.who, now=timesource.now(), title=title or (file.name or "")
    )
    return Status(201, added(found))


@router.get("/{uuid:transfer_id}/files/{material_id}", summary="A material")
def read_file(
    request: HttpRequest, transfer_id: UUID, material_id: int, size: Literal["full", "thumb"] = "full"
) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    return sent(file_or_404(transfer(access, transfer_id), material_id), size)


@router.get("/{uuid:transfer_id}/receipt.pdf", summary="The receipt, as PDF")
def receipt(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Once it was signed for; for a transfer that came in it is ours to hand back."""
    row = transfer(access_of(request), transfer_id)
    if row.received_at is None:
        raise NotFound
    return HttpResponse(rendering.transfer_receipt(row), content_type="application/pdf")


@router.post(
    "/{uuid:transfer_id}/links",
    response={201: LinkMade},
    summary="A link for the other side: to act, or to follow what it sent us",
)
def link(request: HttpRequest, transfer_id: UUID, body: LinkWish) -> Status[Record]:
    access: Access = request.auth  # type: ignore[attr-defined]
    row = transfer(access, transfer_id)
    access.check("transfer.make", row)
    if row.state in {"draft", "approved"}:
        raise Conflict("illegal_move", state=row.state, move="link")
    return Status(201, make_link(row, "transfer", body.days, access=access, now=timesource.now()))
