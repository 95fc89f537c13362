"""What goes into a case file: the case, its reports, events with their proofs, evidence, papers, the chain of days."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from weige.cases.models import Case, Evidence, Report
from weige.cases.queries import timeline
from weige.cases.queries.detail import explanations
from weige.kernel import days, log
from weige.kernel.models import Blob
from weige.kernel.proof import showing
from weige.kernel.worktime import Calendar

SHA = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Piece:
    """A stored file of the case: evidence, or a paper that an event names. `event_id`: which event brought it."""

    blob: Blob
    kind: str
    source: str
    note: str
    added_at: datetime
    event_id: int | None

    @property
    def path(self) -> str:
        """Where the original stands in the case file."""
        return f"originals/{self.blob.pk}.{SUFFIX.get(self.blob.media_type, 'bin')}"


SUFFIX = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


@dataclass(frozen=True)
class Contents:
    """Everything of a case as of one moment; `lines` is the timeline, oldest first."""

    case: Case
    reports: list[Report]
    lines: list[dict[str, Any]]
    entries: list[dict[str, Any]]
    pieces: list[Piece]
    days: list[days.Day]
    clock: Mapping[str, Any] | None


def contents(case: Case, calendar: Calendar, *, open_personal: bool, now: datetime) -> Contents:
    """Reads it all (about ten statements, and one for each day on which something happened)."""
    entries = showing.entries(case.subject, open_personal=open_personal)
    lines = timeline.of(case)[::-1]
    first = min((entry["day"] for entry in entries if entry["seal"]), default=None)
    return Contents(
        case=case,
        reports=list(Report.objects.filter(case=case).order_by("at", "id")),
        lines=lines,
        entries=entries,
        pieces=pieces(case),
        days=days.chain_from(date.fromisoformat(first)) if first else [],
        clock=explanations(case, calendar, now=now) if case.clocks else None,
    )


def pieces(case: Case) -> list[Piece]:
    """The case's evidence, then every other stored file that an event of the case names by its hash (3 statements)."""
    told = list(log.of(case.subject).values_list("id", "kind", "at", "payload"))
    brought: dict[str, tuple[int, str, datetime]] = {}
    for event_id, kind, at, payload in told:
        for sha in _hashes(payload.values()):
            brought.setdefault(sha, (event_id, kind, at))
    found = []
    for row in Evidence.objects.filter(case=case).select_related("blob").order_by("added_at", "id"):
        by = brought.pop(row.blob_id, None)
        found.append(Piece(row.blob, row.kind, row.source, row.note, row.added_at, by[0] if by else None))
    for blob in Blob.objects.filter(pk__in=brought).order_by("pk"):
        event_id, kind, at = brought[blob.pk]
        found.append(Piece(blob, named(kind, blob.media_type), "", "", at, event_id))
    return found


def named(event_kind: str, media_type: str) -> str:
    """What a file is that an event brought: a paper, a picture with it (signature, service, answer), or another."""
    if not event_kind.startswith("enforcement."):
        return "document"
    return "paper_picture" if media_type.startswith("image/") else "paper"


def _hashes(values: Iterable[Any]) -> list[str]:
    """The hashes among the values of a payload, one list deep."""
    found = []
    for value in values:
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str) and SHA.fullmatch(item):
                found.append(item)
    return found
