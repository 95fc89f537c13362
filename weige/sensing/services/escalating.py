"""The ladder of a group of warnings: who is told next, until somebody has seen it."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from weige.kernel.access import Who
from weige.sensing.models import AlertGroup, Warning
from weige.sensing.rules.warning import LIVE
from weige.sensing.services.rules import LOCK_SPACE

ALERTING = 1  # second number of our advisory locks: deciding who is told


def lock() -> None:
    """One at a time decides who is told, until its transaction ends: before any row of warnings or groups."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, ALERTING])


def stop(group_id: UUID | None, who: Who, now: datetime) -> None:
    """Somebody has acted on a warning of the group: nobody further is told of it (≤ 1 statement)."""
    if group_id is not None:
        AlertGroup.objects.filter(pk=group_id, acknowledged_at=None).update(
            acknowledged_at=now, acknowledged_by=who.user_id, next_at=None
        )


def seen_together(row: Warning, who: Who, now: datetime) -> int:
    """Marks the other living warnings of the row's group as seen and stops its ladder; returns how many."""
    if row.group_id is None:
        return 0
    stop(row.group_id, who, now)
    others = Warning.objects.filter(group_id=row.group_id, state__in=LIVE, acknowledged_at=None)
    return others.exclude(pk=row.pk).update(acknowledged_at=now, acknowledged_by=who.user_id)
