"""/api/papers: draft from a case, edit, move, files, links, Word and PDF; kinds and templates."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Status, UploadedFile
from pydantic import Field

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
from weige.enforcement.models import Paper, PaperKind, PaperTemplate
from weige.enforcement.queries import papers as queries
from weige.enforcement.queries.legal import doubts
from weige.enforcement.queries.parties import party_of
from weige.enforcement.queries.powers import offered
from weige.enforcement.queries.presenting import actions, files, links_of, power_line, timeline
from weige.enforcement.queries.simple import bounds, faults
from weige.enforcement.rules.records import GRADE, KINDS
from weige.enforcement.schemas.moves import MoveIn
from weige.enforcement.schemas.out import FileOut, PaperList, PaperOut
from weige.enforcement.schemas.papers import (
    ConsentIn,
    DraftIn,
    KindEdit,
    KindOut,
    LinkMade,
    LinkWish,
    PaperEdit,
    PaperFilter,
    TemplateAgain,
)
from weige.enforcement.schemas.powers import PowerOffers
from weige.enforcement.services import answering, consenting, drafting, kinds, rendering
from weige.enforcement.services.papers import PAPER
from weige.enforcement.services.records import open_stage
from weige.enforcement.services.simple import procedure_of
from weige.kernel import links, timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.errors import Conflict, FieldError, Invalid, NotFound, words
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.tabular.http import language_of
from weige.people.services.looks import look

router = Router(tags=["enforcement"])
kinds_router = Router(tags=["enforcement"])
UNISSUED = frozenset({"draft", "reviewed", "told", "heard"})
ROLES = ("seen", "service", "signature", "recheck")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def shown(request: HttpRequest, access: Access, row: Paper) -> Record:
    """The whole page of a paper (about 12 statements)."""
    now, language = timesource.now(), language_of(request)
    clear = opened(access, row)
    content, open_yet = drafting.whole(row), row.state in UNISSUED
    stage = open_stage(row)
    wrong = faults(row, content, now=now, stage=stage or "draft") if open_yet or stage else []
    procedure = procedure_of(row.kind_id)
    facts = procedure.guards(row, access.who, access, now)
    editable = bool(stage) and access.may(drafting.ALONE.get(row.kind_id, "paper.order"), row)
    power = row.power
    return queries.lines([row])[0] | {
        "fields": rendering.shown_fields(row, clear=clear, stage=stage),
        "missing": [{"field": key, "message": words(code, language, params)} for key, code, params in wrong],
        "doubts": doubts(row, content) if open_yet else [],
        "bounds": bounds(row, content) if open_yet else None,
        "editable": editable,
        "consent": queries.consent_of(party_of(row)) if row.kind.grade == "order" else None,
        "power": power_line(power) if power else None,
        "actions": actions(row, procedure.table, facts, access, language),
        "files": files([row.own_subject]),
        "services": queries.services(row),
        "answers": queries.answers(row),
        "links": links_of(row, timesource.real_now()),
        "timeline": timeline(row),
        "contact": row.kind.contact,
        "office": row.kind.office_zh,
    }


def opened(access: Access, row: Paper) -> bool:
    """Whether the sealed fields are shown: for a stated purpose, and such a look is recorded; those of a person's or a
    household's work record only to who writes such records."""
    if not access.purpose or not row.sealed:
        return False
    if row.kind.grade == GRADE and not access.may(KINDS[row.kind_id], row):
        return False
    look(
        who=access.who,
        purpose=access.purpose,
        subject=row.own_subject,
        fields=sorted(row.sealed),
        now=timesource.now(),
    )
    return True


def paper(access: Access, paper_id: UUID, verb: str = "paper.list") -> Paper:
    """The paper, if this caller may see it. Raises NotFound."""
    return access.get(verb, PAPER.rows(), pk=paper_id)


@router.get("", response=PaperList, summary="Papers")
def list_papers(request: HttpRequest, wanted: Query[PaperFilter]) -> Record:
    """Newest first."""
    access: Access = request.auth  # type: ignore[attr-defined]
    rows, following = paged(queries.found(access, wanted), wanted.limit, wanted.after)
    return {"items": queries.lines(rows), "next": following}


@router.post("", response={201: PaperOut}, summary="Draft a paper from a case")
@made_once
def draft(request: HttpRequest, body: DraftIn) -> Status[Record]:
    """With all that is known filled in. One sent again under its own id is not drafted twice."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = drafting.draft(
        access=access,
        case_id=body.case,
        kind_code=body.kind,
        power_code=body.power,
        key=body.id,
        values=body.values,
        over_m=body.over_m,
        calendar=current_calendar(),
        now=timesource.now(),
    )
    return Status(201, shown(request, access, paper(access, row.pk)))


@router.get("/{uuid:paper_id}", response=PaperOut, summary="A paper")
def read(request: HttpRequest, paper_id: UUID) -> Record:
    """Identity numbers are masked unless a purpose is stated; such a look is recorded."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return shown(request, access, paper(access, paper_id))


@router.put("/{uuid:paper_id}", response=PaperOut, summary="Edit a draft")
def edit(request: HttpRequest, paper_id: UUID, body: PaperEdit) -> Record:
    access: Access = request.auth  # type: ignore[attr-defined]
    drafting.edit(
        access=access, paper_id=paper_id, values=body.values, version=body.version, now=timesource.now()
    )
    return shown(request, access, paper(access, paper_id))


@router.get("/{uuid:paper_id}/powers", response=PowerOffers, summary="Powers this paper could rest on")
def powers_for(
    request: HttpRequest, paper_id: UUID, q: Annotated[str, Field(max_length=80)] = ""
) -> dict[str, Any]:
    """At most 30: those of the case's matter first. q: words in name, code, basis or department."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = access.get("paper.list", PAPER.rows().select_related("case__matter"), pk=paper_id)
    return {"items": offered(access, row, q.strip(), today=drafting.local_day(timesource.now()))}


@router.post("/{uuid:paper_id}/moves/{paper_move}", response=PaperOut, summary="Make a move")
def move(request: HttpRequest, paper_id: UUID, paper_move: str, body: MoveIn) -> Record:
    """review, send_back, issue, serve, accept_answer, refuse_answer, complied, not_complied, close, void; of a decision
    on the spot tell, hear, decide, drop, serve, report, paid, unpaid, close, void; of a work record keep, sign, finish,
    void."""
    access: Access = request.auth  # type: ignore[attr-defined]
    kind = Paper.objects.filter(pk=paper_id).values_list("kind", flat=True).first() or ""
    procedure_of(kind).make(
        access=access,
        key=paper_id,
        code=paper_move,
        data=body,
        calendar=current_calendar(),
        now=timesource.now(),
    )
    return shown(request, access, paper(access, paper_id))


@router.post("/{uuid:paper_id}/files", response={201: FileOut}, summary="Add a photo or a signature")
def add_file(
    request: HttpRequest,
    paper_id: UUID,
    file: File[UploadedFile],
    role: Form[str] = "service",
) -> Status[Record]:
    """role: seen (drafts only), service, signature, recheck."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = paper(access, paper_id)
    access.check(KINDS.get(row.kind_id, "paper.serve"), row)
    if role not in ROLES:
        raise Invalid([FieldError("role", "unknown_choice", {"choices": ", ".join(ROLES)})])
    if role == "seen" and row.state != "draft":
        raise Conflict("paper_frozen")
    found = answering.add_file(row, bounded(file), role, who=access.who, now=timesource.now())
    if role == "seen":
        drafting.note_pictures(row)
    return Status(201, added(found))


@router.delete("/{uuid:paper_id}/files/{file_id}", response={204: None}, summary="Take a picture off a draft")
def drop_file(request: HttpRequest, paper_id: UUID, file_id: int) -> Status[None]:
    access: Access = request.auth  # type: ignore[attr-defined]
    row = paper(access, paper_id)
    access.check(KINDS.get(row.kind_id, "paper.serve"), row)
    found = file_or_404(row, file_id)
    if row.state != "draft" or found.role != "seen":
        raise Conflict("paper_frozen")
    found.delete()
    drafting.note_pictures(row)
    return Status(204, None)


@router.get("/{uuid:paper_id}/files/{file_id}", summary="A file of a paper")
def read_file(
    request: HttpRequest, paper_id: UUID, file_id: int, size: Literal["full", "thumb"] = "full"
) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    return sent(file_or_404(paper(access, paper_id), file_id), size)


@router.get("/{uuid:paper_id}/paper.docx", summary="The paper as a Word file")
def as_word(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    row = paper(access, paper_id)
    return as_file(rendering.docx_of(row, clear=opened(access, row)), DOCX, "docx")


@router.get("/{uuid:paper_id}/paper.pdf", summary="The paper as PDF")
def as_pdf(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """A draft as it would be printed; once issued the kept file. A work record is printed with its sealed fields for a
    stated purpose only."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = paper(access, paper_id)
    clear = row.kind.grade == GRADE and opened(access, row)
    data = rendering.pdf_of(row, clear=True) if clear else rendering.kept_pdf(row)
    return as_file(data, "application/pdf", "pdf")


def as_file(data: bytes, kind: str, suffix: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = (
        f"{'inline' if suffix == 'pdf' else 'attachment'}; filename=paper.{suffix}"
    )
    return response


@router.post("/{uuid:paper_id}/links", response={201: LinkMade}, summary="A link for the party")
def link(request: HttpRequest, paper_id: UUID, body: LinkWish) -> Status[Record]:
    """For showing a QR code on the spot, or for the owner of the shop; shown once."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = paper(access, paper_id)
    if not (access.may("paper.serve", row) or access.may("paper.answer", row)):
        raise NotFound
    if row.kind.grade == GRADE:
        raise Conflict("record_no_link")
    if row.state in UNISSUED | {"voided", "dropped"}:
        raise Conflict("illegal_move", state=row.state, move="link")
    return Status(201, make_link(row, "paper", body.days, access=access, now=timesource.now()))


@router.delete("/{uuid:paper_id}/links/{link_id}", response={204: None}, summary="Withdraw a link")
def unlink(request: HttpRequest, paper_id: UUID, link_id: int) -> Status[None]:
    access: Access = request.auth  # type: ignore[attr-defined]
    row = paper(access, paper_id)
    access.check("paper.serve", row)
    now, real = timesource.now(), timesource.real_now()
    if not links.revoke(
        subject=row.own_subject, why="", who=access.who, now=now, real_now=real, link_id=link_id
    ):
        raise NotFound
    return Status(204, None)


@router.post(
    "/{uuid:paper_id}/consent", response=Record, summary="Record a party's consent to electronic service"
)
def record_consent(request: HttpRequest, paper_id: UUID, body: ConsentIn) -> Record:
    """With its signature, or a photo of the signed paper, among the files of this paper."""
    access = access_of(request)
    row = paper(access, paper_id)
    access.check("paper.serve", row)
    consenting.give(paper=row, name=body.name, proof=body.proof, who=access.who, now=timesource.now())
    return shown(request, access, paper(access, paper_id))


@router.delete("/{uuid:paper_id}/consent", response=PaperOut, summary="The party withdrew its consent")
def withdraw_consent(request: HttpRequest, paper_id: UUID) -> Record:
    access = access_of(request)
    row = paper(access, paper_id)
    access.check("paper.serve", row)
    consenting.withdraw(paper=row, who=access.who, now=timesource.now())
    return shown(request, access, paper(access, paper_id))


@kinds_router.get("", response=list[KindOut], summary="Kinds of papers and their templates")
def list_kinds(request: HttpRequest) -> list[Record]:
    access: Access = request.auth  # type: ignore[attr-defined]
    if not access.may("paper.template", PaperKind()):
        access.require("paper.list")
    return queries.kinds()


@kinds_router.put("/{kind_code}", response=KindOut, summary="Edit a kind of paper")
def edit_kind(request: HttpRequest, kind_code: str, body: KindEdit) -> Record:
    """Number, term, names, contact; papers already issued keep theirs."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.get("paper.template", PaperKind.objects.all(), pk=kind_code)
    values = body.dict(exclude_none=True, exclude={"version"})
    row = kinds.edit_kind(
        code=kind_code, values=values, version=body.version, who=access.who, now=timesource.now()
    )
    return queries.kind_of(row)


@kinds_router.get("/{kind_code}/template.docx", summary="The newest template as a Word file")
def template(
    request: HttpRequest, kind_code: str, number: Annotated[int | None, Query(ge=1, le=9999)] = None
) -> HttpResponse:
    """Fields stand in it as {{field_key}}. number: an older version."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("paper.template")
    rows = PaperTemplate.objects.filter(kind=kind_code).order_by("-number")
    row = (rows if number is None else rows.filter(number=number)).first()
    if row is None:
        raise NotFound
    return as_file(bytes(row.docx), DOCX, "docx")


@kinds_router.post("/{kind_code}/template", response={201: KindOut}, summary="Put in another template")
def put_template(
    request: HttpRequest,
    kind_code: str,
    file: File[UploadedFile],
    note: Form[str] = "",
) -> Status[Record]:
    """A .docx without macros, at most 2 MB; unknown fields are named. Older ones are kept."""
    access: Access = request.auth  # type: ignore[attr-defined]
    kind = access.get("paper.template", PaperKind.objects.all(), pk=kind_code)
    kinds.put_template(kind=kind, docx=bounded(file), note=note, who=access.who, now=timesource.now())
    return Status(201, queries.kind_of(PaperKind.objects.get(pk=kind_code)))


@kinds_router.post(
    "/{kind_code}/template/again", response={201: KindOut}, summary="Use an older template again"
)
@made_once
def template_again(request: HttpRequest, kind_code: str, body: TemplateAgain) -> Status[Record]:
    """It becomes the newest version; none is lost."""
    access: Access = request.auth  # type: ignore[attr-defined]
    kind = access.get("paper.template", PaperKind.objects.all(), pk=kind_code)
    kinds.use_again(kind=kind, number=body.number, who=access.who, now=timesource.now())
    return Status(201, queries.kind_of(PaperKind.objects.get(pk=kind_code)))
