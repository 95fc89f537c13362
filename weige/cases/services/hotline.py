"""Taking hotline orders: one order becomes a case, once, under its own number."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from weige.cases import events
from weige.cases.models import Case, HotlineOrder
from weige.cases.queries import hotline as queries
from weige.cases.queries.actors import seat_of
from weige.cases.queries.placing import Pointed, point_at
from weige.cases.rules import clocks
from weige.cases.rules.hotline import CONTACT, ORDER, State, started
from weige.cases.schemas.hotline import OrderIn
from weige.cases.services.opening import Found, open_case
from weige.cases.services.places import Spot, find_spot
from weige.cases.services.recording import tell
from weige.cases.services.reporting import find_building, find_matter, find_shop
from weige.cases.services.step import refuse
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.worktime import Calendar, Limit
from weige.people.queries import masking

#: The same caller about the same matter within this time is a repeated call (our default).
REPEATED = timedelta(days=30)
MOBILE = re.compile(r"(?<!\d)1\d{10}(?!\d)")


def scrubbed(text: str) -> str:
    """The text with mobile numbers masked: what a caller said is read by more people than his number is for."""
    return MOBILE.sub(lambda found: masking.phone(found.group()), text)


def take(
    *,
    access: Access,
    data: OrderIn,
    way: str,
    calendar: Calendar,
    now: datetime,
    limits: dict[str, Limit] | None = None,
    announce: bool = True,
) -> tuple[HotlineOrder, bool]:
    """Takes the order and opens its case; says whether it is new. The same number again gives what was made.

    An order whose place nobody can find from its words is kept without a case, for the desk to place; whoever is on
    duty is told (announce). way: excel, api, form. Raises Invalid (unknown matter, outside of this street, time in the
    future).
    """
    seat = seat_of(access)
    acting: dict[str, Any] = {"access": access, "calendar": calendar, "now": now}
    known = queries.loaded().filter(number=data.number).first()
    if known is not None:
        return known, False
    if data.received_at is not None and data.received_at > now:
        raise refuse("received_at", "in_the_future")
    matter = find_matter(data.matter)
    spot, pointed, why = _place(data, seat.post.street, now)
    order = words_of(data, access, now=now, way=way)
    order.matter, order.place_why, order.cells = matter, why, sorted(seat.post.street)
    try:
        with transaction.atomic():
            begin(order, (spot, pointed), limits=limits or queries.limits(), **acting)
            if spot is None and announce:
                tell_unplaced([order], access=access, now=now)
    except IntegrityError:
        again = queries.loaded().filter(number=data.number).first()
        if again is None:
            raise
        return again, False
    return order, True


def faults(data: OrderIn, *, street: frozenset[int], now: datetime) -> list[FieldError]:
    """All that is wrong with an order, where `take` stops at the first; what it would refuse is here."""

    def in_time() -> None:
        if data.received_at is not None and data.received_at > now:
            raise refuse("received_at", "in_the_future")

    found: list[FieldError] = []
    for check in (
        in_time,
        lambda: find_matter(data.matter),
        lambda: _place(data, street, now),
    ):
        try:
            check()
        except Invalid as problem:
            found += problem.errors
    return found


def tell_unplaced(orders: Sequence[HotlineOrder], *, access: Access, now: datetime) -> None:
    """Says once that these orders wait to be shown on the map."""
    first = orders[0]
    event = events.HotlineUnplaced(order_id=first.pk, order_number=first.number, count=len(orders))
    log.append(event, who=access.who, now=now, subject=first.subject, cells=first.cells)


def begin(
    order: HotlineOrder,
    place: tuple[Spot | None, Pointed | None],
    *,
    limits: dict[str, Limit],
    access: Access,
    calendar: Calendar,
    now: datetime,
) -> None:
    """Saves a new order with its clocks and opens its case, if its place is known."""
    spot, pointed = place
    order.state = (State.ARRIVED if spot else State.UNPLACED).value
    order.address = order.address or (pointed.address if pointed else "")
    set_clocks(order, started(limits, order.kind, now), calendar)
    order.save(force_insert=True)
    if spot is not None:
        open_for(order, spot, pointed, access=access, calendar=calendar, now=now)


def words_of(data: OrderIn, access: Access, *, now: datetime, way: str) -> HotlineOrder:
    """The order's own words; numbers in them are masked, because more people read them than may call."""
    return HotlineOrder(
        number=data.number,
        kind=data.kind,
        text=scrubbed(data.text.strip()),
        course=scrubbed(data.course.strip()),
        caller_name=data.caller_name.strip(),
        caller_phone=data.caller_phone.strip(),
        address=data.address.strip(),
        sender_id=access.who.user_id,
        way=way,
        received_at=data.received_at or now,
        arrived_at=now,
        rank_at=now,
    )


def _place(data: OrderIn, street: frozenset[int], now: datetime) -> tuple[Spot | None, Pointed | None, str]:
    """Where it is and why we think so: given on the map, by the shop or building named, by its words."""
    shop, building = find_shop(data.shop), find_building(data.building)
    if data.lon is not None and data.lat is not None:
        spot, pointed, why = find_spot(data.lon, data.lat, datum=data.datum, now=now), None, "given"
        if shop or building:
            pointed = Pointed("given", "", spot.lon, spot.lat, data.address, shop, building)
    else:
        named = shop or building
        pointed, why = None, "named"
        if named is not None:
            pointed = Pointed("named", "", named.lon, named.lat, data.address, shop, building)
        else:
            pointed = point_at(data.address, street) or point_at(data.text, street)
            why = pointed.kind if pointed else ""
        if pointed is None:
            return None, None, ""
        spot = find_spot(pointed.lon, pointed.lat, now=now)
    if street and not street & set(spot.located.cells):
        raise refuse("lon", "outside_this_street")
    return spot, pointed, why


def open_for(
    order: HotlineOrder,
    spot: Spot,
    pointed: Pointed | None,
    *,
    access: Access,
    calendar: Calendar,
    now: datetime,
) -> Case:
    """Opens the case of an order, which is saved already, and tells that the order came."""
    found = Found(
        lon=spot.lon,
        lat=spot.lat,
        located=spot.located,
        source="hotline",
        matter=order.matter,
        text=order.text,
        place_zh=order.address,
        shop=pointed.shop if pointed else None,
        building=pointed.building if pointed else None,
        found_at=order.received_at,
        outer_numbers=(order.number,),
        data={"number": order.number, "kind": order.kind, "round": order.rounds},
    )
    case = open_case(found, who=access.who, now=now, calendar=calendar)
    order.case = case
    order.cases = [*order.cases, case.pk]
    order.cells, order.leaf_cells = case.cells, case.leaf_cells
    if order.state == State.UNPLACED.value:
        order.state = State.ARRIVED.value
    order.save()
    say(order, "take", access=access, now=now, repeated=called_before(order))
    return case


def called_before(order: HotlineOrder) -> bool:
    """Whether the same number asked about the same matter within REPEATED (1 statement; no number: no)."""
    if not order.caller_phone or order.matter_id is None or order.rounds > 1:
        return False
    since = order.arrived_at - REPEATED
    rows = HotlineOrder.objects.filter(arrived_at__gte=since, arrived_at__lte=order.arrived_at)
    return rows.filter(caller_phone=order.caller_phone, matter=order.matter_id).exclude(pk=order.pk).exists()


def set_clocks(order: HotlineOrder, timed: clocks.Clocks, calendar: Calendar) -> None:
    """Writes the clocks and what they say into the columns lists are ordered and swept by."""
    contact, main = clocks.due_of(timed[CONTACT], calendar), clocks.due_of(timed[ORDER], calendar)
    order.clocks = clocks.dump(timed)
    order.contact_due_at, order.due_at = contact.at, main.at
    order.calendar_version = calendar.version
    running = [
        due.at
        for due, clock in ((contact, timed[CONTACT]), (main, timed[ORDER]))
        if due.at is not None and clock.stopped_at is None
    ]
    order.rank_at = min(running, default=order.done_at or order.rank_at)


def say(order: HotlineOrder, step: str, *, access: Access, now: datetime, **told: Any) -> None:
    """Appends what happened to the timeline of the order's case."""
    case = order.case
    if case is None:
        return
    limits = {"order_due_at": order.due_at, "contact_due_at": order.contact_due_at, "round": order.rounds}
    said = {"order_number": order.number, "step": step} | limits | told
    tell(case, events.HotlineStep, before=case.state, move="", who=access.who, now=now, changes={}, told=said)
