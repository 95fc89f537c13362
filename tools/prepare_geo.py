"""Prepares the demonstration street's geography from the raw OpenStreetMap extract: python -m
tools.prepare_geo.

Development time only. Reads the extract's folder, writes weige/demo/data/geo/; the same input gives the
same bytes.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.geoprep import blocks, buildings, layers, roads, shops, town  # noqa: E402
from tools.geoprep.source import (  # noqa: E402
    PLANE,
    Raw,
    feature,
    lines_of,
    metres,
    polygons_of,
    read,
    write_features,
    write_rows,
)
from weige.territory.rules.locator import AreaShape, Locator  # noqa: E402

STREET, NEIGHBOUR = "310101999", "310101998"
SHOP_COLUMNS = (
    "id",
    "name_zh",
    "name_en",
    "trade",
    "trade_code",
    "lon",
    "lat",
    "frontage_m",
    "segment",
    "building",
    "address_zh",
)
LANDMARK_KINDS = {
    "attraction",
    "monument",
    "memorial",
    "park",
    "museum",
    "garden",
    "place_of_worship",
    "ferry_terminal",
    "subway_entrance",
    "toilets",
    "bus_stop",
    "viewpoint",
    "station",
}
GREEN_KINDS = {"park", "garden", "grass", "forest", "natural_wood", "recreation_ground"}
NOTICE = """NOTICE

The files in this folder are a database derived from OpenStreetMap.
© OpenStreetMap contributors, available under the Open Database License (ODbL) 1.0:
https://www.openstreetmap.org/copyright, https://opendatacommons.org/licenses/odbl/1-0/

Show "© OpenStreetMap contributors" on every map drawn from them. A changed version of these files that is
published has to stay under ODbL.

Real: roads, rivers, green, footprints, heights where height_source is "given" or "floors", addresses
(addresses.csv), public places (landmarks.csv). Invented for demonstration: the street 外滩示范街道 and its
neighbour, all areas and their codes, protection classes and structures of buildings (demo: true), estimated
heights, every shop and its house number.
"""


def area(
    geometry: Any, layer: str, code: str, level: str, parent: str, zh: str, en: str, width: float = 0
) -> dict[str, Any]:
    """One feature of areas.geojson."""
    return feature(
        geometry,
        layer=layer,
        code=code,
        level=level,
        parent=parent,
        name_zh=zh,
        name_en=en,
        width_m=width or None,
    )


def cityop(units: dict[str, Polygon], lines: dict[str, LineString]) -> list[dict[str, Any]]:
    """1 + 4 + 18 + X: town centre, circles, segments, scattered points."""
    out = [area(units[u.code], "cityop", u.code, u.level, STREET, u.name_zh, u.name_en) for u in town.UNITS]
    for s in town.SEGMENTS:
        out.append(area(lines[s.code], "cityop", s.code, "segment", s.unit, s.road, s.name_en, s.width_m))
    for x in town.SPOTS:
        out.append(area(metres(*x.at), "cityop", x.code, "point", x.unit, x.name_zh, x.name_en, x.width_m))
    return out


def other_layers(pieces: Sequence[Polygon]) -> list[dict[str, Any]]:
    """Communities with micro-grids, police beats, party districts."""
    out = []
    for n, (body, grids) in enumerate(layers.communities(pieces), start=1):
        code, (zh, en, _) = f"{STREET}{n:03d}", layers.COMMUNITIES[n - 1]
        out.append(area(body, "admin", code, "community", STREET, zh, en))
        for k, grid in enumerate(grids, start=1):
            name = (
                f"{zh.removesuffix('居民区')}第{'一二三四五'[k - 1]}微网格",
                f"{en.split(' ')[0]} micro-grid {k}",
            )
            out.append(area(grid, "admin", f"{code}{k:03d}", "micro_grid", code, *name))
    for n, (body, (zh, en, _)) in enumerate(zip(layers.beats(pieces), layers.BEATS, strict=True), start=1):
        out.append(area(body, "police", f"P{n:02d}", "beat", STREET, zh, en))
    for n, (body, (zh, en, _)) in enumerate(
        zip(layers.branches(pieces), layers.BRANCHES, strict=True), start=1
    ):
        out.append(area(body, "party", f"D{n:02d}", "branch", STREET, zh, en))
    return out


def locator_of(features: Sequence[dict[str, Any]]) -> Locator:
    """The product's own locator over the areas as they are written."""
    ids = {f["properties"]["code"]: n for n, f in enumerate(features, start=1)}
    shapes = []
    for f in features:
        p = f["properties"]
        parent = ids[p["parent"]] if p.get("parent") else None
        shapes.append(
            AreaShape(ids[p["code"]], p["code"], p["layer"], parent, f["geometry"], p.get("width_m"))
        )
    return Locator(shapes)


def water(raw: Sequence[Raw]) -> list[dict[str, Any]]:
    """Rivers and ponds: pieces of the same name joined."""
    names = sorted({w.name for w in raw})
    out = []
    for name in names:
        shapes = [
            p
            for w in raw
            if w.name == name and w.props["kind"] != "swimming_pool"
            for p in polygons_of(w.shape)
        ]
        joined = shapely.union_all([s.buffer(0.2, join_style="mitre") for s in shapes]).buffer(
            -0.2, join_style="mitre"
        )
        english = next((w.name_en for w in raw if w.name == name and w.name_en), "")
        parts = sorted(polygons_of(joined.simplify(0.8)), key=lambda p: p.bounds)
        out += [feature(p, name=name, name_en=english) for p in parts if p.area > 40]
    return out


def green(raw: Sequence[Raw]) -> list[dict[str, Any]]:
    """Parks, gardens, lawns and woods."""
    out = []
    for item in sorted(raw, key=lambda r: (str(r.props["kind"]), int(r.props["id"]), r.shape.bounds)):
        if item.props["kind"] in GREEN_KINDS:
            for p in polygons_of(item.shape):
                simple = p.simplify(0.8)
                if simple.area > 60:
                    out.append(feature(simple, kind=item.props["kind"], name=item.name, name_en=item.name_en))
    return out


def named_roads(raw: Sequence[Raw], own: Polygon) -> list[dict[str, Any]]:
    """The street's own named roads as the register of roads wants them: one feature a name, clipped to the
    street.
    """
    groups: dict[str, list[Raw]] = {}
    for road in roads.surface(raw):
        name = str(road.props.get("name") or "")
        if name and road.shape.intersects(own) and "隧道" not in name and "停车场" not in name:
            groups.setdefault(name, []).append(road)
    out = []
    for name in sorted(groups):
        parts = [p for r in groups[name] for p in lines_of(r.shape.intersection(own))]
        line = shapely.line_merge(shapely.MultiLineString(parts)).simplify(0.4)
        if line.length < 25:
            continue
        english = sorted(r.name_en.split(" (")[0] for r in groups[name])[-1]
        kind = max(groups[name], key=lambda r: r.shape.length).props.get("kind_detail")
        multi = shapely.MultiLineString(sorted(lines_of(line), key=lambda part: part.bounds))
        out.append(feature(multi, name_zh=name, name_en=english, kind=kind, length_m=round(line.length)))
    return out


def landmarks(raw: Sequence[Raw], own: Polygon) -> list[list[object]]:
    """Public places with a name on our side (and public toilets, which need none)."""
    out = []
    for item in sorted(raw, key=lambda r: int(r.props["id"])):
        kind = str(item.props["kind"])
        if kind not in LANDMARK_KINDS or not item.shape.within(own) or not (item.name or kind == "toilets"):
            continue
        lon, lat = PLANE.round(np.array([item.shape.coords[0]]))[0]
        out.append(
            [
                f"M{len(out) + 1:03d}",
                item.name or "公共厕所",
                item.name_en or "",
                kind,
                f"{lon:.6f}",
                f"{lat:.6f}",
            ]
        )
    return out


def addresses(houses: Sequence[buildings.House]) -> list[list[object]]:
    """Every known address of a house, with a point inside the house."""
    out = []
    for house in houses:
        for road, number in house.addresses:
            lon, lat = PLANE.round(np.array([house.shape.representative_point().coords[0]]))[0]
            street, lane = _lane(road)
            out.append([f"{road}{number}号", street, lane + number, f"{lon:.6f}", f"{lat:.6f}", house.code])
    seen: set[object] = set()
    return [
        row
        for row in sorted(out, key=lambda r: (str(r[0]), str(r[5])))
        if not (row[0] in seen or seen.add(row[0]))
    ]


def _lane(road: str) -> tuple[str, str]:
    """A lane's address hangs on its street: "四川中路126弄" is ("四川中路", "126弄")."""
    found = re.fullmatch(r"(.*?)(\d+弄)", road)
    return (found.group(1), found.group(2)) if found else (road, "")


def prepare(source: Path, target: Path) -> None:
    """Reads the extract in ``source`` and writes every prepared file into ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    raw = {name: read(source, name) for name in ("roads", "water", "buildings", "pois", "landuse")}
    ours, next_door = town.outline(raw["roads"], raw["water"])
    units = town.units(ours, raw["roads"])
    lines = {s.code: town.segment_line(s, units[s.unit], raw["roads"]) for s in town.SEGMENTS}
    areas = [
        area(ours, "admin", STREET, "subdistrict", "", "外滩示范街道", "Bund Demonstration Subdistrict"),
        area(
            next_door,
            "admin",
            NEIGHBOUR,
            "subdistrict",
            "",
            "邻街示范街道",
            "Next-Door Demonstration Subdistrict",
        ),
        *cityop(units, lines),
        *other_layers(blocks.blocks(ours, raw["roads"])),
    ]
    houses = buildings.houses(raw["buildings"], ours)
    found = shops.shops(raw["roads"], raw["pois"], houses, lines, ours, locator_of(areas))
    write_features(target / "areas.geojson", areas)
    write_features(target / "buildings.geojson", [buildings.as_feature(h) for h in houses])
    write_features(target / "surroundings.geojson", buildings.surroundings(raw["buildings"], ours))
    write_features(target / "roads.geojson", roads.base_map(raw["roads"], ours))
    write_features(target / "roads_named.geojson", named_roads(raw["roads"], ours))
    write_features(target / "water.geojson", water(raw["water"]))
    write_features(target / "green.geojson", green(raw["landuse"]))
    write_rows(target / "shops.csv", SHOP_COLUMNS, shops.rows(found))
    columns = ("address_zh", "road", "number", "lon", "lat", "building")
    write_rows(target / "addresses.csv", columns, addresses(houses))
    columns = ("id", "name_zh", "name_en", "kind", "lon", "lat")
    write_rows(target / "landmarks.csv", columns, landmarks(raw["pois"], ours))
    (target / "NOTICE").write_text(NOTICE, encoding="utf-8")


def main() -> None:
    """Command line: where the extract lies and where the prepared files go."""
    parser = argparse.ArgumentParser(description="prepare the demonstration street's geography")
    parser.add_argument("--source", type=Path, default=ROOT.parent / "shared" / "data" / "osm_shanghai")
    parser.add_argument("--target", type=Path, default=ROOT / "weige" / "demo" / "data" / "geo")
    given = parser.parse_args()
    prepare(given.source, given.target)


if __name__ == "__main__":
    main()
