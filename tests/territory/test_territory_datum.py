"""Datum conversions: published vectors, round trips, China's box, clear errors, and a real boundary as a
judge.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from weige.territory.rules.datum import (
    CHINA_BOX,
    check_points,
    convert,
    convert_many,
    datum_named,
    gcj02_to_wgs84,
)
from weige.territory.rules.faults import TerritoryFault

# Vectors of the domain reference 3.3: WGS84, GCJ-02, BD-09.
VECTORS = [
    ((121.4737, 31.2304), (121.478223, 31.228458), (121.484781, 31.234311)),
    ((120.1700, 30.2700), (120.174650, 30.267643), (120.181257, 30.273302)),
]
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
lons = st.floats(CHINA_BOX[0] + 0.1, CHINA_BOX[1] - 0.1)
lats = st.floats(CHINA_BOX[2] + 0.1, CHINA_BOX[3] - 0.1)


@pytest.mark.parametrize(("wgs", "gcj", "bd"), VECTORS)
def test_published_vectors_hold_in_every_direction(wgs, gcj, bd):
    points = {"WGS84": wgs, "GCJ-02": gcj, "BD-09": bd}
    for source, start in points.items():
        for target, end in points.items():
            assert convert(*start, source=source, target=target) == pytest.approx(end, abs=1.5e-6)


@given(lons, lats, st.sampled_from(["GCJ-02", "BD-09"]))
def test_there_and_back_is_the_same_place(lon, lat, datum):
    there = convert(lon, lat, source="WGS84", target=datum)
    assert convert(*there, source=datum) == pytest.approx((lon, lat), abs=1e-7)


def test_cgcs2000_is_wgs84_for_street_work():
    assert convert(121.48, 31.23, source="CGCS2000") == (121.48, 31.23)
    assert convert(121.48, 31.23, source="epsg:4490", target="wgs84") == (121.48, 31.23)


@pytest.mark.parametrize("place", [(2.35, 48.85), (-122.42, 37.77), (151.2, -33.87), (139.69, 35.69)])
def test_outside_china_gcj02_changes_nothing(place):
    assert convert(*place, source="WGS84", target="GCJ-02") == place
    assert convert(*place, source="GCJ-02") == place


def test_many_is_the_same_as_one_by_one_and_leaves_the_input_alone():
    points = np.array([[121.4737, 31.2304], [2.35, 48.85], [120.17, 30.27]])
    before = points.copy()
    many = convert_many(points, source="WGS84", target="BD-09")
    assert np.array_equal(points, before)
    for row, (lon, lat) in zip(many, points, strict=True):
        assert tuple(row) == convert(lon, lat, source="WGS84", target="BD-09")
    assert convert_many(np.empty((0, 2)), source="BD-09").shape == (0, 2)


@pytest.mark.parametrize("name", ["gcj02", "GCJ-02", "gcj_02", "Gcj 02"])
def test_datums_are_known_by_their_usual_spellings(name):
    assert datum_named(name) == "GCJ-02"


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (31.23, 121.47, "lon_lat_swapped"),
        (200.0, 31.0, "lon_out_of_range"),
        (121.0, 95.0, "lat_out_of_range"),
        (float("nan"), 31.0, "coordinate_not_finite"),
        (121.0, float("inf"), "coordinate_not_finite"),
    ],
)
def test_impossible_coordinates_say_what_is_wrong(lon, lat, code):
    with pytest.raises(TerritoryFault) as caught:
        convert(lon, lat, source="WGS84")
    assert caught.value.code == code
    if code == "lon_lat_swapped":
        assert "lon=121.47, lat=31.23" in str(caught.value)


def test_an_unknown_datum_names_the_known_ones():
    with pytest.raises(TerritoryFault, match="GCJ-02") as caught:
        convert(121.0, 31.0, source="Shanghai city grid")
    assert caught.value.code == "datum_unknown"


def test_a_bad_row_of_many_is_named():
    with pytest.raises(TerritoryFault, match="point 1") as caught:
        convert_many(np.array([[121.0, 31.0], [31.0, 121.0]]), source="GCJ-02")
    assert caught.value.code == "lon_lat_swapped"
    with pytest.raises(TerritoryFault, match="shape"):
        check_points(np.array([1.0, 2.0]))


def test_a_real_subdistrict_lies_in_its_district_only_after_conversion():
    """310104's boundary is in GCJ-02 although unmarked: 89.8 % of 天平路街道 as it is, all of it once
    converted.
    """
    district_file = SHARED / "boundaries_gcj02" / "310104.geojson"
    street_file = SHARED / "tianping_street_osm" / "tianping-road-street.geojson"
    if not (district_file.exists() and street_file.exists()):
        pytest.skip("the real boundaries are not on this machine (../shared/data)")
    district, street = _first_polygon(district_file), _first_polygon(street_file)

    def covered(area):
        return area.intersection(street).area / street.area

    assert covered(district) == pytest.approx(0.898, abs=0.002)
    # 99.91 %, as with the exact inverse of eviltransform: the two sources draw the common border a metre
    # apart.
    assert covered(shapely.transform(district, gcj02_to_wgs84)) > 0.999


def _first_polygon(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    feature = content["features"][0] if "features" in content else content
    found = shape(feature.get("geometry", feature))
    return shapely.make_valid(shapely.polygonize([found]) if "Line" in found.geom_type else found)
