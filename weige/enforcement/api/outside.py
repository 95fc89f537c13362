"""/api/held for off-site files and transfers: a party states its defence, another office answers a transfer."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Status, UploadedFile

from weige.enforcement.api.common import Record, added, bounded, file_or_404, sent
from weige.enforcement.api.offsite import picture_of
from weige.enforcement.models import OffsiteFile, Transfer
from weige.enforcement.queries import offsite, transfers
from weige.enforcement.schemas.held import HeldOffsite, HeldTransfer
from weige.enforcement.schemas.moves import MoveIn
from weige.enforcement.schemas.out import FileOut
from weige.enforcement.schemas.papers import ConsentIn
from weige.enforcement.services import answering, consenting, rendering
from weige.enforcement.services.offsite import OFFSITE_FILES
from weige.enforcement.services.transferring import TRANSFER
from weige.kernel import links, timesource
from weige.kernel.errors import NotFound
from weige.kernel.queries.calendar import current_calendar

router = Router(tags=["links"])


def key_of(held: links.Held) -> UUID:
    return UUID(held.subject.partition(":")[2])


def file_of(held: links.Held) -> OffsiteFile:
    """The one file a link opens, once the party was told of it. Raises NotFound."""
    row = OFFSITE_FILES.rows().filter(pk=key_of(held), notice__isnull=False).first()
    if row is None:
        raise NotFound
    return row


def transfer_of(held: links.Held) -> Transfer:
    """The one transfer a link opens. Raises NotFound."""
    row = TRANSFER.rows().filter(pk=key_of(held)).first()
    if row is None:
        raise NotFound
    return row


@router.get("/offsite", response=HeldOffsite, summary="The file my link opens")
def offsite_page(request: HttpRequest) -> Record:
    """Facts, pictures, basis, what is proposed, the right to a defence and until when, and the end."""
    held = links.held(request.auth, "offsite")  # type: ignore[attr-defined]
    return offsite.page_for_party(file_of(held), timesource.now())


@router.post("/offsite/consent", response=HeldOffsite, summary="Agree to be served electronically")
def offsite_consent(request: HttpRequest, body: ConsentIn) -> Record:
    """In the words shown; it can be withdrawn any time."""
    held = links.held(request.auth, "offsite")  # type: ignore[attr-defined]
    row, now = file_of(held), timesource.now()
    assert row.notice is not None
    consenting.give(paper=row.notice, name=body.name, who=held.who, now=now, held=held)
    return offsite.page_for_party(row, now)


@router.delete("/offsite/consent", response=HeldOffsite, summary="Withdraw the consent")
def offsite_withdraw(request: HttpRequest) -> Record:
    held = links.held(request.auth, "offsite")  # type: ignore[attr-defined]
    row, now = file_of(held), timesource.now()
    assert row.notice is not None
    consenting.withdraw(paper=row.notice, who=held.who, now=now)
    return offsite.page_for_party(row, now)


@router.get("/offsite/pictures/{int:piece_id}", summary="A picture of it")
def offsite_picture(
    request: HttpRequest, piece_id: int, size: Literal["full", "thumb"] = "full"
) -> HttpResponse:
    held = links.held(request.auth, "offsite")  # type: ignore[attr-defined]
    piece = file_of(held).pieces.filter(pk=piece_id).first()
    if piece is None:
        raise NotFound
    return picture_of(piece.blob_id, size)


@router.post("/offsite/files", response={201: FileOut}, summary="Send a picture with a defence")
def offsite_file(request: HttpRequest, file: File[UploadedFile]) -> Status[Record]:
    held = links.held(request.auth, "offsite")  # type: ignore[attr-defined]
    row = file_of(held)
    kept = answering.add_file(
        row, bounded(file), "defence", who=held.who, now=timesource.now(), link_id=held.id
    )
    return Status(201, added(kept))


@router.post("/offsite/moves/{held_move}", response=HeldOffsite, summary="State a defence, or waive it")
def offsite_move(request: HttpRequest, held_move: str, body: MoveIn) -> Record:
    """defend (text, photos) or waive, within the term."""
    held = links.held(request.auth, "offsite")  # type: ignore[attr-defined]
    now = timesource.now()
    row = OFFSITE_FILES.make_by_link(
        held=held, key=key_of(held), code=held_move, data=body, calendar=current_calendar(), now=now
    )
    return offsite.page_for_party(row, now)


@router.get("/transfer", response=HeldTransfer, summary="The transfer my link opens")
def transfer_page(request: HttpRequest) -> Record:
    held = links.held(request.auth, "transfer")  # type: ignore[attr-defined]
    return transfers.page_for_other(transfer_of(held), timesource.now())


@router.get("/transfer/files/{material_id}", summary="A material of it")
def transfer_file(
    request: HttpRequest, material_id: int, size: Literal["full", "thumb"] = "full"
) -> HttpResponse:
    held = links.held(request.auth, "transfer")  # type: ignore[attr-defined]
    return sent(file_or_404(transfer_of(held), material_id), size)


@router.get("/transfer/receipt.pdf", summary="The receipt of the transfer my link opens")
def transfer_receipt(request: HttpRequest) -> HttpResponse:
    """Once it was signed for."""
    row = transfer_of(links.held(request.auth, "transfer"))  # type: ignore[attr-defined]
    if row.received_at is None:
        raise NotFound
    return HttpResponse(rendering.transfer_receipt(row), content_type="application/pdf")


@router.post(
    "/transfer/moves/{held_move}", response=HeldTransfer, summary="Sign for it, accept, give back, answer"
)
def transfer_move(request: HttpRequest, held_move: str, body: MoveIn) -> Record:
    """receive, accept, give_back, dispute, result."""
    held = links.held(request.auth, "transfer")  # type: ignore[attr-defined]
    now = timesource.now()
    key = key_of(held)
    row = transfer_of(held)
    if not transfers.may(row, held_move):
        raise NotFound
    row = TRANSFER.make_by_link(
        held=held, key=key, code=held_move, data=body, calendar=current_calendar(), now=now
    )
    return transfers.page_for_other(row, now)
