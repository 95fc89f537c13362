"""Pictures as evidence: before a thing came, when it stood, and as it is now; others in the picture may be blurred.

What is kept: a picture a second of the last minute, in memory, as JPEG; of a thing the picture before it came and the
one when it stood. They leave the computer only with a report. Without `blur` the whole picture is sent; with it
everything outside the box and its margin is made unrecognisable before it is sent.
"""

from collections import deque
from datetime import datetime

import cv2
import numpy as np

from weige.vision.shapes import WHOLE, Box, Frame, Image

LARGEST = 380 * 1024  # the server takes 400 kB a picture
EDGE = 1280  # longest side of a picture that is sent
QUALITIES = (85, 75, 60, 45, 30)
MARGIN = 0.25  # of the box's size stays sharp around it
KEPT_S, EVERY_S = 60.0, 1.0


class Album:
    """The last minute of one camera."""

    def __init__(self, *, blur: bool = False) -> None:
        self.blur = blur
        self.pages: deque[tuple[datetime, bytes]] = deque()

    def keep(self, frame: Frame) -> None:
        """Takes a frame a second and forgets what is older than a minute."""
        if self.pages and 0 <= (frame.at - self.pages[-1][0]).total_seconds() < EVERY_S:
            return
        self.pages.append((frame.at, jpeg(frame.image)))
        while (frame.at - self.pages[0][0]).total_seconds() > KEPT_S:
            self.pages.popleft()

    def before(self, at: datetime, box: Box) -> bytes:
        """The newest picture of a second or more before the moment; empty when none is kept."""
        older = [data for when, data in self.pages if (at - when).total_seconds() >= EVERY_S]
        if not older:
            return b""
        return self._shown(decode(older[-1]), box, marked=False)

    def now(self, frame: Frame, box: Box, *, marked: bool = True) -> bytes:
        """The frame as it is, the box drawn into it."""
        return self._shown(frame.image, box, marked=marked)

    def _shown(self, image: Image, box: Box, *, marked: bool) -> bytes:
        shown = blurred(image, box) if self.blur else image.copy()
        if marked:
            height, width = shown.shape[:2]
            left, top, right, bottom = box.pixels(width, height)
            cv2.rectangle(shown, (left, top), (right - 1, bottom - 1), (77, 154, 255), max(2, width // 320))
        return jpeg(shown)


def blurred(image: Image, box: Box) -> Image:
    """Everything outside the box and its margin as squares of a fortieth of the picture."""
    height, width = image.shape[:2]
    coarse = cv2.resize(image, (40, max(1, round(40 * height / width))), interpolation=cv2.INTER_AREA)
    shown = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    left, top, right, bottom = box.grown(MARGIN).pixels(width, height)
    shown[top:bottom, left:right] = image[top:bottom, left:right]
    return shown


def jpeg(image: Image) -> bytes:
    """At most 1280 wide or high and 380 kB: the quality goes down until it fits."""
    height, width = image.shape[:2]
    if max(height, width) > EDGE:
        scale = EDGE / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    data = b""
    for quality in QUALITIES:
        done, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
        data = packed.tobytes() if done else b""
        if len(data) <= LARGEST:
            break
    return data if len(data) <= LARGEST else b""


def decode(data: bytes) -> Image:
    """A JPEG of ours as a picture."""
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def cut(image: Image, box: Box = WHOLE) -> Image:
    """The part of the picture in a box."""
    height, width = image.shape[:2]
    left, top, right, bottom = box.pixels(width, height)
    return image[top:bottom, left:right]
