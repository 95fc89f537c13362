"""The things a tag can stand on: how each kind is found within the reader's access, and where it stands.

Modules of higher floors add their own (register, from their AppConfig): the registers know no devices.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.db.models import Q, QuerySet
from shapely.geometry import Polygon, shape

from weige.kernel.access import Access
from weige.registry.models import Shop
from weige.territory.models import Area, Building, Road
from weige.territory.queries import locate_many
from weige.territory.queries.areas import areas_on
from weige.territory.queries.called import called_all


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing with its place (WGS84) and the cells it lies in."""

    kind: str
    ref: int
    key: str
    name_zh: str
    name_en: str
    lon: float
    lat: float
    cells: list[int]
    leaf_cells: list[int]


@dataclass(frozen=True)
class Taggable:
    """A kind of thing. words: columns a search looks into. facts: filters by name → column. shape_of: its ground, for
    things that are more than a point. things: rows → Things, on a day (a road has no cells of its own).
    """

    kind: str
    key: str
    rows: Callable[[Access, date], "QuerySet[Any]"]
    words: tuple[str, ...]
    facts: dict[str, str] = field(default_factory=dict)
    cells: str = "cells"
    shape_of: Callable[[Any], Any] | None = None
    things: Callable[[Iterable[Any], date], Iterator[Thing]] | None = None


_KNOWN: dict[str, Taggable] = {}


def register(one: Taggable) -> None:
    """Makes a kind known; the same kind again takes its place."""
    _KNOWN[one.kind] = one


def known(kind: str) -> Taggable | None:
    return _KNOWN.get(kind)


def things(one: Taggable, rows: Iterable[Any], on: date) -> list[Thing]:
    """The rows as things."""
    if one.things is not None:
        return list(one.things(rows, on))
    return [
        Thing(
            one.kind,
            row.pk,
            str(getattr(row, one.key)),
            row.name_zh,
            row.name_en,
            row.lon,
            row.lat,
            row.cells,
            row.leaf_cells,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Filter:
    """Which things: words that must all occur, the code of an area, facts by name, keys one by one."""

    words: str = ""
    area: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    keys: Sequence[str] = ()


def filtered(one: Taggable, access: Access, wanted: Filter, on: date) -> "QuerySet[Any]":
    """The rows a filter finds, of those the reader may see. Raises NotFound."""
    rows = one.rows(access, on)
    for word in wanted.words.split():
        hit = Q()
        for column in one.words:
            hit |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(hit)
    if wanted.area and one.cells:
        ids = list(Area.objects.filter(code=wanted.area).values_list("pk", flat=True))
        rows = rows.filter(**{f"{one.cells}__overlap": ids}) if ids else rows.none()
    for name, value in wanted.facts.items():
        if value and name in one.facts:
            rows = rows.filter(**{one.facts[name]: value})
    return rows.filter(**{f"{one.key}__in": list(wanted.keys)}) if wanted.keys else rows


def within(one: Taggable, rows: "QuerySet[Any]", ring: Polygon) -> list[Any]:
    """The rows that lie in a drawn polygon: their point in it, or for lines and areas any part (roads), the middle."""
    if one.shape_of is not None:
        return [row for row in rows if shapely.intersects(ring, one.shape_of(row))]
    west, south, east, north = ring.bounds
    near = list(rows.filter(lon__range=(west, east), lat__range=(south, north)))
    if not near:
        return []
    spots = np.array([(row.lon, row.lat) for row in near], dtype=np.float64)
    return [
        row
        for row, hit in zip(near, shapely.intersects_xy(ring, spots[:, 0], spots[:, 1]), strict=True)
        if hit
    ]


def _middle(area: Area) -> Any:
    return shape(area.geometry).representative_point()


def _houses(rows: Iterable[Building], _: date) -> Iterator[Thing]:
    """Houses without a name by their address (2 statements for all of them)."""
    houses = list(rows)
    names = called_all(houses)
    for row in houses:
        zh, en = names[row.pk]
        yield Thing("building", row.pk, row.code, zh, en, row.lon, row.lat, row.cells, row.leaf_cells)


def _areas(rows: Iterable[Area], _: date) -> Iterator[Thing]:
    for row in rows:
        spot = _middle(row)
        yield Thing(
            "area",
            row.pk,
            row.code,
            row.name_zh,
            row.name_en,
            round(spot.x, 6),
            round(spot.y, 6),
            row.path,
            [row.pk],
        )


def _roads(rows: Iterable[Road], on: date) -> Iterator[Thing]:
    """A road lies in every cell one of its corners lies in."""
    for row in rows:
        line = shape(row.geometry)
        found = locate_many(shapely.get_coordinates(line), on=on)
        cells, leaves = set[int](), set[int]()
        for one in found:
            cells.update(one.cells)
            leaves.update(one.leaf_cells)
        longest = max(shapely.get_parts(line), key=lambda part: part.length)
        spot = longest.interpolate(0.5, normalized=True)
        yield Thing(
            "road",
            row.pk,
            row.name_zh,
            row.name_zh,
            row.name_en,
            round(spot.x, 6),
            round(spot.y, 6),
            sorted(cells),
            sorted(leaves),
        )


def road_rows(access: Access, _: date) -> "QuerySet[Road]":
    """Roads are nobody's secret: who may list areas sees them."""
    access.require("area.list")
    return Road.objects.order_by("name_zh")


register(
    Taggable(
        "building",
        "code",
        lambda access, _: access.rows("building.list", Building.objects.order_by("code")),
        ("code", "name_zh", "name_en"),
        {"protection": "protection", "structure": "structure"},
        things=_houses,
    )
)
register(
    Taggable(
        "shop",
        "code",
        lambda access, _: access.rows("shop.list", Shop.objects.order_by("code")),
        ("code", "name_zh", "name_en", "address", "trade"),
        {"trade": "trade", "building": "building__code"},
    )
)
register(
    Taggable(
        "area",
        "code",
        lambda access, on: access.rows("area.list", areas_on(on)),
        ("code", "name_zh", "name_en"),
        {"layer": "layer__code", "level": "level"},
        "path",
        _middle,
        _areas,
    )
)
register(
    Taggable(
        "road",
        "name_zh",
        road_rows,
        ("name_zh", "name_en"),
        {"kind": "kind"},
        "",
        lambda row: shape(row.geometry),
        _roads,
    )
)
