"""The picture of a black spot: by hour and weekday, by week, and clusters of what is frequent. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from math import cos, hypot, radians

from weige.kernel.streettime import LOCAL

METRES_A_DEGREE = 111_320.0


def grid(found: Iterable[datetime]) -> list[list[int]]:
    """Seven rows (Monday first) of 24 counts, in local time."""
    rows = [[0] * 24 for _ in range(7)]
    for moment in found:
        at = moment.astimezone(LOCAL)
        rows[at.weekday()][at.hour] += 1
    return rows


def weeks(found: Iterable[datetime], *, now: datetime, many: int) -> list[tuple[datetime, int]]:
    """(start, count) of the last `many` weeks of seven days that end now, oldest first."""
    week = timedelta(days=7)
    counted = Counter((now - moment) // week for moment in found if moment <= now)
    return [(now - week * (back + 1), counted[back]) for back in reversed(range(many))]


@dataclass(frozen=True, slots=True)
class Place:
    """One case as a place: id, lon/lat WGS84 degrees, its shop when it has one."""

    case_id: str
    matter: str
    lon: float
    lat: float
    shop: int | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cases of one matter at one place: the middle of them, and the shop when all are of one shop."""

    matter: str
    lon: float
    lat: float
    shop: int | None
    cases: tuple[str, ...]


def metres(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Metres between two places less than some kilometres apart."""
    return METRES_A_DEGREE * hypot((to_lon - lon) * cos(radians(lat)), to_lat - lat)


def clusters(
    places: Sequence[Place], *, within_m: Mapping[str, int], least: Mapping[str, int]
) -> list[Cluster]:
    """Places of one matter gathered round the one with most neighbours, again and again; big ones first.

    within_m, least: by matter, the radius and the least number. A case belongs to one cluster.
    """
    found: list[Cluster] = []
    for matter in sorted({place.matter for place in places}):
        own = [place for place in places if place.matter == matter]
        for group in _gathered(own, within_m[matter], least[matter]):
            found.append(_cluster(matter, [own[at] for at in sorted(group)]))
    return sorted(found, key=lambda one: (-len(one.cases), one.matter))


def _gathered(places: Sequence[Place], within_m: int, least: int) -> list[list[int]]:
    """Greedy: the fullest neighbourhood first. Sizes only shrink, so a stale one is put back with its new size.

    Worked on points, not on cases: a camera or a door that has thousands of cases is one point with thousands at it.
    """
    at_point: dict[tuple[float, float], list[int]] = defaultdict(list)
    for at, place in enumerate(places):
        at_point[place.lon, place.lat].append(at)
    here = list(at_point.values())
    around = _neighbours(list(at_point), within_m)

    def count(points: Iterable[int]) -> int:
        return sum(len(here[point]) for point in points)

    waiting = [(-size, point) for point, near in enumerate(around) if (size := count(near)) >= least]
    heapify(waiting)
    left, groups = set(range(len(here))), []
    while waiting:
        size, point = heappop(waiting)
        near = around[point] & left
        now = count(near)
        if point not in left or now < least:
            continue
        if now < -size:
            heappush(waiting, (-now, point))
            continue
        groups.append([at for one in near for at in here[one]])
        left -= near
    return groups


def _neighbours(points: Sequence[tuple[float, float]], within_m: int) -> list[set[int]]:
    """For each (lon, lat) the numbers of those within reach, itself included; found through a grid of that width."""
    boxes: dict[tuple[int, int], list[int]] = defaultdict(list)
    keys = []
    for at, (lon, lat) in enumerate(points):
        y = lat * METRES_A_DEGREE
        x = lon * METRES_A_DEGREE * cos(radians(round(lat, 1)))
        keys.append((int(x // within_m), int(y // within_m)))
        boxes[keys[-1]].append(at)
    return [
        {
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in boxes.get((x + dx, y + dy), ())
            if metres(*points[at], *points[other]) <= within_m
        }
        for at, (x, y) in enumerate(keys)
    ]


def _cluster(matter: str, group: Sequence[Place]) -> Cluster:
    shops = {place.shop for place in group}
    n = len(group)
    return Cluster(
        matter,
        sum(place.lon for place in group) / n,
        sum(place.lat for place in group) / n,
        shops.pop() if len(shops) == 1 else None,
        tuple(place.case_id for place in group),
    )
