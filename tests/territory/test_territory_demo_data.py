"""The demonstration street's data: 1 + 4 + 18 + X, every house and shop in one cell, sizes, names,
reproducible.
"""

import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import LineString, Point, shape
from shapely.ops import unary_union

from weige.territory.rules.geometry import Projection, drawn, ground
from weige.territory.rules.locator import AreaShape, Locator

ROOT = Path(__file__).resolve().parents[2]
GEO = ROOT / "weige" / "demo" / "data" / "geo"
SOURCE = ROOT.parent / "shared" / "data" / "osm_shanghai"
PLANE = Projection.around(121.4877, 31.2363)


def features(name):
    return json.loads((GEO / f"{name}.geojson").read_text(encoding="utf-8"))["features"]


def rows(name):
    with (GEO / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def areas():
    return {f["properties"]["code"]: f for f in features("areas")}


@pytest.fixture(scope="module")
def flat(areas):
    """Drawn shapes in metres by code."""
    out = {}
    for code, f in areas.items():
        out[code] = PLANE.flat_shape(drawn(ground(f["geometry"], width_m=f["properties"].get("width_m"))))
    return out


@pytest.fixture(scope="module")
def locator(areas):
    ids = {code: n for n, code in enumerate(areas, start=1)}
    return Locator(
        AreaShape(
            ids[code], code, f["properties"]["layer"], ids.get(f["properties"].get("parent")), f["geometry"],
            f["properties"].get("width_m"),
        )
        for code, f in areas.items()
    )  # fmt: skip


def test_one_four_eighteen_and_scattered_points(areas):
    levels = Counter((f["properties"]["layer"], f["properties"]["level"]) for f in areas.values())
    assert levels["cityop", "town_centre"] == 1
    assert levels["cityop", "circle"] == 4
    assert levels["cityop", "segment"] == 18
    assert levels["cityop", "point"] >= 10
    assert levels["admin", "subdistrict"] == 2
    assert levels["admin", "community"] == 8
    assert levels["admin", "micro_grid"] == 24
    assert 4 <= levels["police", "beat"] <= 6
    assert levels["party", "branch"] >= 2
    assert {f"L{n:02d}" for n in range(1, 19)} | {f"C{n}" for n in range(5)} <= set(areas)


def test_codes_and_names_are_complete(areas):
    for code, f in areas.items():
        p = f["properties"]
        assert p["name_zh"], code
        assert p["name_en"], code
        assert (p.get("parent") in areas) or p["level"] == "subdistrict"
        assert ("width_m" in p) == (p["level"] in {"segment", "point"}), code
    assert areas["310101999"]["properties"]["name_zh"] == "外滩示范街道"
    assert all(len(c) == 12 for c, f in areas.items() if f["properties"]["level"] == "community")
    assert all(len(c) == 15 for c, f in areas.items() if f["properties"]["level"] == "micro_grid")


@pytest.mark.parametrize(
    ("layer", "level"),
    [("admin", "community"), ("police", "beat"), ("party", "branch"), ("cityop", "circle")],
)
def test_each_division_covers_the_street_without_overlap(areas, flat, layer, level):
    wanted = {level, "town_centre"} if layer == "cityop" else {level}
    parts = [
        flat[c]
        for c, f in areas.items()
        if f["properties"]["layer"] == layer and f["properties"]["level"] in wanted
    ]
    town = flat["310101999"]
    assert sum(p.area for p in parts) == pytest.approx(town.area, rel=0.0005)
    assert unary_union(parts).symmetric_difference(town).area < 0.0005 * town.area


def test_every_area_lies_in_its_parent(areas, flat):
    for code, f in areas.items():
        parent = f["properties"].get("parent")
        if parent:
            outside = flat[code].difference(flat[parent].buffer(1.0)).area
            assert outside <= 0.05 * flat[code].area, f"{code} sticks out of {parent}"


def test_the_neighbour_touches_but_does_not_overlap(areas, flat):
    assert flat["310101998"].intersection(flat["310101999"]).area < 20
    assert flat["310101998"].distance(flat["310101999"]) < 1
    assert not [f for f in areas.values() if f["properties"].get("parent") == "310101998"]


def test_the_street_follows_the_river_banks(flat):
    water = unary_union([PLANE.flat_shape(shape(f["geometry"])).buffer(0) for f in features("water") if
                         f["properties"].get("name") in {"黄浦江", "苏州河"}])  # fmt: skip
    town = flat["310101999"]
    assert town.intersection(water).area < 0.005 * town.area
    assert town.boundary.intersection(water.buffer(6)).length > 2000


def test_segments_lie_on_the_real_road_of_their_name(areas):
    roads = {}
    for f in features("roads_named"):
        roads[f["properties"]["name_zh"]] = PLANE.flat_shape(shape(f["geometry"]))
    for code, f in areas.items():
        p = f["properties"]
        if p["level"] == "segment":
            line = PLANE.flat_shape(shape(f["geometry"]))
            assert isinstance(line, LineString)
            assert 150 < line.length < 1500
            away = max(
                roads[p["name_zh"]].distance(line.interpolate(t, normalized=True))
                for t in np.linspace(0, 1, 21)
            )
            assert away < p["width_m"] / 2, f"{code} {p['name_zh']} leaves its road by {away:.0f} m"


def test_beats_disagree_with_circles(flat):
    """Layers may disagree: some beat lies in two circles by at least a tenth each."""
    torn = [
        code
        for code in (f"P{n:02d}" for n in range(1, 7))
        if sum(flat[code].intersection(flat[f"C{k}"]).area > 0.1 * flat[code].area for k in range(5)) > 1
    ]
    assert torn


def test_every_building_is_in_exactly_one_leaf_cell(areas, locator):
    buildings = features("buildings")
    assert len(buildings) > 600
    assert len({b["properties"]["code"] for b in buildings}) == len(buildings)
    points = np.array([shape(b["geometry"]).representative_point().coords[0] for b in buildings])
    cells = Counter()
    for found in locator.locate_many(points):
        hit = found.by_layer["cityop"]
        assert areas[hit.code]["properties"]["level"] in {"segment", "point"}
        assert set(found.by_layer) == {"admin", "cityop", "police", "party"}
        cells[hit.code] += 1
    assert sum(cells.values()) == len(buildings)
    assert all(cells[f"L{n:02d}"] for n in range(1, 19))


def test_buildings_say_where_their_height_comes_from(areas):
    sources = Counter()
    for b in features("buildings"):
        p = b["properties"]
        assert 2 <= p["height_m"] <= 200
        sources[p["height_source"]] += 1
        assert (p["height_source"] == "floors") == ("floors" in p)
    assert set(sources) == {"given", "floors", "estimated"}


def test_at_least_fifteen_protected_houses_marked_as_demonstration():
    guarded = [b["properties"] for b in features("buildings") if b["properties"].get("protection")]
    assert len(guarded) >= 15
    for p in guarded:
        assert p["protection"] in {"class_1", "class_2", "class_3", "class_4"}
        assert p["demo"] is True
        assert p["name_zh"]
        assert p["structure"]


def test_shops_have_a_door_on_a_house_in_a_cell_under_a_free_name(areas, locator):
    shops = rows("shops")
    assert len(shops) >= 240
    houses = {b["properties"]["code"]: PLANE.flat_shape(shape(b["geometry"])) for b in features("buildings")}
    doors = np.array([[float(s["lon"]), float(s["lat"])] for s in shops])
    for shop, found, door in zip(shops, locator.locate_many(doors), PLANE.flat(doors), strict=True):
        assert found.by_layer["cityop"].code == shop["segment"]
        assert houses[shop["building"]].exterior.distance(Point(door)) < 0.3
        assert 2 <= float(shop["frontage_m"]) <= 20
        assert shop["address_zh"].endswith("号")
    for column in ("id", "name_zh", "address_zh"):
        assert len({s[column] for s in shops}) == len(shops)
    served = {s["segment"] for s in shops}
    assert {f"L{n:02d}" for n in range(1, 19)} <= served
    assert len({s["trade"] for s in shops}) >= 12


def test_addresses_and_landmarks_belong_to_the_street(locator):
    codes = {b["properties"]["code"] for b in features("buildings")}
    assert len(rows("addresses")) >= 80
    for row in rows("addresses"):
        assert row["building"] in codes
        assert not locator.locate(float(row["lon"]), float(row["lat"])).outside
    assert any(r["kind"] == "toilets" for r in rows("landmarks"))


def test_the_base_map_is_small_rounded_and_credited():
    assert sum(path.stat().st_size for path in GEO.iterdir()) < 3_000_000
    assert "OpenStreetMap contributors" in (GEO / "NOTICE").read_text(encoding="utf-8")
    for path in GEO.glob("*.geojson"):
        content = json.loads(path.read_text(encoding="utf-8"))
        assert "OpenStreetMap" in content["attribution"]
        assert content["features"]
        for f in content["features"]:
            assert shape(f["geometry"]).is_valid
            assert not set(f["properties"]) & {"source", "sort_rank", "min_zoom", "collision_rank"}


def test_preparing_again_gives_the_same_bytes(tmp_path):
    if not SOURCE.exists():
        pytest.skip("the raw extract is not on this machine (../shared/data/osm_shanghai)")
    from tools.prepare_geo import prepare

    prepare(SOURCE, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in GEO.iterdir())
    for path in GEO.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
