"""/api/offsite: off-site files from evidence to end."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Status, UploadedFile

from weige.enforcement.api.common import Record, added, bounded, make_link, paged
from weige.enforcement.models import Attachment, OffsiteFile
from weige.enforcement.queries import offsite as queries
from weige.enforcement.queries.papers import consent_of
from weige.enforcement.queries.presenting import actions, files, links_of, timeline
from weige.enforcement.rules.offsite import OFFSITE
from weige.enforcement.schemas.moves import MoveIn
from weige.enforcement.schemas.offsite import OffsiteEdit, OffsiteFilter, OffsiteIn
from weige.enforcement.schemas.out import FileOut, OffsiteList, OffsiteOut
from weige.enforcement.schemas.papers import LinkMade, LinkWish
from weige.enforcement.services import answering, collecting
from weige.enforcement.services.offsite import OFFSITE_FILES, guards, lenient, unpaid
from weige.kernel import blobs, timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.errors import Conflict, NotFound
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.tabular.http import language_of

router = Router(tags=["enforcement"])


def file(access: Access, key: UUID) -> OffsiteFile:
    """The file, if this caller may see it. Raises NotFound."""
    return access.get("offsite.list", OFFSITE_FILES.rows(), pk=key)


def shown(request: HttpRequest, access: Access, row: OffsiteFile) -> Record:
    """The whole page of a file (about 14 statements)."""
    now = timesource.now()
    facts = guards(row, access.who, access, now)
    low, high = queries.band_of(row.power)
    return queries.line(row) | {
        "fact": row.fact,
        "place": row.place,
        "party": collecting.masked_party(row),
        "corrected_at": row.corrected_at,
        "filed_at": row.filed_at,
        "first_offence": queries.first_offence(row),
        "proposals": [one.__dict__ for one in lenient(row)],
        "proposal": row.proposal,
        "range": {"low": low, "high": high, "note": row.power.discretion_note},
        "unpaid": unpaid(row),
        "decided_why": row.decided_why,
        "decided_at": row.decided_at,
        "evidence": queries.pieces(row),
        "defences": queries.defences(row),
        "hearing": queries.hearing(row),
        "consent": consent_of(f"party:{row.party_hash}") if row.party_hash else None,
        "notice": queries.paper_line(row.notice),
        "decision": queries.paper_line(row.decision),
        "actions": actions(row, OFFSITE, facts, access, language_of(request), done=queries.done(row)),
        "files": files([row.own_subject]),
        "links": links_of(row, timesource.real_now()),
        "timeline": timeline(row),
    }


@router.get("", response=OffsiteList, summary="Off-site files")
def list_files(request: HttpRequest, wanted: Query[OffsiteFilter]) -> Record:
    """Newest first."""
    access: Access = request.auth  # type: ignore[attr-defined]
    rows, following = paged(queries.found(access, wanted), wanted.limit, wanted.after)
    return {"items": [queries.line(row) for row in rows], "next": following}


@router.post("", response={201: OffsiteOut}, summary="Begin a file from pictures of a case")
@made_once
def begin(request: HttpRequest, body: OffsiteIn) -> Status[Record]:
    """The certificate of the device is looked up and kept as it stands now."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = collecting.begin(access=access, data=body, now=timesource.now())
    return Status(201, shown(request, access, file(access, row.pk)))


@router.get("/{uuid:offsite_id}", response=OffsiteOut, summary="An off-site file")
def read(request: HttpRequest, offsite_id: UUID) -> Record:
    access: Access = request.auth  # type: ignore[attr-defined]
    return shown(request, access, file(access, offsite_id))


@router.put("/{uuid:offsite_id}", response=OffsiteOut, summary="Add pictures, name the party")
def amend(request: HttpRequest, offsite_id: UUID, body: OffsiteEdit) -> Record:
    """Before the notice only."""
    access: Access = request.auth  # type: ignore[attr-defined]
    values = body.dict(exclude={"party"})
    collecting.amend(access=access, key=offsite_id, values=values, party=body.party, now=timesource.now())
    return shown(request, access, file(access, offsite_id))


@router.post("/{uuid:offsite_id}/moves/{offsite_move}", response=OffsiteOut, summary="Make a move")
def move(request: HttpRequest, offsite_id: UUID, offsite_move: str, body: MoveIn) -> Record:
    """The table stands in docs/reference/enforcement.md; a decision is always a person's."""
    access: Access = request.auth  # type: ignore[attr-defined]
    OFFSITE_FILES.make(
        access=access,
        key=offsite_id,
        code=offsite_move,
        data=body,
        calendar=current_calendar(),
        now=timesource.now(),
    )
    return shown(request, access, file(access, offsite_id))


@router.post("/{uuid:offsite_id}/files", response={201: FileOut}, summary="Add a file")
def add_file(
    request: HttpRequest, offsite_id: UUID, file_: File[UploadedFile], role: str = "defence"
) -> Status[Record]:
    """role: defence (a statement on paper), service, signature."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = file(access, offsite_id)
    access.check("offsite.collect", row)
    kept = role if role in {"defence", "service", "signature", "hearing"} else "defence"
    return Status(
        201, added(answering.add_file(row, bounded(file_), kept, who=access.who, now=timesource.now()))
    )


@router.get("/{uuid:offsite_id}/pictures/{sha}", summary="A picture or a file of it")
def picture(
    request: HttpRequest, offsite_id: UUID, sha: str, size: Literal["full", "thumb"] = "full"
) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    row = file(access, offsite_id)
    own = (
        row.pieces.filter(blob=sha).exists()
        or Attachment.objects.filter(subject=row.own_subject, blob=sha).exists()
    )
    if not own:
        raise NotFound
    return picture_of(sha, size)


def picture_of(sha: str, size: Literal["full", "thumb"]) -> HttpResponse:
    """A stored picture, or its thumbnail."""
    data = blobs.read(sha, size)
    response = HttpResponse(data, content_type="image/jpeg" if size == "thumb" else blobs.media_type(data))
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@router.post("/{uuid:offsite_id}/links", response={201: LinkMade}, summary="A link for the party")
def link(request: HttpRequest, offsite_id: UUID, body: LinkWish) -> Status[Record]:
    access: Access = request.auth  # type: ignore[attr-defined]
    row = file(access, offsite_id)
    access.check("offsite.collect", row)
    if row.notice_id is None:
        raise Conflict("illegal_move", state=row.state, move="link")
    return Status(201, make_link(row, "offsite", body.days, access=access, now=timesource.now()))
