"""Telling people: a notice to a post or a person, and marking it read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.messaging.events import Told
from weige.messaging.models import Notice
from weige.messaging.rules.letters import letters, missing, needed


@transaction.atomic
def tell(
    *,
    template: str,
    params: Mapping[str, Any],
    subject: str,
    now: datetime,
    post_id: int | None = None,
    user_id: int | None = None,
    who: Who = SYSTEM,
) -> Notice:
    """Tells one post or one user (exactly one of the two) in the application (2 statements).

    template: a key of data/notices.toml; params: JSON-able values of the fields its words name (others are not
    kept); subject: what it is about ("case:<uuid>"). Raises KeyError for an unknown template, ValueError for
    missing params or addressee.
    """
    letter = letters().by_key[template]
    if (post_id is None) == (user_id is None):
        raise ValueError("a notice goes to one post or one user")
    if missing(letter, params):
        raise ValueError(f"{template}: no {', '.join(missing(letter, params))}")
    notice = Notice.objects.create(
        post_id=post_id,
        user_id=user_id,
        subject=subject,
        template=template,
        params=needed(letter, params),
        sent_at=now,
    )
    said = letters().say(template, notice.params, now)
    log.append(
        Told(notice_id=notice.pk, template=template, about=subject, **said),
        who=who,
        now=now,
        subject=f"notice:{notice.pk}",
        post_ids=[post_id] if post_id is not None else [],
        user_ids=[user_id] if user_id is not None else [],
    )
    return notice


def mark_read(*, notice: Notice, user_id: int, now: datetime) -> Notice:
    """Notes who read it first and when; reading it again changes nothing (≤ 1 statement)."""
    if notice.read_at is None and Notice.objects.filter(pk=notice.pk, read_at=None).update(
        read_at=now, read_by_id=user_id
    ):
        notice.read_at, notice.read_by_id = now, user_id
    return notice
