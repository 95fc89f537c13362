"""Reads of public alerts: the feed's messages, the office's list, the thread about a warning."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import QuerySet

from weige.kernel.access import Access
from weige.sensing.models import PublicAlert, Warning
from weige.sensing.models.alert import CANCEL
from weige.sensing.rules import cap

FEED, FEED_DAYS = (
    200,
    7,
)  # messages in the index at most; days one stays after it was sent or expired (our default)


def message_of(row: PublicAlert) -> cap.Message:
    """A stored message."""
    return msgspec.convert(row.body, cap.Message)


def in_feed(now: datetime) -> "QuerySet[PublicAlert]":
    """What the index shows, newest first: in force, or sent or expired within the last days (whoever polls seldom
    must still see that something was cancelled).
    """
    rows = PublicAlert.objects.filter(expires__gt=now - timedelta(days=FEED_DAYS), sent__lte=now)
    return rows.order_by("-sent", "-turn", "-pk")[:FEED]


def thread_of(warning: Warning) -> list[PublicAlert]:
    """Every message about a warning, newest first (1 statement)."""
    return list(PublicAlert.objects.filter(warning=warning).order_by("-sent", "-turn"))


def row_out(row: PublicAlert, *, last: bool, access: Access, now: datetime) -> dict[str, Any]:
    """A message for the desk; last: nothing follows it in its thread."""
    alive = last and row.kind != CANCEL and row.expires > now
    return {
        "id": row.pk,
        "thread": row.thread,
        "kind": row.kind,
        "warning_id": row.warning_id,
        "sent": row.sent,
        "expires": row.expires,
        "in_force": alive,
        "status": row.body["status"],
        "author": row.author,
        "note": row.body.get("note", ""),
        "info": row.body["info"],
        "actions": ["update", "cancel"] if alive and access.may("alert.publish", row) else [],
    }


def lasts(rows: list[PublicAlert]) -> set[Any]:
    """Ids of those rows after which nothing follows in their thread (1 statement)."""
    found: dict[Any, tuple[int, Any]] = {}
    threads = {row.thread for row in rows}
    for thread, turn, key in PublicAlert.objects.filter(thread__in=threads).values_list(
        "thread", "turn", "pk"
    ):
        if thread not in found or found[thread][0] < turn:
            found[thread] = (turn, key)
    return {key for _, key in found.values()}
