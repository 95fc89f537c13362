"""Boxes and zones; a zone file is read or its fault is named."""

import json
from pathlib import Path

import pytest

from weige.vision.shapes import Box, Zone, everywhere, read_zones

TRIANGLE = Zone("t", ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8)))


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        ((0.3, 0.3), True),
        ((0.7, 0.7), False),
        ((0.1, 0.5), False),
        ((0.25, 0.74), True),
        ((0.9, 0.25), False),
    ],
)
def test_a_zone_holds_the_points_inside(point: tuple[float, float], inside: bool) -> None:
    assert TRIANGLE.holds(point) is inside


def test_the_whole_picture_holds_its_edges() -> None:
    zone = everywhere("goods")[0]
    assert all(zone.holds(point) for point in ((0, 0), (1, 1), (1, 0), (0, 1), (0.5, 1)))


def test_boxes_share_and_differ() -> None:
    one, other = Box(0, 0, 0.5, 0.5), Box(0.25, 0, 0.75, 0.5)
    assert one.shared(other) == pytest.approx(0.125)
    assert one.likeness(other) == pytest.approx(1 / 3)
    assert one.likeness(Box(0.6, 0.6, 0.9, 0.9)) == 0
    assert one.foot == (0.25, 0.5)
    assert one.grown(1).rounded() == [0.0, 0.0, 1.0, 1.0]
    assert Box(0.1, 0.1, 0.1, 0.1).pixels(100, 50) == (10, 5, 11, 6)


def test_zones_are_read_as_the_device_page_writes_them(tmp_path: Path) -> None:
    ring = [[0, 0], [0.5, 0], [0.5, 1]]
    path = tmp_path / "zones.json"
    path.write_text(json.dumps({"zones": [{"id": "f1", "picture": ring}, {"id": "map only"}]}))
    (zone,) = read_zones(path, "goods")
    assert (zone.id, zone.label) == ("f1", "goods")
    path.write_text(json.dumps([{"id": "p1", "picture": ring, "label": "car"}]))
    assert read_zones(path, "goods")[0].label == "car"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("3", "list of zones"),
        ("[]", "no zone has"),
        ('[{"id": "z", "picture": [[0, 0], [1, 1]]}]', "zone z: .*three points"),
        ('[{"id": "z", "picture": [[0, 0], [1, 1], [2, 0]]}]', "zone z: .*0 to 1"),
        ('[{"id": "z", "picture": "all"}]', "zone z: .*list of"),
        ("{", "Expecting"),
    ],
)
def test_a_wrong_zone_file_says_what_is_wrong(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "zones.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=told):
        read_zones(path, "goods")
