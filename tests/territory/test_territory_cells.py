"""Cells over the database: stored areas found, the cache follows every change, days and datums are
honoured.
"""

from datetime import date

import numpy as np
import pytest

from weige.territory.models import Area
from weige.territory.queries import locate, locate_many
from weige.territory.rules.datum import convert
from weige.territory.rules.faults import TerritoryFault

DAY = date(2026, 11, 20)
IN_L01 = (121.481, 31.231)


def codes(located):
    return dict(Area.objects.filter(pk__in=located.cells).values_list("code", "pk"))


def test_a_point_finds_its_cells_with_one_statement_once_loaded(territory, django_assert_num_queries):
    locate(*IN_L01, on=DAY)
    with django_assert_num_queries(1):
        found = locate(*IN_L01, on=DAY)
    assert set(codes(found)) == {"310101999", "C1", "L01"}
    assert found.leaf_cells == [territory["L01"].pk]
    assert found.by_layer["cityop"].method == "inside"


def test_the_cache_follows_a_change_inside_the_same_transaction(territory):
    assert locate(*IN_L01, on=DAY).leaf_cells == [territory["L01"].pk]
    segment = territory["L01"]
    segment.geometry = territory["L02"].geometry
    segment.save()
    assert locate(*IN_L01, on=DAY).leaf_cells == [territory["C1"].pk]
    segment.delete()
    assert locate(121.483, 31.231, on=DAY).leaf_cells == [territory["L02"].pk]


def test_days_before_between_and_after(territory):
    segment = territory["L01"]
    segment.valid_to = date(2026, 12, 1)
    segment.save()
    assert segment.pk in locate(*IN_L01, on=date(2026, 11, 30)).cells
    assert segment.pk not in locate(*IN_L01, on=date(2026, 12, 1)).cells
    assert locate(*IN_L01, on=date(2019, 12, 31)).outside


def test_an_area_outlives_its_parent_as_a_root(territory):
    Area.objects.filter(code="C1").update(valid_to=date(2026, 1, 1))
    found = locate(*IN_L01, on=DAY)
    assert territory["L01"].pk in found.cells
    assert territory["C1"].pk not in found.cells


def test_input_datums_mean_the_same_place(territory):
    for datum in ("GCJ-02", "BD-09", "CGCS2000"):
        lon, lat = convert(*IN_L01, source="WGS84", target=datum)
        assert locate(lon, lat, on=DAY, datum=datum).leaf_cells == [territory["L01"].pk]
    with pytest.raises(TerritoryFault, match="unknown datum"):
        locate(*IN_L01, on=DAY, datum="local")


def test_many_points_cost_one_statement_and_agree_with_one_by_one(territory, django_assert_num_queries):
    points = np.array([IN_L01, (121.485, 31.231), (121.5, 31.231), (121.6, 31.3)])
    locate(*IN_L01, on=DAY)
    with django_assert_num_queries(1):
        many = list(locate_many(points, on=DAY))
    assert many == [locate(*point, on=DAY) for point in points]
    assert [row.outside for row in many] == [False, False, False, True]
