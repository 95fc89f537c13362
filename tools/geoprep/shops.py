"""Shops: doors on house fronts along the segments and at the extract's points of interest, under invented
names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from weige.territory.rules.locator import Locator

from .buildings import House
from .names import KINDS, TRADES, Namer, Trade
from .roads import named, spine
from .source import PLANE, Raw
from .town import SEGMENTS, Segment

SEED = 20261121
# How far apart shops stand along each side of a segment, metres; our choice, busy shopping streets first.
APART_M = {"L06": 17, "L09": 24, "L10": 30, "L14": 28, "L17": 20, "L18": 20, "L05": 30, "L13": 95, "L01": 60}
APART_DEFAULT_M = 38
# A front stands at most this far behind the drawn edge of the segment.
BEHIND_M = 16.0
DOORS_APART_M = 4.0


@dataclass
class Shop:
    """A shop before it is written: door in metres, house, road, trade and names."""

    door: Point
    house: House
    road: str
    trade: Trade
    name_zh: str
    name_en: str
    frontage_m: float
    number: int = 0
    cell: str = ""


class Numbers:
    """House numbers of one road: grow from the Bund westwards and from south to north, odd on the left.

    Where the extract knows numbers of houses on the road a robust line through them (Theil-Sen) sets the
    pace; else 0.45 a metre, the pace of the roads that are known.
    """

    def __init__(self, road: str, roads: Sequence[Raw], houses: Sequence[House]) -> None:
        line = spine(named(roads, road))
        west, south, east, north = line.bounds
        (ax, ay), (bx, by) = line.coords[0], line.coords[-1]
        backwards = ax < bx if east - west > north - south else ay > by
        self.line = line.reverse() if backwards else line
        self.slope, self.start = self._pace(road, houses)
        self._given: set[int] = set()

    def _pace(self, road: str, houses: Sequence[House]) -> tuple[float, float]:
        known = []
        for house in houses:
            for street, number in house.addresses:
                first = re.match(r"\d+", number)
                if street == road and first:
                    known.append((self.line.project(house.shape.centroid), int(first.group())))
        slopes = [
            (b[1] - a[1]) / (b[0] - a[0])
            for i, a in enumerate(known)
            for b in known[i + 1 :]
            if abs(b[0] - a[0]) > 40
        ]
        if not slopes or float(np.median(slopes)) <= 0.01:
            return 0.45, 2.0
        slope = float(np.median(slopes))
        return slope, float(np.median([n - slope * at for at, n in known]))

    def at(self, door: Point) -> int:
        """The next free number of the right parity at a door."""
        where = self.line.project(door)
        ahead = self.line.interpolate(min(where + 5, self.line.length))
        here = self.line.interpolate(max(where - 5, 0))
        side = (ahead.x - here.x) * (door.y - here.y) - (ahead.y - here.y) * (door.x - here.x)
        number = max(1, round(self.start + self.slope * where))
        number += (number % 2 == 1) != (side > 0)
        while number in self._given:
            number += 2
        self._given.add(number)
        return number


def shops(
    roads: Sequence[Raw],
    pois: Sequence[Raw],
    houses: Sequence[House],
    lines: dict[str, LineString],
    town: Polygon,
    locator: Locator,
) -> list[Shop]:
    """All shops in a fixed order: those at points of interest first, then along the segments."""
    rng = Random(SEED)
    namer = Namer(rng)
    tree = shapely.STRtree([h.shape for h in houses])
    found: list[Shop] = []
    for poi in sorted(pois, key=lambda p: int(p.props["id"])):
        if poi.props["kind"] in KINDS and poi.shape.within(town):
            _add(found, _at_poi(poi, houses, tree, lines, namer))
    for segment in SEGMENTS:
        for shop in _along(segment, lines[segment.code], houses, tree, namer, rng):
            _add(found, shop)
    _address(found, roads, houses)
    _locate(found, locator)
    return found


def _add(found: list[Shop], shop: Shop | None) -> None:
    """Doors stand a few metres apart; a door on top of another is dropped."""
    if shop and all(shop.door.distance(other.door) >= DOORS_APART_M for other in found):
        found.append(shop)


def _at_poi(
    poi: Raw, houses: Sequence[House], tree: shapely.STRtree, lines: dict[str, LineString], namer: Namer
) -> Shop | None:
    house = houses[int(tree.nearest(poi.shape))]
    if house.shape.distance(poi.shape) > 25:
        return None
    segment = min(SEGMENTS, key=lambda s: (lines[s.code].distance(poi.shape), s.code))
    start = shapely.shortest_line(lines[segment.code], poi.shape).coords[0]
    heart = poi.shape if house.shape.contains(poi.shape) else house.shape.representative_point()
    door = _first_hit(LineString([start, heart.coords[0]]), house)
    if door is None:
        return None
    trade = TRADES[KINDS[poi.props["kind"]]]
    return _shop(door, house, segment, trade, namer)


def _shop(door: Point, house: House, segment: Segment, trade: Trade, namer: Namer) -> Shop:
    name_zh, name_en = namer.name(trade)
    return Shop(door, house, segment.road, trade, name_zh, name_en, namer.frontage(trade))


def _along(
    segment: Segment,
    line: LineString,
    houses: Sequence[House],
    tree: shapely.STRtree,
    namer: Namer,
    rng: Random,
) -> list[Shop]:
    out = []
    apart = APART_M.get(segment.code, APART_DEFAULT_M)
    for side in (1, -1):
        at = rng.uniform(6, apart)
        while at < line.length - 6:
            front = _front(line, at, side * (segment.width_m / 2 + BEHIND_M), houses, tree)
            if front:
                out.append(_shop(*front, segment, namer.trade(segment.unit), namer))
            at += apart * rng.uniform(0.6, 1.5)
    return out


def _front(
    line: LineString, at: float, across: float, houses: Sequence[House], tree: shapely.STRtree
) -> tuple[Point, House] | None:
    """The first house front met walking straight across from the centre line; none if the way is open."""
    a, b = line.interpolate(at - 1), line.interpolate(at + 1)
    length = a.distance(b)
    nx, ny = -(b.y - a.y) / length, (b.x - a.x) / length
    here = line.interpolate(at)
    walk = LineString([here, (here.x + nx * across, here.y + ny * across)])
    met = [
        (door.distance(here), i, door)
        for i in tree.query(walk, predicate="intersects")
        if (door := _first_hit(walk, houses[int(i)]))
    ]
    if not met:
        return None
    gap, index, door = min(met, key=lambda m: (m[0], m[1]))
    return (door, houses[int(index)]) if gap > 3 else None


def _first_hit(walk: LineString, house: House) -> Point | None:
    crossing = walk.intersection(house.shape.exterior)
    points = [Point(c) for c in shapely.get_coordinates(crossing)]
    return min(points, key=walk.project) if points else None


def _address(found: Sequence[Shop], roads: Sequence[Raw], houses: Sequence[House]) -> None:
    numbers = {road: Numbers(road, roads, houses) for road in sorted({s.road for s in found})}
    for shop in found:
        shop.number = numbers[shop.road].at(shop.door)


def _locate(found: Sequence[Shop], locator: Locator) -> None:
    doors = np.round(PLANE.round(np.array([s.door.coords[0] for s in found])), 6)
    for shop, located in zip(found, locator.locate_many(doors), strict=True):
        shop.cell = located.by_layer["cityop"].code


def rows(found: Sequence[Shop]) -> list[list[object]]:
    """Rows of shops.csv."""
    out = []
    for index, shop in enumerate(found, start=1):
        lon, lat = PLANE.round(np.array([shop.door.coords[0]]))[0]
        address = f"{shop.road}{shop.number}号"
        out.append(
            [
                f"S{index:03d}",
                shop.name_zh,
                shop.name_en,
                shop.trade.zh,
                shop.trade.code,
                f"{lon:.6f}",
                f"{lat:.6f}",
                shop.frontage_m,
                shop.cell,
                shop.house.code,
                address,
            ]
        )
    return out
