"""Warnings of a history brought in: what the rules in force would have said to it, with what people said then.

They are over, and stored as such: nobody is told, no case is filed. Their events are logged where they are wanted, at
their moments, for who looks back; readers of the log must pass them by (kernel.outbox.pass_by).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter

import msgspec
from django.db import transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.models import Event
from weige.kernel.queries.calendar import current_calendar
from weige.registry.models import Shop
from weige.sensing.models import Device, Warning
from weige.sensing.queries import past
from weige.sensing.queries.rules import in_force
from weige.sensing.rules.explain import Facts, explanation
from weige.sensing.rules.kinds import builtin
from weige.sensing.rules.levels import rank
from weige.sensing.rules.retelling import retell
from weige.sensing.rules.routing import Device as Known
from weige.sensing.rules.signals import Signal, micros
from weige.sensing.rules.spec import Limit, RuleSpec, Text
from weige.sensing.rules.tape import Recorder, Strip, Tape, fast
from weige.sensing.rules.warning import CLEARED, DISMISSED, ENDED
from weige.sensing.rules.wording import title
from weige.sensing.services import telling
from weige.sensing.services.history import Told
from weige.sensing.services.past import Would, as_would
from weige.territory.models import Building
from weige.territory.queries.called import called_all

POINTS = 240


@dataclass(frozen=True)
class Bygone:
    """A warning that is over, and what became of it: confirmed by whom and when, or dismissed for which reason.

    seen_at: when somebody said that he had seen it, before he judged it.
    """

    would: Would
    scenario: str
    over_at: datetime
    confirmed_at: datetime | None = None
    confirmed_by: int | None = None
    reason: str = ""
    seen_at: datetime | None = None


FAR = datetime.max.replace(tzinfo=UTC)  # whoever is accepted today was so in the history too


@dataclass
class Listener:
    """Hears a history as it is brought in, under all rules in force that compare thresholds."""

    specs: dict[str, RuleSpec] = field(default_factory=dict)
    devices: dict[str, Known] = field(default_factory=dict)
    reels: dict[str, Recorder] = field(default_factory=dict)

    @classmethod
    def ready(cls) -> "Listener":
        specs = {name: spec for name, spec in in_force().specs.items() if fast(spec)}
        calendar = current_calendar()
        known = past.watched(list(specs.values()), FAR)
        reels = {name: Recorder(spec, {}, calendar) for name, spec in specs.items()}
        return cls(specs, {one.code: one for one in known.values()}, reels)

    def hear(self, told: Told) -> None:
        device = self.devices.get(told.device)
        if device is None:
            return
        at = micros(told.time)
        signal = Signal(told.id, told.source, told.device, told.kind, at, told.value, told.data)
        for reel in self.reels.values():
            reel.push(device, signal, at)

    def warnings(self, start: datetime, end: datetime) -> dict[str, list[Would]]:
        """By scenario: what would have been warned of in [start, end)."""
        span = {"start": micros(start), "end": micros(end)}
        return {
            name: [as_would(one) for one in retell(spec, self.reels[name].tape(), (), **span).episodes]
            for name, spec in self.specs.items()
        }


@transaction.atomic
def keep_bygones(*, found: Sequence[Bygone], heard: Listener, logged_by: Who | None = None) -> int:
    """Stores warnings that are over, with title, place and the readings they rest on; returns how many.

    logged_by: who judged them; with it their events are logged, before any reader has begun.
    """
    tapes = {name: reel.tape() for name, reel in heard.reels.items()}
    desk = _Desk.of(found, heard.specs, tapes)
    rows = Warning.objects.bulk_create(desk.row(one) for one in found)
    if logged_by is not None:
        pairs = zip(found, rows, strict=True)
        told = [event for one, row in pairs for event in events_of(one, row, logged_by)]
        log.append_all(sorted(told, key=attrgetter("at")))
    return len(found)


def events_of(one: Bygone, row: Warning, judge: Who) -> Iterator[Event]:
    """What would have been logged of it then, in its order."""
    at, over = one.would.at, one.over_at
    yield telling.opened(row, at, SYSTEM, at)
    if one.seen_at is not None:
        yield telling.acknowledged(row, 0, judge, one.seen_at)
    if one.reason:
        yield telling.dismissed(row, over, judge, over)
    elif one.confirmed_at is None:
        yield telling.cleared(row, "open", over, SYSTEM, over)
    else:
        yield telling.confirmed(row, one.confirmed_at, judge, one.confirmed_at, by="human")
        yield telling.ended(row, "closed", over, SYSTEM, over)


@dataclass(frozen=True)
class _Place:
    """Where a subject is. shop, building: their ids, where it is one."""

    name: Text
    where: Text
    lon: float
    lat: float
    cells: list[int]
    leaf_cells: list[int]
    shop: int | None = None
    building: int | None = None


@dataclass(frozen=True)
class _Desk:
    """Everything looked up once for all of them (3 statements)."""

    specs: Mapping[str, RuleSpec]
    strips: Mapping[tuple[str, str, int], Strip]
    devices: Mapping[int, Device]
    places: Mapping[str, _Place]

    @classmethod
    def of(cls, found: Iterable[Bygone], specs: Mapping[str, RuleSpec], tapes: Mapping[str, Tape]) -> "_Desk":
        strips = {
            (name, one.subject, one.device_id): one for name, tape in tapes.items() for one in tape.strips
        }
        found = list(found)
        devices = Device.objects.in_bulk({one.would.device_id for one in found})
        return cls(specs, strips, devices, _places({one.would.subject for one in found}))

    def row(self, one: Bygone) -> Warning:
        would, spec = one.would, self.specs[one.scenario]
        device = self.devices[would.device_id]
        place = self.places.get(would.subject) or _of_device(device, would.subject)
        words = title(spec, place.name, would.value, builtin().decimals(spec.signal.kind))
        state = DISMISSED if one.reason else ENDED if one.confirmed_at else CLEARED
        return Warning(
            scenario=one.scenario,
            version=spec.version,
            subject=would.subject,
            level=rank(would.level),
            state=state,
            title_zh=words.zh[:200],
            title_en=words.en[:200],
            place_zh=place.where.zh[:200],
            place_en=place.where.en[:200],
            lon=place.lon,
            lat=place.lat,
            cells=place.cells,
            leaf_cells=place.leaf_cells,
            device=device,
            shop_id=place.shop,
            building_id=place.building,
            opened_at=would.at,
            last_at=min(would.until or one.over_at, one.over_at),
            over_at=one.over_at,
            confirmed_at=one.confirmed_at,
            confirmed_by_id=one.confirmed_by,
            acknowledged_at=one.seen_at or one.confirmed_at,
            reason_code=one.reason,
            plan=msgspec.to_builtins(spec.case) if spec.case else None,
            explain=self._explain(spec, would, device),
        )

    def _explain(self, spec: RuleSpec, would: Would, device: Device) -> dict[str, object]:
        strip = self.strips[spec.scenario, would.subject, would.device_id]
        since, at = micros(would.since), micros(would.at)
        near = (strip.at >= since - 6 * 3_600_000_000) & (strip.at <= at)
        points = list(zip(strip.at[near].tolist(), strip.value[near].tolist(), strict=True))[-POINTS:]
        limit = device.limits.get(spec.signal.kind)
        facts = Facts(
            limit=msgspec.convert(limit, Limit) if limit else spec.limit,
            readings=points,
            unjudged=0,
            calibrated_until=device.calibrated_until,
            permits=0,
            neighbours=(),
        )
        return explanation(spec, (since, at), facts)


def _of_device(device: Device, subject: str) -> _Place:
    """A zone of the device, or the device itself."""
    name = Text(device.name_zh, device.name_en)
    lon, lat = device.lon, device.lat
    for zone in device.zones:
        if subject == f"zone:{device.code}/{zone['id']}":
            name = Text(zone["name"]["zh"], zone["name"]["en"]) if zone.get("name") else name
            lon, lat = zone.get("lon") or lon, zone.get("lat") or lat
    return _Place(name, name, lon, lat, device.cells, device.leaf_cells, building=device.building_id)


def _places(subjects: set[str]) -> dict[str, _Place]:
    """Shops and buildings by subject (2 statements, 2 more for houses without a name)."""
    codes = {
        kind: {one.partition(":")[2] for one in subjects if one.startswith(kind)}
        for kind in ("shop", "building")
    }
    found = {}
    for shop in Shop.objects.filter(code__in=codes["shop"]):
        name = Text(shop.name_zh, shop.name_en or shop.name_zh)
        where = Text(shop.address or name.zh, shop.name_en or shop.address)
        cells = (shop.cells, shop.leaf_cells, shop.pk, shop.building_id)
        found[f"shop:{shop.code}"] = _Place(name, where, shop.lon, shop.lat, *cells)
    houses = list(Building.objects.defer("footprint").filter(code__in=codes["building"]))
    names = called_all(houses)
    for house in houses:
        name = Text(*names[house.pk])
        around = (house.cells, house.leaf_cells, None, house.pk)
        found[f"building:{house.code}"] = _Place(name, name, house.lon, house.lat, *around)
    return found
