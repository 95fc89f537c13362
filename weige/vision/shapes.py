"""What the parts of the eye hand to one another: frames, boxes, zones, standing things."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture and when it was taken (aware, UTC); image: height x width x BGR."""

    at: datetime
    image: Image


@dataclass(frozen=True, slots=True)
class Box:
    """In parts of the picture: 0,0 top left, 1,1 bottom right."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def foot(self) -> tuple[float, float]:
        """Where the thing stands: the middle of the lower edge."""
        return (self.left + self.right) / 2, self.bottom

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    def shared(self, other: "Box") -> float:
        """Area in both."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def likeness(self, other: "Box") -> float:
        """Shared area over the area of both together (0-1)."""
        shared = self.shared(other)
        both = self.area + other.area - shared
        return shared / both if both > 0 else 0.0

    def grown(self, by: float) -> "Box":
        """With a margin of a share of its own size, inside the picture."""
        dx, dy = (self.right - self.left) * by, (self.bottom - self.top) * by
        return Box(
            max(0.0, self.left - dx),
            max(0.0, self.top - dy),
            min(1.0, self.right + dx),
            min(1.0, self.bottom + dy),
        )

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """(left, top, right, bottom) in a picture of this size; at least one pixel."""
        left, top = int(self.left * width), int(self.top * height)
        right = max(left + 1, min(width, round(self.right * width)))
        bottom = max(top + 1, min(height, round(self.bottom * height)))
        return left, top, right, bottom

    def rounded(self) -> list[float]:
        """As it is sent."""
        return [round(one, 4) for one in (self.left, self.top, self.right, self.bottom)]


WHOLE = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class Zone:
    """A place in the picture: a ring of points (x, y) from 0 to 1. label: what a thing without a class is called."""

    id: str | None
    ring: tuple[tuple[float, float], ...]
    label: str = "object"

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a point lies inside (crossing number; the upper and left edges belong to it)."""
        x, y = point
        inside = False
        for (x1, y1), (x2, y2) in zip(self.ring, self.ring[1:] + self.ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
        return inside


def everywhere(label: str) -> tuple[Zone, ...]:
    """The whole picture as one nameless zone: the server finds the zone by the box."""
    return (Zone(None, ((0.0, 0.0), (1.01, 0.0), (1.01, 1.01), (0.0, 1.01)), label),)


def read_zones(path: Path, label: str) -> tuple[Zone, ...]:
    """Zones from a JSON list [{"id", "picture": [[x, y], …], "label"?}], as `GET /api/devices/<code>` shows them.

    Raises OSError; ValueError naming the zone that is wrong.
    """
    found = json.loads(path.read_text(encoding="utf-8"))
    listed = found.get("zones") if isinstance(found, dict) else found
    if not isinstance(listed, list):
        raise ValueError(f'{path}: expected a list of zones, or an object with one under "zones"')
    zones = tuple(_zone(each, label) for each in listed if isinstance(each, dict) and each.get("picture"))
    if not zones:
        raise ValueError(
            f'{path}: no zone has a "picture" (draw it on the device\'s page, or leave --zones out)'
        )
    return zones


def _zone(each: dict[str, Any], label: str) -> Zone:
    name = str(each.get("id", "?"))
    try:
        ring = tuple((float(x), float(y)) for x, y in each["picture"])
    except (TypeError, ValueError):
        raise ValueError(f'zone {name}: "picture" must be a list of [x, y]') from None
    if len(ring) < 3 or not all(0 <= one <= 1 for point in ring for one in point):
        raise ValueError(f'zone {name}: "picture" needs three points or more, each from 0 to 1')
    return Zone(name, ring, str(each.get("label") or label))


@dataclass
class Thing:
    """One thing that stands: since when, last seen when, where, how sure (0-1), in which zone, as what.

    number: of this run of the eye, never used twice. told: whether the server has heard of it.
    """

    number: int
    since: datetime
    seen: datetime
    box: Box
    zone: Zone
    label: str
    confidence: float
    told: datetime | None = None
    plate: str = ""
    looked_up: bool = False
    before: bytes = b""
    at: bytes = b""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def dwell(self) -> float:
        """Seconds it has stood."""
        return (self.seen - self.since).total_seconds()
