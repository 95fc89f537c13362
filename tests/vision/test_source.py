"""Files and streams: pace, broken pictures, lost connections; a slow worker sees the newest picture, not an old one."""

import threading
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.vision.clips import START, Scene
from weige.vision.shapes import Image
from weige.vision.source import FileSource, LiveSource, is_stream, shown, sound

GOOD = np.full((36, 64, 3), 90, np.uint8)


def test_a_file_is_read_at_the_pace_and_by_its_own_time(tmp_path: Path) -> None:
    clip = Scene(4, fps=10).write(tmp_path / "clip.avi")
    source = FileSource(str(clip), fps=2, start=START)
    frames = list(source.frames())
    assert [frame.at - START for frame in frames] == [timedelta(seconds=n / 2) for n in range(8)]
    assert (source.health.frames, source.health.broken) == (8, 0)
    assert frames[0].image.shape == (180, 320, 3)


def test_a_pace_above_the_file_takes_every_picture(tmp_path: Path) -> None:
    clip = Scene(2, fps=5).write(tmp_path / "clip.avi")
    assert len(list(FileSource(str(clip), fps=30, start=START).frames())) == 10


def test_a_file_that_is_none_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no clip")
    for name in ("text.mp4", "missing.mp4"):
        with pytest.raises(OSError, match="cannot open"):
            list(FileSource(str(tmp_path / name), fps=2, start=START).frames())


@pytest.mark.parametrize(
    "image", [None, GOOD[:8], GOOD[..., 0], GOOD.astype(np.float32), np.zeros((0, 0, 3), np.uint8)]
)
def test_what_is_no_picture(image: Image | None) -> None:
    assert not sound(image)
    assert sound(GOOD)


class Camera:
    """A connection that gives these pictures (None: one that cannot be decoded) and then breaks."""

    def __init__(self, pictures: list[Image | None], after: threading.Event | None = None) -> None:
        self.pictures, self.after = list(pictures), after

    def read(self) -> tuple[bool, Image | None]:
        if not self.pictures:
            if self.after is not None:
                self.after.wait(10)
            return False, None
        return True, self.pictures.pop(0)

    def grab(self) -> bool:
        return self.read()[0]

    def get(self, which: int) -> float:
        return 10.0

    def isOpened(self) -> bool:
        return True

    def release(self) -> None:
        pass


def test_a_broken_picture_in_a_file_is_left_out() -> None:
    source = FileSource("x", fps=10, start=START, opener=lambda _: Camera([GOOD, None, GOOD[:4], GOOD]))
    frames = list(source.frames())
    assert [(frame.at - START).total_seconds() for frame in frames] == [0, 0.3]


def test_a_stream_is_opened_again_after_it_broke(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weige.vision.source.PAUSES_S", (0.0,))
    ended = threading.Event()
    cameras = [Camera([]), Camera([GOOD, None, GOOD]), Camera([GOOD + 1], ended)]

    def opener(_: str) -> Camera:
        if len(cameras) == 3:
            cameras.pop(0)
            raise OSError("no route to host")
        return cameras.pop(0)

    source = LiveSource("rtsp://camera", fps=30, opener=opener)
    for frame in source.frames():
        if frame is not None and frame.image[0, 0, 0] == 91:
            source.stop()
    ended.set()
    assert source.health.reconnected >= 2
    assert source.health.broken == 1


def test_a_slow_worker_gets_the_newest_picture() -> None:
    ended = threading.Event()
    pictures = [np.full((36, 64, 3), n, np.uint8) for n in range(50)]
    source = LiveSource("rtsp://camera", fps=30, opener=lambda _: Camera(pictures, ended))
    source.reader.start = lambda: None  # type: ignore[method-assign]
    ended.set()
    source._connected()
    frames = source.frames()
    first = next(frames)
    assert first is not None
    assert first.image[0, 0, 0] == 49
    assert source.health.skipped == 49
    source.stop()


def test_addresses_are_told_from_files_and_shown_without_password() -> None:
    assert is_stream("rtsp://u:p@10.0.0.7/1")
    assert not is_stream("/data/clip.mp4")
    assert shown("rtsp://u:p@10.0.0.7/1") == "rtsp://10.0.0.7/1"
    assert shown("/data/a@b.mp4") == "/data/a@b.mp4"
