"""Places on the wall: a building's card with people as a band, shops, roads, heat, colours; only what one may see."""

from datetime import date
from math import sqrt
from typing import Any

import pytest

from tests.cockpit.conftest import Street
from weige.cockpit.rules.hexagons import EDGE_M, Plane, cell_of, centre_of, features
from weige.cockpit.schemas import Colouring, Heat, House
from weige.people.models import Look
from weige.registry.models import Headcount, Shop
from weige.registry.rules import band
from weige.territory.models import Building, Road

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[121.4805, 31.2305], [121.4815, 31.2305], [121.4815, 31.2315], [121.4805, 31.2305]]],
}


def test_every_point_is_in_the_hexagon_whose_middle_is_nearest() -> None:
    for x in range(-200, 200, 17):
        for y in range(-200, 200, 13):
            cx, cy = centre_of(cell_of(x, y))
            assert sqrt((cx - x) ** 2 + (cy - y) ** 2) <= EDGE_M + 1e-6
            assert cell_of(cx, cy) == cell_of(x, y)


def test_hexagons_count_and_the_fullest_is_drawn_last() -> None:
    here, there = (121.48, 31.23), (121.49, 31.24)
    found = features([here, here, here, there], Plane(121.485, 31.235))
    assert [one["properties"] for one in found] == [
        {"count": 1, "share": 0.3333},
        {"count": 3, "share": 1.0},
    ]
    ring: Any = found[0]["geometry"]
    assert len(ring["coordinates"][0]) == 7
    assert ring["coordinates"][0][0] == ring["coordinates"][0][-1]


@pytest.mark.parametrize(("count", "wanted"), [(0, (0, 0)), (3, (1, 9)), (10, (10, 19)), (347, (340, 349))])
def test_a_head_count_is_told_in_tens(count: int, wanted: tuple[int, int]) -> None:
    assert band(count) == wanted


def building(street: Street, code: str = "B-1", area: str = "L01") -> Building:
    made = Building.objects.create(
        code=code, footprint=SQUARE, height_m=12.0, height_source="floors", floors=4, **street.place(area)
    )
    Headcount.objects.create(
        building=made, households=9, residents=23, as_of=date(2026, 11, 1), source="普查"
    )
    return made


@pytest.mark.django_db
def test_a_building_with_all_that_is_in_it(street: Street, django_assert_max_num_queries: Any) -> None:
    made = building(street)
    shop = Shop.objects.create(
        code="S-9", name_zh="店", trade="餐饮", address="示范路 1 号", building=made, **street.place("L01")
    )
    device = street.device("QX-9", kind="tilt", state="offline")
    device.building = made
    device.save()
    warning = street.warning(level=4)
    warning.building = made
    warning.save()
    case = street.town.report(shop=shop.code)
    with django_assert_max_num_queries(28):
        found = street.get("duty", "/api/cockpit/buildings/B-1")
    House.model_validate(found)
    assert [one["code"] for one in found["shops"]] == ["S-9"]
    people = found["people"]
    assert (people["residents_from"], people["residents_to"], people["residents"]) == (20, 29, None)
    assert not Look.objects.exists()
    assert [one["code"] for one in found["health"]["devices"]] == ["QX-9"]
    assert [one["level"] for one in found["health"]["warnings"]] == ["red"]
    assert [one["id"] for one in found["cases"]] == [case["id"]]
    assert found["past"] == {"ended": 0, "late": 0, "days": 90}
    street.get("worker01", "/api/cockpit/buildings/B-1", 404)
    street.get("stranger", "/api/cockpit/buildings/B-1", 404)


@pytest.mark.django_db
def test_the_exact_number_needs_a_purpose_and_is_on_record(street: Street) -> None:
    building(street)
    client = street.town.client_for("duty")
    found = client.get("/api/cockpit/buildings/B-1", headers={"X-Purpose": "evacuation"}).json()["people"]
    assert (found["residents"], found["households"]) == (23, 9)
    seen = Look.objects.get()
    assert (seen.subject, seen.fields, seen.purpose) == (
        "building:B-1",
        ["households", "residents"],
        "evacuation",
    )


@pytest.mark.django_db
def test_shops_roads_heat_and_colours(street: Street) -> None:
    made = building(street)
    Shop.objects.create(
        code="S-9", name_zh="店", trade="餐饮", address="1 号", building=made, **street.place("L01")
    )
    line = {"type": "LineString", "coordinates": [[121.481, 31.2305], [121.481, 31.2315]]}
    Road.objects.create(name_zh="示范路", kind="residential", geometry=line)
    warning = street.warning(level=3)
    warning.building = made
    warning.save()
    street.warning(state="dismissed")
    street.town.report()
    client = street.town.client_for("duty")
    shops = client.get("/api/cockpit/shops")
    assert shops.json()["rows"][0][1:] == ["S-9", "店", "", "餐饮", 121.481, 31.231, "B-1"]
    assert client.get("/api/cockpit/shops", headers={"If-None-Match": shops["ETag"]}).status_code == 304
    roads = street.get("worker01", "/api/cockpit/roads.geojson")
    assert roads["features"][0]["properties"] == {"name_zh": "示范路", "name_en": "示范路"}
    for what in ("cases", "warnings"):
        heat = street.get("duty", f"/api/cockpit/heat?what={what}&days=7")
        Heat.model_validate(heat)
        assert heat["total"] == 1
    for by, wanted in (("warning", "orange"), ("cases", None), ("health", None), ("cases90", None)):
        found = street.get("duty", f"/api/cockpit/colours?by={by}")
        Colouring.model_validate(found)
        assert found["values"].get(str(made.pk)) == wanted
    assert street.town.client_for("duty").get("/api/cockpit/colours?by=people").status_code == 422
    for path in ("shops", "heat", "colours"):
        street.get("worker01", f"/api/cockpit/{path}", 404)


@pytest.mark.django_db
def test_setting_a_head_count(street: Street) -> None:
    building(street)
    body = {"households": 10, "residents": 31, "as_of": "2026-11-20", "source": "派出所"}
    admin = street.town.client_for("admin")
    assert admin.put("/api/headcounts/B-1", json=body).status_code == 204
    assert Headcount.objects.get().residents == 31
    bad = admin.put("/api/headcounts/B-1", json=body | {"residents": -1})
    assert bad.status_code == 422
    assert street.town.client_for("duty").put("/api/headcounts/B-1", json=body).status_code == 404
