"""The territory over HTTP: it works, scoped rows, the stranger gets 404, bad input gets a clear error,
ETags.
"""

from datetime import UTC, datetime

import pytest

from weige.kernel.access import SYSTEM
from weige.territory import services
from weige.territory.models import Address, Area, Building, Premise
from weige.territory.rules.datum import convert
from weige.territory.services import Row

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)


@pytest.fixture
def houses(territory):
    """One house in L01, one in L03, one next door in N01."""
    rows = []
    for n, (code, west) in enumerate((("b1", 121.4805), ("b3", 121.4845), ("n1", 121.5005)), start=1):
        ring = [
            [west, 31.2305],
            [west + 0.0002, 31.2305],
            [west + 0.0002, 31.2307],
            [west, 31.2307],
            [west, 31.2305],
        ]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        values = {"code": code, "geometry": geometry, "height_m": 23, "name_zh": code}
        rows.append(Row(n, values | ({"protection": "class_2"} if code == "b1" else {})))
    report = services.import_buildings(rows=rows, who=SYSTEM, now=NOW)
    assert report.errors == []
    house = Building.objects.get(code="b1")
    place = {"lon": house.lon, "lat": house.lat, "cells": house.cells, "leaf_cells": house.leaf_cells}
    address = Address.objects.create(text="示范路1号", building=house, **place)
    Premise.objects.create(code="p1", building=house, address=address, unit="底层", **place)
    return {building.code: building for building in Building.objects.all()}


ENDPOINTS = [
    "/api/areas",
    "/api/areas.geojson",
    "/api/locate?lon=121.481&lat=31.231",
    "/api/buildings.geojson",
    "/api/buildings/b1",
]


@pytest.mark.parametrize("path", ENDPOINTS)
def test_colleagues_may_the_stranger_gets_404_and_nobody_401(client_for, houses, path):
    for name in ("duty", "worker01", "chief"):
        assert client_for(name).get(path).status_code == 200, name
    assert client_for("stranger").get(path).status_code == 404
    assert client_for(None).get(path).status_code == 401


def test_a_resident_sees_areas_but_no_list_of_buildings(client_for, houses):
    assert client_for("resident").get("/api/areas").status_code == 200
    assert client_for("resident").get("/api/buildings.geojson").status_code == 404


def test_areas_are_listed_in_pages_and_the_neighbour_is_not_among_them(client_for, territory):
    client = client_for("duty")
    first = client.get("/api/areas?limit=4").json()
    rest = client.get(f"/api/areas?limit=4&after={first['next']}").json()
    codes = [item["code"] for item in first["items"] + rest["items"]]
    assert sorted(codes) == ["310101999", "C1", "C2", "L01", "L02", "L03"]
    assert rest["next"] is None
    segments = client.get("/api/areas?layer=cityop&level=segment").json()["items"]
    assert [item["code"] for item in segments] == ["L01", "L02", "L03"]
    assert segments[0]["path"] == territory["L01"].path
    assert client.get("/api/areas?on=2019-01-01").json()["items"] == []
    assert client.get("/api/areas?limit=0").status_code == 422


def test_the_area_layer_draws_ribbons_and_says_where_names_stand(client_for, territory):
    line = {"type": "LineString", "coordinates": [[121.481, 31.2305], [121.481, 31.2315]]}
    Area.objects.filter(code="L01").update(geometry=line, width_m=20)
    answer = client_for("duty").get("/api/areas.geojson?layer=cityop")
    assert answer["Content-Type"] == "application/geo+json"
    found = {f["properties"]["code"]: f for f in answer.json()["features"]}
    assert found["L01"]["geometry"]["type"] == "Polygon"
    assert found["L01"]["properties"]["label"] == [121.481, 31.231]
    assert found["L01"]["properties"]["length_m"] == 111
    assert found["C1"]["properties"]["label"] == pytest.approx([121.482, 31.232], abs=5e-4)
    assert "N01" not in found


def test_a_map_layer_is_sent_once_until_something_changes(client_for, houses, django_assert_max_num_queries):
    client = client_for("duty")
    for path in ("/api/areas.geojson", "/api/buildings.geojson"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert "private" in first["Cache-Control"]
    Building.objects.filter(code="b1").update(height_m=24)
    assert client.get("/api/buildings.geojson", headers={"If-None-Match": first["ETag"]}).status_code == 200
    with django_assert_max_num_queries(5):
        client.get("/api/buildings.geojson")


def test_buildings_by_box_and_by_protection(client_for, houses):
    client = client_for("worker01")

    def codes(query=""):
        return [
            f["properties"]["code"] for f in client.get(f"/api/buildings.geojson{query}").json()["features"]
        ]

    assert codes() == ["b1", "b3"]
    assert codes("?bbox=121.4800,31.2300,121.4810,31.2310") == ["b1"]
    assert codes("?bbox=121.4700,31.2300,121.4710,31.2310") == []
    assert codes("?protected=true") == ["b1"]
    assert codes("?protected=false") == ["b3"]


def test_a_wall_gets_of_each_building_only_what_it_draws(client_for, houses):
    client = client_for("duty")
    whole = client.get("/api/buildings.geojson").json()["features"]
    drawn = client.get("/api/buildings.geojson?drawn=true").json()["features"]
    assert [(one["id"], one["geometry"]) for one in drawn] == [(one["id"], one["geometry"]) for one in whole]
    shown = {"id", "code", "name_zh", "name_en", "height_m", "protection"}
    for one, its in zip(drawn, whole, strict=True):
        assert one["properties"] == {k: v for k, v in its["properties"].items() if k in shown}


@pytest.mark.parametrize(
    ("query", "code"),
    [("bbox=1,2,3", "bbox_invalid"), ("bbox=a,b,c,d", "bbox_invalid"), ("bbox=122,31,121,32", "bbox_invalid"),
     ("bbox=31,121,32,122", "lon_lat_swapped")],
)  # fmt: skip
def test_a_bad_box_says_so(client_for, houses, query, code):
    answer = client_for("duty").get(f"/api/buildings.geojson?{query}", headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert [e["code"] for e in answer.json()["errors"]] == [code]
    assert "{" not in answer.json()["errors"][0]["message"]


def test_one_building_with_addresses_and_premises(client_for, houses):
    body = client_for("worker02").get("/api/buildings/b1").json()
    assert (body["protection"], body["addresses"]) == ("class_2", ["示范路1号"])
    assert body["premises"][0]["address"] == "示范路1号"
    assert client_for("duty").get("/api/buildings/n1").status_code == 404
    assert client_for("duty").get("/api/buildings/none").status_code == 404


def test_locate_in_any_datum(client_for, territory):
    client = client_for("worker01")
    plain = client.get("/api/locate?lon=121.481&lat=31.231").json()
    assert plain["outside"] is False
    assert [(c["layer"], c["code"], c["method"], c["distance_m"]) for c in plain["cells"]] == [
        ("cityop", "L01", "inside", 0)
    ]
    lon, lat = convert(121.481, 31.231, source="WGS84", target="GCJ-02")
    moved = client.get(f"/api/locate?lon={lon}&lat={lat}&datum=GCJ-02").json()
    assert moved["cells"] == plain["cells"]
    assert moved["lon"] == pytest.approx(121.481, abs=1e-7)


def test_outside_and_next_door_are_outside_for_this_street(client_for, territory):
    for lon in (121.6, 121.501):
        body = client_for("duty").get(f"/api/locate?lon={lon}&lat=31.231").json()
        assert (body["outside"], body["cells"]) == (True, [])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("lon=31.231&lat=121.481", "lon_lat_swapped"),
        ("lon=1&lat=1&datum=x", "datum_unknown"),
        ("lon=x&lat=1", "field_not_number"),
        ("lon=1", "field_missing"),
        ("lon=nan&lat=1", "coordinate_not_finite"),
    ],
)
def test_a_bad_point_says_what_is_wrong_in_both_languages(client_for, territory, query, code):
    for language in ("zh", "en"):
        answer = client_for("duty").get(f"/api/locate?{query}", headers={"Accept-Language": language})
        assert answer.status_code == 422
        assert [e["code"] for e in answer.json()["errors"]] == [code]


def test_closing_an_area_needs_the_administrator(client_for, territory):
    path = f"/api/areas/{territory['C1'].pk}/close"
    assert client_for("duty").post(path, json={"valid_to": "2030-01-01"}).status_code == 403
    assert client_for("stranger").post(path, json={"valid_to": "2030-01-01"}).status_code == 404
    admin = client_for("admin")
    assert admin.post(path, json={"valid_to": "2019-01-01"}).status_code == 422
    answer = admin.post(path, json={"valid_to": "2030-01-01"})
    assert answer.status_code == 200
    assert {area["code"] for area in answer.json()} == {"C1", "L01", "L02"}
    assert admin.post(path, json={"valid_to": "2030-01-01"}).status_code == 409
    assert admin.get(f"/api/areas/{territory['C1'].pk}").json()["valid_to"] == "2030-01-01"
    assert client_for("duty").get(f"/api/areas/{territory['N01'].pk}").status_code == 404
