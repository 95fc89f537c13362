"""Holding a case open while something on a floor above it has not ended (a joint meeting's task)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from weige.cases import events
from weige.cases.models import Case, snapshot
from weige.cases.services.engine import locked
from weige.cases.services.recording import record
from weige.kernel.access import Who


@transaction.atomic
def hold(*, case_id: UUID, what: str, who: Who, now: datetime) -> Case | None:
    """Notes that `what` has to end before the case may close; nothing when it does already or the case has ended."""
    case = locked().filter(pk=case_id).first()
    if case is None or what in case.held_by or case.ended_at is not None:
        return None
    return _keep(case, [*case.held_by, what], events.Held, what, who=who, now=now)


@transaction.atomic
def release(*, case_id: UUID, what: str, who: Who, now: datetime) -> Case | None:
    """Takes the note away; nothing when there is none."""
    case = locked().filter(pk=case_id).first()
    if case is None or what not in case.held_by:
        return None
    return _keep(case, [one for one in case.held_by if one != what], events.Released, what, who=who, now=now)


def _keep(
    case: Case,
    held: list[str],
    kind: type[events.Held] | type[events.Released],
    what: str,
    *,
    who: Who,
    now: datetime,
) -> Case:
    """The version moves on: a screen that offered closing is told that the case has changed."""
    before = snapshot(case)
    case.held_by = held
    case.version += 1
    record(case, before, kind, move="", who=who, now=now, told={"what": what, "left": len(held)})
    return case
