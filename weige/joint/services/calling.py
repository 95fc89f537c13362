"""Calling in: one call, its units with their deadlines, more units later, and the end of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from weige.cases.models import Case, Matter
from weige.cases.services.places import find_spot
from weige.joint import events
from weige.joint.models import Called, CallIn, CallKind
from weige.joint.queries.kinds import kinds
from weige.joint.rules.calls import CALL_MOVES, OUTCOMES, STILL, Call, Unit, lacking, stage
from weige.joint.schemas.calls import CallAsk, CallMoveIn, UnitAsk
from weige.joint.services.common import detail, minutes, next_number, refuse, tell, tell_unit
from weige.joint.services.units import columns, read_units
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from weige.kernel.worktime import Calendar, Clock


@transaction.atomic
def send(*, access: Access, data: CallAsk, calendar: Calendar, now: datetime) -> CallIn:
    """Makes the call and tells every unit. Raises NotFound, Forbidden, Conflict (case ended), Invalid."""
    access.require("call.send")
    kind = kinds().get(data.kind)
    if kind is None:
        raise refuse("kind", "unknown_choice", choices=", ".join(kinds()))
    if not data.why.strip():
        raise refuse("why", "field_missing")
    if data.meet_at is not None and data.meet_at <= now:
        raise refuse("meet_at", "time_is_past")
    call = _on_case(access, data.case) if data.case else _on_place(data, now)
    if access.who.post_id is None or not access.may("call.send", call):
        raise Forbidden
    call.id, call.kind, call.state = uuid4(), kind.code, Call.CALLED.value
    call.spot = data.spot
    call.why, call.meet_at, call.sent_at = data.why.strip(), data.meet_at, now
    call.caller_post_id, call.caller_user_id = access.who.post_id, access.who.user_id
    call.party_posts, call.department_ids = [], []
    call.number = next_number("call", "CJ", now)
    rows = _units(call, data.units, kind, calendar=calendar, now=now)
    call.save(force_insert=True)
    _add(call, rows, access=access, now=now)
    return call


def _on_case(access: Access, case_id: UUID) -> CallIn:
    """An unsaved call that takes matter, title and place of the case; its handler's side may call too."""
    case = access.get("case.read", Case.objects.select_related("matter"), id=case_id)
    if case.ended_at is not None:
        raise Conflict("case_ended", number=case.number)
    matter = case.matter
    return CallIn(
        case=case,
        matter_code=matter.code if matter else "",
        matter_zh=matter.name("zh") if matter else "",
        matter_en=matter.name("en") if matter else "",
        title_zh=case.title_zh,
        title_en=case.title_en,
        place_zh=case.place_zh,
        place_en=case.place_en,
        lon=case.lon,
        lat=case.lat,
        cells=case.cells,
        leaf_cells=case.leaf_cells,
        party_posts=case.party_posts,
        department_ids=[case.department_id] if case.department_id else [],
    )


def _on_place(data: CallAsk, now: datetime) -> CallIn:
    if data.lon is None or data.lat is None:
        raise refuse("case", "case_or_place")
    if not data.title.strip():
        raise refuse("title", "field_missing")
    spot = find_spot(data.lon, data.lat, now=now)
    matter = Matter.objects.filter(code=data.matter, valid_to__isnull=True).first() if data.matter else None
    if data.matter and matter is None:
        raise refuse("matter", "unknown_matter")
    return CallIn(
        matter_code=data.matter,
        matter_zh=matter.name("zh") if matter else "",
        matter_en=matter.name("en") if matter else "",
        title_zh=data.title.strip(),
        title_en=data.title.strip(),
        place_zh=data.place,
        lon=spot.lon,
        lat=spot.lat,
        cells=spot.located.cells,
        leaf_cells=spot.located.leaf_cells,
    )


def _units(
    call: CallIn, asked: Sequence[UnitAsk], kind: CallKind, *, calendar: Calendar, now: datetime
) -> list[Called]:
    """Unsaved rows of the units asked for. Raises Invalid, naming each wrong one by its place in the list."""
    clock = Clock(calendar)
    answer_due = clock.due(now, kind.limit("answer")).at or now
    arrive_due = call.meet_at or clock.due(now, kind.limit("arrive")).at or now
    return [
        Called(
            **columns(one),
            lead=one["lead"],
            demand=one["demand"],
            state=Unit.WAITING.value,
            sent_at=now,
            answer_due_at=answer_due,
            arrive_due_at=arrive_due,
            next_at=answer_due,
        )
        for one in read_units(asked, call.cells, "call.answer")
    ]


def _add(call: CallIn, rows: Sequence[Called], *, access: Access, now: datetime) -> None:
    """Saves the units, opens the call to them, and tells each (1 + 2 statements a unit)."""
    involve(call, rows)
    call.save(update_fields=["party_posts", "department_ids", "state", "version"])
    for row in rows:
        row.call = call
        row.save(force_insert=True)
        words = detail((row.unit_zh, row.unit_en), *([("lead", {})] if row.lead else []))
        tell_unit(row, events.UnitCalled, who=access.who, now=now, words=row.demand or call.why, **words)


def involve(call: CallIn, rows: Sequence[Called]) -> None:
    """Posts and departments called may see the call from now on."""
    call.party_posts = sorted({*call.party_posts, *(row.post_id for row in rows if row.post_id)})
    call.department_ids = sorted(
        {*call.department_ids, *(row.department_id for row in rows if row.department_id)}
    )


def locked(access: Access, call_id: UUID, version: int | None) -> CallIn:
    """The call, its row locked until the transaction ends. Raises NotFound, Conflict (changed meanwhile)."""
    rows = CallIn.objects.select_for_update(of=("self",)).select_related("case", "caller_post")
    call = access.get("call.read", rows, id=call_id)
    if version is not None and call.version != version:
        raise Conflict("call_changed", number=call.number)
    return call


@transaction.atomic
def move(
    *, access: Access, call_id: UUID, code: str, data: CallMoveIn, calendar: Calendar, now: datetime
) -> CallIn:
    """add_units, close or cancel. Raises NotFound, Conflict, Forbidden (not the caller's side), Invalid."""
    wanted = CALL_MOVES.get(code)
    if wanted is None:
        raise NotFound("unknown_move")
    call = locked(access, call_id, data.version)
    if Call(call.state) not in wanted.sources:
        raise Conflict("illegal_call_move", state=call.state, move=code)
    if not access.may("call.close", call) or not calls(access, call):
        raise Forbidden("not_your_move")
    given = data.dict()
    errors = [FieldError(name, "field_missing") for name in wanted.wants if not given[name]]
    if "outcome" in wanted.wants and data.outcome and data.outcome not in OUTCOMES:
        errors.append(FieldError("outcome", "unknown_choice", {"choices": ", ".join(OUTCOMES)}))
    units = list(call.units.select_for_update().order_by("pk"))
    names = lacking(wanted, units=[(Unit(one.state), bool(one.unit_rating)) for one in units])
    errors += [FieldError("", f"guard_{name}") for name in names]
    if errors:
        raise Invalid(errors)
    call.version += 1
    if code == "add_units":
        return _more(call, units, data, access=access, calendar=calendar, now=now)
    return _end(call, units, data, wanted.target or Call.CLOSED, access=access, now=now)


def calls(access: Access, call: CallIn) -> bool:
    """Whether the reader stands on the caller's side: the calling post, or a seat that closes calls everywhere
    (a unit that was called has its own moves)."""
    return access.who.post_id == call.caller_post_id or access.who.post_id not in call.party_posts


def _more(
    call: CallIn,
    units: Sequence[Called],
    data: CallMoveIn,
    *,
    access: Access,
    calendar: Calendar,
    now: datetime,
) -> CallIn:
    rows = _units(call, data.units, kinds()[call.kind], calendar=calendar, now=now)
    busy = {(one.post_id, one.department_id, one.partner_id) for one in units if Unit(one.state) in STILL}
    if any((row.post_id, row.department_id, row.partner_id) in busy for row in rows):
        raise refuse("units", "called_twice")
    if any(row.lead for row in rows) and any(one.lead for one in units if Unit(one.state) in STILL):
        raise refuse("units", "one_lead")
    states = [Unit(one.state) for one in [*units, *rows]]
    call.state = stage(states).value
    call.result_at = None
    _add(call, rows, access=access, now=now)
    call.save(update_fields=["result_at"])
    return call


def _end(
    call: CallIn, units: Sequence[Called], data: CallMoveIn, target: Call, *, access: Access, now: datetime
) -> CallIn:
    """Closed or cancelled: no unit's clock runs on."""
    call.state, call.closed_at = target.value, now
    call.outcome, call.note = data.outcome, (data.note or data.reason).strip()
    for unit in units:
        if Unit(unit.state) in STILL:
            unit.state = Unit.DROPPED.value
        unit.next_at = None
    Called.objects.bulk_update(units, ["state", "next_at"])
    call.save(update_fields=["state", "closed_at", "outcome", "note", "version"])
    if target is Call.CANCELLED:
        tell(call, events.CallCancelled, who=access.who, now=now, words=call.note)
        return call
    taken = minutes(call.sent_at, now)
    words = detail((f"outcome_{call.outcome}", {}), ("minutes", {"n": taken}))
    tell(
        call,
        events.CallClosed,
        who=access.who,
        now=now,
        outcome=call.outcome,
        minutes=taken,
        words=call.note,
        **words,
    )
    return call
