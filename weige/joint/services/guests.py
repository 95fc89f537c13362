"""An outside unit acts by a scoped link: it sees place, task and the desk's contact, answers, comes, reports."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from weige.joint.models import Called, CallIn
from weige.joint.rules.calls import LIVE, MATTER_RATINGS, MOVES, OVER, Call, Side, Unit
from weige.joint.rules.calls import link_subject as subject
from weige.joint.rules.words import named
from weige.joint.schemas.calls import UnitMove
from weige.joint.services.answering import Step, call_of, keep_picture, make
from weige.joint.services.calling import calls, locked
from weige.joint.services.common import refuse
from weige.kernel import links
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, Forbidden, NotFound
from weige.kernel.models import Link

PURPOSE = "call"
#: How long a link opens when nothing ends it before (our default).
LASTS = timedelta(days=14)
GUEST_MOVES = ("on_site", "decline", "arrive", "result", "rate_matter")


@transaction.atomic
def give(*, access: Access, called_id: int, now: datetime, real_now: datetime) -> tuple[str, Link]:
    """A link for the partner of this unit; the one before opens nothing any more.

    Raises NotFound, Forbidden (not the caller's side), Invalid (the unit is none outside), Conflict (over).
    """
    unit = _of_caller(access, called_id)
    if unit.partner is None:
        raise refuse("", "partners_only")
    if not linkable(unit):
        raise Conflict("illegal_call_move", state=unit.state, move="link")
    about = subject(called_id)
    links.revoke(subject=about, why="renewed", who=access.who, now=now, real_now=real_now)
    return links.issue(
        purpose=PURPOSE,
        subject=about,
        label=unit.unit_zh,
        who=access.who,
        now=now,
        real_now=real_now,
        expires_at=real_now + LASTS,
    )


@transaction.atomic
def take_back(*, access: Access, called_id: int, now: datetime, real_now: datetime) -> int:
    """Ends the partner's link; how many there were."""
    unit = _of_caller(access, called_id)
    about = subject(unit.pk)
    return links.revoke(subject=about, why="revoked", who=access.who, now=now, real_now=real_now)


def linkable(unit: Called) -> bool:
    """Whether the partner has something left to do by a link, or to say of the call."""
    return bool(open_moves(unit)) and not (over(unit) and unit.matter_rating)


def over(unit: Called) -> bool:
    """Whether the unit's part is over, or the whole call."""
    return Call(unit.call.state) not in LIVE or Unit(unit.state) in OVER


def open_moves(unit: Called) -> list[str]:
    """What can be done by a link now; when all is over only the judgement."""
    found = [MOVES[code] for code in GUEST_MOVES if Unit(unit.state) in MOVES[code].sources]
    return [move.code for move in found if not over(unit) or move.event == "rated"]


def _of_caller(access: Access, called_id: int) -> Called:
    call = locked(access, call_of(called_id), None)
    if not access.may("call.close", call) or not calls(access, call):
        raise Forbidden("not_your_move")
    unit = call.units.select_related("partner").get(pk=called_id)
    unit.call = call
    return unit


def unit_of(held: links.Held, *, lock: bool = False) -> Called:
    """The unit a link opens. Raises NotFound when it is gone."""
    pk = int(held.subject.partition(":")[2])
    if lock:
        CallIn.objects.select_for_update().filter(units=pk).first()
    rows = Called.objects.select_related("call__case", "call__caller_post", "partner")
    unit = rows.filter(pk=pk, partner__isnull=False).first()
    if unit is None:
        raise NotFound
    return unit


def shown(unit: Called) -> dict[str, Any]:
    """What the outside unit sees: nothing of who reported, nothing of the other units.

    A case's title may hold a reporter's words, so the matter's name stands in its place.
    """
    call = unit.call
    ended = over(unit)
    contact = links.desk_phone()
    matter = (call.matter_zh, call.matter_en) if call.case_id else (call.title_zh, call.title_en)
    seen = {
        "unit_zh": unit.unit_zh,
        "unit_en": unit.unit_en,
        "number": call.number,
        "state": unit.state,
        "over": ended,
        "desk_zh": call.caller_post.name_zh,
        "desk_en": call.caller_post.name_en,
        "contact": contact,
        "version": call.version,
        "moves": open_moves(unit),
    }
    if ended:
        return seen | judged(unit)
    return seen | {
        "matter_zh": matter[0],
        "matter_en": matter[1],
        "task": unit.demand or call.why,
        "place_zh": call.place_zh,
        "place_en": call.place_en or call.place_zh,
        "lon": call.lon,
        "lat": call.lat,
        "answer_due_at": unit.answer_due_at,
        "arrive_due_at": unit.arrive_due_at,
        "pictures": len(unit.pictures),
    }


def judged(unit: Called) -> dict[str, Any]:
    """What the unit said of the call, and what it may say: the other half of the mutual judgement (互评)."""
    return {
        "rating": unit.matter_rating,
        "rating_note": unit.matter_rating_note,
        "ratings": [{"code": code, **named("matter_rating", code, "label")} for code in MATTER_RATINGS],
    }


@transaction.atomic
def act(*, held: links.Held, code: str, data: UnitMove, now: datetime) -> Called:
    """A move of the outside unit, by its link. Raises NotFound, Conflict, Invalid as a person's.

    Its judgement of the call may be changed while the link lives; the same one sent again changes nothing.
    """
    wanted = MOVES.get(code)
    if wanted is None or code not in GUEST_MOVES or wanted.side is not Side.UNIT:
        raise NotFound("unknown_move")
    unit = unit_of(held, lock=True)
    rating = wanted.event == "rated"
    word = (data.rating, data.note.strip()[:300])
    if rating and data.rating and word == (unit.matter_rating, unit.matter_rating_note):
        return unit
    if unit.call.version != data.version:
        raise Conflict("call_changed", number=unit.call.number)
    make(Step(call=unit.call, unit=unit, move=wanted, data=data, who=held.who, now=now, again=rating))
    return unit


@transaction.atomic
def add_picture(*, held: links.Held, data: bytes, now: datetime) -> str:
    """A photo of the outside unit."""
    return keep_picture(unit_of(held, lock=True), data, who=held.who, now=now)


def link_of(called_ids: list[int], real_now: datetime) -> dict[int, dict[str, Any]]:
    """Unit → its newest link's state and end (1 statement)."""
    found: dict[int, dict[str, Any]] = {}
    for row in links.of([subject(pk) for pk in called_ids]):
        pk = int(row.subject.partition(":")[2])
        found.setdefault(pk, {"state": links.state(row, real_now), "expires_at": row.expires_at})
    return found
