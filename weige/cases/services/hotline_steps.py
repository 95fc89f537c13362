"""The steps of a hotline order: placing, first contact, reply, re-visit, doing it again, settling with a reason."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from weige.cases import events
from weige.cases.models import Case, HotlineNote, HotlineOrder
from weige.cases.queries import hotline as queries
from weige.cases.queries.actors import seat_of
from weige.cases.queries.placing import Pointed
from weige.cases.rules import clocks
from weige.cases.rules.hotline import (
    CONTACT,
    GUARDS,
    ORDER,
    STEPS,
    State,
    Step,
    after_revisit,
    again,
    stopped,
)
from weige.cases.rules.states import IN_CHECK
from weige.cases.schemas.hotline import StepIn
from weige.cases.schemas.moves import MoveIn
from weige.cases.services import engine
from weige.cases.services.hotline import open_for, say, scrubbed, set_clocks
from weige.cases.services.places import Spot, find_spot
from weige.cases.services.recording import tell
from weige.cases.services.step import refuse
from weige.kernel.access import SYSTEM, Access
from weige.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from weige.kernel.worktime import Calendar

BATCH = 200


def make_step(
    *, access: Access, order_id: int, code: str, data: StepIn, calendar: Calendar, now: datetime
) -> HotlineOrder:
    """Makes the step and returns the order as it then stands.

    Raises NotFound (no such step; order not visible), Conflict (changed meanwhile; not from this state), Forbidden,
    Invalid (missing inputs, guards).
    """
    step = STEPS.get(code)
    if step is None:
        raise NotFound("unknown_move")
    with transaction.atomic():
        rows = queries.loaded().select_for_update(of=("self",))
        order = access.get("hotline.read", rows, id=order_id)
        if order.version != data.version:
            raise Conflict("hotline_changed", number=order.number)
        if order.now_in not in step.sources:
            raise Conflict("illegal_move", state=order.state, move=code)
        if not access.may(step.verb, order):
            raise Forbidden("not_your_move")
        do_step(order, step, data, access=access, calendar=calendar, now=now)
    return order


def do_step(
    order: HotlineOrder, step: Step, data: StepIn, *, access: Access, calendar: Calendar, now: datetime
) -> None:
    """Checks inputs and guards, then changes and saves the order. Raises Invalid."""
    _check(step, order, data, access)
    EFFECTS[step.code](order, data, access, calendar, now)
    order.version += 1
    order.save()


def _check(step: Step, order: HotlineOrder, data: StepIn, access: Access) -> None:
    empty = [name for name in step.required if not str(_given(data, name)).strip()]
    if step.code == "revisit" and data.reached:
        empty += [name for name in ("solved", "satisfaction") if getattr(data, name) in (None, "")]
    if empty:
        raise Invalid([FieldError(name, "field_missing") for name in empty])
    facts = queries.facts_of(order, access, data.outcome)
    lacking = [name for name in step.guards if not GUARDS[name](facts)]
    if lacking:
        raise Invalid([FieldError("", f"hotline_{name}") for name in lacking], "guards_missing")


def _given(data: StepIn, name: str) -> Any:
    value = getattr(data, name)
    return "" if value is None else value


def _note(order: HotlineOrder, step: str, data: StepIn, access: Access, now: datetime) -> None:
    HotlineNote.objects.create(
        order=order,
        step=step,
        round=order.rounds,
        at=now,
        user_id=access.who.user_id,
        post_id=access.who.post_id,
        reached=data.reached,
        how=data.how,
        outcome=data.outcome,
        solved=data.solved,
        satisfaction=data.satisfaction,
        text=scrubbed(data.text.strip()),
    )


def _stop(order: HotlineOrder, code: str, calendar: Calendar, now: datetime) -> None:
    timed = clocks.load(order.clocks)
    set_clocks(order, timed | {code: stopped(timed[code], now)}, calendar)


def _place(order: HotlineOrder, data: StepIn, access: Access, calendar: Calendar, now: datetime) -> None:
    """The desk shows where it is; the case opens. The clocks have run since the order arrived."""
    assert data.lon is not None, "checked"
    assert data.lat is not None, "checked"
    spot = find_spot(data.lon, data.lat, datum=data.datum, now=now)
    street = seat_of(access).post.street
    if street and not street & set(spot.located.cells):
        raise refuse("lon", "outside_this_street")
    order.place_why = "desk"
    open_for(order, spot, None, access=access, calendar=calendar, now=now)


def _contact(order: HotlineOrder, data: StepIn, access: Access, calendar: Calendar, now: datetime) -> None:
    """An attempt counts when somebody was reached; others are kept as attempts."""
    _note(order, "contact", data, access, now)
    if data.reached:
        order.contacted_at = order.contacted_at or now
        order.state = State.CONTACTED.value
        _stop(order, CONTACT, calendar, now)
    say(order, "contact", access=access, now=now, answer="reached" if data.reached else "not_reached")


def _reply(order: HotlineOrder, data: StepIn, access: Access, calendar: Calendar, now: datetime) -> None:
    _note(order, "reply", data, access, now)
    order.outcome, order.reply, order.replied_at = data.outcome, scrubbed(data.text.strip()), now
    order.state = State.REPLIED.value
    timed = clocks.load(order.clocks)
    ended = {code: stopped(timed[code], now) for code in (CONTACT, ORDER)}
    set_clocks(order, timed | ended, calendar)
    order.rank_at = now
    say(order, "reply", access=access, now=now, answer=data.outcome)


def _revisit(order: HotlineOrder, data: StepIn, access: Access, calendar: Calendar, now: datetime) -> None:
    del calendar
    _note(order, "revisit", data, access, now)
    after = after_revisit(reached=bool(data.reached), solved=data.solved, satisfaction=data.satisfaction)
    answer = "not_reached"
    if data.reached:
        order.revisited_at, order.solved, order.satisfaction = now, data.solved, data.satisfaction
        answer = data.satisfaction
    order.state = after.value
    if after is State.DONE:
        order.done_at = order.rank_at = now
    solved = data.solved if data.reached else None
    say(order, "revisit", access=access, now=now, answer=answer, solved=solved)


def _rework(order: HotlineOrder, data: StepIn, access: Access, calendar: Calendar, now: datetime) -> None:
    """Done again: the case goes back for rework while it is being checked; after its end a new case is opened."""
    _note(order, "rework", data, access, now)
    timed = again(clocks.load(order.clocks), queries.limits(), order.rounds, now)
    order.rounds += 1
    order.state = State.CONTACTED.value
    order.late_since, order.replied_at, order.revisited_at = None, None, None
    order.outcome, order.reply, order.satisfaction, order.solved = "", "", "", None
    set_clocks(order, timed, calendar)
    case = order.case
    assert case is not None, "an order that was replied to has a case"
    if case.now_in in IN_CHECK:
        move = MoveIn(version=case.version, reason=data.text.strip()[:1000])
        order.case = engine.move(
            access=access, case_id=case.pk, code="fail_check", data=move, calendar=calendar, now=now
        )
        say(order, "rework", access=access, now=now, note=data.text.strip()[:1000])
        return
    spot = find_spot(case.lon, case.lat, now=now)
    fresh = _anew(order, spot, access, calendar, now)
    say(order, "rework", access=access, now=now, note=data.text.strip()[:1000], into_number=fresh.number)


def _anew(order: HotlineOrder, spot: Spot, access: Access, calendar: Calendar, now: datetime) -> Case:
    """A new case of the same place, shop and matter: one that has ended is not opened again."""
    old = order.case
    assert old is not None, "checked by the caller"
    pointed = Pointed("named", "", old.lon, old.lat, old.place_zh, old.shop, old.building)
    order.matter = old.matter
    return open_for(order, spot, pointed, access=access, calendar=calendar, now=now)


def _settle(order: HotlineOrder, data: StepIn, access: Access, calendar: Calendar, now: datetime) -> None:
    """Not done again: somebody signs why."""
    del calendar
    _note(order, "settle", data, access, now)
    order.settled_because, order.done_at, order.rank_at = data.text.strip()[:1000], now, now
    order.state = State.DONE.value
    say(order, "settle", access=access, now=now, note=order.settled_because)


Effect = Callable[[HotlineOrder, StepIn, Access, Calendar, datetime], Any]
EFFECTS: dict[str, Effect] = {
    "place": _place,
    "contact": _contact,
    "reply": _reply,
    "revisit": _revisit,
    "rework": _rework,
    "settle": _settle,
}


def newly_late(now: datetime) -> Q:
    """Orders one of whose limits has passed and was not marked yet."""
    contact = Q(contact_due_at__lt=now, contact_late_since__isnull=True, contacted_at__isnull=True)
    reply = Q(due_at__lt=now, late_since__isnull=True)
    return Q(done_at__isnull=True, replied_at__isnull=True) & (contact | reply)


def sweep_orders(*, now: datetime) -> int:
    """Marks and tells, once, each limit that has passed. Idempotent; how many orders were marked."""
    count = 0
    with transaction.atomic():
        rows = queries.loaded().select_for_update(of=("self",), skip_locked=True)
        for order in rows.filter(newly_late(now)).order_by("rank_at", "pk")[:BATCH]:
            count += mark_late(order, now=now)
    return count


def mark_late(order: HotlineOrder, *, now: datetime) -> int:
    """Marks and tells each limit of one order that has passed; how many."""
    timed, count = clocks.load(order.clocks), 0
    for code, due, column in (
        (CONTACT, order.contact_due_at, "contact_late_since"),
        (ORDER, order.due_at, "late_since"),
    ):
        running = timed[code].stopped_at is None
        if running and due is not None and due < now and getattr(order, column) is None:
            setattr(order, column, due)
            order.save(update_fields=[column])
            _tell_late(order, code, now)
            count += 1
    return count


def _tell_late(order: HotlineOrder, code: str, now: datetime) -> None:
    case = order.case
    if case is None:
        return
    told = {"order_number": order.number, "stage_clock": code}
    tell(case, events.HotlineLate, before=case.state, move="", who=SYSTEM, now=now, changes={}, told=told)
