"""What time does to calls: units that do not answer are urged, then the chief is told; late arrivals are noted."""

from datetime import datetime

from django.db import transaction

from weige.joint import events
from weige.joint.models import Called, CallKind
from weige.joint.queries.kinds import kinds, packaged
from weige.joint.rules.calls import Unit
from weige.joint.services.common import detail, minutes, tell_unit
from weige.kernel.access import SYSTEM
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.worktime import Calendar, Clock

BATCH = 200


def sweep(*, now: datetime) -> int:
    """Acts on the units whose time has come; how many. Idempotent: every step moves next_at on or ends it."""
    due = Called.objects.filter(next_at__lte=now).order_by("next_at", "pk").values_list("pk", flat=True)
    waiting = list(due[:BATCH])
    if not waiting:
        return 0
    known, calendar = kinds(), current_calendar()
    for pk in waiting:
        with transaction.atomic():
            rows = Called.objects.select_for_update(of=("self",), skip_locked=True).select_related("call")
            unit = rows.filter(pk=pk, next_at__lte=now).first()
            if unit is not None:
                step(unit, known.get(unit.call.kind) or packaged("ordinary"), calendar=calendar, now=now)
    return len(waiting)


def step(unit: Called, kind: CallKind, *, calendar: Calendar, now: datetime) -> None:
    """Urges, escalates, or notes the late arrival of one locked unit."""
    if unit.state == Unit.COMING.value:
        unit.late_at, unit.next_at = unit.next_at, None
        unit.save(update_fields=["late_at", "next_at"])
        told = detail((unit.unit_zh, unit.unit_en))
        tell_unit(unit, events.ArrivalOverdue, who=SYSTEM, now=now, **told)
        return
    if unit.state != Unit.WAITING.value:
        unit.next_at = None
        unit.save(update_fields=["next_at"])
        return
    told = detail((unit.unit_zh, unit.unit_en), ("unanswered", {"n": minutes(unit.sent_at, now)}))
    if unit.urges < kind.urges:
        unit.urges += 1
        unit.next_at = Clock(calendar).due(now, kind.limit("urge")).at
        unit.save(update_fields=["urges", "next_at"])
        tell_unit(unit, events.UnitUrged, who=SYSTEM, now=now, urges=unit.urges, **told)
        return
    unit.escalated_at, unit.next_at = now, None
    unit.save(update_fields=["escalated_at", "next_at"])
    tell_unit(unit, events.UnitEscalated, who=SYSTEM, now=now, urges=unit.urges, **told)
