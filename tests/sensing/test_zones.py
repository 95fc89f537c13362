"""Zones in the camera's picture: a thing belongs to the zone it stands in; devices on trial are not heard."""

import msgspec
import pytest

from tests.sensing.rulekit import goods
from weige.sensing.rules.routing import Device, Zone, concerns, foot_of, zone_of

LEFT = Zone("left", "frontage", shop="S-1", picture=((0, 0.5), (0.5, 0.5), (0.5, 1), (0, 1)))
RIGHT = Zone("right", "frontage", shop="S-2", picture=((0.5, 0.5), (1, 0.5), (1, 1), (0.5, 1)))
CAMERA = Device(id=1, code="CAM-1", kind="camera", zones=(LEFT, RIGHT))


@pytest.mark.parametrize(
    ("box", "zone"),
    [
        ([0.1, 0.3, 0.3, 0.8], "left"),
        ([0.6, 0.3, 0.9, 0.95], "right"),
        ([0.1, 0.1, 0.3, 0.4], None),  # its top is over the zone, its foot is not in it
        ([0.3, 0.3, 0.1, 0.8], None),  # not a box
        (["0.1", 0.3, 0.3, 0.8], None),
        ([10, 30, 30, 80], None),  # pixels
    ],
)
def test_a_box_belongs_to_the_zone_its_foot_stands_in(box, zone):
    found = zone_of(CAMERA, {"label": "goods", "box": box}, "frontage")
    assert (found.id if found else None) == zone


def test_the_foot_is_the_middle_of_the_lower_edge():
    assert foot_of([0.2, 0.1, 0.4, 0.9]) == pytest.approx((0.3, 0.9))


def test_what_the_device_says_itself_goes_before_its_box():
    assert zone_of(CAMERA, {"shop": "S-2", "box": [0.1, 0.3, 0.3, 0.8]}, "frontage") is RIGHT


def test_no_rule_hears_a_device_on_trial():
    spec = goods()
    assert concerns(spec, CAMERA)
    assert not concerns(spec, Device(id=1, code="CAM-1", kind="camera", zones=(LEFT,), trial=True))
    tagged = msgspec.structs.replace(
        spec, signal=msgspec.structs.replace(spec.signal, tags=("fumes", "night"))
    )
    assert not concerns(tagged, CAMERA)
    assert concerns(tagged, msgspec.structs.replace(CAMERA, tags=("night",)))
