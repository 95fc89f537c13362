"""Find and the pages of places: every kind, within reach, people masked, a fixed number of statements at any size."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.town import catalogue
from tests.cast import Api, Member
from weige.cases.models import Case
from weige.kernel import timesource
from weige.registry.models import Headcount, Shop
from weige.sensing import services as sensing
from weige.sensing.models import Device
from weige.territory.models import Address, Area, Building, Road

Ask = Callable[[str | None], Api]
IN_L01 = {"lon": 121.481, "lat": 31.231}
FIND, PLACE = 14, 34  # statements, those for who asks among them


def place(area: Area) -> dict[str, Any]:
    return {**IN_L01, "cells": area.path, "leaf_cells": [area.pk]}


@pytest.fixture
def street(territory: dict[str, Area], cast: dict[str, Member], client_for: Ask) -> Ask:
    """A house on a road with a shop, a sensor in it and a case at the shop."""
    now, l01 = timesource.now(), place(territory["L01"])
    catalogue(now)
    ring = [[121.4809, 31.2309], [121.4811, 31.2309], [121.4811, 31.2311], [121.4809, 31.2309]]
    house = Building.objects.create(
        code="B1", name_zh="汉口大楼", name_en="Hankou House", height_m=20, height_source="levels",
        footprint={"type": "Polygon", "coordinates": [ring]}, **l01,
    )  # fmt: skip
    road = Road.objects.create(
        name_zh="汉口路", name_en="Hankou Road", kind="street",
        geometry={"type": "MultiLineString", "coordinates": [[[121.4802, 31.231], [121.4848, 31.231]]]},
    )  # fmt: skip
    Address.objects.create(text="汉口路1号", road=road, building=house, **l01)
    Shop.objects.create(
        code="S1", name_zh="汉口小吃", trade="餐饮", address="汉口路1号", building=house, **l01
    )
    Headcount.objects.create(building=house, residents=34, households=12, as_of=now.date(), source="普查")
    device = sensing.register_device(
        code="ENV-HK", kind="environment", name_zh="汉口环境", name_en="Hankou air", now=now, **IN_L01
    )
    Device.objects.filter(pk=device.pk).update(building=house)
    said = {"matter": "09005", "text": "汉口路店外堆放", "place": "汉口路 1 号", "shop": "S1"} | IN_L01
    assert client_for("worker01").post("/api/cases", json=said).status_code == 201
    return client_for


@pytest.mark.django_db
def test_find_answers_every_kind_in_so_many_statements(street: Ask, cast: dict[str, Member]) -> None:
    duty = street("duty")
    duty.get("/api/find?q=x")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = duty.get("/api/find?q=汉口").json()["items"]
    assert [hit["kind"] for hit in found] == ["case", "building", "shop", "road", "device"]
    assert {hit["key"] for hit in found} >= {"B1", "S1", "汉口路", "ENV-HK"}
    assert len(asked) <= FIND, [query["sql"][:120] for query in asked]
    assert [hit["kind"] for hit in duty.get("/api/find?q=L01").json()["items"]][:1] == ["area"]
    post = cast["worker01"].post
    assert post is not None
    people = duty.get(f"/api/find?q={post.name_zh}").json()["items"]
    person = next(hit for hit in people if hit["kind"] == "person")
    assert "**" in person["detail_zh"]
    assert cast["worker01"].user.name_zh not in str(people)
    assert street("stranger").get("/api/find?q=汉口").status_code == 404
    assert duty.get("/api/find?q=").status_code == 422


@pytest.mark.django_db
def test_a_merchant_finds_the_own_shop_only(street: Ask) -> None:
    assert {hit["kind"] for hit in street("resident").get("/api/find?q=汉口").json().get("items", [])} <= {
        "case", "road", "building", "area",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["building/B1", "shop/S1", "device/ENV-HK", "road/汉口路", "area/L01"])
def test_the_page_of_a_place_has_what_belongs_to_it(street: Ask, kind: str) -> None:
    duty = street("duty")
    with CaptureQueriesContext(connection) as asked:
        page = duty.get(f"/api/places/{kind}").json()
    assert len(asked) <= PLACE, len(asked)
    device = kind.startswith("device")
    assert "L01" in [area["code"] for area in page["areas"]]
    if not device:
        assert page["cases"]["n"] == Case.objects.count() == 1
    if not device and not kind.startswith("shop"):
        assert page["shops"]["n"] == 1
        assert page["devices"]["items"][0]["code"] == "ENV-HK"
    assert (page["people"] is not None) == kind.startswith("building")
    assert street("stranger").get(f"/api/places/{kind}").status_code == 404


@pytest.mark.django_db
def test_people_are_a_band_and_tags_are_there(street: Ask) -> None:
    duty = street("duty")
    row = {"name_zh": "高空广告", "name_en": "Signs", "colour": "pink"}
    duty.put("/api/tags/kinds/signs", json=row)
    duty.post("/api/tags", json={"label": "signs", "source": "巡查", "kind": "building", "key": "B1"})
    page = duty.get("/api/places/building/B1").json()
    assert (page["people"]["residents_from"], page["people"]["residents"]) == (30, None)
    assert [tag["label"]["code"] for tag in page["tags"]] == ["signs"]
    assert duty.get("/api/places/ship/B1").status_code == 404
    assert duty.get("/api/places/building/B9").status_code == 404
    assert [row["code"] for row in duty.get("/api/shops?tag=signs").json()["items"]] == ["S1"]
    assert len(duty.get("/api/cases?tag=signs").json()["items"]) == 1


@pytest.mark.django_db
def test_a_part_whole_has_as_many_rows_as_its_figure(street: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weige.cockpit.queries.place.MOST", 1)
    house, cells = Building.objects.get(code="B1"), Area.objects.get(code="L01")
    for code in ("S2", "S3"):
        Shop.objects.create(code=code, name_zh=code, trade="餐饮", address="", building=house, **place(cells))
    said = {"matter": "09005", "text": "又是店外堆放", "place": "汉口路 1 号", "shop": "S2"} | IN_L01
    assert street("worker01").post("/api/cases", json=said).status_code == 201
    duty = street("duty")
    few = duty.get("/api/places/building/B1").json()
    assert [(few[part]["n"], len(few[part]["items"])) for part in ("shops", "cases")] == [(3, 1), (2, 1)]
    for part in ("shops", "cases", "devices", "past", "warnings", "papers"):
        one = duty.get(f"/api/places/building/B1?whole={part}").json()
        assert len(one[part]["items"]) == one[part]["n"] == few[part]["n"], part
    area = duty.get(f"/api/places/area/{cells.pk}?whole=buildings").json()["buildings"]
    assert len(area["items"]) == area["n"] == 1
    assert duty.get("/api/places/building/B1?whole=ships").status_code == 422
