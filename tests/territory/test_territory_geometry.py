"""Geometry checks name what is wrong and where; the plane, ribbons and boxes are right to the promised
accuracy.
"""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from weige.territory.rules.faults import TerritoryFault
from weige.territory.rules.geometry import Projection, drawn, ground, ribbon

SQUARE = [[121.48, 31.23], [121.49, 31.23], [121.49, 31.24], [121.48, 31.24], [121.48, 31.23]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def test_good_geometries_of_each_kind():
    assert ground(polygon(SQUARE)).kind == "polygon"
    assert ground({"type": "MultiPolygon", "coordinates": [[SQUARE]]}).kind == "polygon"
    line = ground({"type": "LineString", "coordinates": [[121.48, 31.23, 4.5], [121.49, 31.23]]}, width_m=20)
    assert (line.kind, line.width_m, line.shape.has_z) == ("line", 20.0, False)
    lines = {"type": "MultiLineString", "coordinates": [[[121.48, 31.23], [121.49, 31.23]]]}
    assert ground(lines, width_m=8).kind == "line"
    assert ground({"type": "Point", "coordinates": [121.48, 31.23]}).width_m == 0
    assert ground({"type": "Point", "coordinates": [121.48, 31.23]}, width_m=40).width_m == 40


BAD = [
    (None, "geometry_missing", ""),
    ({"type": "Circle", "coordinates": []}, "geometry_type", ""),
    (polygon(), "coordinates_shape", ""),
    (polygon(SQUARE[:3]), "ring_too_short", "ring 0"),
    (polygon(SQUARE[:-1]), "ring_not_closed", "ring 0"),
    (polygon(SQUARE, SQUARE[:-1]), "ring_not_closed", "ring 1"),
    (polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]), "polygon_invalid", ""),
    (polygon([[31.23, 121.48], *SQUARE[1:]]), "lon_lat_swapped", "ring 0, position 0"),
    (polygon([SQUARE[0], ["121.49", 31.23], *SQUARE[2:]]), "coordinates_shape", "ring 0, position 1"),
    (polygon([SQUARE[0], [121.49], *SQUARE[2:]]), "coordinates_shape", "ring 0, position 1"),
    ({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE[:-1]]]}, "ring_not_closed", "part 1, ring 0"),
    ({"type": "LineString", "coordinates": [[121.48, 31.23]]}, "line_too_short", ""),
    ({"type": "LineString", "coordinates": [[121.48, 31.23], [121.48, 31.23]]}, "line_too_short", ""),
    (
        {"type": "LineString", "coordinates": [[121.48, 31.23], [181.0, 31.23]]},
        "lon_out_of_range",
        "position 1",
    ),
    ({"type": "LineString"}, "coordinates_shape", ""),
    ({"type": "Point", "coordinates": [True, 31.23]}, "coordinates_shape", ""),
]


@pytest.mark.parametrize(("geometry", "code", "place"), BAD)
def test_bad_geometries_say_what_and_where(geometry, code, place):
    with pytest.raises(TerritoryFault) as caught:
        ground(geometry, width_m=10, where="row 7")
    assert caught.value.code == code
    assert caught.value.where.startswith("row 7")
    assert place in caught.value.where


def test_a_crossing_ring_names_the_place_of_the_crossing():
    with pytest.raises(TerritoryFault, match=r"Self-intersection\[121\.485 31\.235"):
        ground(polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]))


@pytest.mark.parametrize(
    ("width", "code"), [(None, "width_missing"), (0.2, "width_range"), (900, "width_range")]
)
def test_a_line_needs_a_sensible_width(width, code):
    with pytest.raises(TerritoryFault) as caught:
        ground({"type": "LineString", "coordinates": [[121.48, 31.23], [121.49, 31.23]]}, width_m=width)
    assert caught.value.code == code


def test_a_fault_can_be_told_from_further_out():
    fault = TerritoryFault("ring_not_closed", "open", where="ring 1").at("feature 3")
    assert (fault.where, fault.code) == ("feature 3, ring 1", "ring_not_closed")


@given(st.floats(-0.03, 0.03), st.floats(-0.03, 0.03))
def test_the_plane_measures_streets_within_a_tenth_of_a_percent(dx, dy):
    plane = Projection.around(121.48, 31.23)
    a, b = np.array([121.48, 31.23]), np.array([121.48 + dx, 31.23 + dy])
    flat = plane.flat(np.array([a, b]))
    straight = float(np.hypot(*(flat[1] - flat[0])))
    assert straight == pytest.approx(_on_the_ellipsoid(a, b), rel=1e-3, abs=0.01)
    assert plane.round(flat) == pytest.approx(np.array([a, b]), abs=1e-12)


def _on_the_ellipsoid(a, b):
    """An independent measure: the chord in space plus the arc's excess, exact to millimetres at this
    distance.
    """

    def space(lon, lat):
        phi, lam, e2 = math.radians(lat), math.radians(lon), 6.69437999014e-3
        n = 6378137.0 / math.sqrt(1 - e2 * math.sin(phi) ** 2)
        flat = n * math.cos(phi)
        return np.array([flat * math.cos(lam), flat * math.sin(lam), n * (1 - e2) * math.sin(phi)])

    chord = float(np.linalg.norm(space(*a) - space(*b)))
    return chord * (1 + (chord / 6_371_000) ** 2 / 24)


def test_no_street_plan_at_the_pole():
    with pytest.raises(TerritoryFault):
        Projection.around(0, 89)


def test_a_ribbon_has_its_width_and_a_disc_its_diameter():
    plane = Projection.around(121.48, 31.23)
    line = plane.round_shape(shapely.LineString([(0, 0), (200, 0)]))
    drawn_area = plane.flat_shape(ribbon(line, 20)).area
    assert drawn_area == pytest.approx(200 * 20 + math.pi * 100, rel=0.003)
    disc = ground({"type": "Point", "coordinates": [121.48, 31.23]}, width_m=50)
    assert plane.flat_shape(drawn(disc)).area == pytest.approx(math.pi * 625, rel=0.01)
    bare = ground({"type": "Point", "coordinates": [121.48, 31.23]})
    assert drawn(bare).equals(bare.shape)


def test_the_box_of_a_line_holds_its_width():
    piece = ground({"type": "LineString", "coordinates": [[121.48, 31.23], [121.49, 31.23]]}, width_m=40)
    west, south, east, north = piece.bbox
    assert shapely.box(west - 1e-9, south - 1e-9, east + 1e-9, north + 1e-9).covers(drawn(piece))
    assert (north - south) * 110_900 == pytest.approx(40, rel=0.01)
    square = ground(polygon(SQUARE))
    assert square.bbox == (121.48, 31.23, 121.49, 31.24)
