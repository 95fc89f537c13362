"""From a mask to things: which patches are things at all, which is the same as before, which has gone."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import cv2
import numpy as np

from weige.vision.background import Background
from weige.vision.shapes import Box, Floats, Frame, Mask, Thing, Zone


@dataclass(frozen=True)
class Setting:
    """All defaults are ours.

    least, most: share of the picture a thing may take. gone_s: seconds unseen after which it has gone.
    alike: share of the smaller of two boxes that must be shared for them to be one thing. outline: how much
    stronger the edges along its outline must be than the empty place's, or it is a hole where something stood.
    shade: likeness of pattern above which a patch is the same ground in another light.
    """

    least: float = 0.002
    most: float = 0.5
    gone_s: float = 5.0
    alike: float = 0.5
    outline: float = 1.15
    shade: float = 0.85


@dataclass(frozen=True, slots=True)
class Patch:
    """A connected part of the mask: its box and how sure it is a thing (0-1)."""

    box: Box
    confidence: float


class Standing:
    """The things that stand now. `gone` holds those that went since it was last emptied."""

    def __init__(self, zones: tuple[Zone, ...], setting: Setting | None = None) -> None:
        self.zones = zones
        self.setting = setting or Setting()
        self.things: list[Thing] = []
        self.gone: list[Thing] = []
        self.numbers: Iterator[int] = itertools.count(1)

    def look(self, frame: Frame, background: Background, mask: Mask) -> list[Thing]:
        """Takes what the background says stands still; the things that came with this frame."""
        came = [
            thing
            for patch in self.patches(mask, background)
            if (thing := self._met(patch, frame.at, background)) is not None
        ]
        for thing in [each for each in self.things if self._left(each, frame.at)]:
            self.things.remove(thing)
            self.gone.append(thing)
        return came

    def forget(self) -> None:
        """The camera was moved: nothing that was seen can be said to stand, or to have gone."""
        self.things.clear()
        self.gone.clear()

    def _met(self, patch: Patch, at: datetime, background: Background) -> Thing | None:
        """Finds the thing the patch belongs to, or makes a new one and returns it."""
        near = [each for each in self.things if self._same(each.box, patch.box)]
        if near:
            known = max(near, key=lambda each: each.box.likeness(patch.box))
            known.seen, known.box = at, patch.box
            known.confidence += 0.1 * (patch.confidence - known.confidence)
            return None
        zone = next((each for each in self.zones if each.holds(patch.box.foot)), None)
        if zone is None:
            return None
        since = max(at - timedelta(seconds=background.lag_s), background.since or at)
        thing = Thing(next(self.numbers), since, at, patch.box, zone, zone.label, patch.confidence)
        self.things.append(thing)
        return thing

    def _same(self, one: Box, other: Box) -> bool:
        return one.shared(other) >= self.setting.alike * min(one.area, other.area) > 0

    def _left(self, thing: Thing, at: datetime) -> bool:
        return (at - thing.seen).total_seconds() > self.setting.gone_s

    def patches(self, mask: Mask, background: Background) -> list[Patch]:
        """The parts of the mask that are things: of a size, with an outline, and not the old ground in new light."""
        if background.slow is None or background.fast is None:
            return []
        kernel = np.ones((5, 5), np.uint8)
        whole = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, kernel, iterations=2)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(whole)
        height, width = mask.shape
        found, doubtful = [], np.zeros(mask.shape, bool)
        for number in range(1, count):
            left, top, wide, high, area = (int(one) for one in stats[number])
            if not self.setting.least <= area / (height * width) <= self.setting.most:
                continue
            part = labels[top : top + high, left : left + wide] == number
            spot = np.s_[top : top + high, left : left + wide]
            sure = self.surety(background.fast[spot], background.slow[spot], part)
            if sure > 0:
                box = Box(left / width, top / height, (left + wide) / width, (top + high) / height)
                found.append(Patch(box, sure))
            else:
                doubtful |= labels == number
        background.doubt(doubtful)
        return found

    def surety(self, now: Floats, empty: Floats, part: Mask) -> float:
        """How sure a patch is a thing: 0 for a hole or a change of light, else 0.5-0.95 by contrast and outline.

        A rule of thumb, not a probability: a detector with classes (--onnx) gives its own.
        """
        edges_now, edges_empty = _edges(now, part), _edges(empty, part)
        if edges_now < self.setting.outline * edges_empty or _likeness(now, empty, part) > self.setting.shade:
            return 0.0
        contrast = float(np.abs(now - empty).max(axis=2)[part].mean())
        clear = min(1.0, edges_now / (3 * edges_empty + 1))
        return round(0.5 + 0.25 * min(1.0, contrast / 80) + 0.2 * clear, 3)


def _grey(image: Floats) -> Floats:
    return np.asarray(image.mean(axis=2), np.float32)


def _edges(image: Floats, part: Mask) -> float:
    """Mean strength of the edges along the outline of a patch."""
    whole = part.astype(np.uint8)
    kernel = np.ones((3, 3), np.uint8)
    padded = cv2.copyMakeBorder(whole, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=0)
    rim = (cv2.dilate(padded, kernel, iterations=2) - cv2.erode(padded, kernel, iterations=2))[2:-2, 2:-2] > 0
    along_x = np.asarray(cv2.Sobel(image, cv2.CV_32F, 1, 0))
    along_y = np.asarray(cv2.Sobel(image, cv2.CV_32F, 0, 1))
    strength = np.hypot(along_x, along_y).max(axis=2)  # of the colour that shows it best
    return float(strength[rim].mean()) if rim.any() else 0.0


def _likeness(now: Floats, empty: Floats, part: Mask) -> float:
    """Correlation of the patterns (-1 to 1); 0 where there is hardly a pattern to compare."""
    one, other = _grey(now)[part], _grey(empty)[part]
    if min(one.std(), other.std()) < 4.0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
