"""Evidence: stored by the kernel under its hash, joined to the case, told to the log."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction

from weige.cases import events
from weige.cases.models import Case, Evidence, snapshot
from weige.cases.queries.actors import has_it, seat_of
from weige.cases.rules.sources import source_of
from weige.cases.rules.states import WITH_HANDLER
from weige.cases.services.engine import locked
from weige.cases.services.recording import record
from weige.cases.services.step import refuse
from weige.kernel import blobs
from weige.kernel.access import Access, Who
from weige.kernel.errors import Conflict, Forbidden
from weige.kernel.models import Blob

#: An upload is read at most this far; one byte more than the kernel takes, so that it can say "too big".
MOST = blobs.MAX_BYTES + 1


class Upload(Protocol):
    """What an endpoint hands over."""

    def read(self, num_bytes: int | None = None, /) -> bytes: ...


def bounded(file: Upload) -> bytes:
    """The bytes of an upload, never more than the kernel would refuse anyway."""
    return file.read(MOST)


KINDS = ("before", "after", "check", "detection", "document")


def add(
    *, access: Access, case_id: UUID, data: bytes, kind: str, note: str, now: datetime
) -> tuple[Evidence, bool]:
    """Keeps the file and joins it to the case; the same file of the same kind again is the same evidence.

    An empty kind is "after" from the one who handles the case, else "before"; a PDF is a document. Raises
    NotFound, Forbidden, Conflict (case ended), Invalid (kind), and what kernel.blobs.put raises.
    """
    case = access.get("case.read", Case.objects.select_related("shop", "condition"), id=case_id)
    if not access.may("evidence.add", case):
        raise Forbidden
    if kind and kind not in KINDS:
        raise refuse("kind", "unknown_choice", choices=", ".join(KINDS))
    seat = seat_of(access)
    blob = blobs.put(data, now=now)
    handling = case.now_in in WITH_HANDLER and has_it(case, seat)
    if blob.media_type == blobs.PDF:
        kind = "document"
    kind = kind or ("after" if handling else "before")
    owner = case.shop is not None and case.shop.owner_id == access.who.user_id
    if kind == "after" and not (handling or owner):
        raise Forbidden("after_photo_not_yours")
    source = source_of(seat.post.role, "") or "other"
    return attach(case_id, blob, kind=kind, source=source, note=note, who=access.who, now=now)


def attach(
    case_id: UUID, blob: Blob, *, kind: str, source: str, note: str = "", who: Who, now: datetime
) -> tuple[Evidence, bool]:
    """Joins a stored file to a case (4 statements); (evidence, False) when it is there already."""
    with transaction.atomic():
        case = locked().get(pk=case_id)
        if case.ended_at is not None:
            raise Conflict("case_ended", number=case.number)
        evidence, new = Evidence.objects.get_or_create(
            case=case,
            blob=blob,
            kind=kind,
            defaults={
                "source": source,
                "taken_at": blob.taken_at,
                "lon": blob.lon,
                "lat": blob.lat,
                "added_at": now,
                "added_by_id": who.user_id,
                "added_by_post_id": who.post_id,
                "note": note,
            },
        )
        if new:
            count(case, evidence, who=who, now=now)
    return evidence, new


def count(case: Case, evidence: Evidence, *, who: Who, now: datetime) -> None:
    """The case counts its new evidence and tells it."""
    before = snapshot(case)
    case.evidence_count += 1
    if evidence.kind == "after":
        case.after_photo_at = now
    told = {
        "evidence_id": evidence.pk,
        "kind": evidence.kind,
        "sha256": evidence.blob_id,
        "note": evidence.note,
    }
    record(case, before, events.EvidenceAdded, move="", who=who, now=now, told=told)
