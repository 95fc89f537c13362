"""Points of a track: which may be kept, and how far one has walked."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

AHEAD = timedelta(minutes=2)  # a phone's clock may be so far ahead of ours (our default)
MOST_POINTS = 500  # in one message: a long stretch without a network (our default)
STEP_M = 8.0  # smaller moves are the GPS trembling (our default)
DEGREE_M = 111_320.0


@dataclass(frozen=True)
class Point:
    """Degrees, WGS84; `at` aware."""

    at: datetime
    lon: float
    lat: float


def keepable(points: Iterable[Point], start: datetime, end: datetime, now: datetime) -> list[Point]:
    """Those taken inside the shift [start, end) and not in the future, each moment once, oldest first."""
    inside = {point.at: point for point in points if start <= point.at < end and point.at <= now + AHEAD}
    return [inside[at] for at in sorted(inside)]


def metres(points: Sequence[Point]) -> int:
    """How far from point to point, as the crow flies; steps shorter than the GPS trembles are left out."""
    if not points:
        return 0
    last, total = points[0], 0.0
    for point in points[1:]:
        step = _between(last, point)
        if step >= STEP_M:
            total += step
            last = point
    return round(total)


def _between(a: Point, b: Point) -> float:
    squeeze = math.cos(math.radians((a.lat + b.lat) / 2))
    return math.hypot((a.lon - b.lon) * squeeze, a.lat - b.lat) * DEGREE_M
