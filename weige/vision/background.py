"""What belongs to the place and what stands on it: two memories of the picture, a slow and a fast one.

The slow memory is the empty place. The fast one is the place of the last seconds: what moves does not enter it. Where
the fast memory differs from the slow one and the picture agrees with the fast one, something has come to stand. The
slow memory learns on, but not where something stands: it would swallow it. Primitives are OpenCV's; the logic is ours.
"""

from dataclasses import dataclass
from datetime import datetime
from math import exp
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from weige.vision.shapes import Floats, Frame, Image, Mask

NOISE = 1.4826 * 4  # so many median deviations from the slow memory are more than noise


@dataclass(frozen=True)
class Setting:
    """All defaults are ours; seconds, and grey levels of 0-255.

    width: of the picture it works on. learn_s: how long the empty place is learned, by the median of its pictures.
    fast_s, slow_s: how far back the two memories reach. differ: least difference that counts. still: most
    difference from the fast memory of what does not move. steady_s: for so long a point must have stood still to
    count. swallow_s: what stood so long belongs to the place. take_s: after how long what is no thing does.
    changed: share of the picture which, being different for changed_s, means that the camera was moved or covered:
    the place is learned anew.
    """

    width: int = 384
    learn_s: float = 8.0
    fast_s: float = 1.0
    slow_s: float = 180.0
    differ: float = 12.0
    still: float = 14.0
    steady_s: float = 3.0
    swallow_s: float = 4 * 3600.0
    take_s: float = 3.0
    changed: float = 0.6
    changed_s: float = 2.0


class Background:
    """The two memories of one camera."""

    def __init__(self, setting: Setting | None = None) -> None:
        self.setting = setting or Setting()
        self.learning: list[Image] = []
        self.learned_since: datetime | None = None
        self.slow: Floats | None = None
        self.fast: Floats | None = None
        self.noise: Floats | None = None
        self.stood: Floats | None = None
        self.doubted: Floats | None = None
        self.at: datetime | None = None
        self.since: datetime | None = None  # watched without a gap from then on
        self.changed_for = 0.0
        self.passed = 0.0
        self.relearned = 0

    @property
    def lag_s(self) -> float:
        """How long after a thing came to stand the mask shows it, about."""
        return self.setting.steady_s + 2 * self.setting.fast_s

    @property
    def knows(self) -> bool:
        """Whether the empty place has been learned."""
        return self.slow is not None

    def look(self, frame: Frame) -> Mask:
        """Takes a frame; where something stands still that does not belong to the place (all False while learning)."""
        small = self.small(frame.image)
        if self.slow is not None and small.shape != self.slow.shape:
            self.forget()
        nothing = np.zeros(small.shape[:2], bool)
        if self.slow is None or self.fast is None or self.noise is None or self.stood is None:
            self._learn(frame.at, small)
            return nothing
        self.since = self.since or frame.at
        passed = 0.0 if self.at is None else max(0.0, (frame.at - self.at).total_seconds())
        self.at, self.passed = frame.at, passed
        now = self._evened(small.astype(np.float32))
        cv2.accumulateWeighted(now, self.fast, 1 - exp(-passed / self.setting.fast_s))
        away = _most(cv2.absdiff(now, self.slow))
        if self._place_changed(away, passed):
            self.forget()
            return nothing
        limit = np.maximum(self.setting.differ, NOISE * self.noise)
        standing = (_most(cv2.absdiff(self.fast, self.slow)) > limit) & (away > limit)
        standing &= _most(cv2.absdiff(now, self.fast)) < self.setting.still
        self._count(standing, away <= limit, passed)
        self._remember(now, away, limit, passed)
        return self.stood >= self.setting.steady_s

    def doubt(self, part: Mask) -> None:
        """These points look like the ground in other light, or bared: after take_s they belong to the place."""
        if self.slow is None or self.fast is None or self.stood is None or self.doubted is None:
            return
        self.doubted = np.where(part, self.doubted + self.passed, 0.0).astype(np.float32)
        taken = self.doubted >= self.setting.take_s
        if taken.any():
            taken = cv2.dilate(taken.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
            self.slow[taken] = self.fast[taken]
            self.stood[taken] = self.doubted[taken] = 0.0

    def small(self, image: Image) -> Image:
        """The picture it works on: smaller, a little soft."""
        height, width = image.shape[:2]
        if width > self.setting.width:
            size = (self.setting.width, max(1, round(height * self.setting.width / width)))
            image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
        return np.asarray(cv2.GaussianBlur(image, (5, 5), 0), np.uint8)

    def blind(self) -> None:
        """There were no pictures for a while: how long things stood is counted from the next one on."""
        self.at = self.since = None
        if self.stood is not None:
            self.stood[:] = 0.0

    def forget(self) -> None:
        """Learns the place anew, from the next frame on."""
        self.slow = self.fast = self.noise = self.stood = self.since = None
        self.learning, self.learned_since, self.changed_for = [], None, 0.0
        self.relearned += 1

    def _learn(self, at: datetime, small: Image) -> None:
        """Collects pictures over learn_s, at most forty; their median is the empty place."""
        if self.learning and self.learning[0].shape != small.shape:
            self.learning, self.learned_since = [], None
        if self.learned_since is None:
            self.learned_since = at
        passed = (at - self.learned_since).total_seconds()
        if len(self.learning) <= passed / self.setting.learn_s * 40:
            self.learning.append(small)
        if passed < self.setting.learn_s or len(self.learning) < 5:
            return
        stack = np.stack(self.learning)
        middle = np.median(stack, axis=0).astype(np.float32)
        off = np.median(_most(np.abs(stack.astype(np.float32) - middle)), axis=0)
        self.slow, self.fast = middle, middle.copy()
        self.noise = off.astype(np.float32)
        self.stood = np.zeros(small.shape[:2], np.float32)
        self.doubted = self.stood.copy()
        self.at, self.learning = at, []

    def _evened(self, now: Floats) -> Floats:
        """The picture in the light of the slow memory: a cloud, or the camera's own exposure, changes all alike."""
        assert self.slow is not None
        gain = np.median((now[::4, ::4] + 1.0) / (self.slow[::4, ::4] + 1.0), axis=(0, 1))
        return np.asarray(np.minimum(now / np.clip(gain, 0.6, 1.7), 255.0), np.float32)

    def _place_changed(self, away: Floats, passed: float) -> bool:
        """Whether most of the picture has been another for a while."""
        share = float((away > 2 * self.setting.differ).mean())
        self.changed_for = self.changed_for + passed if share > self.setting.changed else 0.0
        return self.changed_for >= self.setting.changed_s

    def _count(self, standing: Mask, empty: Mask, passed: float) -> None:
        """Seconds each point has stood: soon forgotten where it is empty, slowly where somebody passes in front."""
        assert self.stood is not None
        step = np.where(standing, passed, np.where(empty, -4 * passed, -0.25 * passed))
        self.stood += step.astype(np.float32)
        np.clip(self.stood, 0.0, self.setting.steady_s + 5.0, out=self.stood)

    def _remember(self, now: Floats, away: Floats, limit: Floats, passed: float) -> None:
        """The slow memory follows where nothing is in front of it, and hardly where something stands."""
        assert self.slow is not None
        assert self.noise is not None
        free = (away <= limit).astype(np.float32)
        step = free * (1 - exp(-passed / self.setting.slow_s))
        step += (1 - free) * (1 - exp(-passed / self.setting.swallow_s))
        self.slow += step[..., None] * (now - self.slow)
        rate = (1 - exp(-passed / self.setting.slow_s)) * free
        self.noise += (rate * (away - self.noise)).astype(np.float32)


def _most(difference: npt.NDArray[Any]) -> Floats:
    """The greatest difference of the three colours; by planes, which takes a tenth of what max(axis=-1) takes."""
    blue, green, red = (difference[..., colour] for colour in range(3))
    return np.asarray(np.maximum(np.maximum(blue, green), red), np.float32)
