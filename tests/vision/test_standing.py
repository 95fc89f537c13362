"""What stands is found, with since and where; what moves, the light, holes and a turned camera are not things."""

from datetime import timedelta

import pytest

from tests.vision.clips import START, Scene, box, elsewhere, light, shade, walker
from weige.vision.background import Background
from weige.vision.shapes import Box, Thing, Zone, everywhere
from weige.vision.standing import Standing

LEFT = Zone("left", ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)), "goods")


def watch(scene: Scene, zones=None) -> tuple[list[Thing], list[Thing], Background]:
    """(all that ever stood, what stands at the end, the background)."""
    background, standing = Background(), Standing(zones or everywhere("object"))
    came: list[Thing] = []
    for frame in scene.frames():
        before = background.relearned
        mask = background.look(frame)
        if background.relearned != before:
            standing.forget()
        came += standing.look(frame, background, mask)
    return came, standing.things, background


def test_a_box_that_stays_is_one_thing_with_its_place_and_time() -> None:
    came, stands, _ = watch(Scene(60).put(20, 60, box(100, 90)))
    assert len(came) == 1
    assert stands == came
    true = Box(100 / 320, 90 / 180, 140 / 320, 130 / 180)
    assert came[0].box.likeness(true) > 0.75
    assert abs((came[0].since - START - timedelta(seconds=20)).total_seconds()) < 3
    assert came[0].dwell == pytest.approx(40, abs=3)
    assert 0.5 <= came[0].confidence <= 0.95


def test_a_box_that_is_taken_away_has_gone() -> None:
    came, stands, _ = watch(Scene(60).put(20, 40, box(100, 90)))
    assert len(came) == 1
    assert stands == []
    assert came[0].dwell == pytest.approx(20, abs=4)


def test_who_walks_through_does_not_stand() -> None:
    scene = Scene(60)
    for start in (12, 22, 31, 40, 49):
        scene.put(start, start + 9, walker())
    assert watch(scene)[0] == []


def test_somebody_who_passes_in_front_does_not_end_it() -> None:
    scene = Scene(70).put(15, 70, box(100, 90))
    for start in (30, 41, 52):
        scene.put(start, start + 9, walker(speed=60))
    came, stands, _ = watch(scene)
    assert len(came) == 1
    assert len(stands) == 1


def test_two_boxes_are_two_things() -> None:
    came, _, _ = watch(Scene(50).put(15, 50, box(40, 90)).put(20, 50, box(220, 60)))
    assert len(came) == 2


def test_only_what_stands_in_a_zone_counts_and_has_its_name() -> None:
    came, _, _ = watch(Scene(50).put(15, 50, box(40, 90)).put(20, 50, box(220, 60)), (LEFT,))
    assert [(thing.zone.id, thing.label) for thing in came] == [("left", "goods")]


@pytest.mark.parametrize("by", [0.75, 1.3])
def test_when_all_of_it_grows_dark_or_bright_nothing_came(by: float) -> None:
    came, _, background = watch(Scene(50).put(20, 50, light(by)))
    assert came == []
    assert background.relearned == 0


@pytest.mark.parametrize("by", [0.65, 1.35])
def test_a_patch_of_shade_or_sun_is_no_thing(by: float) -> None:
    assert watch(Scene(60).put(20, 60, shade(60, 40, 100, 100, by)))[0] == []


def test_a_hole_where_something_stood_from_the_start_is_no_thing() -> None:
    assert watch(Scene(50).put(0, 25, box(100, 90)))[0] == []


def test_a_turned_camera_learns_the_place_anew() -> None:
    came, stands, background = watch(Scene(60).put(15, 60, box(100, 90)).put(40, 60, elsewhere()))
    assert len(came) == 1
    assert stands == []
    assert background.relearned == 1
    assert background.knows


def test_a_speck_is_too_small() -> None:
    assert watch(Scene(40).put(15, 40, box(100, 90, 6, 6)))[0] == []


def test_a_picture_of_another_size_is_learned_anew() -> None:
    background = Background()
    for frame in Scene(12).frames():
        background.look(frame)
    assert background.knows
    frame.image[:] = 0
    background.look(type(frame)(frame.at, frame.image[:90]))
    assert not background.knows
