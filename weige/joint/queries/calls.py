"""Calls as the screens get them: lists by keyset, one call with its units, actions and history."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from weige.joint.models import Called, CallIn
from weige.joint.queries.times import MEASURES
from weige.joint.rules.calls import (
    CALL_TABLE,
    LIVE,
    MATTER_RATINGS,
    OUTCOMES,
    STILL,
    UNIT_RATINGS,
    Call,
    CallMove,
    Move,
    Side,
    Unit,
    lacking,
    moves_from,
)
from weige.joint.rules.distribution import axes
from weige.joint.rules.words import named
from weige.joint.schemas.calls import CallFilter
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, words
from weige.people.models import Post

CHOICES = {"rate_unit": ("unit", UNIT_RATINGS), "rate_matter": ("matter", MATTER_RATINGS)}


def calls(access: Access, wanted: CallFilter) -> "QuerySet[CallIn]":
    """The calls the reader may see, filtered."""
    rows = access.rows("call.list", CallIn.objects.all())
    if wanted.live is not None:
        rows = rows.filter(state__in=sorted(LIVE)) if wanted.live else rows.exclude(state__in=sorted(LIVE))
    if wanted.sent:
        rows = rows.filter(caller_post=access.who.post_id)
    if wanted.case is not None:
        rows = rows.filter(case=wanted.case)
    if wanted.spot is not None:
        rows = rows.filter(spot=wanted.spot)
    if wanted.matter:
        rows = rows.filter(matter_code="" if wanted.matter == "-" else wanted.matter)
    units = _units(access, wanted)
    return rows.filter(pk__in=Called.objects.filter(units).values("call")) if units else rows


def _units(access: Access, wanted: CallFilter) -> Q:
    """Conditions on the units; an empty Q when none was asked for."""
    found = Q()
    if wanted.mine:
        mine = Q(post=access.who.post_id)
        if access.post.department_id is not None:
            mine |= Q(department=access.post.department_id)
        found &= mine & Q(state__in=sorted(STILL))
    if wanted.unanswered:
        found &= Q(state=Unit.WAITING.value)
    if wanted.unit:
        found &= Q(unit_code=wanted.unit)
    if wanted.measure:
        found &= Q(**{f"{MEASURES[wanted.measure]}__isnull": False})
    if wanted.since is not None:
        found &= Q(sent_at__gte=wanted.since)
    if wanted.until is not None:
        found &= Q(sent_at__lt=wanted.until)
    return found


def loaded(rows: "QuerySet[CallIn]") -> "QuerySet[CallIn]":
    """With caller, case and units (2 statements for any number of calls)."""
    units = Called.objects.select_related("partner").order_by("-lead", "pk")
    return rows.select_related("caller_post", "case").prefetch_related(Prefetch("units", units, "called"))


def page(rows: "QuerySet[CallIn]", *, limit: int, after: str) -> tuple[list[CallIn], str | None]:
    """Newest first. Raises Invalid for a foreign cursor."""
    if after:
        try:
            at, pk = urlsafe_b64decode(after.encode()).decode().split("|")
            moment, key = datetime.fromisoformat(at), UUID(pk)
        except ValueError:
            raise Invalid([FieldError("after", "bad_cursor")]) from None
        rows = rows.filter(Q(sent_at__lt=moment) | Q(sent_at=moment, pk__lt=key))
    found = list(loaded(rows).order_by("-sent_at", "-pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], urlsafe_b64encode(f"{last.sent_at.isoformat()}|{last.pk}".encode()).decode()


def row_of(call: CallIn, *, now: datetime) -> dict[str, Any]:
    """A call for lists (loaded())."""
    return {
        "id": str(call.pk),
        "number": call.number,
        "version": call.version,
        "kind": call.kind,
        **named("kind", call.kind, "kind"),
        "state": call.state,
        **named("call", call.state, "state"),
        "case_id": str(call.case_id) if call.case_id else None,
        "case_number": call.case.number if call.case else None,
        "spot": call.spot,
        "title_zh": call.title_zh,
        "title_en": call.title_en,
        "matter_code": call.matter_code,
        "matter_zh": call.matter_zh,
        "matter_en": call.matter_en,
        "place_zh": call.place_zh,
        "place_en": call.place_en or call.place_zh,
        "lon": call.lon,
        "lat": call.lat,
        "why": call.why,
        "caller": {"id": call.caller_post_id, "zh": call.caller_post.name_zh, "en": call.caller_post.name_en},
        "meet_at": call.meet_at,
        "sent_at": call.sent_at,
        "answered_at": call.answered_at,
        "arrived_at": call.arrived_at,
        "result_at": call.result_at,
        "closed_at": call.closed_at,
        "outcome": call.outcome,
        **named("outcome", call.outcome, "outcome"),
        "note": call.note,
        "units": [unit_of(one, now=now) for one in called(call)],
    }


def called(call: CallIn) -> Sequence[Called]:
    """The units as loaded() brought them."""
    found: Sequence[Called] = call.called  # type: ignore[attr-defined]
    for one in found:
        one.call = call  # at hand, so that nobody loads it again
    return found


def unit_of(one: Called, *, now: datetime) -> dict[str, Any]:
    """One unit with how long it took, or has been taking."""
    waiting = one.state == Unit.WAITING.value
    return {
        "id": one.pk,
        "unit_code": one.unit_code,
        "unit_zh": one.unit_zh,
        "unit_en": one.unit_en,
        "form": "post" if one.post_id else "department" if one.department_id else "partner",
        "lead": one.lead,
        "demand": one.demand,
        "state": one.state,
        **named("unit", one.state, "state"),
        "answer": one.answer,
        **named("answer", one.answer, "answer"),
        "reason": one.reason,
        "sent_at": one.sent_at,
        "answer_due_at": one.answer_due_at,
        "arrive_due_at": one.arrive_due_at,
        "answered_at": one.answered_at,
        "arrived_at": one.arrived_at,
        "arrived_m": one.arrived_m,
        "result_at": one.result_at,
        "result": one.result,
        "pictures": one.pictures,
        "urges": one.urges,
        "escalated_at": one.escalated_at,
        "late_at": one.late_at,
        "delegated_from": one.delegated_from_id,
        "unit_rating": one.unit_rating,
        **named("unit_rating", one.unit_rating, "unit_rating"),
        "unit_rating_note": one.unit_rating_note,
        "matter_rating": one.matter_rating,
        **named("matter_rating", one.matter_rating, "matter_rating"),
        "matter_rating_note": one.matter_rating_note,
        "minutes_waiting": round((now - one.sent_at).total_seconds() / 60) if waiting else None,
        "overdue": waiting and one.answer_due_at < now,
    }


def detail(call: CallIn, access: Access, *, now: datetime) -> dict[str, Any]:
    """The page of a call: its row, what the reader may do, which borders it crosses, its history."""
    units = called(call)
    caller = access.may("call.close", call) and (
        access.who.post_id == call.caller_post_id or access.who.post_id not in call.party_posts
    )
    mine = [one.pk for one in units if access.may("call.answer", _known(one, call))]
    body = row_of(call, now=now)
    for shown, one in zip(body["units"], units, strict=True):
        shown["actions"] = unit_actions(one, call, caller=caller, unit=one.pk in mine)
        shown["mine"] = one.pk in mine
    body["actions"] = call_actions(call, units, access.language) if caller else []
    body["axes"] = crossing(units)
    body["history"] = history(call)
    return body


def _known(one: Called, call: CallIn) -> Called:
    """The unit with its call at hand, so that access need not load it."""
    one.call = call
    return one


def unit_actions(one: Called, call: CallIn, *, caller: bool, unit: bool) -> list[dict[str, Any]]:
    """The moves of the table this reader may make on this unit now."""
    found = []
    live = Call(call.state) in LIVE
    for move in moves_from(Unit(one.state)):
        allowed = caller if move.side is Side.CALLER else unit
        rated = move.event == "rated" and getattr(one, f"{CHOICES[move.code][0]}_rating")
        if allowed and not rated and (live or move.event == "rated"):
            found.append(_action(move))
    return found


def _action(move: Move) -> dict[str, Any]:
    group, choices = CHOICES.get(move.code, ("", ()))
    return {
        "move": move.code,
        **named("move", move.code, "label"),
        "wants": list(move.wants),
        "takes": list(move.takes),
        "choices": [{"code": code, **named(f"{group}_rating", code, "label")} for code in choices],
    }


def call_actions(call: CallIn, units: Sequence[Called], language: str) -> list[dict[str, Any]]:
    """The caller's moves on the whole call; `missing` says what still stands in the way."""
    states = [(Unit(one.state), bool(one.unit_rating)) for one in units]
    return [
        {
            "move": move.code,
            **named("move", move.code, "label"),
            "wants": list(move.wants),
            "takes": list(move.takes),
            "choices": [{"code": code, **named("outcome", code, "label")} for code in OUTCOMES]
            if "outcome" in move.wants
            else [],
            "missing": [words(f"guard_{name}", language, {}) for name in _lacks(move, states)],
        }
        for move in CALL_TABLE
        if Call(call.state) in move.sources
    ]


def _lacks(move: CallMove, states: list[tuple[Unit, bool]]) -> list[str]:
    return lacking(move, units=states)


def crossing(units: Sequence[Called]) -> dict[str, Any]:
    """三跨 with its evidence: the departments and cells of those who take part, and units above the street."""
    taking = [one for one in units if one.state not in {Unit.DECLINED.value, Unit.DROPPED.value}]
    codes = sorted({one.unit_code for one in taking})
    posts = [one.post_id for one in taking if one.post_id is not None]
    areas = sorted(
        set(Post.objects.filter(pk__in=posts, area__level="segment").values_list("area__code", flat=True))
    )
    district = [
        one.unit_code for one in taking if one.partner is not None and one.partner.level == "district"
    ]
    found = axes(len(codes), len(areas), len(district))
    return {
        "axes": [{"code": code, **named("axis", code, "name")} for code in found],
        "departments": codes,
        "areas": areas,
        "district": district,
    }


def history(call: CallIn) -> list[dict[str, Any]]:
    """What happened to the call, newest first: events of its subject that are about it (1 statement)."""
    events = log.of(call.subject).filter(kind__startswith="joint.").order_by("-pk")
    return [
        {
            "id": event.pk,
            "at": event.at,
            "kind": event.kind,
            **named("event", event.kind.partition(".")[2], "text"),
            "detail_zh": event.payload.get("said_zh", ""),
            "detail_en": event.payload.get("said_en", ""),
            "words": event.payload.get("words", ""),
            "system": event.actor_kind == "system",
        }
        for event in events
        if event.payload.get("call_id") == str(call.pk)
    ]
