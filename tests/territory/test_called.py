"""What a house without a name is called: road and number, else the segment it stands on; never its code."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from weige.territory.models import Address, Area, Building, Layer, Road
from weige.territory.queries.called import called, called_all

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
