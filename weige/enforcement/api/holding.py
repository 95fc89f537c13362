"""/api/held: what the holder of a link sees and answers; nothing but the one thing the link is for."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Status, UploadedFile

from weige.enforcement.api.common import Record, added, bounded, file_or_404, sent
from weige.enforcement.queries import papers as queries
from weige.enforcement.schemas.held import HeldPaper
from weige.enforcement.schemas.out import FileOut
from weige.enforcement.schemas.papers import AnswerIn, ConsentIn
from weige.enforcement.services import answering, consenting, rendering
from weige.kernel import links, timesource
from weige.kernel.errors import NotFound

router = Router(tags=["links"])
SHOWN = {"seen", "answer", "pdf"}


@router.get("/paper", response=HeldPaper, summary="The paper my link opens")
def paper(request: HttpRequest) -> Record:
    """What was seen, what is asked, by when, and what was answered."""
    held = links.held(request.auth, "paper")  # type: ignore[attr-defined]
    return queries.page_for_party(answering.paper_of(held), timesource.now())


@router.get("/paper/files/{file_id}", summary="A picture of it")
def paper_file(request: HttpRequest, file_id: int, size: Literal["full", "thumb"] = "full") -> HttpResponse:
    held = links.held(request.auth, "paper")  # type: ignore[attr-defined]
    found = file_or_404(answering.paper_of(held), file_id)
    if found.role not in SHOWN:
        raise NotFound
    return sent(found, size)


@router.get("/paper/paper.pdf", summary="The paper itself")
def paper_pdf(request: HttpRequest) -> HttpResponse:
    held = links.held(request.auth, "paper")  # type: ignore[attr-defined]
    response = HttpResponse(rendering.kept_pdf(answering.paper_of(held)), content_type="application/pdf")
    response["Content-Disposition"] = "inline; filename=paper.pdf"
    return response


@router.post("/paper/files", response={201: FileOut}, summary="Send a photo along")
def send_photo(request: HttpRequest, file: File[UploadedFile]) -> Status[Record]:
    """Then name its id in the answer."""
    held = links.held(request.auth, "paper")  # type: ignore[attr-defined]
    row = answering.paper_of(held)
    found = answering.add_file(
        row, bounded(file), "answer", who=held.who, now=timesource.now(), link_id=held.id
    )
    return Status(201, added(found))


@router.post("/paper/consent", response=HeldPaper, summary="Agree to be served electronically")
def consent(request: HttpRequest, body: ConsentIn) -> Record:
    """In the words shown; it can be withdrawn any time."""
    held = links.held(request.auth, "paper")  # type: ignore[attr-defined]
    row, now = answering.paper_of(held), timesource.now()
    consenting.give(paper=row, name=body.name, who=held.who, now=now, held=held)
    return queries.page_for_party(row, now)


@router.delete("/paper/consent", response=HeldPaper, summary="Withdraw the consent")
def withdraw_consent(request: HttpRequest) -> Record:
    held = links.held(request.auth, "paper")  # type: ignore[attr-defined]
    row, now = answering.paper_of(held), timesource.now()
    consenting.withdraw(paper=row, who=held.who, now=now)
    return queries.page_for_party(row, now)


@router.post("/paper/answers", response={201: HeldPaper}, summary="Answer")
def answer(request: HttpRequest, body: AnswerIn) -> Status[Record]:
    """Put right (with a photo), an objection, asking for help, or only that it was seen."""
    held = links.held(request.auth, "paper")  # type: ignore[attr-defined]
    now = timesource.now()
    answering.answer(held=held, kind=body.kind, text=body.text, photos=body.photos, now=now)
    return Status(201, queries.page_for_party(answering.paper_of(held), now))
