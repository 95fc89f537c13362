"""Decisions of a running meeting, and the tasks they become."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from weige.joint import events
from weige.joint.models import AgendaItem, Decision, JointTask, Meeting, TaskUnit
from weige.joint.rules.meetings import MEETING_MOVES, Task
from weige.joint.schemas.meetings import MeetingMoveIn, TaskAsk
from weige.joint.services import meetings
from weige.joint.services.common import refuse
from weige.joint.services.duties import tell_task
from weige.joint.services.units import Named, columns, parties, read_units
from weige.kernel.access import Access
from weige.kernel.errors import Forbidden
from weige.kernel.worktime import Calendar, Clock, Limit, Unit, WorktimeError


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """A task asked for, with its units read and its due time counted."""

    asked: TaskAsk
    units: list[Named]
    due_at: datetime


@transaction.atomic
def decide(
    *, access: Access, meeting_id: UUID, data: MeetingMoveIn, calendar: Calendar, now: datetime
) -> Decision:
    """A decision on one item with its tasks. Raises NotFound, Conflict, Forbidden, Invalid (item, units, lead, limit).

    A case on the item is held open by every task until it has ended.
    """
    meeting = meetings.locked(access, meeting_id, data.version)
    if not meetings.holds(access, meeting):
        raise Forbidden("not_your_move")
    meetings.check(meeting, MEETING_MOVES["decide"], data)
    item = meeting.items.select_related("case").filter(pk=data.item or 0).first()
    if item is None:
        raise refuse("item", "unknown_item")
    if item.case is not None and item.case.ended_at is not None and data.tasks:
        raise refuse("item", "case_ended", number=item.case.number)
    ordered = [_ordered(meeting, place, one, calendar, now) for place, one in enumerate(data.tasks)]
    decision = Decision.objects.create(
        meeting=meeting,
        item=item,
        text=data.text.strip(),
        covenant=data.covenant.strip(),
        decided_at=now,
        decided_by_id=access.who.post_id,
    )
    meeting.version += 1
    meeting.save(update_fields=["version"])
    told = {"decision_id": decision.pk, "tasks": len(ordered), "words": decision.text}
    if item.case is not None:
        meetings.on_case(meeting, events.Decided, item.case, who=access.who, now=now, **told)
    else:
        meetings.tell(meeting, events.Decided, who=access.who, now=now, **told)
    _give(decision, item, meeting, ordered, access=access, calendar=calendar, now=now)
    return decision


def _ordered(meeting: Meeting, place: int, one: TaskAsk, calendar: Calendar, now: datetime) -> Ordered:
    field = f"tasks[{place}].units"
    units = read_units(one.units, meeting.cells, "task.do", field=field)
    if not any(unit["lead"] for unit in units):
        if len(units) > 1:
            raise refuse(field, "lead_missing")
        units[0]["lead"] = True
    if any(unit["partner"] is not None for unit in units if unit["lead"]):
        raise refuse(field, "partner_leads_not")
    try:
        due = Clock(calendar).due(now, Limit(one.amount, Unit(one.unit))).at
    except WorktimeError as error:
        raise refuse(f"tasks[{place}].amount", f"calendar_{error.code}", **dict(error.params)) from error
    return Ordered(asked=one, units=units, due_at=due or now)


def _give(
    decision: Decision,
    item: AgendaItem,
    meeting: Meeting,
    ordered: Sequence[Ordered],
    *,
    access: Access,
    calendar: Calendar,
    now: datetime,
) -> None:
    """Saves the tasks with their units and tells each (3 statements a task)."""
    for place, one in enumerate(ordered):
        posts, departments = parties(one.units)
        task = JointTask.objects.create(
            id=uuid4(),
            decision=decision,
            case=item.case,
            order=place,
            what=one.asked.what.strip(),
            state=Task.GIVEN.value,
            cells=item.case.cells if item.case else meeting.cells,
            leaf_cells=item.case.leaf_cells if item.case else meeting.leaf_cells,
            party_posts=sorted(posts),
            department_ids=sorted(departments),
            giver_post_id=access.who.post_id,
            limit_amount=one.asked.amount,
            limit_unit=one.asked.unit,
            given_at=now,
            due_at=one.due_at,
            calendar_version=calendar.version,
        )
        TaskUnit.objects.bulk_create(
            TaskUnit(task=task, lead=unit["lead"], **columns(unit)) for unit in one.units
        )
        tell_task(task, events.TaskGiven, who=access.who, now=now)
