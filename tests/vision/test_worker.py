"""What the eye says: looks, gone, heartbeats, nothing when blind; pictures before, at and after; plates masked."""

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.vision.clips import START, Scene, box, elsewhere
from tests.vision.tinyonnx import model
from weige.vision.detector import Detector, worded
from weige.vision.evidence import Album, blurred, decode, jpeg
from weige.vision.sender import Outbox
from weige.vision.shapes import Box, Frame, Zone, everywhere
from weige.vision.worker import Setting, Worker

WHOLE = Zone("f1", everywhere("goods")[0].ring, "goods")


def watch(scene: Scene, zones=(WHOLE,), **more: Any) -> tuple[list[dict[str, Any]], Worker]:
    outbox = Outbox("CAM-1", run="r")
    worker = Worker(outbox, zones, **more)
    worker.watch(scene.frames())
    return list(outbox.waiting), worker


def seconds(signal: dict[str, Any]) -> float:
    from datetime import datetime

    return (datetime.fromisoformat(signal["time"]) - START).total_seconds()


def test_a_standing_thing_is_reported_again_and_when_it_went() -> None:
    signals, worker = watch(Scene(130).put(20, 100, box(100, 90)))
    looks = [one for one in signals if one["kind"] == "detection"]
    first, last = looks[0], looks[-1]
    (thing,) = first["data"]["objects"]
    assert (thing["label"], thing["zone"], thing["track"]) == ("goods", "f1", "r-1")
    assert seconds(first) == pytest.approx(30, abs=3)
    assert thing["dwell_s"] == pytest.approx(10, abs=0.5)
    assert len(first["data"]["pictures"]) == 2
    assert last["data"]["objects"] == []
    assert last["data"]["gone"][0]["dwell_s"] == pytest.approx(80, abs=4)
    assert len(last["data"]["pictures"]) == 1
    gaps = np.diff([seconds(one) for one in looks])
    assert max(gaps) <= 31
    assert worker.things == 1


def test_an_empty_place_is_a_heartbeat_a_minute() -> None:
    signals, _ = watch(Scene(190))
    assert [(one["kind"], seconds(one)) for one in signals] == [("heartbeat", n * 60.0) for n in range(4)]
    assert signals[0]["data"]["quality"] == "bad"  # still learning: no look
    assert "quality" not in signals[1]["data"]


def test_what_stood_too_short_is_not_reported() -> None:
    signals, _ = watch(Scene(60).put(20, 28, box(100, 90)))
    assert {one["kind"] for one in signals} == {"heartbeat"}


def test_a_blind_eye_says_nothing_and_what_stood_begins_anew() -> None:
    scene = Scene(200).put(20, 200, box(100, 90))
    frames = [frame for frame in scene.frames() if not 60 <= (frame.at - START).total_seconds() < 150]
    outbox = Outbox("CAM-1")
    worker = Worker(outbox, (WHOLE,))
    worker.watch(frames)
    assert not [one for one in outbox.waiting if 60 < seconds(one) < 150]
    late = [one for one in outbox.waiting if seconds(one) >= 150 and one["kind"] == "detection"]
    assert late
    assert seconds(late[0]) >= 160
    assert "gone" not in late[0]["data"]


def test_a_turned_camera_does_not_say_that_the_thing_has_gone() -> None:
    signals, worker = watch(Scene(110).put(15, 110, box(100, 90)).put(60, 110, elsewhere()))
    late = [one for one in signals if seconds(one) > 62]
    assert worker.background.relearned == 1
    assert not [one for one in late if "gone" in one["data"]]
    assert not [one for one in late if one["data"].get("objects")]


def test_a_frame_that_breaks_something_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker(Outbox("CAM-1"), (WHOLE,))
    worker.watch([Frame(START, np.zeros((5,), np.uint8)), None, *Scene(2).frames()])
    assert worker.health.broken == 1
    assert worker.looked is not None


def test_before_at_and_after_show_it(tmp_path: Path) -> None:
    signals, _ = watch(Scene(60).put(20, 45, box(100, 90)))
    looks = [one["data"] for one in signals if one["kind"] == "detection"]
    before, at = (decode(base64.b64decode(one)) for one in looks[0]["pictures"])
    after = decode(base64.b64decode(looks[-1]["pictures"][0]))
    reds = [int(picture[100:125, 110:130, 2].mean()) for picture in (before, at, after)]
    assert reds[1] > reds[0] + 20
    assert abs(reds[2] - reds[0]) < 15


def test_blurred_pictures_keep_the_box_and_nothing_else() -> None:
    rng = np.random.default_rng(1)
    image = rng.integers(0, 255, (180, 320, 3), dtype=np.uint8)
    shown = blurred(image, Box(0.4, 0.4, 0.6, 0.6))
    assert (shown[80:100, 140:180] == image[80:100, 140:180]).all()
    assert np.abs(shown[:40].astype(int) - image[:40]).mean() > 40
    assert len(np.unique(shown[:9, :8].reshape(-1, 3), axis=0)) <= 4


def test_pictures_fit_what_the_server_takes() -> None:
    noise = np.random.default_rng(2).integers(0, 255, (1440, 2560, 3), dtype=np.uint8)
    packed = jpeg(noise)
    assert len(packed) <= 400 * 1024
    assert packed == b"" or decode(packed).shape[1] == 1280
    calm = cv2.GaussianBlur(noise, (31, 31), 0)
    assert 0 < len(jpeg(calm)) <= 400 * 1024


def test_the_album_keeps_a_minute() -> None:
    album = Album()
    image = np.zeros((36, 64, 3), np.uint8)
    for n in range(400):
        album.keep(Frame(START + timedelta(seconds=n / 2), image))
    assert len(album.pages) == 61
    assert album.before(START, Box(0, 0, 1, 1)) == b""


def detector(folder: Path, kind: int) -> Detector:
    """Always sees the crate of box(100, 90) in a 320 x 180 picture, as this class."""
    table = np.zeros((1, 7, 64))
    table[0, :4, 0] = (24, 14 + 22, 8, 8)
    table[0, 4 + kind, 0] = 0.88
    return Detector(model(folder / "m.onnx", table, names="{0: 'person', 1: 'truck', 2: 'stall'}"))


def test_a_detector_names_what_stands_and_rules_people_out(tmp_path: Path) -> None:
    scene = Scene(50).put(15, 50, box(100, 90))
    signals, _ = watch(scene, detector=detector(tmp_path, 2))
    (thing,) = next(one for one in signals if one["kind"] == "detection")["data"]["objects"]
    assert (thing["label"], thing["confidence"]) == ("stall", 0.88)
    signals, _ = watch(scene, detector=detector(tmp_path, 0))
    assert {one["kind"] for one in signals} == {"heartbeat"}


class Plate:
    """A reader that finds it at the third look, as when somebody stood before it."""

    def __init__(self) -> None:
        self.asked = 0

    def read(self, image: np.ndarray) -> tuple[str, float]:
        self.asked += 1
        return ("沪A12345", 0.93) if self.asked == 3 else ("", 0.0)


@pytest.mark.parametrize(("full", "shown"), [(False, "沪A***45"), (True, "沪A12345")])
def test_a_plate_is_masked_unless_asked_for_and_read_until_legible(full: bool, shown: str) -> None:
    car = worded(Zone("p1", WHOLE.ring, "car"))
    setting = Setting(full_plates=full)
    signals, worker = watch(Scene(120).put(15, 120, box(100, 90)), (car,), reader=Plate(), setting=setting)
    plates = [
        one["data"]["objects"][0].get("plate")
        for one in signals
        if one["kind"] == "detection" and one["data"]["objects"]
    ]
    assert plates[:3] == [None, None, shown]
    assert worker.reader.asked == 3


def test_plates_of_other_things_are_not_looked_for() -> None:
    reader = Plate()
    watch(Scene(50).put(15, 50, box(100, 90)), reader=reader)
    assert reader.asked == 0
