"""What is looked up when a warning fires: the place, the readings around it, the neighbours, permits on
record.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest

from django.db import connection
from django.db.models import Q

from weige.registry.models import Shop
from weige.sensing.models import Device
from weige.sensing.models.device import OFFLINE
from weige.sensing.rules.board import Change
from weige.sensing.rules.explain import Facts, Neighbour
from weige.sensing.rules.judges import judge_of
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.machine import SECOND
from weige.sensing.rules.routing import places
from weige.sensing.rules.signals import micros, moment
from weige.sensing.rules.spec import Limit, RuleSpec, Text
from weige.sensing.services.judging import Table
from weige.territory.models import Building
from weige.territory.queries.called import Called, called_all

WINDOW = 6 * 3600 * SECOND  # readings shown before the firing (LOOK, "Warning card": chart 6 h)
LATELY = 50_000  # … but where so many come in less time, only since then: a batch must not wait (our default)
FLOOD = (
    240 * SECOND
)  # … and where they come in less than this, only what the rule's own memory holds (our default)
REACH_LAT, REACH_LON = 0.00036, 0.00042  # degrees: about 40 m around a place, for neighbours (our default)
NEIGHBOURS = 5
UNREAD = ("limits", "health", "cells", "leaf_cells")  # of neighbours
MOST = 300  # devices looked at around a batch's openings: in a hall full of sensors, the longest there (our default)


@dataclass(frozen=True)
class Place:
    """Where a warning is.

    name: what stands there, for the title; where: how to find it (an address if known).
    """

    name: Text
    where: Text
    lon: float
    lat: float
    cells: list[int]
    leaf_cells: list[int]
    shop: Shop | None = None
    building_id: int | None = None


@dataclass
class Evidence:
    """Rows looked up for a batch's openings; all empty when nothing opened."""

    table: Table
    devices: dict[int, Device] = field(default_factory=dict)
    shops: dict[str, Shop] = field(default_factory=dict)
    buildings: dict[str, Building] = field(default_factory=dict)
    called: dict[int, Called] = field(default_factory=dict)
    around: list[Device] = field(default_factory=list)
    readings: dict[Change, list[tuple[int, float | None, bool]]] = field(default_factory=dict)
    labels: dict[Change, str] = field(default_factory=dict)

    def place(self, change: Change) -> Place:
        """The shop, building, zone or device the change is about; a shop unknown here falls back to the
        device.
        """
        device = self.devices[change.device_id]
        kind, _, code = change.group[1].partition(":")
        shop = self.shops.get(code) if kind == "shop" else None
        building = self.buildings.get(code) if kind == "building" else None
        if shop is not None:
            name = Text(shop.name_zh, shop.name_en or shop.name_zh)
            where = Text(shop.address or name.zh, shop.name_en or shop.address)
            return Place(name, where, shop.lon, shop.lat, shop.cells, shop.leaf_cells, shop, shop.building_id)
        if building is not None:
            name = Text(*self.called[building.pk])
            return Place(
                name, name, building.lon, building.lat, building.cells, building.leaf_cells, None, building.pk
            )
        zone = change.zone
        name = zone.name if zone and zone.name else Text(device.name_zh, device.name_en)
        lon = zone.lon if zone and zone.lon is not None else device.lon
        lat = zone.lat if zone and zone.lat is not None else device.lat
        return Place(name, name, lon, lat, device.cells, device.leaf_cells, None, device.building_id)

    def facts(self, spec: RuleSpec, change: Change) -> Facts:
        rows = self.readings.get(change, [])
        span = change.span or (change.at, change.at)
        unjudged = sum(1 for at, _, judged in rows if not judged and span[0] <= at <= span[1])
        if judge_of(spec).traced:
            readings = list(change.trace)
        else:
            readings = [(at, value) for at, value, judged in rows if judged and value is not None]
        device = self.devices[change.device_id]
        zone_shop = change.zone.shop if change.zone else None
        asked = [
            one for place in places(change.group[1], zone_shop) for one in self.table.permits.get(place, ())
        ]
        return Facts(
            limit=self._limit(spec, change),
            readings=readings,
            unjudged=unjudged,
            calibrated_until=device.calibrated_until,
            permits=sum(1 for permit in asked if permit.kind in spec.unless),
            neighbours=self._neighbours(spec, change),
        )

    def _limit(self, spec: RuleSpec, change: Change) -> Limit | None:
        return self.table.devices[change.device_id].limits.get(spec.signal.kind) or spec.limit

    def _neighbours(self, spec: RuleSpec, change: Change) -> list[Neighbour]:
        """The devices that could have seen the same: those that did first, then the nearest; at most five."""
        place, levels = self.place(change), self.table.board.levels.get(change.group, {})
        found = []
        for device in self.around:
            if device.pk == change.device_id or not _can_tell(spec, device, place):
                continue
            distance = (device.lon - place.lon) ** 2 + (device.lat - place.lat) ** 2
            sees = levels.get(device.pk, NONE) > NONE
            found.append((not sees, distance, device.code, device))
        first = nsmallest(NEIGHBOURS, found, key=lambda one: one[:3])  # in a storm many stand around
        return [self._neighbour(device, not blind) for blind, _, _, device in first]

    def _neighbour(self, device: Device, sees: bool) -> Neighbour:
        kind = self.table.rules.kinds.signal.get(device.last_kind)
        silent = device.silent_since if device.state == OFFLINE else None
        heard = device.last_at if device.last_value is not None else device.last_seen_at
        return Neighbour(
            name=Text(device.name_zh, device.name_en),
            kind=Text(kind.zh, kind.en) if kind else Text(device.last_kind, device.last_kind),
            unit=kind.unit if kind else "",
            decimals=self.table.rules.kinds.decimals(device.last_kind),
            value=device.last_value,
            at=micros(heard) if heard else None,
            sees=sees,
            silent_since=micros(silent) if silent else None,
        )


def gather(table: Table, changes: Sequence[Change]) -> Evidence:
    """Everything the openings need (5 statements, 2 more for houses without a name; none when nothing opened)."""
    evidence = Evidence(table)
    if not changes:
        return evidence
    codes: dict[str, set[str]] = {"shop": set(), "building": set()}
    for change in changes:
        kind, _, code = change.group[1].partition(":")
        codes.setdefault(kind, set()).add(code)
    evidence.shops = {row.code: row for row in Shop.objects.filter(code__in=codes["shop"])}
    evidence.buildings = {
        row.code: row for row in Building.objects.defer("footprint").filter(code__in=codes["building"])
    }
    evidence.called = called_all(evidence.buildings.values())
    evidence.devices = Device.objects.in_bulk({change.device_id for change in changes})
    evidence.around = _around([evidence.place(change) for change in changes])
    table.refresh(evidence.around)
    evidence.readings = _readings(table, changes, evidence.labels)
    return evidence


def _around(found: Sequence[Place]) -> list[Device]:
    """Devices at these places: same building, same shop, covering the shop, or within about 40 m (1 statement)."""
    near = Q(pk__in=[])
    for place in found:
        if place.shop:
            near |= Q(shop_id=place.shop.pk) | Q(zones__contains=[{"shop": place.shop.code}])
        elif place.building_id:
            near |= Q(building_id=place.building_id)
        else:
            near |= Q(
                lon__range=(place.lon - REACH_LON, place.lon + REACH_LON),
                lat__range=(place.lat - REACH_LAT, place.lat + REACH_LAT),
            )
    return list(Device.objects.filter(near, in_service=True).defer(*UNREAD).order_by("pk")[:MOST])


def _can_tell(spec: RuleSpec, device: Device, place: Place) -> bool:
    """Whether the device could have seen the same: one that covers the shop, stands in the house, or is close by.

    Of a house everything it measures counts (a crack speaks for a tilt); of a shop or zone only the rule's own
    kinds of device.
    """
    kinds = spec.signal.device_kinds
    if place.shop is None and place.building_id is not None:
        return device.building_id == place.building_id
    if kinds and device.kind not in kinds:
        return False
    if place.shop is not None:
        covers = any(zone.get("shop") == place.shop.code for zone in device.zones)
        return covers or device.shop_id == place.shop.pk
    return abs(device.lon - place.lon) <= REACH_LON and abs(device.lat - place.lat) <= REACH_LAT


def _readings(
    table: Table, changes: Sequence[Change], labels: dict[Change, str]
) -> dict[Change, list[tuple[int, float | None, bool]]]:
    """The firing devices' readings of the last six hours, oldest first; notes what they took it for (≤ 1 statement)."""
    found: dict[Change, list[tuple[int, float | None, bool]]] = {change: [] for change in changes}
    floor = table.state.lately(LATELY) or 0
    asked: dict[Change, int] = {}
    for change in changes:
        begin = change.span[0] if change.span else change.at
        if change.at - floor < FLOOD and change.since < begin and change.lately:
            found[change] = [(at, value, True) for at, value in change.lately]
        else:
            asked[change] = min(begin, max(change.at - WINDOW, floor))
    for change, at, value, judged, label in _stored(table, asked):
        found[change].append((at, value, judged))
        if judged and label in table.spec(change.group).signal.labels:
            labels[change] = label  # the last one of the stretch counts
    return found


def _stored(
    table: Table, asked: Mapping[Change, int]
) -> Iterator[tuple[Change, int, float | None, bool, str]]:
    """(change, time, value, judged, label) of each one's readings from its moment (µs) on (≤ 1 statement)."""
    if not asked:
        return
    changes, starts = list(asked), list(asked.values())
    ends = [change.at for change in changes]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.n, r.at, r.value, r.judged,"
            " coalesce(r.data->>'label', jsonb_path_query_first(r.data, '$.objects[*].label') #>> '{}')"
            " FROM unnest(%s::int[], %s::bigint[], %s::text[],"
            " %s::timestamptz[], %s::timestamptz[]) AS w(n, device_id, kind, start, finish)"
            " JOIN sensing_reading r ON r.device_id = w.device_id AND r.kind = w.kind"
            " AND r.at BETWEEN w.start AND w.finish WHERE r.at BETWEEN %s AND %s ORDER BY w.n, r.at, r.signal_id",
            [
                list(range(len(changes))),
                [change.device_id for change in changes],
                [table.spec(change.group).signal.kind for change in changes],
                [moment(start) for start in starts],
                [moment(end) for end in ends],
                moment(min(starts)),
                moment(max(ends)),
            ],
        )
        for n, at, value, judged, label in cursor.fetchall():
            yield changes[n], micros(at), value, judged, label
