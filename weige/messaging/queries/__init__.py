"""Notices for their receivers, and who was told of a subject."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from weige.kernel.access import Access
from weige.messaging import ports
from weige.messaging.models import IN_APP, Notice
from weige.messaging.queries.wordings import said


def line(notice: Notice) -> dict[str, Any]:
    """A notice as its receiver sees it, worded in both languages."""
    return {
        "id": str(notice.pk),
        "subject": notice.subject,
        "template": notice.template,
        "sent_at": notice.sent_at,
        "read_at": notice.read_at,
        **said(notice, notice.sent_at),
    }


def mine(access: Access) -> "QuerySet[Notice]":
    """All notices to the caller and the caller's posts. Raises NotFound."""
    return access.rows("notice.list", Notice.objects.filter(channel=IN_APP))


def notices(access: Access, *, limit: int, after: int | None = None, unread: bool = False) -> list[Notice]:
    """The caller's notices, newest first (1 statement). after: id of the last one seen. Raises NotFound."""
    found = mine(access).select_related("wording")
    if after is not None:
        found = found.filter(pk__lt=after)
    if unread:
        found = found.filter(read_at=None)
    return list(found.order_by("-pk")[:limit])


def told(subjects: str | Iterable[str]) -> list[dict[str, Any]]:
    """Who was told of a subject (or several), oldest first (1 statement).

    [{subject, template, channel, state, at, read_at, post_id, zh, en}]: a post by its name; persons are not
    named (zh, en empty).
    """
    wanted = [subjects] if isinstance(subjects, str) else list(subjects)
    rows = Notice.objects.filter(subject__in=wanted).select_related("post").order_by("sent_at", "pk")
    return [_told(row) for row in rows]


def told_users(subjects: Iterable[str]) -> list[dict[str, Any]]:
    """What persons were told of these subjects, oldest first (1 statement): [{user_id, template, channel, state, at,
    read_at}]."""
    rows = Notice.objects.filter(subject__in=list(subjects), user__isnull=False).order_by("sent_at", "pk")
    columns = ("user_id", "template", "channel", "state", "sent_at", "read_at")
    return [row | {"at": row["sent_at"]} for row in rows.values(*columns)]


def _told(row: Notice) -> dict[str, Any]:
    at: datetime = row.sent_at
    return {
        "subject": row.subject,
        "template": row.template,
        "channel": row.channel,
        "state": row.state,
        "at": at,
        "read_at": row.read_at,
        "post_id": row.post_id,
        "zh": row.post.name_zh if row.post else "",
        "en": row.post.name_en if row.post else "",
    }


def carrier_name() -> str:
    """What takes text messages and calls out: "gateway", or "recorder" when nothing leaves this computer."""
    return ports.carrier().name
