"""Taking back one's own last move on a case while nothing else has happened to it: the slip of a moment.

Not a move of the table: the case stands again as the log says it stood before, its clocks go on as if nothing had been,
and both moves stay in its timeline.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from weige.cases import events
from weige.cases.models import Case, snapshot
from weige.cases.queries.actors import seat_of
from weige.cases.queries.lately import faster
from weige.cases.rules.clocks import load
from weige.cases.rules.transitions import MOVES
from weige.cases.rules.undoing import STAYS, TAKEN_BACK, TERM
from weige.cases.services.dues import set_dues
from weige.cases.services.engine import locked, note_overdue
from weige.cases.services.recording import record
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, Forbidden
from weige.kernel.models import Event
from weige.kernel.worktime import Calendar


def take_back(
    *, access: Access, case_id: UUID, version: int, reason: str, calendar: Calendar, now: datetime
) -> Case:
    """Undoes the last move of the case, which the same person made from the same post within the last ten minutes.

    Raises NotFound (not visible), Conflict (changed meanwhile: the other side has acted; the last move cannot be taken
    back, or not any more; its warning has ended with it),
    Forbidden (somebody else's move; the grant is gone).
    """
    with transaction.atomic():
        case = access.get("case.read", locked(), id=case_id)
        past = list(log.of(case.subject))
        last = next((event for event in reversed(past) if event.payload.get("move")), None)
        if case.version != version or last is None or last.payload["version"] != version:
            raise Conflict("case_changed", **faster(case))
        move = str(last.payload["move"])
        who = seat_of(access).who
        if move not in TAKEN_BACK or now > last.at + TERM:
            raise Conflict("not_taken_back", number=case.number)
        if (last.actor_user_id, last.actor_post_id) != (who.user_id, who.post_id):
            raise Forbidden("not_your_move")
        if not access.may(MOVES[move].verb, case):
            raise Forbidden("not_your_move")
        if move == "reject" and case.warning_id is not None:
            raise Conflict("taken_back_warning", number=case.number)
        before = snapshot(case)
        told = {"reason": reason, "taken_back": move, **_hear(case, move)}
        _restore(case, _stood(past, last), last, calendar=calendar, now=now)
        record(case, before, events.TakenBack, move="", who=who, now=now, told=told)
        note_overdue(case, now=now)
    return case


def _hear(case: Case, move: str) -> dict[str, Any]:
    """Who is told that it does not count: whose task it was, who was urged, who reported it."""
    if move == "urge":
        return {"tell_post_id": None, "urged_post_id": case.handler_post_id, "urged": "yes"}
    tell = case.handler_post_id if move == "approve_extension" else case.checker_post_id
    return {"tell_post_id": tell, "reported": "yes" if move == "reject" else ""}


def _stood(past: list[Event], last: Event) -> dict[str, Any]:
    """The columns as they stood before the last move, out of what every event before it changed."""
    stood: dict[str, Any] = {}
    for event in past:
        if event.pk == last.pk:
            break
        stood |= event.payload.get("changes", {})
    return stood


def _restore(case: Case, stood: dict[str, Any], last: Event, *, calendar: Calendar, now: datetime) -> None:
    """What the move changed is as it was; due times are counted anew from the clocks that stood."""
    fields = {field.attname: field for field in Case._meta.concrete_fields}
    for name in last.payload["changes"].keys() - STAYS:
        field = fields[name]
        value = stood.get(name, field.get_default())
        setattr(case, name, value if field.is_relation else field.to_python(value))
    case.version += 1
    set_dues(case, load(case.clocks), calendar=calendar, now=now)
