"""Tasks out of meetings: started, reported, checked by another, sent back, dropped; overdue is told once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from weige.cases.services.evidence import attach
from weige.joint import events
from weige.joint.models import JointTask
from weige.joint.rules.meetings import TASK_MOVES, TASK_OVER, Side, Task, TaskMove
from weige.joint.schemas.meetings import TaskMoveIn
from weige.joint.services import meetings
from weige.joint.services.common import refuse
from weige.kernel import blobs, log
from weige.kernel.access import SYSTEM, Access, Who
from weige.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound

BATCH = 200
EVENTS = {
    "start": events.TaskStarted,
    "report": events.TaskReported,
    "verify": events.TaskVerified,
    "reject": events.TaskRejected,
    "drop": events.TaskDropped,
}


def locked(access: Access, task_id: UUID) -> JointTask:
    """The task, its row locked. Raises NotFound."""
    rows = JointTask.objects.select_for_update(of=("self",)).select_related("decision__meeting", "case")
    return access.get("task.read", rows, id=task_id)


def fits(access: Access, task: JointTask, side: Side) -> bool:
    """Whether the reader stands where the move asks: of its units, of those who hold its meeting, or of neither."""
    post, department = access.who.post_id, access.post.department_id
    if side is Side.HOLD:
        return meetings.holds(access, task.decision.meeting)
    of_it = post in task.party_posts or (department is not None and department in task.department_ids)
    if side is Side.CHECK:
        return access.may("task.check", task) and not of_it and access.who.user_id != task.done_by_id
    if not (of_it and access.may("task.do", task)):
        return False
    if side is Side.UNIT:
        return True
    lead = task.units.filter(lead=True).first()
    return lead is not None and (
        lead.post_id == post if lead.post_id else department is not None and lead.department_id == department
    )


@transaction.atomic
def move(*, access: Access, task_id: UUID, code: str, data: TaskMoveIn, now: datetime) -> JointTask:
    """A move of a task. Raises NotFound, Conflict (changed, not from here), Forbidden, Invalid."""
    wanted = TASK_MOVES.get(code)
    if wanted is None:
        raise NotFound("unknown_move")
    task = locked(access, task_id)
    if task.version != data.version:
        raise Conflict("task_changed")
    if Task(task.state) not in wanted.sources:
        raise Conflict("illegal_task_move", state=task.state, move=code)
    if not fits(access, task, wanted.side):
        raise Forbidden("not_your_move")
    given = data.dict()
    missing = [FieldError(name, "field_missing") for name in wanted.wants if not given[name].strip()]
    if missing:
        raise Invalid(missing)
    _effect(task, wanted, data, who=access.who, now=now)
    task.version += 1
    task.save()
    words = data.text or data.reason or data.note
    tell_task(task, EVENTS[code], who=access.who, now=now, words=words)
    return task


def _effect(task: JointTask, wanted: TaskMove, data: TaskMoveIn, *, who: Who, now: datetime) -> None:
    task.state = wanted.target.value
    if wanted.target in TASK_OVER:
        task.ended_at = now
    if wanted.code in {"start", "report"}:
        task.started_at = task.started_at or now
    if wanted.code == "report":
        task.done_at, task.done_by_id, task.result = now, who.user_id, data.text.strip()
    elif wanted.code == "reject":
        task.done_at, task.sent_back, task.note = None, task.sent_back + 1, data.reason.strip()
    elif wanted.code in {"verify", "drop"}:
        task.checked_post_id, task.note = who.post_id, (data.note or data.reason).strip()


@transaction.atomic
def add_picture(*, access: Access, task_id: UUID, data: bytes, now: datetime) -> str:
    """A photo of what was done, also evidence of the case; its hash. Raises NotFound, Forbidden, Conflict."""
    task = locked(access, task_id)
    if not fits(access, task, Side.UNIT):
        raise Forbidden("not_your_move")
    if Task(task.state) in TASK_OVER:
        raise Conflict("illegal_task_move", state=task.state, move="picture")
    blob = blobs.put(data, now=now)
    if blob.media_type == blobs.PDF:
        raise refuse("file", "picture_wanted")
    if blob.pk not in task.pictures:
        task.pictures = [*task.pictures, blob.pk]
        task.save(update_fields=["pictures"])
    if task.case is not None and task.case.ended_at is None:
        attach(
            task.case.pk, blob, kind="before", source="other", note=task.what[:200], who=access.who, now=now
        )
    return str(blob.pk)


def sweep(*, now: datetime) -> int:
    """Tells, once, of tasks whose limit has passed; how many."""
    waiting = [Task.GIVEN.value, Task.DOING.value]
    late = JointTask.objects.filter(ended_at__isnull=True, overdue_since__isnull=True, due_at__lt=now)
    rows = late.filter(state__in=waiting).select_for_update(of=("self",), skip_locked=True)
    found = list(rows.select_related("decision__meeting").order_by("due_at")[:BATCH])
    for task in found:
        task.overdue_since = task.due_at
        task.save(update_fields=["overdue_since"])
        tell_task(task, events.TaskOverdue, who=SYSTEM, now=now)
    return len(found)


def tell_task(task: JointTask, kind: type[events.TaskEvent], *, who: Who, now: datetime, **more: Any) -> None:
    """Appends an event of the task, on its case's timeline where it has one."""
    meeting = task.decision.meeting
    lead = task.units.filter(lead=True).first()
    assert lead is not None, "a task has a leading unit"
    event = kind(
        task_id=str(task.pk),
        meeting_id=str(meeting.pk),
        meeting_number=meeting.number,
        case_id=str(task.case_id) if task.case_id else None,
        spot_id=meeting.spot,
        what=task.what,
        state=task.state,
        version=task.version,
        unit_zh=lead.unit_zh,
        unit_en=lead.unit_en,
        unit_post_id=lead.post_id,
        unit_department_id=lead.department_id,
        giver_post_id=task.giver_post_id,
        due_at=task.due_at,
        said_zh=f"{task.what} · {lead.unit_zh}",
        said_en=f"{task.what} · {lead.unit_en}",
        **more,
    )
    posts = {*task.party_posts, *([task.giver_post_id] if task.giver_post_id else [])}
    log.append(
        event,
        who=who,
        now=now,
        subject=task.subject,
        cells=task.cells,
        department_id=lead.department_id,
        post_ids=sorted(posts),
    )
