"""Joint meetings: planned, changed, called, opened, closed, cancelled; units that say whether they come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from weige.cases.models import Case
from weige.joint import events
from weige.joint.models import AgendaItem, Attendee, Meeting
from weige.joint.rules.meetings import BEFORE, MEETING_MOVES, Facts, MeetingMove, lacking
from weige.joint.rules.meetings import Meeting as State
from weige.joint.schemas.meetings import AttendIn, ItemAsk, MeetingAsk, MeetingEdit, MeetingMoveIn
from weige.joint.services.common import detail, next_number, refuse
from weige.joint.services.units import Named, columns, parties, read_units
from weige.kernel import log
from weige.kernel.access import Access, Who
from weige.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from weige.people.models import Post


@transaction.atomic
def plan(*, access: Access, data: MeetingAsk, now: datetime) -> Meeting:
    """A meeting with its agenda and units; with `call` they are asked at once. Raises NotFound, Forbidden, Invalid."""
    access.require("meeting.hold")
    post = Post.objects.filter(pk=access.who.post_id or 0).select_related("area").first()
    if post is None:
        raise Forbidden
    starts = data.starts_at or now
    errors = [
        FieldError(name, "field_missing") for name in ("title", "place") if not getattr(data, name).strip()
    ]
    if starts < now - timedelta(minutes=5):
        errors.append(FieldError("starts_at", "time_is_past"))
    if errors:
        raise Invalid(errors)
    cases = _cases(access, data.agenda)
    meeting = _drawn(data, post, starts, now)
    _ground(meeting, cases)
    units = read_units(data.units, meeting.cells, "meeting.read")
    _parties(meeting, units)
    if not access.may("meeting.hold", meeting):
        raise Forbidden
    meeting.number = next_number("meeting", "HY", now)
    meeting.save(force_insert=True)
    _agenda(meeting, data.agenda, cases)
    _attendees(meeting, units)
    tell(meeting, events.MeetingPlanned, who=access.who, now=now)
    for case in cases.values():
        on_case(meeting, events.PutOnAgenda, case, who=access.who, now=now)
    if data.call:
        _apply(meeting, MEETING_MOVES["call"], MeetingMoveIn(version=meeting.version), access=access, now=now)
    return meeting


def _drawn(data: MeetingAsk, post: Post, starts: datetime, now: datetime) -> Meeting:
    """The unsaved row."""
    return Meeting(
        id=uuid4(),
        kind=data.kind,
        spot=data.spot,
        state=State.PLANNED.value,
        title=data.title.strip(),
        place=data.place.strip(),
        starts_at=starts,
        ends_at=starts + timedelta(minutes=data.minutes_long),
        chair_post=post,
        created_at=now,
        changed_at=now,
    )


def _cases(access: Access, agenda: Sequence[ItemAsk]) -> dict[UUID, Case]:
    """The cases of the agenda. Raises Invalid: an item without words or case, a case twice or not visible."""
    found: dict[UUID, Case] = {}
    errors = []
    for place, item in enumerate(agenda):
        if item.case is None:
            errors += [] if item.title.strip() else [FieldError(f"agenda[{place}].title", "field_missing")]
            continue
        case = access.rows("case.read", Case.objects.all()).filter(pk=item.case).first()
        if case is None or case.pk in found:
            errors.append(FieldError(f"agenda[{place}].case", "unknown_case"))
            continue
        found[case.pk] = case
    if errors:
        raise Invalid(errors)
    return found


def _ground(meeting: Meeting, cases: dict[UUID, Case]) -> None:
    """A meeting lies where its cases lie; without one, where its convener sits."""
    area = meeting.chair_post.area
    meeting.cells = sorted({*area.path, *(cell for case in cases.values() for cell in case.cells)})
    meeting.leaf_cells = sorted({cell for case in cases.values() for cell in case.leaf_cells}) or [area.pk]


def _parties(meeting: Meeting, units: Sequence[Named]) -> None:
    posts, departments = parties(units)
    meeting.party_posts, meeting.department_ids = sorted(posts), sorted(departments)


def _agenda(meeting: Meeting, agenda: Sequence[ItemAsk], cases: dict[UUID, Case]) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            order=place,
            case=cases.get(item.case) if item.case else None,
            title=(item.title.strip() or (cases[item.case].title_zh if item.case else ""))[:200],
            question=item.question.strip(),
        )
        for place, item in enumerate(agenda, 1)
    )


def _attendees(meeting: Meeting, units: Sequence[Named]) -> None:
    Attendee.objects.bulk_create(Attendee(meeting=meeting, **columns(one)) for one in units)


def locked(access: Access, meeting_id: UUID, version: int | None, verb: str = "meeting.read") -> Meeting:
    """The meeting, its row locked. Raises NotFound, Conflict (changed meanwhile)."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("chair_post__area")
    meeting = access.get(verb, rows, id=meeting_id)
    if version is not None and meeting.version != version:
        raise Conflict("meeting_changed", number=meeting.number)
    return meeting


def holds(access: Access, meeting: Meeting) -> bool:
    """Whether the reader holds the meeting: its chair, or a seat that holds meetings here and is not just asked."""
    if not access.may("meeting.hold", meeting):
        return False
    return access.who.post_id == meeting.chair_post_id or access.who.post_id not in meeting.party_posts


@transaction.atomic
def edit(*, access: Access, meeting_id: UUID, data: MeetingEdit, now: datetime) -> Meeting:
    """Changes what stands before the meeting; calendars hear of it by a higher SEQUENCE. Raises as move()."""
    meeting = locked(access, meeting_id, data.version)
    if not holds(access, meeting):
        raise Forbidden("not_your_move")
    if State(meeting.state) not in BEFORE:
        raise Conflict("illegal_meeting_move", state=meeting.state, move="edit")
    long = (
        meeting.ends_at - meeting.starts_at
        if data.minutes_long is None
        else timedelta(minutes=data.minutes_long)
    )
    meeting.title = meeting.title if data.title is None else data.title.strip()
    meeting.place = meeting.place if data.place is None else data.place.strip()
    meeting.starts_at = data.starts_at or meeting.starts_at
    meeting.ends_at = meeting.starts_at + long
    if data.starts_at is not None and data.starts_at <= now:
        raise refuse("starts_at", "time_is_past")
    for name in ("title", "place"):
        if not getattr(meeting, name):
            raise refuse(name, "field_missing")
    new = _new_agenda(meeting, data.agenda, access)
    units = read_units(data.units, meeting.cells, "meeting.read") if data.units is not None else None
    if units is not None:
        _new_units(meeting, units)
    meeting.version, meeting.sequence, meeting.changed_at = meeting.version + 1, meeting.sequence + 1, now
    meeting.save()
    tell(meeting, events.MeetingChanged, who=access.who, now=now)
    for case in new:
        on_case(meeting, events.PutOnAgenda, case, who=access.who, now=now)
    if meeting.state == State.CALLED.value:
        _ask(meeting, who=access.who, now=now, only={one["unit_code"] for one in units} if units else None)
    return meeting


def _new_agenda(meeting: Meeting, agenda: Sequence[ItemAsk] | None, access: Access) -> list[Case]:
    """Replaces the agenda; the cases that were not on it before."""
    if agenda is None:
        return []
    before = set(meeting.items.values_list("case", flat=True))
    cases = _cases(access, agenda)
    meeting.items.all().delete()
    _ground(meeting, cases)
    _agenda(meeting, agenda, cases)
    return [case for case in cases.values() if case.pk not in before]


def _new_units(meeting: Meeting, units: Sequence[Named]) -> None:
    """Replaces the units; who was asked before keeps the answer."""
    kept = {(one.post_id, one.department_id, one.partner_id): one for one in meeting.attendees.all()}
    wanted = {
        tuple(one[n].pk if one[n] else None for n in ("post", "department", "partner")): one for one in units
    }
    Attendee.objects.filter(pk__in=[one.pk for key, one in kept.items() if key not in wanted]).delete()
    _attendees(meeting, [one for key, one in wanted.items() if key not in kept])
    _parties(meeting, units)


@transaction.atomic
def move(*, access: Access, meeting_id: UUID, code: str, data: MeetingMoveIn, now: datetime) -> Meeting:
    """call, open, close or cancel ("decide" is services.deciding). Raises NotFound, Conflict, Forbidden, Invalid."""
    wanted = MEETING_MOVES.get(code)
    if wanted is None or code == "decide":
        raise NotFound("unknown_move")
    meeting = locked(access, meeting_id, data.version)
    if not holds(access, meeting):
        raise Forbidden("not_your_move")
    return _apply(meeting, wanted, data, access=access, now=now)


def _apply(
    meeting: Meeting, wanted: MeetingMove, data: MeetingMoveIn, *, access: Access, now: datetime
) -> Meeting:
    check(meeting, wanted, data)
    meeting.version += 1
    meeting.state = wanted.target.value if wanted.target else meeting.state
    kind: type[events.MeetingEvent] = events.MeetingCalled
    if wanted.code == "open":
        kind, meeting.opened_at = events.MeetingOpened, now
    elif wanted.code == "close":
        kind, meeting.closed_at = events.MeetingClosed, now
        meeting.minutes = data.minutes.strip()
    elif wanted.code == "cancel":
        kind, meeting.reason = events.MeetingCancelled, data.reason.strip()
    if wanted.code in {"call", "cancel"}:
        meeting.sequence, meeting.changed_at = meeting.sequence + 1, now
    meeting.save()
    tell(meeting, kind, who=access.who, now=now, words=meeting.reason)
    if wanted.code == "call":
        _ask(meeting, who=access.who, now=now)
    return meeting


def check(meeting: Meeting, wanted: MeetingMove, data: MeetingMoveIn) -> None:
    """Whether the table, the inputs and the guards admit the move; notes presence and conclusions given with it."""
    if State(meeting.state) not in wanted.sources:
        raise Conflict("illegal_meeting_move", state=meeting.state, move=wanted.code)
    given = data.dict()
    errors = [
        FieldError(name, "field_missing")
        for name in wanted.wants
        if given[name] is None or not str(given[name]).strip()
    ]
    if wanted.code == "close":
        for one in data.present:
            meeting.attendees.filter(pk=one.attendee).update(present=one.present)
        for said in data.conclusions:
            meeting.items.filter(pk=said.item).update(conclusion=said.text.strip())
    errors += [FieldError("", f"guard_{name}") for name in lacking(wanted, facts(meeting))]
    if errors:
        raise Invalid(errors)


def facts(meeting: Meeting) -> Facts:
    """What the guards look at (4 statements)."""
    return Facts(
        units=meeting.attendees.count(),
        items=meeting.items.count(),
        unsettled=meeting.items.filter(conclusion="", decisions__isnull=True).count(),
        presence_open=meeting.attendees.filter(present__isnull=True).count(),
    )


def _ask(meeting: Meeting, *, who: Who, now: datetime, only: set[str] | None = None) -> None:
    """Every unit (or only some) is told of the meeting, or of its change."""
    for one in meeting.attendees.order_by("pk"):
        if only is not None and one.unit_code not in only:
            continue
        tell(
            meeting,
            events.UnitAsked,
            who=who,
            now=now,
            unit_zh=one.unit_zh,
            unit_en=one.unit_en,
            unit_post_id=one.post_id,
            unit_department_id=one.department_id,
        )


@transaction.atomic
def attend(*, access: Access, attendee_id: int, data: AttendIn, now: datetime) -> Meeting:
    """A unit says whether it comes; what it has said already is not said twice. Raises NotFound, Forbidden, Conflict
    (over), Invalid (no reason for a no)."""
    row = Attendee.objects.filter(pk=attendee_id).first()
    if row is None:
        raise NotFound
    meeting = locked(access, row.meeting_id, None)
    row.meeting = meeting
    if not access.may("meeting.attend", row):
        raise Forbidden("not_your_move")
    if State(meeting.state) is not State.CALLED:
        raise Conflict("illegal_meeting_move", state=meeting.state, move="attend")
    if data.answer == "no" and not data.reason.strip():
        raise refuse("reason", "field_missing")
    said = (data.answer, data.reason.strip())
    row.refresh_from_db(fields=["answer", "reason"])  # it was read before the meeting was locked
    if (row.answer, row.reason) == said:
        return meeting
    row.answer, row.reason = said
    row.save(update_fields=["answer", "reason"])
    unit = (row.unit_zh, row.unit_en)
    told = {"unit_zh": row.unit_zh, "unit_en": row.unit_en, "answer": row.answer, "words": row.reason}
    told |= detail(unit, (f"attend_{row.answer}", {}))
    tell(meeting, events.AttendanceSaid, who=access.who, now=now, **told)
    return meeting


def standing(meeting: Meeting) -> dict[str, Any]:
    """What every event says of the meeting."""
    return {
        "meeting_id": str(meeting.pk),
        "meeting_number": meeting.number,
        "meeting_title": meeting.title,
        "state": meeting.state,
        "version": meeting.version,
        "starts_at": meeting.starts_at,
        "place": meeting.place,
        "chair_post_id": meeting.chair_post_id,
        "spot_id": meeting.spot,
    }


def concerned(meeting: Meeting) -> Any:
    """Whom an event of the meeting concerns."""
    return {"cells": meeting.cells, "post_ids": sorted({meeting.chair_post_id, *meeting.party_posts})}


def tell(meeting: Meeting, kind: type[events.MeetingEvent], *, who: Who, now: datetime, **more: Any) -> None:
    """Appends an event of the meeting."""
    log.append(
        kind(**standing(meeting), **more), who=who, now=now, subject=meeting.subject, **concerned(meeting)
    )


def on_case(
    meeting: Meeting, kind: type[events.MeetingEvent], case: Case, *, who: Who, now: datetime, **more: Any
) -> None:
    """Appends an event about the meeting to the timeline of a case."""
    said = {"said_zh": f"{meeting.number} {meeting.title}", "said_en": f"{meeting.number} {meeting.title}"}
    event = kind(**standing(meeting), **(said | more), case_id=str(case.pk))
    log.append(event, who=who, now=now, subject=case.subject, **(concerned(meeting) | {"cells": case.cells}))
