"""Consent to electronic service: given on the party's own page, or recorded with a proof; withdrawn any time."""

from datetime import datetime

from django.db import transaction

from weige.enforcement.events import ConsentGiven, ConsentWithdrawn
from weige.enforcement.models import Attachment, Consent, Paper
from weige.enforcement.queries import legal
from weige.enforcement.queries.parties import party_of
from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.kernel.links import Held

PROOFS = ("signature", "service")


def living(party: str) -> Consent | None:
    """The consent in force (1 statement)."""
    return Consent.objects.filter(party=party, withdrawn_at=None).first() if party else None


def lacking(paper: Paper) -> bool:
    """Whether electronic service of this paper must wait for a consent (at most 3 statements)."""
    if paper.kind.grade != "order" or not legal.on("consent_first"):
        return False
    return living(party_of(paper)) is None


@transaction.atomic
def give(
    *, paper: Paper, name: str, who: Who, now: datetime, proof: int | None = None, held: Held | None = None
) -> Consent:
    """Keeps a consent, once while it lives. Raises Invalid (no name; no proof from an officer), Conflict (no party)."""
    party = party_of(paper)
    if not party:
        raise Conflict("consent_no_party")
    known = living(party)
    if known is not None:
        return known
    file = Attachment.objects.filter(subject=paper.own_subject, role__in=PROOFS, pk=proof or 0).first()
    errors = [] if name.strip() else [FieldError("name", "field_missing")]
    if held is None and file is None:
        errors.append(FieldError("proof", "consent_proof"))
    if errors:
        raise Invalid(errors)
    made = Consent.objects.create(
        party=party,
        name=name.strip()[:60],
        words=legal.standing(["consent"])["consent"].text_zh,
        given_at=now,
        by_link=held.id if held else None,
        recorded_by_id=who.user_id if held is None else None,
        proof_id=file.blob_id if file else None,
    )
    note(paper, ConsentGiven, who, now)
    return made


@transaction.atomic
def withdraw(*, paper: Paper, who: Who, now: datetime) -> None:
    """Ends the consent in force; what was served before stays served. Raises Conflict when there is none."""
    known = Consent.objects.select_for_update().filter(party=party_of(paper), withdrawn_at=None).first()
    if known is None:
        raise Conflict("consent_none")
    known.withdrawn_at, known.withdrawn_by = now, who.name[:60]
    known.save()
    note(paper, ConsentWithdrawn, who, now)


def note(paper: Paper, kind: type[ConsentGiven] | type[ConsentWithdrawn], who: Who, now: datetime) -> None:
    """Into the log, on the paper: never the name."""
    event = kind(paper_id=str(paper.pk), number=paper.number, by_link=who.user_id is None)
    log.append(
        event,
        who=who,
        now=now,
        subject=paper.own_subject,
        cells=paper.cells,
        department_id=paper.department_id,
        post_ids=paper.party_posts,
        user_ids=paper.party_users,
    )
