"""The engine: makes one move of the table, whole or not at all."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from weige.cases import events
from weige.cases.models import UNREAD, Case, snapshot
from weige.cases.queries.actors import Seat, facts_of, fits, seat_of
from weige.cases.queries.lately import faster
from weige.cases.queries.presenting import guard_params
from weige.cases.rules import clocks
from weige.cases.rules.guards import missing
from weige.cases.rules.states import ENDED, WITH_HANDLER, State
from weige.cases.rules.transitions import MOVES, Clock, Field, Kind, Move
from weige.cases.schemas.moves import MoveIn
from weige.cases.services import parting, pausing
from weige.cases.services.dues import set_dues
from weige.cases.services.effects import EFFECTS
from weige.cases.services.recording import record
from weige.cases.services.step import Step, involve
from weige.kernel import log
from weige.kernel.access import SYSTEM, Access, Who
from weige.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from weige.kernel.worktime import Calendar

#: Moves two people often make at the same moment: the second is told that the first was faster.
FIRST_COME = frozenset({"accept", "file", "dispatch", "start", "pass_check", "close"})


def rows() -> "QuerySet[Case]":
    """Cases with what moves and answers need to know of them."""
    known = Case.objects.select_related(
        "matter", "condition", "shop", "department", "handler_post", "recurred"
    )
    return known.defer(*UNREAD)


def locked() -> "QuerySet[Case]":
    """The same, each row locked until the transaction ends."""
    return rows().select_for_update(of=("self",))


def move(
    *, access: Access, case_id: UUID, code: str, data: MoveIn, calendar: Calendar, now: datetime
) -> Case:
    """Makes the move on behalf of a person and returns the case as it then stands.

    Raises NotFound (no such move; case not visible), Conflict (changed meanwhile; not from this state),
    Forbidden (no grant; wrong relation), Invalid (missing or wrong inputs; guards, each named).
    """
    wanted = MOVES.get(code)
    if wanted is None or State.NEW in wanted.sources:
        raise NotFound("unknown_move")
    with transaction.atomic():
        if code == "merge":  # both rows in one order, so that two merges cannot wait for each other
            both = Case.objects.filter(pk__in=[case_id, data.into or case_id]).order_by("pk")
            list(both.select_for_update().values("pk"))
        case = access.get("case.read", locked(), id=case_id)
        if _made_before(case, code, data, access.who):
            return case
        _still(case, wanted, data.version)
        seat = seat_of(access)
        if not access.may(wanted.verb, case) or not fits(wanted.actor, case, seat):
            raise Forbidden("not_your_move")
        return make(
            Step(
                case=case,
                move=wanted,
                seat=seat,
                data=data,
                now=now,
                calendar=calendar,
                access=access,
                again=move_by_system,
            )
        )


def move_by_system(
    case: Case,
    code: str,
    *,
    now: datetime,
    calendar: Calendar,
    who: Who = SYSTEM,
    data: MoveIn | None = None,
    told: dict[str, Any] | None = None,
) -> Case:
    """Makes a move the table allows the system, on a row the caller holds locked; told: fields of its event.

    Raises Conflict (not from this state), Invalid (guards).
    """
    wanted = MOVES[code]
    if not wanted.system:
        raise Forbidden("not_your_move")
    data = data or MoveIn(version=case.version)
    _still(case, wanted, case.version)
    step = Step(
        case=case,
        move=wanted,
        seat=Seat(who=who),
        data=data,
        now=now,
        calendar=calendar,
        again=move_by_system,
    )
    step.told.update(told or {})
    return make(step)


def make(step: Step) -> Case:
    """Checks inputs and guards, then changes the case, its clocks and the log."""
    case, wanted = step.case, step.move
    _check_fields(wanted, step.data)
    _check_guards(step)
    note_overdue(case, now=step.now)
    before = snapshot(case)
    ended = case.ended_at is not None
    EFFECTS[wanted.code](step)
    case.party_posts = involve(case.party_posts, step.who.post_id)
    turn(step)
    record(
        case,
        before,
        wanted.event,
        move=wanted.code,
        who=step.who,
        now=step.now,
        told={"reason": step.data.reason, "note": step.data.note, "sent": step.data.sent} | step.told,
    )
    if case.parent_id is not None and ended != (case.ended_at is not None):
        parting.count_part(case, who=step.who, now=step.now)
    return case


def turn(step: Step) -> None:
    """State, clocks, due times and version after the effect."""
    case, was = step.case, step.case.now_in
    state = step.move.to(was)
    if was in ENDED and state in ENDED:  # after its end only what is said of it changes
        case.version += 1
        return
    timed = case.load_clocks()
    if step.move.clock is Clock.CONTINUE and was is State.SUSPENDED:
        timed = clocks.resume(timed, now=step.now)
        case.paused_since = case.paused_until = None
    timed = clocks.enter(timed, state, now=step.now, limits=step.limits)
    if step.move.clock is Clock.PAUSE and case.paused_until:
        timed = clocks.pause(timed, now=step.now, until=case.paused_until, reason=step.data.reason)
    if step.move.clock is Clock.EXTEND:
        timed = clocks.extend(timed, now=step.now, reason=step.data.reason)
    if state not in WITH_HANDLER and case.request:
        pausing.clear(case)
    case.ended_at = step.now if state in ENDED else None
    if state in ENDED:
        case.paused_since = case.paused_until = None
    if clocks.desk_clock(state) != clocks.desk_clock(was):
        case.stage_overdue_since = None
    case.state = state.value
    case.version += 1
    set_dues(case, timed, calendar=step.calendar, now=step.now)


def note_overdue(case: Case, *, now: datetime) -> bool:
    """Marks and tells, once, that the handling limit has passed while its clock ran. Never taken back."""
    due = case.due_at
    if case.overdue_since or due is None or due >= now:
        return False
    if clocks.HANDLING not in clocks.running(case.now_in, case.load_clocks()):
        return False
    before = snapshot(case)
    case.overdue_since = due
    record(case, before, events.Overdue, move="", who=SYSTEM, now=now, told={})
    return True


def _made_before(case: Case, code: str, data: MoveIn, who: Who) -> bool:
    """Whether this very press was made already and only its answer was lost (1 statement, and only when the case
    has changed since it was seen)."""
    if not data.sent or case.version == data.version:
        return False
    same = log.of(case.subject).filter(actor_user_id=who.user_id, payload__sent=data.sent)
    return same.filter(payload__move=code).exists()


def _still(case: Case, wanted: Move, version: int) -> None:
    """Raises Conflict when the case is not as the actor saw it, or the table has no such move from its
    state."""
    if case.version != version:
        taken = wanted.code in FIRST_COME and case.now_in not in wanted.sources
        raise Conflict("case_already_done" if taken else "case_changed", **faster(case))
    if case.now_in not in wanted.sources:
        raise Conflict("illegal_move", state=case.state, move=wanted.code)


def _given(field: Field, data: MoveIn) -> bool:
    match field.kind:
        case Kind.PARTS:
            return bool(data.parts)
        case Kind.TARGET:
            return data.post is not None or data.department is not None
        case Kind.CONDITION:
            return data.condition is not None or data.condition_no is not None
        case Kind.TEXT | Kind.CHOICE | Kind.CODE:
            return bool(getattr(data, field.name).strip())
        case _:
            return getattr(data, field.name) is not None


def _check_fields(wanted: Move, data: MoveIn) -> None:
    errors = [
        FieldError(f.name, "field_missing") for f in wanted.fields if f.required and not _given(f, data)
    ]
    errors += [
        FieldError(f.name, "unknown_choice", {"choices": ", ".join(f.choices)})
        for f in wanted.fields
        if f.choices and _given(f, data) and getattr(data, f.name) not in f.choices
    ]
    if errors:
        raise Invalid(errors)


def _check_guards(step: Step) -> None:
    access = step.access
    facts = facts_of(step.case, step.seat, by_system=access is None, now=step.now)
    names = missing(step.move, facts)
    if names:
        language = access.language if access else "zh"
        raise Invalid(
            [FieldError("", f"guard_{name}", guard_params(name, step.case, language)) for name in names],
            "guards_missing",
        )
