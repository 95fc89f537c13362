"""Black spots: opened, moved by the table, measures written down, supervision planned and done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from shapely.errors import GEOSException
from shapely.geometry import Polygon, shape

from weige.cases.queries.catalogue import known_prefixes
from weige.kernel import log
from weige.kernel.access import Access, Who
from weige.kernel.errors import Conflict, FieldError, Invalid, NotFound
from weige.kernel.streettime import LOCAL
from weige.knowledge import events
from weige.knowledge.models import BlackSpot, Check, Measure, Plan
from weige.knowledge.queries.figures import weekly_change
from weige.knowledge.rules.picture import metres
from weige.knowledge.rules.spotmoves import MOVES, SpotState
from weige.people.models import Post
from weige.registry.models import Shop
from weige.territory.queries import TerritoryFault, locate

MOST_RADIUS_M = 500


def refuse(name: str, code: str, **params: Any) -> Invalid:
    """The error for one wrong input."""
    return Invalid([FieldError(name, code, params)])


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotDraft:
    """What a black spot is: where (WGS84 degrees, metres, or a GeoJSON polygon), which matters, why."""

    title_zh: str
    title_en: str = ""
    matters: Sequence[str]
    lon: float
    lat: float
    radius_m: int = 60
    area: Mapping[str, Any] | None = None
    shop: Shop | None = None
    place_zh: str = ""
    place_en: str = ""
    why: str
    note: dict[str, int] = field(default_factory=dict)


def draw_up(*, draft: SpotDraft, state: SpotState, who: Who, now: datetime) -> BlackSpot:
    """Writes a black spot and its event. Raises Invalid: outside of the street, a bad area, unknown matters."""
    lon, lat, radius = _ground(draft)
    try:
        here = locate(lon, lat, on=now.astimezone(LOCAL).date())
    except TerritoryFault as fault:
        raise refuse("lon", fault.code, **fault.params) from fault
    if here.outside:
        raise refuse("lon", "outside_the_street")
    unknown = sorted(set(draft.matters) - known_prefixes(draft.matters))
    if unknown or not draft.matters:
        raise refuse("matters", "unknown_matter_prefix", prefix=", ".join(unknown))
    with transaction.atomic():
        spot = BlackSpot.objects.create(
            number=f"new-{now.timestamp()}-{lon}-{lat}"[:40],
            state=state.value,
            title_zh=draft.title_zh,
            title_en=draft.title_en,
            matters=list(draft.matters),
            shop=draft.shop,
            lon=lon,
            lat=lat,
            radius_m=radius,
            area=draft.area,
            place_zh=draft.place_zh,
            place_en=draft.place_en,
            cells=here.cells,
            leaf_cells=here.leaf_cells,
            why=draft.why,
            opened_at=now,
            opened_by_id=who.post_id,
        )
        spot.number = f"DW-{spot.pk:04d}"
        spot.save(update_fields=["number"])
        kind = events.SpotProposed if state is SpotState.PROPOSED else events.SpotOpened
        tell(spot, kind, who=who, now=now, **draft.note)
    return spot


def _ground(draft: SpotDraft) -> tuple[float, float, int]:
    """Middle and radius; of an area, its middle and the farthest corner. Raises Invalid."""
    if draft.area is None:
        return draft.lon, draft.lat, draft.radius_m
    try:
        ground = shape(dict(draft.area))
    except (GEOSException, ValueError, TypeError, KeyError, AttributeError, IndexError):
        ground = None
    if not isinstance(ground, Polygon) or not ground.is_valid or ground.is_empty:
        raise refuse("area", "bad_area")
    middle = ground.centroid
    reach = max(metres(middle.x, middle.y, x, y) for x, y in ground.exterior.coords)
    if reach > MOST_RADIUS_M:
        raise refuse("area", "area_too_big")
    return middle.x, middle.y, max(round(reach), 5)


def tell(spot: BlackSpot, kind: type[events.SpotEvent], *, who: Who, now: datetime, **told: Any) -> None:
    """Appends an event of the spot, addressed to its cells (1 statement)."""
    posts = told.pop("post_ids", ())
    event = kind(
        spot_id=spot.pk,
        number=spot.number,
        state=spot.state,
        title_zh=spot.title_zh,
        title_en=spot.title_en or spot.title_zh,
        place_zh=spot.place_zh,
        lon=spot.lon,
        lat=spot.lat,
        **told,
    )
    log.append(event, who=who, now=now, subject=spot.subject, cells=spot.cells, post_ids=posts)


def open_spot(*, access: Access, draft: SpotDraft, now: datetime) -> BlackSpot:
    """Somebody opens one. Raises NotFound (no grant here), Invalid."""
    access.require("spot.manage")
    return draw_up(draft=draft, state=SpotState.OPEN, who=access.who, now=now)


def locked(access: Access, verb: str, spot_id: int) -> BlackSpot:
    """The spot, its row locked. Raises NotFound, Forbidden."""
    rows = BlackSpot.objects.select_for_update(of=("self",))
    spot = access.get("spot.read", rows, id=spot_id)
    access.check(verb, spot)
    return spot


def move(*, access: Access, spot_id: int, code: str, version: int, note: str, now: datetime) -> BlackSpot:
    """One move of the table. Raises NotFound, Forbidden, Conflict (changed, illegal), Invalid (note, measure)."""
    wanted = MOVES.get(code)
    if wanted is None:
        raise NotFound("unknown_spot_move")
    with transaction.atomic():
        spot = locked(access, "spot.manage", spot_id)
        if spot.version != version:
            raise Conflict("spot_changed", number=spot.number)
        if SpotState(spot.state) not in wanted.sources:
            raise Conflict("spot_move_illegal")
        if wanted.wants_note and not note.strip():
            raise refuse("note", "field_missing")
        if wanted.wants_measure and not spot.measures.exists():
            raise Invalid([FieldError("", "measure_missing")])
        told: dict[str, Any] = {"note": note}
        spot.state, spot.version = wanted.target.value, spot.version + 1
        if wanted.target is SpotState.CLOSED:
            spot.closed_at, spot.closing = now, note
            before, after = weekly_change(spot, now=now)
            told |= {"before": before, "after": after}
        else:
            spot.closed_at = None
        spot.save()
        tell(spot, wanted.event, who=access.who, now=now, **told)
    return spot


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDraft:
    """What was done, from when, until when, for how many yuan, by whom."""

    kind: str
    text: str
    at: datetime
    until: datetime | None = None
    cost: Decimal | None = None
    by: str = ""


def take_measure(*, access: Access, spot_id: int, draft: MeasureDraft, now: datetime) -> Measure:
    """Writes down what was done. Raises NotFound, Forbidden, Conflict (not open), Invalid (a later date)."""
    with transaction.atomic():
        spot = _open(access, spot_id)
        if draft.at > now:
            raise refuse("at", "measure_before_case")
        if draft.until is not None and draft.until < draft.at:
            raise refuse("until", "measure_until")
        row = Measure.objects.create(
            spot=spot,
            kind=draft.kind,
            text=draft.text,
            at=draft.at,
            until=draft.until,
            cost=draft.cost,
            by=draft.by,
            added_at=now,
            added_by_id=access.who.post_id,
        )
        tell(spot, events.MeasureTaken, who=access.who, now=now, measure_id=row.pk, measure_kind=row.kind)
    return row


def _open(access: Access, spot_id: int) -> BlackSpot:
    spot = locked(access, "spot.manage", spot_id)
    if spot.state != SpotState.OPEN.value:
        raise Conflict("spot_not_open")
    return spot


def set_plan(*, access: Access, spot_id: int, text: str, post: str, every_days: int, now: datetime) -> Plan:
    """A post of this street looks there every so many days from now on; the first time in that many days.

    Also of a closed spot: that is what lasting supervision is for. Raises NotFound, Forbidden, Invalid.
    """
    with transaction.atomic():
        spot = locked(access, "spot.manage", spot_id)
        rows = Post.objects.filter(code=post, area__path__overlap=spot.cells, role__grants__verb="spot.check")
        seat = rows.distinct().first()
        if seat is None:
            raise refuse("post", "unknown_plan_post", ref=post)
        plan = Plan.objects.create(spot=spot, text=text, post=seat, every_days=every_days)
        today = now.astimezone(LOCAL).date()
        Check.objects.create(plan=plan, due_on=today + timedelta(days=every_days))
        told = {"plan_id": plan.pk, "post_id": seat.pk, "every_days": every_days}
        tell(spot, events.PlanSet, who=access.who, now=now, post_ids=(seat.pk,), **told)
    return plan


def end_plan(*, access: Access, spot_id: int, plan_id: int, now: datetime) -> Plan:
    """No further checks are due. Raises NotFound, Forbidden, Conflict."""
    with transaction.atomic():
        spot = locked(access, "spot.manage", spot_id)
        plan = Plan.objects.select_for_update(of=("self",)).filter(pk=plan_id, spot=spot).first()
        if plan is None:
            raise NotFound()
        if plan.ended_at is not None:
            raise Conflict("plan_ended")
        plan.ended_at = now
        plan.save(update_fields=["ended_at"])
        plan.checks.filter(done_at__isnull=True).delete()
    return plan
