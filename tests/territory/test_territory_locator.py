"""The locator's rules one by one, and against a slow judge that knows nothing of trees, batches or prepared
shapes.
"""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from weige.territory.rules.faults import TerritoryFault
from weige.territory.rules.geometry import Projection, ground
from weige.territory.rules.locator import AreaShape, Locator

PLANE = Projection.around(121.48, 31.23)


def at(x, y):
    """Degrees of a place given in metres from the town's middle."""
    return [float(v) for v in PLANE.round(np.array([[x, y]], dtype=float))[0]]


def box(x1, y1, x2, y2):
    ring = [at(x1, y1), at(x2, y1), at(x2, y2), at(x1, y2), at(x1, y1)]
    return {"type": "Polygon", "coordinates": [ring]}


def line(*places):
    return {"type": "LineString", "coordinates": [at(*p) for p in places]}


def dot(x, y):
    return {"type": "Point", "coordinates": at(x, y)}


TOWN = [
    AreaShape(1, "T", "admin", None, box(-500, -500, 500, 500)),
    AreaShape(2, "T2", "admin", None, box(500, -500, 900, 500)),
    AreaShape(3, "A", "cityop", 1, box(-500, -500, 0, 500)),
    AreaShape(4, "B", "cityop", 1, box(0, -500, 500, 400)),
    AreaShape(5, "L1", "cityop", 3, line((-480, 0), (-20, 0)), 20),
    AreaShape(6, "L2", "cityop", 3, line((-200, -300), (-200, 300)), 30),
    AreaShape(7, "X1", "cityop", 3, dot(-400, 300), 60),
    AreaShape(8, "L3", "cityop", 4, line((20, 10), (480, 10)), 20),
    AreaShape(9, "P1", "police", 1, box(-500, -500, 500, 0)),
]
LOCATOR = Locator(TOWN)


def where(x, y, layer="cityop"):
    hit = LOCATOR.locate(*at(x, y)).by_layer.get(layer)
    return (hit.code, hit.method, round(hit.distance_m)) if hit else None


def test_inside_a_ribbon():
    assert where(-100, 5) == ("L1", "inside", 0)


def test_where_ribbons_cross_the_nearer_centre_line_owns():
    assert where(-203, 6) == ("L2", "inside", 0)
    assert where(-207, 2) == ("L1", "inside", 0)


def test_between_streets_the_nearest_street_or_point_of_the_same_circle_owns():
    assert where(-100, 40) == ("L1", "nearest", 40)
    assert where(-390, 350) == ("X1", "nearest", 51)
    # L3 of the next circle is nearer, but this ground is A's.
    assert where(-5, -60)[0] == "L1"


def test_a_scattered_point_catches_its_disc():
    assert where(-400, 329) == ("X1", "inside", 0)


def test_in_the_town_but_in_no_circle_any_street_may_own():
    assert where(300, 450) == ("L3", "nearest", 440)


def test_cells_hold_all_ancestors_of_all_layers_and_leaves_the_deepest():
    found = LOCATOR.locate(*at(-100, -5))
    assert found.cells == [1, 3, 5, 9]
    assert found.leaf_cells == [1, 5, 9]
    assert found.by_layer["admin"].area_id == 1


def test_a_layer_that_does_not_reach_is_missing_and_outside_is_said_plainly():
    assert where(100, 300, "police") is None
    neighbour = LOCATOR.locate(*at(700, 0))
    assert (neighbour.cells, neighbour.outside) == ([2], False)
    nowhere = LOCATOR.locate(*at(5000, 0))
    assert (nowhere.cells, nowhere.leaf_cells, nowhere.by_layer, nowhere.outside) == ([], [], {}, True)


def test_a_shared_border_has_one_owner_always_the_same():
    assert len({LOCATOR.locate(*at(0, -200)).leaf_cells[-2] for _ in range(5)}) == 1
    assert LOCATOR.locate(*at(500, 0)).by_layer["admin"].code == "T2"  # the smaller one


def test_no_areas_at_all_is_outside_everywhere():
    assert Locator([]).locate(121.48, 31.23).outside
    assert len(Locator([]).locate_many(np.array([[121.48, 31.23]]))) == 1
    assert len(LOCATOR.locate_many(np.empty((0, 2)))) == 0


@pytest.mark.parametrize(
    ("area", "code"),
    [
        (AreaShape(10, "Z", "cityop", 99, dot(0, 0)), "parent_unknown"),
        (AreaShape(10, "Z", "cityop", 10, dot(0, 0)), "parent_loop"),
        (AreaShape(10, "Z", "cityop", 3, line((0, 0), (1, 1))), "width_missing"),
    ],
)
def test_broken_trees_and_shapes_are_refused(area, code):
    with pytest.raises(TerritoryFault) as caught:
        Locator([*TOWN, area])
    assert caught.value.code == code


def test_a_swapped_point_is_refused_alone_and_among_many():
    with pytest.raises(TerritoryFault, match="swapped"):
        LOCATOR.locate(31.23, 121.48)
    with pytest.raises(TerritoryFault, match=r"point 1.*swapped"):
        LOCATOR.locate_many(np.array([[121.48, 31.23], [31.23, 121.48]]))


def judge(areas, lon, lat):
    """The rules of locator.py once more, slowly: {layer: (code, method, metres)}, from shapely distances
    only.
    """
    by_id = {a.id: a for a in areas}
    plane = LOCATOR.plane if areas is TOWN else Locator(areas).plane
    here = plane.flat_shape(shapely.Point(lon, lat))

    def chain(area):
        return [area] if area.parent_id is None else [area, *chain(by_id[area.parent_id])]

    def centre(area):
        return plane.flat_shape(ground(area.geometry, width_m=area.width_m).shape)

    def gap(area):
        return centre(area).distance(here)

    def size(area):
        piece = centre(area)
        return piece.area or piece.length * (area.width_m or 0)

    found = {}
    for layer in {a.layer for a in areas}:
        tree = {j.id: j for a in areas if a.layer == layer for j in chain(a)}.values()
        covering = [a for a in tree if gap(a) <= (a.width_m or 0) / 2]
        if not covering:
            continue
        best = min(covering, key=lambda a: (-len(chain(a)), gap(a), size(a), a.layer, a.code))
        lines = [a for a in tree if a.layer == layer and "Polygon" not in a.geometry["type"]]
        below = sorted((a for a in lines if best in chain(a)[1:]), key=lambda a: (gap(a), a.code))
        if "Polygon" in best.geometry["type"] and below:
            found[layer] = (below[0].code, "nearest", gap(below[0]))
        elif best.layer == layer:
            found[layer] = (best.code, "inside", 0.0)
    return found


place = st.tuples(st.integers(-600, 1000), st.integers(-600, 600))


def agree(areas, points):
    locator = LOCATOR if areas is TOWN else Locator(areas)
    many = locator.locate_many(np.array([at(*p) for p in points]))
    for index, point in enumerate(points):
        lon, lat = at(*point)
        one, row = locator.locate(lon, lat), many.row(index)
        assert one == row
        wanted = judge(areas, lon, lat)
        assert {k: (h.code, h.method) for k, h in one.by_layer.items()} == {
            k: w[:2] for k, w in wanted.items()
        }
        for layer, hit in one.by_layer.items():
            assert hit.distance_m == pytest.approx(wanted[layer][2], abs=1e-6)
        ids = {a.id: a for a in areas}
        leaves = [h.area_id for h in one.by_layer.values()]
        ancestors = set()
        for leaf in leaves:
            step = leaf
            while step is not None:
                ancestors.add(step)
                step = ids[step].parent_id
        assert one.cells == sorted(ancestors)
        assert one.leaf_cells == sorted(leaves)


@given(st.lists(place, min_size=1, max_size=12))
def test_one_many_and_the_judge_agree_in_a_fixed_town(points):
    agree(TOWN, points)


@st.composite
def towns(draw):
    """Random towns: overlapping circles, streets and points, some with children in the wrong place."""
    areas = [AreaShape(1, "T", "admin", None, box(-500, -500, 500, 500))]
    for n in range(draw(st.integers(1, 3))):
        x, y = draw(st.integers(-500, 300)), draw(st.integers(-500, 300))
        areas.append(AreaShape(len(areas) + 1, f"C{n}", "cityop", 1, box(x, y, x + 233, y + 317)))
    circles = [a.id for a in areas]
    for n in range(draw(st.integers(0, 6))):
        a, b = draw(place), draw(place)
        parent = draw(st.sampled_from(circles))
        if a == b:
            areas.append(
                AreaShape(
                    len(areas) + 1, f"X{n}", "cityop", parent, dot(*a), draw(st.sampled_from([None, 37.0]))
                )
            )
        else:
            areas.append(
                AreaShape(len(areas) + 1, f"L{n}", "cityop", parent, line(a, b), draw(st.floats(5, 60)))
            )
    return areas


@settings(max_examples=60, deadline=None)
@given(towns(), st.lists(place, min_size=1, max_size=6))
def test_one_many_and_the_judge_agree_in_random_towns(areas, points):
    agree(areas, points)
