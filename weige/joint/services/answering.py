"""What a called unit does: answers, comes, reports its result; and the ratings of both sides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from weige.cases.services.evidence import attach
from weige.joint import events
from weige.joint.models import Called, CallIn
from weige.joint.rules.calls import (
    ANSWERED,
    LIVE,
    MATTER_RATINGS,
    MOVES,
    STILL,
    UNIT_RATINGS,
    Call,
    Move,
    Side,
    Unit,
    stage,
)
from weige.joint.rules.places import distance_m
from weige.joint.schemas.calls import UnitAsk, UnitMove
from weige.joint.services.calling import calls, involve, locked
from weige.joint.services.common import detail, minutes, refuse, said, tell_unit
from weige.joint.services.units import columns, unit_of
from weige.kernel import blobs
from weige.kernel.access import Access, Who
from weige.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound


@dataclass(kw_only=True)
class Step:
    """One move of one unit being made; who is a person in a post, or a partner by its link.

    again: a judgement already given may be given anew (a partner's, while its link lives).
    """

    call: CallIn
    unit: Called
    move: Move
    data: UnitMove
    who: Who
    now: datetime
    again: bool = False


@transaction.atomic
def move(*, access: Access, called_id: int, code: str, data: UnitMove, now: datetime) -> CallIn:
    """A unit's move by a person. Raises NotFound, Conflict (changed, not from here), Forbidden, Invalid."""
    wanted = MOVES.get(code)
    if wanted is None:
        raise NotFound("unknown_move")
    call = locked(access, call_of(called_id), data.version)
    unit = _unit(call, called_id)
    if wanted.side is Side.CALLER:
        allowed = access.may("call.close", call) and calls(access, call)
    else:
        allowed = access.may("call.answer", unit)
    if not allowed:
        raise Forbidden("not_your_move")
    return make(Step(call=call, unit=unit, move=wanted, data=data, who=access.who, now=now))


def call_of(called_id: int) -> UUID:
    """The call a unit belongs to. Raises NotFound."""
    found = Called.objects.filter(pk=called_id).values_list("call", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _unit(call: CallIn, called_id: int) -> Called:
    unit = call.units.select_for_update(of=("self",)).filter(pk=called_id).first()
    if unit is None:
        raise NotFound
    unit.call = call
    return unit


def make(step: Step) -> CallIn:
    """Checks the table and the inputs, then changes unit, call and log. The call's row is locked."""
    call, unit, wanted = step.call, step.unit, step.move
    rating = wanted.event == "rated"
    if Unit(unit.state) not in wanted.sources or (Call(call.state) not in LIVE and not rating):
        raise Conflict("illegal_call_move", state=unit.state, move=wanted.code)
    given = step.data.dict()
    missing = [FieldError(name, "field_missing") for name in wanted.wants if not str(given[name]).strip()]
    if missing:
        raise Invalid(missing)
    was = Unit(unit.state)
    if wanted.target is not None:
        unit.state = wanted.target.value
    call.version += 1
    told, extra = EFFECTS[wanted.event](step)
    if Unit(unit.state) not in STILL:
        unit.next_at = None
    _answered(step, was)
    unit.save()
    _whole(call, step.now)
    tell_unit(unit, told, who=step.who, now=step.now, **extra)
    return call


def _answered(step: Step, was: Unit) -> None:
    """The first answer stops the clock of answering; arriving without a word is an answer too."""
    unit = step.unit
    if unit.answered_at is None and was is Unit.WAITING and Unit(unit.state) in ANSWERED:
        unit.answered_at = step.now
        unit.answer = unit.answer or "on_site"


def _whole(call: CallIn, now: datetime) -> None:
    """The call follows its units; the first answer, the first arrival and the last result are its own times."""
    if Call(call.state) in LIVE:
        states = [Unit(state) for state in call.units.values_list("state", flat=True)]
        call.state = stage(states).value
        if call.state != Call.CALLED.value:
            call.answered_at = call.answered_at or now
        if call.state in {Call.ARRIVED.value, Call.RESULT.value}:
            call.arrived_at = call.arrived_at or now
        call.result_at = (call.result_at or now) if call.state == Call.RESULT.value else None
    call.save()


def _by_answer(step: Step) -> tuple[type[events.UnitEvent], dict[str, Any]]:
    unit, data = step.unit, step.data
    taken = minutes(unit.sent_at, step.now)
    unit.answer, unit.reason = step.move.code, data.reason.strip()
    unit.next_at = unit.arrive_due_at if unit.state == Unit.COMING.value else None
    parts: list[Any] = [
        (unit.unit_zh, unit.unit_en),
        (f"answer_{step.move.code}", {}),
        ("minutes", {"n": taken}),
    ]
    if step.move.code == "delegate":
        other = _delegate(step)
        parts.append((other.unit_zh, other.unit_en))
    extra = {"answer": step.move.code, "minutes": taken, "words": data.reason or data.note}
    return events.UnitAnswered, extra | detail(*parts)


def _delegate(step: Step) -> Called:
    """The unit's task goes on as another post's, with the limits that already run."""
    unit, call = step.unit, step.call
    named = unit_of(UnitAsk(post=step.data.to), call.cells, "call.answer")
    if named is None:
        raise refuse("to", "unknown_unit")
    other = Called(**columns(named))
    if call.units.filter(post=other.post, state__in=sorted(STILL)).exists():
        raise refuse("to", "called_twice")
    other.call, other.lead, other.demand, other.state = call, unit.lead, unit.demand, Unit.WAITING.value
    other.sent_at, other.delegated_from = unit.sent_at, unit
    other.answer_due_at, other.arrive_due_at = unit.answer_due_at, unit.arrive_due_at
    other.next_at = max(unit.answer_due_at, step.now)
    other.save(force_insert=True)
    involve(call, [other])
    told = detail((other.unit_zh, other.unit_en))
    tell_unit(other, events.UnitCalled, who=step.who, now=step.now, words=step.data.reason, **told)
    return other


def _arrive(step: Step) -> tuple[type[events.UnitEvent], dict[str, Any]]:
    unit, data, call = step.unit, step.data, step.call
    taken = minutes(unit.sent_at, step.now)
    unit.arrived_at, unit.next_at = step.now, None
    away = None
    if data.lon is not None and data.lat is not None:
        unit.arrived_lon, unit.arrived_lat = data.lon, data.lat
        away = unit.arrived_m = round(distance_m(call.lon, call.lat, data.lon, data.lat), 1)
    where: Any = ("no_place", {}) if away is None else ("metres", {"n": round(away)})
    told = detail((unit.unit_zh, unit.unit_en), ("minutes", {"n": taken}), where)
    return events.UnitArrived, {"minutes": taken, "distance_m": away} | told


def _result(step: Step) -> tuple[type[events.UnitEvent], dict[str, Any]]:
    unit = step.unit
    unit.result, unit.result_at, unit.next_at = step.data.text.strip(), step.now, None
    told = detail((unit.unit_zh, unit.unit_en), ("minutes", {"n": minutes(unit.sent_at, step.now)}))
    return events.ResultGiven, {"words": unit.result} | told


def _rate(step: Step) -> tuple[type[events.UnitEvent], dict[str, Any]]:
    """Both sides once each; a rating says something of a unit's part or of the call, never of a person.

    What stood before a changed judgement stays in its event.
    """
    unit, data = step.unit, step.data
    about = "unit" if step.move.code == "rate_unit" else "matter"
    choices = UNIT_RATINGS if about == "unit" else MATTER_RATINGS
    if data.rating not in choices:
        raise refuse("rating", "unknown_choice", choices=", ".join(choices))
    before = str(getattr(unit, f"{about}_rating"))
    if before and not step.again:
        raise Conflict("already_rated")
    setattr(unit, f"{about}_rating", data.rating)
    setattr(unit, f"{about}_rating_note", data.note.strip()[:300])
    parts: list[Any] = [(unit.unit_zh, unit.unit_en), (f"{about}_{data.rating}", {})]
    if before:
        zh, en = (
            said("rated_before", tongue, was=said(f"{about}_{before}", tongue)) for tongue in ("zh", "en")
        )
        parts.append((zh, en))
    extra = {"about": about, "rating": data.rating, "before": before, "words": data.note}
    return events.Rated, extra | detail(*parts)


def _drop(step: Step) -> tuple[type[events.UnitEvent], dict[str, Any]]:
    step.unit.reason = step.data.reason.strip()
    return events.UnitDropped, {"words": step.unit.reason} | detail((step.unit.unit_zh, step.unit.unit_en))


EFFECTS = {"answered": _by_answer, "arrived": _arrive, "result": _result, "rated": _rate, "dropped": _drop}


@transaction.atomic
def add_picture(*, access: Access, called_id: int, data: bytes, now: datetime) -> str:
    """A photo of the unit; its hash. Raises NotFound, Forbidden, Conflict (over), and what blobs.put raises."""
    call = locked(access, call_of(called_id), None)
    unit = _unit(call, called_id)
    if not access.may("call.answer", unit):
        raise Forbidden("not_your_move")
    return keep_picture(unit, data, who=access.who, now=now)


def keep_picture(unit: Called, data: bytes, *, who: Who, now: datetime) -> str:
    """Keeps the photo with the unit, and as evidence of the case while that is open."""
    if Unit(unit.state) not in STILL | {Unit.DONE} or Call(unit.call.state) not in LIVE:
        raise Conflict("illegal_call_move", state=unit.state, move="picture")
    blob = blobs.put(data, now=now)
    if blob.media_type == blobs.PDF:
        raise refuse("file", "picture_wanted")
    if blob.pk not in unit.pictures:
        unit.pictures = [*unit.pictures, blob.pk]
        unit.save(update_fields=["pictures"])
    case = unit.call.case
    if case is not None and case.ended_at is None:
        attach(case.pk, blob, kind="before", source="other", note=unit.unit_zh, who=who, now=now)
    return str(blob.pk)
