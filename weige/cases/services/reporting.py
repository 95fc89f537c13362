"""上报: somebody says that something is wrong somewhere."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from weige.cases import events
from weige.cases.models import Case, Matter, Report, snapshot
from weige.cases.queries.actors import Seat, seat_of
from weige.cases.queries.similar import policies
from weige.cases.rules.sameness import distance_m
from weige.cases.rules.sources import source_of, wrong_data
from weige.cases.schemas.reports import ReportIn
from weige.cases.services.engine import locked, rows
from weige.cases.services.numbering import taken
from weige.cases.services.opening import Found, add_report, open_case
from weige.cases.services.places import find_spot
from weige.cases.services.recording import record
from weige.cases.services.references import by_ref
from weige.cases.services.step import refuse
from weige.kernel import lean
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.kernel.worktime import Calendar
from weige.registry.models import Shop
from weige.territory.models import Building


def report(*, access: Access, data: ReportIn, calendar: Calendar, now: datetime) -> tuple[Case, bool]:
    """Opens a case, or joins the report to the one named; says whether a case was opened.

    The same dedupe_key from the same person gives the same case again: the unique key says so, nothing has to be
    looked up before. Raises NotFound (no grant here; attach_to not visible), Invalid (outside of this street,
    unknown matter, shop, building or source).
    """
    access.require("case.report")
    seat = seat_of(access)
    found = _found(seat, data, now)
    try:
        if data.attach_to is not None:
            with transaction.atomic():
                return _attach(access, data, found, now), False
        with taken(now) as number, transaction.atomic():
            return open_case(found, who=access.who, now=now, calendar=calendar, number=number), True
    except IntegrityError:
        known = _sent_before(access, data)
        if known is None:
            raise
        return known, False


def _sent_before(access: Access, data: ReportIn) -> Case | None:
    user = access.who.user_id
    if not data.dedupe_key or user is None:
        return None
    mine = Report.objects.filter(user_id=user, dedupe_key=data.dedupe_key).values("case")
    return rows().filter(pk__in=mine).first()


def _attach(access: Access, data: ReportIn, found: Found, now: datetime) -> Case:
    """One more report of an open case; the reporter will see what becomes of it."""
    assert data.attach_to is not None, "the caller looked"
    case = _to_join(access, data.attach_to, found)
    if case.ended_at is not None:
        raise refuse("attach_to", "unknown_open_case")
    before = snapshot(case)
    case.reports += 1
    case.sources = list(dict.fromkeys([*case.sources, found.source]))
    user = access.who.user_id
    if user is not None and user not in case.party_users:
        case.party_users = [*case.party_users, user]
    add_report(case, found, who=access.who, now=now)
    told = {"source": found.source}
    record(case, before, events.ReportAdded, move="", who=access.who, now=now, told=told)
    return case


def _to_join(access: Access, case_id: UUID, found: Found) -> Case:
    """A case the reporter may read; or one of his street so near that he was asked "is it this one?".

    Raises NotFound for any other.
    """
    try:
        return access.get("case.read", locked(), id=case_id)
    except NotFound:
        near = locked().filter(pk=case_id, cells__overlap=sorted(access.post.street)).first()
        reach = policies().widest_m
        if near is None or distance_m(found.lon, found.lat, near.lon, near.lat) > reach:
            raise
        return near


def _found(seat: Seat, data: ReportIn, now: datetime) -> Found:
    """The report with its names looked up (1–4 statements)."""
    source = source_of(seat.post.role, data.source)
    if source is None:
        raise refuse("source", "unknown_source", source=data.source)
    wrong = wrong_data(source, data.data, asked=bool(data.source))
    if wrong:
        raise Invalid([FieldError(f"data.{name}", code) for name, code in wrong])
    if data.found_at is not None and data.found_at > now:
        raise refuse("found_at", "in_the_future")
    spot = find_spot(data.lon, data.lat, datum=data.datum, now=now)
    if seat.post.street and not seat.post.street & set(spot.located.cells):
        raise refuse("lon", "outside_this_street")
    return Found(
        lon=spot.lon,
        lat=spot.lat,
        located=spot.located,
        source=source,
        matter=find_matter(data.matter),
        text=data.text.strip(),
        place_zh=data.place,
        place_en=data.place_en,
        level=data.level,
        shop=find_shop(data.shop),
        building=find_building(data.building),
        found_at=data.found_at or now,
        dedupe_key=data.dedupe_key,
        data=_channel(seat, source, data),
    )


def _channel(seat: Seat, source: str, data: ReportIn) -> dict[str, str]:
    """What the channel knows: what was said of it, and for a city's app its name."""
    said = {name: text.strip() for name, text in data.data.items() if text.strip()}
    return said | ({"app": seat.who.name} if source == "open311" else {})


OF_CODE = "FROM cases_matter m WHERE m.code = %s AND m.valid_to IS NULL ORDER BY m.id"


def find_matter(code: str) -> Matter | None:
    if not code:
        return None
    row = lean.first({"m": Matter}, OF_CODE, [code])
    if row is None:
        raise refuse("matter", "unknown_matter", code=code)
    found: Matter = row[0]
    return found


def find_shop(ref: str | None) -> Shop | None:
    found = Shop.objects.filter(by_ref(ref)).first() if ref else None
    if ref and found is None:
        raise refuse("shop", "unknown_shop", ref=ref)
    return found


def find_building(ref: str | None) -> Building | None:
    found = Building.objects.filter(by_ref(ref)).first() if ref else None
    if ref and found is None:
        raise refuse("building", "unknown_building", ref=ref)
    return found
