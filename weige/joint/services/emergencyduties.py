"""Doing an emergency duty: there, done with its number, corrected. A press sent twice is made once."""

from datetime import datetime

from django.db import transaction

from weige.joint import events
from weige.joint.models import EmergencyDuty
from weige.joint.rules.emergency import COUNTED, LATE, MOVES, PRESENCE, Duty, Move
from weige.joint.schemas.emergency import DutyIn
from weige.joint.services.common import refuse
from weige.joint.services.emergency import tell_duty
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, NotFound

KEPT = 20  # presses remembered of a duty; a phone sends one again within minutes
LOADED = ("emergency", "area", "station")


@transaction.atomic
def move(*, access: Access, duty_id: int, code: str, data: DutyIn, now: datetime) -> EmergencyDuty:
    """A move of a duty. The same press again changes nothing.

    Raises NotFound, Conflict (not from here, over for too long), Invalid (number missing, a note with a headcount).
    """
    wanted = MOVES.get(code)
    if wanted is None or wanted.system:
        raise NotFound("unknown_move")
    rows = EmergencyDuty.objects.select_for_update(of=("self",)).select_related(*LOADED)
    duty = access.get("emergency.do", rows, pk=duty_id)
    if data.sent and data.sent in duty.presses:
        return duty
    _check(duty, wanted, data, now)
    was = duty.count
    _effect(duty, wanted, data, access=access, now=now)
    duty.save()
    _tell(duty, wanted, was, access=access, now=now)
    return duty


def _check(duty: EmergencyDuty, wanted: Move, data: DutyIn, now: datetime) -> None:
    ended = duty.emergency.ended_at
    if Duty(duty.state) not in wanted.sources or (ended is not None and wanted.code != "done"):
        raise Conflict("illegal_duty_move", what=duty.what_zh, what_en=duty.what_en)
    if ended is not None and now - ended > LATE:
        raise Conflict("emergency_over")
    if not wanted.counts:
        return
    if duty.form in COUNTED and data.count is None:
        raise refuse("count", "field_missing")
    if duty.form not in COUNTED and data.count is not None:
        raise refuse("count", "emergency_no_number")
    if duty.form not in PRESENCE and data.unreached is not None:
        raise refuse("unreached", "emergency_no_number")
    if duty.form == "count" and data.note.strip():
        raise refuse("note", "emergency_numbers_only")


def _effect(duty: EmergencyDuty, wanted: Move, data: DutyIn, *, access: Access, now: datetime) -> None:
    duty.state = wanted.target.value
    duty.arrived_at = duty.arrived_at or now
    if wanted.counts:
        duty.count, duty.unreached, duty.note = data.count, data.unreached, data.note.strip()
        duty.done_post_id, duty.done_by_id = access.who.post_id, access.who.user_id
    if wanted.code == "done":
        duty.done_at, duty.late = now, duty.emergency.ended_at is not None
    if data.sent:
        duty.presses = [*duty.presses, data.sent][-KEPT:]


def _tell(duty: EmergencyDuty, wanted: Move, was: int | None, *, access: Access, now: datetime) -> None:
    if not wanted.counts:
        tell_duty(duty, events.DutyArrived, who=access.who, now=now)
        return
    numbers = {"count": duty.count, "unreached": duty.unreached, "words": duty.note}
    if wanted.code == "correct":
        tell_duty(duty, events.DutyCorrected, who=access.who, now=now, was=was, **numbers)
    else:
        tell_duty(duty, events.DutyDone, who=access.who, now=now, late=duty.late, **numbers)
