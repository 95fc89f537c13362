"""Recording a look at personal data or an original: no purpose, no look (PIPL art. 6; domain.md 4.1)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import Problem
from weige.people.events import GrantsLooked, PersonalDataSeen
from weige.people.models import Look

PER_HOUR = 60  # looks of one person in an hour of domain time; more is no case work (our default)
SHORTEST = 2  # characters of a purpose, e.g. 核查


@transaction.atomic
def look(*, who: Who, purpose: str | None, subject: str, fields: Iterable[str], now: datetime) -> Look:
    """Records that a person saw these fields of the subject ("case:<uuid>" …) for this purpose.

    To be called before the data is handed out. Raises Problem purpose_required (422) without a purpose,
    looks_too_many (429), and ValueError for a device or the system, which have no purposes.
    """
    if who.user_id is None:
        raise ValueError("only a signed-in person looks at personal data")
    if len((purpose or "").strip()) < SHORTEST:
        raise Problem("purpose_required", status=422)
    recent = Look.objects.filter(user_id=who.user_id, at__gt=now - timedelta(hours=1), at__lte=now).count()
    if recent >= PER_HOUR:
        raise Problem("looks_too_many", status=429, limit=PER_HOUR)
    names, stated = sorted(set(fields)), (purpose or "").strip()[:200]
    row = Look.objects.create(
        user_id=who.user_id, post_id=who.post_id, subject=subject, fields=names, purpose=stated, at=now
    )
    log.append(
        PersonalDataSeen(
            user_id=who.user_id, post_id=who.post_id, subject=subject, fields=names, purpose=stated
        ),
        who=who,
        now=now,
        subject=subject,
        user_ids=[who.user_id],
    )
    return row


def note_grants_look(*, about: str, question: str, who: Who, now: datetime) -> None:
    """Records that somebody asked who sees a thing, or what a person sees."""
    event = GrantsLooked(user_id=who.user_id, post_id=who.post_id, about=about, question=question)
    log.append(event, who=who, now=now, subject=about[:80], user_ids=[who.user_id] if who.user_id else [])
