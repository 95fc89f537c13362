"""What a house without a name is called: road and number, else the segment it stands on; never its code."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from weige.territory.models import Address, Area, Building, Layer, Road
from weige.territory.queries.called import beside, called, called_all

pytestmark = pytest.mark.django_db


def house(code: str, **more: Any) -> Building:
    where = {"lon": 121.48, "lat": 31.23, "cells": [], "leaf_cells": []}
    shape = {"type": "Polygon", "coordinates": []}
    return Building.objects.create(
        code=code, footprint=shape, height_m=9, height_source="given", **(where | more)
    )


def test_by_name_then_by_address_then_by_segment(django_assert_num_queries: Callable[..., Any]) -> None:
    named = house("osm1", name_zh="和平饭店", name_en="Peace Hotel")
    road = Road.objects.create(name_zh="汉口路", name_en="Hankou Road", kind="road", geometry={})
    layer = Layer.objects.create(code="called", name_zh="网格", name_en="Cells")
    box = {"west": 0, "south": 0, "east": 1, "north": 1, "geometry": {}, "valid_from": date(2026, 1, 1)}
    wide, narrow = (
        Area.objects.create(layer=layer, code=code, level=code, name_zh=zh, name_en=en, **box)
        for code, zh, en in (
            ("circle", "南京东路商圈", "Nanjing Road circle"),
            ("segment", "汉口路", "Hankou Road"),
        )
    )
    addressed, bare = house("osm2"), house("osm3", leaf_cells=[wide.pk, narrow.pk])
    nowhere = house("osm4")
    for number in ("206", "8"):
        Address.objects.create(
            text=f"汉口路{number}号", road=road, number=number, building=addressed, lon=0, lat=0
        )
    with django_assert_num_queries(2):
        found = called_all([named, addressed, bare])
    assert found[named.pk] == ("和平饭店", "Peace Hotel")
    assert found[addressed.pk] == ("汉口路8号", "8 Hankou Road")
    assert found[bare.pk] == ("未命名楼栋 · 汉口路", "Unnamed building · Hankou Road")
    assert called(nowhere) == ("未命名楼栋", "Unnamed building")
    with django_assert_num_queries(0):
        assert called(named).zh == "和平饭店"


def test_a_point_is_its_address_or_near_one_or_in_its_narrowest_cell() -> None:
    road = Road.objects.create(name_zh="汉口路", name_en="Hankou Road", kind="road", geometry={})
    layer = Layer.objects.create(code="called", name_zh="网格", name_en="Cells")
    box = {"west": 0, "south": 0, "east": 1, "north": 1, "geometry": {}, "valid_from": date(2026, 1, 1)}
    narrow = Area.objects.create(
        layer=layer, code="segment", level="segment", name_zh="汉口路段", name_en="Hankou Road segment", **box
    )
    other = narrow.pk + 1
    Address.objects.create(text="汉口路8号", road=road, number="8", lon=121.48, lat=31.23, cells=[narrow.pk])
    Address.objects.create(text="弄堂口", lon=121.4805, lat=31.23, cells=[narrow.pk])
    Address.objects.create(text="隔壁街1号", road=road, number="1", lon=121.4801, lat=31.2305, cells=[other])
    here = [narrow.pk]
    assert beside(121.48, 31.23001, here) == ("汉口路8号", "8 Hankou Road")
    assert beside(121.4801, 31.2304, here) == ("汉口路8号附近", "near 8 Hankou Road")
    assert beside(121.48045, 31.2301, here) == ("弄堂口附近", "near 弄堂口"), "without a road it is as it is"
    assert beside(121.49, 31.23, here) == ("汉口路段", "Hankou Road segment"), (
        "a kilometre on no address is near"
    )
    assert beside(121.48, 31.23, []) is None
