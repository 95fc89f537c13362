"""Register changes find their house or shop: by code, by an address that is certain, or a person decides.

Domain reference 2.15: match by standard address with confidence, the unmatched go to a human list. Certain is an
address only if exactly one house (or, where no house has it, one shop) has it. A change becomes a signal of the
place's register point: a device of kind "register", made by itself, that stands for what registers say of it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weige.registry.models import Shop
from weige.sensing.models import Device, PlaceName
from weige.sensing.rules.addresses import SIMILAR, house, likeness, plain
from weige.sensing.rules.signals import CODE
from weige.sensing.services.delivering import Origin
from weige.sensing.services.devices import register_device
from weige.sensing.services.intake import Incoming
from weige.sensing.sources import Bad
from weige.sensing.sources.cloudevents import Change
from weige.territory.models import Address, Building
from weige.territory.queries.called import called

CANDIDATES = 5
Place = Building | Shop


@dataclass(frozen=True)
class Spot:
    """A place that could be meant: "building:<code>" or "shop:<code>", the text it goes by, and how alike (0–1)."""

    place: str
    text: str
    likeness: float


def placed(changes: Sequence[Change], origin: Origin, now: datetime) -> dict[tuple[str, str], Incoming | Bad]:
    """(place, id) → the change as a signal of its register point, or the reason why nobody knows where it belongs."""
    known: dict[str, Device | Bad] = {}
    found: dict[tuple[str, str], Incoming | Bad] = {}
    for one in changes:
        if one.place not in known:
            known[one.place] = _point(one.place, origin, now)
        point = known[one.place]
        if isinstance(point, Bad):
            found[one.place, one.signal["id"]] = point
        else:
            data = one.signal["data"] | facts(point)
            found[one.place, one.signal["id"]] = Incoming(
                one.signal | {"device": point.code, "data": data}, point.code
            )
    return found


def facts(point: Device) -> dict[str, Any]:
    """What a change says of its house beside the change itself, as it is now: a replay of it sees the same."""
    building = point.building or (point.shop.building if point.shop else None)
    if building is None:
        return {}
    return {
        "building": building.code,
        "protected": bool(building.protection),
        "protection": building.protection,
    }


def _point(told: str, origin: Origin, now: datetime) -> Device | Bad:
    place = find(told, origin)
    if place is None:
        spots = candidates(told, origin)
        params = {"place": told.removeprefix("address:")[:120], "candidates": [vars(one) for one in spots]}
        return Bad("event_place_unmatched", params)
    return register_point(place=place, now=now)


def find(told: str, origin: Origin) -> Place | None:
    """The one place that is meant, or None when that is not certain."""
    kind, colon, code = told.partition(":")
    if colon and kind == "building":
        return origin.buildings.filter(code=code).first()
    if colon and kind == "shop":
        return origin.shops.filter(code=code).select_related("building").first()
    text = code if colon and kind == "address" else told
    named = (
        PlaceName.objects.filter(text__in={plain(text), house(text)})
        .select_related("building", "shop")
        .first()
    )
    if named is not None:
        place: Place | None = named.building or named.shop
        allowed = origin.buildings if named.building else origin.shops
        return place if place and allowed.filter(pk=place.pk).exists() else None
    return _by_address(text, origin)


def _by_address(text: str, origin: Origin) -> Place | None:
    for wanted in dict.fromkeys((plain(text), house(text))):
        houses = {key for key, known in _house_texts(origin) if plain(known) == wanted}
        if len(houses) == 1:
            return origin.buildings.get(pk=houses.pop())
        shops = {key for key, known in origin.shops.values_list("pk", "address") if plain(known) == wanted}
        if not houses and len(shops) == 1:
            return origin.shops.select_related("building").get(pk=shops.pop())
        if houses or shops:
            return None  # several have this address: a person must say which
    return None


def _house_texts(origin: Origin) -> Iterable[tuple[int, str]]:
    """(id, text) of every house's name and standard addresses (2 statements)."""
    yield from origin.buildings.exclude(name_zh="").values_list("pk", "name_zh")
    rows = Address.objects.filter(building__in=origin.buildings).values_list("building_id", "text")
    yield from ((key, text) for key, text in rows if key is not None)


def candidates(told: str, origin: Origin) -> list[Spot]:
    """What could be meant, most alike first, at most five: for the person who decides."""
    text = house(told.partition(":")[2] if told.startswith("address:") else told)
    spots: dict[str, Spot] = {}
    codes = dict(origin.buildings.values_list("pk", "code"))
    known = [(f"building:{codes[key]}", name) for key, name in _house_texts(origin)]
    known += [(f"shop:{code}", name) for code, name in origin.shops.values_list("code", "address")]
    for place, name in known:
        alike = round(likeness(text, plain(name)), 3)
        if alike >= SIMILAR and (place not in spots or spots[place].likeness < alike):
            spots[place] = Spot(place, name, alike)
    return sorted(spots.values(), key=lambda one: (-one.likeness, one.place))[:CANDIDATES]


def register_point(*, place: Place, now: datetime) -> Device:
    """The register point of a house or shop, made when it is first needed; events_only: silence says nothing."""
    building = place if isinstance(place, Building) else place.building
    shop = place if isinstance(place, Shop) else None
    code = f"REG-{place.code}" if building is place else f"REG-S-{place.code}"
    if not CODE.fullmatch(code):
        code = "REG-" + hashlib.sha256(code.encode()).hexdigest()[:24]
    known = Device.objects.filter(code=code).first()
    if known is not None:
        return known
    named: Any = place
    name_zh, name_en = (
        called(named) if isinstance(place, Building) else (named.name_zh, named.name_en or named.name_zh)
    )
    return register_device(
        code=code,
        kind="register",
        name_zh=f"{name_zh}登记信息"[:120],
        name_en=f"Registers, {name_en}"[:120],
        lon=place.lon,
        lat=place.lat,
        building=building,
        shop=shop,
        events_only=True,
        now=now,
    )


def name_place(*, text: str, place: Place, now: datetime) -> PlaceName:
    """Somebody has said which place an address means: from now on it is certain."""
    fields = {
        "building": place if isinstance(place, Building) else None,
        "shop": place if isinstance(place, Shop) else None,
        "named_at": now,
    }
    row, _ = PlaceName.objects.update_or_create(text=plain(text), defaults=fields)
    return row
