"""Where words point: a shop, an address or a building of the street whose name stands in a text."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Length, Lower, Replace

from weige.cases.rules.identity import plain
from weige.registry.models import Shop
from weige.territory.models import Address, Building

#: Shorter names stand in other words by chance (our default); in characters without blanks.
SHORTEST = {"address": 4, "shop": 3, "building": 3}


@dataclass(frozen=True, slots=True)
class Pointed:
    """A place that words name. kind: address, shop, building; word: what was recognised; lon/lat WGS84 degrees."""

    kind: str
    word: str
    lon: float
    lat: float
    address: str
    shop: Shop | None = None
    building: Building | None = None


def point_at(text: str, street: Iterable[int] = ()) -> Pointed | None:
    """The place the text names, the longest name first; shops before addresses at a tie (≤ 4 statements).

    street: ids of areas the place must lie in; empty for anywhere. None when nothing is recognised.
    """
    needle = plain(text)
    if len(needle) < min(SHORTEST.values()):
        return None
    found = [
        one for one in (_shop(needle, street), _address(needle, street), _building(needle, street)) if one
    ]
    return max(found, key=lambda one: len(plain(one.word)), default=None)


def _named(rows: "QuerySet[Any]", column: str, needle: str, kind: str, street: Iterable[int]) -> Any:
    """The row with the longest value of the column that stands in the needle (1 statement)."""
    bare = Replace(Lower(F(column)), Value(" "), Value(""))
    areas = list(street)
    if areas:
        rows = rows.filter(cells__overlap=areas)
    rows = rows.annotate(bare=bare, size=Length(bare), needle=Value(needle))
    return rows.filter(size__gte=SHORTEST[kind], needle__contains=F("bare")).order_by("-size", "pk").first()


def _shop(needle: str, street: Iterable[int]) -> Pointed | None:
    by_name = _named(Shop.objects.select_related("building"), "name_zh", needle, "shop", street)
    shop = by_name or _named(Shop.objects.select_related("building"), "address", needle, "address", street)
    if shop is None:
        return None
    word = shop.name_zh if by_name else shop.address
    return Pointed(
        "shop" if by_name else "address", word, shop.lon, shop.lat, shop.address, shop, shop.building
    )


def _address(needle: str, street: Iterable[int]) -> Pointed | None:
    row = _named(Address.objects.select_related("building"), "text", needle, "address", street)
    if row is None:
        return None
    return Pointed("address", row.text, row.lon, row.lat, row.text, None, row.building)


def _building(needle: str, street: Iterable[int]) -> Pointed | None:
    row = _named(Building.objects.exclude(name_zh=""), "name_zh", needle, "building", street)
    if row is None:
        return None
    return Pointed("building", row.name_zh, row.lon, row.lat, row.name_zh, None, row)
