"""Frames from a file or a stream, at the pace the worker can keep, through broken pictures and lost connections."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import cv2
import numpy as np

from weige.vision.shapes import Frame, Image

log = logging.getLogger("weige.vision")
OPEN_MS = 10_000  # for a stream to open, and for its next picture
PAUSES_S = (1.0, 2.0, 5.0, 10.0, 30.0)  # between tries to connect; the last goes on
BROKEN_END = 50  # so many unreadable pictures one after another end a file or a connection
SMALLEST = 16  # a picture of fewer pixels a side is broken


class Capture(Protocol):
    """The part of cv2.VideoCapture that is used."""

    def read(self) -> tuple[bool, Image | None]: ...
    def grab(self) -> bool: ...
    def get(self, which: int) -> float: ...
    def isOpened(self) -> bool: ...
    def release(self) -> None: ...


Open = Callable[[str], Capture]


@dataclass
class Health:
    """What happened so far: pictures used, broken, skipped to keep pace; connections made anew."""

    frames: int = 0
    broken: int = 0
    skipped: int = 0
    reconnected: int = 0


def open_source(name: str) -> Capture:
    """A file, or a stream by its address; RTSP over TCP unless OPENCV_FFMPEG_CAPTURE_OPTIONS says otherwise."""
    if not is_stream(name):
        return cv2.VideoCapture(name)  # type: ignore[return-value]
    os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "rtsp_transport;tcp")
    times = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, OPEN_MS]
    return cv2.VideoCapture(name, cv2.CAP_FFMPEG, times)  # type: ignore[return-value]


def is_stream(name: str) -> bool:
    """Whether the source is an address and not a file."""
    return "://" in name


def sound(image: Image | None) -> bool:
    """Whether a picture is one: three colours, of some size."""
    return (
        isinstance(image, np.ndarray)
        and image.dtype == np.uint8
        and image.ndim == 3
        and image.shape[2] == 3
        and min(image.shape[:2]) >= SMALLEST
    )


class FileSource:
    """A recording, from `start` on by its own time; every picture that the pace asks for, none dropped.

    real: waits so that a second of the recording takes a second.
    """

    def __init__(
        self, name: str, *, fps: float, start: datetime, real: bool = False, opener: Open = open_source
    ) -> None:
        self.name, self.fps, self.start, self.real = name, fps, start, real
        self.opener = opener
        self.health = Health()
        self.stopped = threading.Event()

    def frames(self) -> Iterator[Frame]:
        """Until the recording ends. Raises OSError when it cannot be opened."""
        capture = self.opener(self.name)
        if not capture.isOpened():
            raise OSError(f"cannot open {self.name}")
        rate = capture.get(cv2.CAP_PROP_FPS)
        rate = rate if 1 <= rate <= 240 else 25.0
        try:
            yield from self._walk(capture, rate)
        finally:
            capture.release()

    def _walk(self, capture: Capture, rate: float) -> Iterator[Frame]:
        began, number, due, broken = time.monotonic(), -1, 0.0, 0
        while not self.stopped.is_set() and broken < BROKEN_END:
            number += 1
            at = number / rate
            if at + 1e-9 < due:
                broken = 0 if capture.grab() else broken + 1
                self.health.skipped += 1
                continue
            done, image = capture.read()
            if not done or image is None or not sound(image):
                broken += 1
                continue
            due, broken = max(due + 1 / self.fps, at), 0
            if self.real:
                self.stopped.wait(max(0.0, began + at - time.monotonic()))
            self.health.frames += 1
            yield Frame(self.start + timedelta(seconds=at), image)
        self.health.broken += max(0, broken - BROKEN_END)

    def stop(self) -> None:
        self.stopped.set()


class LiveSource:
    """A stream. A thread reads it without pause and keeps only the newest picture: a slow worker sees fewer
    pictures, never old ones. A lost connection is made anew for as long as it takes.
    """

    def __init__(self, name: str, *, fps: float, opener: Open = open_source) -> None:
        self.name, self.fps, self.opener = name, fps, opener
        self.health = Health()
        self.stopped = threading.Event()
        self.fresh = threading.Condition()
        self.newest: Frame | None = None
        self.reader = threading.Thread(target=self._read, name="vision-reader", daemon=True)

    def frames(self) -> Iterator[Frame | None]:
        """Until stop(); None when for a second there was no new picture."""
        self.reader.start()
        due = time.monotonic()
        while not self.stopped.is_set():
            self.stopped.wait(max(0.0, due - time.monotonic()))
            frame = self._take(1.0)
            due = max(due + 1 / self.fps, time.monotonic())
            if frame is not None:
                self.health.frames += 1
            yield frame

    def stop(self) -> None:
        self.stopped.set()
        with self.fresh:
            self.fresh.notify_all()

    def _take(self, seconds: float) -> Frame | None:
        with self.fresh:
            self.fresh.wait_for(lambda: self.newest is not None or self.stopped.is_set(), seconds)
            frame, self.newest = self.newest, None
            return frame

    def _read(self) -> None:
        tries = 0
        while not self.stopped.is_set():
            seen = self._connected()
            tries = 0 if seen else tries + 1
            pause = PAUSES_S[min(tries, len(PAUSES_S) - 1)]
            log.warning("%s: connection lost, again in %.0f s", shown(self.name), pause)
            self.health.reconnected += 1
            self.stopped.wait(pause)

    def _connected(self) -> int:
        """Reads one connection to its end; how many pictures it gave."""
        seen = broken = 0
        try:
            capture = self.opener(self.name)
        except Exception:
            log.exception("%s cannot be opened", shown(self.name))
            return 0
        try:
            while capture.isOpened() and broken < BROKEN_END and not self.stopped.is_set():
                done, image = capture.read()
                if not done:
                    break
                if image is None or not sound(image):
                    broken += 1
                    self.health.broken += 1
                    continue
                seen, broken = seen + 1, 0
                self._give(Frame(datetime.now(UTC), image))
        except cv2.error:
            log.exception("%s: unreadable", shown(self.name))
        finally:
            capture.release()
        return seen

    def _give(self, frame: Frame) -> None:
        with self.fresh:
            if self.newest is not None:
                self.health.skipped += 1
            self.newest = frame
            self.fresh.notify()


def shown(name: str) -> str:
    """An address without user and password, for logs."""
    scheme, mark, rest = name.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else name
