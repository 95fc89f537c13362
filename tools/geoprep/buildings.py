"""Buildings: pieces cut at tile edges put together, heights known or estimated, addresses, protection."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import shapely
from shapely.geometry import Polygon

from .landmarks import HISTORIC, plain_name
from .source import Raw, feature, polygons_of

MIN_AREA_M2 = 8.0
SHED_M2, SHED_HEIGHT_M = 40.0, 5.0
# The extract's source turns floors into metres as 3 m a floor plus 2 m; heights of that form are floor
# counts.
FLOOR_M, ROOF_M = 3, 2
PROTECTED = {h.osm_id: h for h in HISTORIC}


@dataclass
class House:
    """One building: id of the extract, footprint in metres, and what is known about it."""

    osm_id: int
    shape: Polygon
    name_zh: str = ""
    name_en: str = ""
    height_m: float = 0.0
    height_source: str = ""
    floors: int | None = None
    material: str = ""
    addresses: list[tuple[str, str]] = field(default_factory=list)

    @property
    def code(self) -> str:
        """Stable code across runs: the id of the OpenStreetMap object."""
        return f"osm{self.osm_id}" if self.osm_id > 0 else f"osmr{-self.osm_id}"


def houses(raw: Sequence[Raw], town: Polygon) -> list[House]:
    """Every building whose heart lies in the town, once; ordered by id."""
    pieces: dict[int, list[Raw]] = defaultdict(list)
    for item in raw:
        if item.props["kind"] in {"building", "address"}:
            pieces[int(item.props["id"])].append(item)
    parts = _tallest_parts(raw)
    found = [h for key in sorted(pieces) if (h := _house(key, pieces[key], parts)) is not None]
    own = [h for h in found if h.shape.representative_point().within(town)]
    _estimate(own)
    _address_points(own, raw)
    return own


def _tallest_parts(raw: Iterable[Raw]) -> dict[int, float]:
    tallest: dict[int, float] = {}
    for item in raw:
        root, height = item.props.get("root_id"), item.props.get("height")
        if item.props["kind"] == "building_part" and root and height:
            tallest[int(root)] = max(tallest.get(int(root), 0.0), float(height))
    return tallest


def _house(key: int, items: Sequence[Raw], parts: dict[int, float]) -> House | None:
    outlines = [p for item in items for p in polygons_of(item.shape)]
    if not outlines:
        return None
    shape = _joined(outlines)
    if shape.area < MIN_AREA_M2:
        return None
    first = {k: v for item in reversed(items) for k, v in item.props.items()}
    house = House(key, shape, material=str(first.get("building_material") or ""))
    named = next((i for i in items if i.name), None)
    if named:
        house.name_zh = plain_name(named.name)
        house.name_en = named.name_en.split(" (")[0] if house.name_zh else ""
    if key in PROTECTED:
        house.name_zh, house.name_en = PROTECTED[key].name_zh, PROTECTED[key].name_en
    height = float(first.get("height") or parts.get(key, 0.0))
    if height > 0:
        house.height_m = height
        by_floors = height == int(height) and (int(height) - ROOF_M) % FLOOR_M == 0
        house.height_source = "floors" if by_floors else "given"
        house.floors = (int(height) - ROOF_M) // FLOOR_M if by_floors and height > ROOF_M else None
    house.addresses = _addresses(items)
    return house


def _joined(outlines: Sequence[Polygon]) -> Polygon:
    """Pieces that were cut at a tile edge, as one footprint without hair cracks."""
    together = shapely.union_all([p.buffer(0.05, join_style="mitre") for p in outlines])
    body = max(polygons_of(together.buffer(-0.05, join_style="mitre")), key=lambda p: p.area)
    holes = [ring for ring in body.interiors if Polygon(ring).area > 12]
    return Polygon(body.exterior, holes).simplify(0.25)


def _estimate(own: Sequence[House]) -> None:
    """No height: the middle of the five nearest known houses of like size; sheds are one floor high."""
    known = [h for h in own if h.height_source]
    for house in own:
        if house.height_source:
            continue
        like = [k for k in known if 0.5 <= k.shape.area / house.shape.area <= 2.0]
        like.sort(key=lambda k: (k.shape.centroid.distance(house.shape.centroid), k.osm_id))
        near = [k.height_m for k in like[:5]]
        house.height_m = SHED_HEIGHT_M if house.shape.area < SHED_M2 or not near else round(median(near), 1)
        house.height_source = "estimated"


_NUMBER = re.compile(r"^\d+(甲)?([-~]\d+)?$")
_ROAD = re.compile(r"^[一-鿿0-9]+$")


def _addresses(items: Sequence[Raw]) -> list[tuple[str, str]]:
    """(road, number) pairs in clean form, in the order of the extract, each once."""
    found = []
    for item in items:
        road = str(item.props.get("addr_street") or "")
        number = str(item.props.get("addr_housenumber") or "").removesuffix("号").replace("~", "-")
        if _ROAD.match(road) and _NUMBER.match(number) and (road, number) not in found:
            found.append((road, number))
    return found


def _address_points(own: Sequence[House], raw: Sequence[Raw]) -> None:
    """Address points of the extract that stand in a house belong to it."""
    tree = shapely.STRtree([h.shape for h in own])
    points = [r for r in raw if r.props["kind"] in {"address", "building"} and r.shape.geom_type == "Point"]
    for item in points:
        for pair in _addresses([item]):
            for index in sorted(tree.query(item.shape, predicate="intersects")):
                if pair not in own[index].addresses:
                    own[index].addresses.append(pair)


def as_feature(house: House) -> dict[str, Any]:
    """The building as it ships; ``height_source``: floors (floor count x 3 + 2), given, or estimated."""
    guarded = PROTECTED.get(house.osm_id)
    road, number = house.addresses[0] if house.addresses else ("", "")
    return feature(
        house.shape,
        code=house.code,
        name_zh=house.name_zh,
        name_en=house.name_en,
        height_m=round(house.height_m, 1),
        height_source=house.height_source,
        floors=house.floors,
        structure=guarded.structure if guarded else ("concrete" if house.material == "concrete" else None),
        protection=f"class_{guarded.grade}" if guarded else None,
        demo=True if guarded else None,
        address=f"{road}{number}号" if road else None,
    )


def surroundings(raw: Sequence[Raw], town: Polygon) -> list[dict[str, Any]]:
    """The neighbours' buildings, simplified, for the backdrop of the map; parts instead of outlines where
    known.
    """
    wide = town.buffer(0.5)
    tall = [
        r for r in raw if r.props["kind"] in {"building", "building_part"} and r.shape.geom_type == "Polygon"
    ]
    pieces: dict[int, list[Raw]] = defaultdict(list)
    for item in tall:
        pieces[int(item.props["id"])].append(item)
    covered = _covered_by_parts(tall)
    out = []
    for key in sorted(pieces):
        shape = _joined([p for item in pieces[key] for p in polygons_of(item.shape)]).simplify(0.8)
        in_parts = covered.get(key, 0.0) > 0.6 * shape.area
        if in_parts or shape.area < 30 or shape.representative_point().within(wide):
            continue
        props = pieces[key][0].props
        height = float(props.get("height") or (20 if shape.area > 300 else 11))
        out.append(feature(shape, h=round(height, 1), base=props.get("min_height")))
    return out


def _covered_by_parts(raw: Iterable[Raw]) -> dict[int, float]:
    """Square metres of each building that its own parts draw."""
    parts: dict[int, list[Polygon]] = defaultdict(list)
    for item in raw:
        if item.props["kind"] == "building_part" and item.props.get("root_id"):
            parts[int(item.props["root_id"])].extend(polygons_of(item.shape))
    return {root: float(shapely.union_all(shapes).area) for root, shapes in parts.items()}
