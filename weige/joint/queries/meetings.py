"""Meetings and their tasks as the screens get them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from weige.joint.models import AgendaItem, Attendee, Decision, JointTask, Meeting, TaskUnit
from weige.joint.rules.meetings import (
    BEFORE,
    MEETING_TABLE,
    OPEN,
    TASK_OVER,
    TASK_TABLE,
    Facts,
    Side,
    Task,
    lacking,
)
from weige.joint.rules.meetings import Meeting as State
from weige.joint.rules.words import named
from weige.joint.schemas.meetings import MeetingFilter, TaskFilter
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, words


def _cursor(text: str) -> tuple[datetime, UUID]:
    try:
        at, pk = urlsafe_b64decode(text.encode()).decode().split("|")
        return datetime.fromisoformat(at), UUID(pk)
    except ValueError:
        raise Invalid([FieldError("after", "bad_cursor")]) from None


def _next(at: datetime, pk: UUID) -> str:
    return urlsafe_b64encode(f"{at.isoformat()}|{pk}".encode()).decode()


def meetings(access: Access, wanted: MeetingFilter) -> tuple[list[Meeting], str | None]:
    """One page (2 statements): those coming, next first; or those over, newest first."""
    rows = access.rows("meeting.list", Meeting.objects.all())
    state = Q(state__in=sorted(OPEN))
    coming = wanted.coming and wanted.spot is None
    about = Q(spot=wanted.spot) if wanted.spot is not None else state if coming else ~state
    rows = rows.filter(about)
    if wanted.case is not None:
        rows = rows.filter(pk__in=AgendaItem.objects.filter(case=wanted.case).values("meeting"))
    order = ("starts_at", "pk") if coming else ("-starts_at", "-pk")
    if wanted.after:
        at, pk = _cursor(wanted.after)
        sign = "gt" if coming else "lt"
        rows = rows.filter(Q(**{f"starts_at__{sign}": at}) | Q(**{"starts_at": at, f"pk__{sign}": pk}))
    counted = rows.annotate(
        items_n=Count("items", distinct=True),
        units_n=Count("attendees", distinct=True),
        tasks_n=Count("decisions__tasks", distinct=True),
    )
    page = counted.select_related("chair_post").order_by(*order)[: wanted.limit + 1]
    found: list[Meeting] = list(page)
    if len(found) <= wanted.limit:
        return found, None
    last = found[wanted.limit - 1]
    return found[: wanted.limit], _next(last.starts_at, last.pk)


def row_of(meeting: Meeting) -> dict[str, Any]:
    """A meeting for lists."""
    row = {
        "id": str(meeting.pk),
        "number": meeting.number,
        "version": meeting.version,
        "kind": meeting.kind,
        "spot": meeting.spot,
        **named("meeting_kind", meeting.kind, "kind"),
        "state": meeting.state,
        **named("meeting", meeting.state, "state"),
        "title": meeting.title,
        "place": meeting.place,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "chair": {"zh": meeting.chair_post.name_zh, "en": meeting.chair_post.name_en},
    }
    for name in ("items_n", "units_n", "tasks_n"):
        if hasattr(meeting, name):
            row[name] = getattr(meeting, name)
    return row


def loaded() -> "QuerySet[Meeting]":
    """With everything its page shows (6 statements)."""
    tasks = tasks_loaded(JointTask.objects.order_by("given_at", "order", "pk"))
    decisions = Decision.objects.order_by("pk").prefetch_related(Prefetch("tasks", tasks))
    items = AgendaItem.objects.select_related("case").prefetch_related(Prefetch("decisions", decisions))
    return Meeting.objects.select_related("chair_post__area").prefetch_related(
        Prefetch("items", items), Prefetch("attendees", Attendee.objects.order_by("pk"))
    )


def tasks_loaded(rows: "QuerySet[JointTask]") -> "QuerySet[JointTask]":
    """Tasks with units, meeting and case."""
    units = TaskUnit.objects.order_by("-lead", "pk")
    known = rows.select_related("decision__meeting__chair_post", "case", "checked_post")
    return known.prefetch_related(Prefetch("units", units))


def detail(meeting: Meeting, access: Access, *, holds: bool, now: datetime) -> dict[str, Any]:
    """The page of a meeting (loaded()): agenda with decisions and tasks, units, actions, history."""
    items = list(meeting.items.all())
    attendees = list(meeting.attendees.all())
    facts = Facts(
        units=len(attendees),
        items=len(items),
        unsettled=sum(not item.conclusion and not item.decisions.all() for item in items),
        presence_open=sum(one.present is None for one in attendees),
    )
    return row_of(meeting) | {
        "minutes": meeting.minutes,
        "reason": meeting.reason,
        "sequence": meeting.sequence,
        "opened_at": meeting.opened_at,
        "closed_at": meeting.closed_at,
        "agenda": [item_of(item, access, now=now) for item in items],
        "attendees": [attendee_of(one, meeting, access) for one in attendees],
        "holds": holds,
        "may_edit": holds and State(meeting.state) in BEFORE,
        "actions": actions(meeting, facts, access.language) if holds else [],
        "history": history(meeting),
    }


def actions(meeting: Meeting, facts: Facts, language: str) -> list[dict[str, Any]]:
    """The moves of the table from here; `missing` says what still stands in the way."""
    return [
        {
            "move": move.code,
            **named("meeting_move", move.code, "label"),
            "wants": list(move.wants),
            "missing": [words(f"guard_{name}", language, {}) for name in lacking(move, facts)],
        }
        for move in MEETING_TABLE
        if State(meeting.state) in move.sources
    ]


def item_of(item: AgendaItem, access: Access, *, now: datetime) -> dict[str, Any]:
    """One matter of the agenda; its case is a door only for those who may read it."""
    case = item.case
    readable = case is not None and access.may("case.read", case)
    return {
        "id": item.pk,
        "title": item.title,
        "title_en": case.title_en if case is not None and item.title == case.title_zh else item.title,
        "question": item.question,
        "conclusion": item.conclusion,
        "case_id": str(case.pk) if case is not None and readable else None,
        "case_number": case.number if case is not None else None,
        "case_state": case.state if case is not None else None,
        "place_zh": case.place_zh if case is not None else "",
        "decisions": [decision_of(one, access, now=now) for one in item.decisions.all()],
    }


def decision_of(one: Decision, access: Access, *, now: datetime) -> dict[str, Any]:
    """A decision with its covenant and tasks."""
    return {
        "id": one.pk,
        "text": one.text,
        "covenant": one.covenant,
        "decided_at": one.decided_at,
        "tasks": [task_of(task, access, now=now) for task in one.tasks.all()],
    }


def attendee_of(one: Attendee, meeting: Meeting, access: Access) -> dict[str, Any]:
    """A unit asked to the meeting."""
    one.meeting = meeting
    mine = State(meeting.state) is State.CALLED and access.may("meeting.attend", one)
    return {
        "id": one.pk,
        "unit_code": one.unit_code,
        "unit_zh": one.unit_zh,
        "unit_en": one.unit_en,
        "form": "post" if one.post_id else "department" if one.department_id else "partner",
        "answer": one.answer,
        "reason": one.reason,
        "present": one.present,
        "mine": mine,
    }


def task_of(task: JointTask, access: Access, *, now: datetime) -> dict[str, Any]:
    """A task with what the reader may do with it (tasks_loaded())."""
    units = list(task.units.all())
    over = Task(task.state) in TASK_OVER
    late = task.overdue_since is not None or (not over and task.done_at is None and task.due_at < now)
    meeting = task.decision.meeting
    return {
        "id": str(task.pk),
        "version": task.version,
        "what": task.what,
        "state": task.state,
        **named("task", task.state, "state"),
        "meeting_id": str(meeting.pk),
        "meeting_number": meeting.number,
        "case_id": str(task.case_id) if task.case_id else None,
        "case_number": task.case.number if task.case else None,
        "units": [
            {"unit_code": one.unit_code, "zh": one.unit_zh, "en": one.unit_en, "lead": one.lead}
            for one in units
        ],
        "given_at": task.given_at,
        "due_at": task.due_at,
        "limit_amount": str(task.limit_amount.normalize()),
        "limit_unit": task.limit_unit,
        "overdue": late,
        "done_at": task.done_at,
        "result": task.result,
        "ended_at": task.ended_at,
        "checked": {"zh": task.checked_post.name_zh, "en": task.checked_post.name_en}
        if task.checked_post
        else None,
        "note": task.note,
        "sent_back": task.sent_back,
        "pictures": task.pictures,
        "actions": task_actions(task, access, units),
    }


def task_actions(task: JointTask, access: Access, units: list[TaskUnit]) -> list[dict[str, Any]]:
    """The moves of the table this reader may make now."""
    return [
        {
            "move": move.code,
            **named("task_move", move.code, "label"),
            "wants": list(move.wants),
            "takes": list(move.takes),
        }
        for move in TASK_TABLE
        if Task(task.state) in move.sources and may_move(access, task, units, move.side)
    ]


def may_move(access: Access, task: JointTask, units: list[TaskUnit], side: Side) -> bool:
    """The same answer as services.duties.fits, from loaded rows."""
    post, department = access.who.post_id, access.post.department_id
    meeting = task.decision.meeting
    if side is Side.HOLD:
        chairs = post == meeting.chair_post_id or post not in meeting.party_posts
        return chairs and access.may("meeting.hold", meeting)
    of_it = post in task.party_posts or (department is not None and department in task.department_ids)
    if side is Side.CHECK:
        return access.may("task.check", task) and not of_it and access.who.user_id != task.done_by_id
    if not (of_it and access.may("task.do", task)):
        return False
    leads = any(
        one.lead
        and (
            one.post_id == post if one.post_id else department is not None and one.department_id == department
        )
        for one in units
    )
    return side is Side.UNIT or leads


def history(meeting: Meeting) -> list[dict[str, Any]]:
    """What happened to the meeting itself, newest first (1 statement)."""
    return [
        {
            "id": event.pk,
            "at": event.at,
            "kind": event.kind,
            **named("event", event.kind.partition(".")[2], "text"),
            "detail_zh": event.payload.get("said_zh") or event.payload.get("unit_zh", ""),
            "detail_en": event.payload.get("said_en") or event.payload.get("unit_en", ""),
        }
        for event in log.of(meeting.subject).order_by("-pk")
    ]


def tasks(access: Access, wanted: TaskFilter) -> tuple[list[JointTask], str | None]:
    """One page of tasks by their due time (3 statements)."""
    rows = access.rows("task.list", JointTask.objects.all())
    if wanted.spot is None:
        rows = rows.filter(ended_at__isnull=wanted.open)
    else:
        rows = rows.filter(decision__meeting__spot=wanted.spot)
    if wanted.mine:
        mine = Q(party_posts__contains=[access.who.post_id or 0])
        if access.post.department_id is not None:
            mine |= Q(department_ids__contains=[access.post.department_id])
        rows = rows.filter(mine)
    if wanted.check:
        rows = rows.filter(state=Task.DONE.value).exclude(party_posts__contains=[access.who.post_id or 0])
    if wanted.case is not None:
        rows = rows.filter(case=wanted.case)
    if wanted.meeting is not None:
        rows = rows.filter(decision__meeting=wanted.meeting)
    if wanted.after:
        at, pk = _cursor(wanted.after)
        rows = rows.filter(Q(due_at__gt=at) | Q(due_at=at, pk__gt=pk))
    found = list(tasks_loaded(rows).order_by("due_at", "pk")[: wanted.limit + 1])
    if len(found) <= wanted.limit:
        return found, None
    last = found[wanted.limit - 1]
    return found[: wanted.limit], _next(last.due_at, last.pk)
