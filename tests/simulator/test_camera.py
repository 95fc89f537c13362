"""What simulated cameras and phones send are real photographs as far as the server can tell."""

import io
import random
from datetime import datetime

import pytest
from PIL import Image

from weige.kernel import pictures
from weige.simulator import camera
from weige.simulator.clock import SHANGHAI

AFTERNOON = datetime(2026, 11, 20, 15, 22, 7, tzinfo=SHANGHAI)
LON, LAT = 121.484377, 31.240852
LARGEST = 400 * 1024  # what one picture of a signal may have


def shot(scene: str = "goods", seed: int = 1, at: datetime = AFTERNOON, *, boxed: bool = False) -> bytes:
    return camera.take(scene, at=at, lon=LON, lat=LAT, rng=random.Random(seed), boxed=boxed)


@pytest.mark.parametrize("scene", camera.SCENES)
def test_every_scene_is_a_jpeg_of_a_sendable_size(scene: str) -> None:
    data = shot(scene)
    image = Image.open(io.BytesIO(data))
    image.load()
    assert (image.format, image.size) == ("JPEG", (960, 540))
    assert len(data) < LARGEST


def test_the_server_reads_time_and_place_from_it() -> None:
    taken = pictures.clean(shot(), "image/jpeg").taken
    assert taken.at == AFTERNOON
    assert taken.lon == pytest.approx(LON, abs=1e-6)
    assert taken.lat == pytest.approx(LAT, abs=1e-6)


def test_the_same_dice_take_the_same_picture_and_no_two_are_alike() -> None:
    assert shot(seed=3) == shot(seed=3)
    assert len({shot(seed=seed) for seed in range(5)}) == 5


def test_what_was_detected_is_framed() -> None:
    plain, framed = (Image.open(io.BytesIO(shot(boxed=boxed))).convert("RGB") for boxed in (False, True))
    left, top, _, _ = camera.BOXES["goods"]
    corner = (int(left * 960) + 1, int(top * 540) + 1)
    assert plain.getpixel(corner) != framed.getpixel(corner)


def test_it_is_darker_at_night() -> None:
    def light(at: datetime) -> float:
        grey = Image.open(io.BytesIO(shot(at=at))).convert("L").resize((1, 1))
        return float(grey.getpixel((0, 0)))  # type: ignore[arg-type]

    assert light(AFTERNOON.replace(hour=23)) < 0.75 * light(AFTERNOON)
