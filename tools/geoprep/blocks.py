"""Layers whose borders follow real roads: communities and micro-grids, police beats, party branches.

The street is cut into blocks by its roads; each block goes to the nearest seed, and stray blocks to the
neighbour they share most border with. The names and numbers are invented, the borders lie on real streets.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import scale
from shapely.geometry import LineString, Polygon
from shapely.ops import polygonize

from .roads import named, spine, surface
from .source import Raw, lines_of, metres, polygons_of

# From the roads' ends on the Bund the cuts go straight on to the river.
TO_THE_RIVER = ("北京东路", "九江路", "福州路", "延安东路", "金陵东路")
# Dual carriageways cut along their middle; cutting along both sides would leave slivers between them.
DUAL = ("中山东一路", "中山东二路", "延安东路", "人民路", "河南中路", "河南南路")
NO_BORDER = {"延安高架路", "延安东路"}
# South of Middle Fangbang Road the extract ends; these longitudes part the strip that is left.
JOINT_M = 32.0
SOUTH_CUTS = (121.4866, 121.4886, 121.4906)


def blocks(town: Polygon, roads: Sequence[Raw]) -> list[Polygon]:
    """The street's blocks between its streets: they cover the town and do not overlap; west to east, south
    first.
    """
    single = [r for r in surface(roads) if _is_border(str(r.props.get("name") or ""))]
    cuts = [line for r in single for line in lines_of(r.shape.intersection(town))]
    middles = [spine(named(roads, name)) for name in DUAL]
    cuts += [*middles, *_joints(cuts, middles)]
    cuts += [_to_the_river(spine(named(roads, name))) for name in TO_THE_RIVER]
    cuts += _south_cuts(spine(named(roads, "方浜中路")), town)
    snapped = shapely.set_precision(shapely.union_all([*cuts, town.boundary]), 0.05)
    found = [p for p in polygonize(lines_of(shapely.node(snapped))) if p.representative_point().within(town)]
    return sorted(found, key=lambda p: (round(p.centroid.x), round(p.centroid.y)))


def _is_border(name: str) -> bool:
    """Streets part blocks; ramps, bridges and the roads that ``DUAL`` draws do not."""
    return bool(name) and name not in NO_BORDER | set(DUAL) and "隧道" not in name and not name.endswith("桥")


def _joints(streets: Sequence[LineString], middles: Sequence[LineString]) -> list[LineString]:
    """Short links from streets that end at a carriageway to the middle line that stands for it."""
    ends = [shapely.Point(c) for line in streets for c in (line.coords[0], line.coords[-1])]
    close = [(end, middle) for end in ends for middle in middles if 0 < end.distance(middle) < JOINT_M]
    links = [shapely.shortest_line(end, middle) for end, middle in close]
    # A hair too long, so that the link crosses the middle line and does not stop short of it.
    return [scale(link, 1.02, 1.02, origin=link.coords[0]) for link in links]


def _south_cuts(road: LineString, town: Polygon) -> list[LineString]:
    """From Middle Fangbang Road straight down to the street's southern edge."""
    bottom = town.bounds[1] - 1
    cuts = []
    for lon in SOUTH_CUTS:
        x = metres(lon, 31.2270).x
        top = road.intersection(LineString([(x, bottom), (x, bottom + 400)]))
        if not top.is_empty:
            cuts.append(LineString([(x, bottom), (x, top.bounds[3] + 0.5)]))
    return cuts


def _to_the_river(line: LineString) -> LineString:
    (ax, ay), (bx, by) = line.coords[-4 if len(line.coords) > 4 else 0], line.coords[-1]
    stretch = 420 / ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    return LineString(
        [(bx - (bx - ax) * 0.1, by - (by - ay) * 0.1), (bx + (bx - ax) * stretch, by + (by - ay) * stretch)]
    )


def gather(pieces: Sequence[Polygon], seeds: Sequence[tuple[float, float]]) -> list[Polygon]:
    """One connected polygon per seed (degrees) out of the blocks, in the order of the seeds."""
    points = np.array([metres(*seed).coords[0] for seed in seeds])
    return merge(pieces, _nearest(pieces, points), len(seeds))


def split(pieces: Sequence[Polygon], parts: int) -> list[Polygon]:
    """The blocks in ``parts`` connected polygons of similar size: Lloyd's algorithm from the far corners."""
    weights = np.array([p.area for p in pieces])
    centres = np.array([p.centroid.coords[0] for p in pieces])
    seeds = [int(np.argmin(centres.sum(axis=1)))]
    while len(seeds) < parts:
        gaps = np.linalg.norm(centres[:, None] - centres[None, seeds], axis=2).min(axis=1)
        seeds.append(int(np.argmax(gaps)))
    points = centres[seeds]
    for _ in range(20):
        owner = _nearest(pieces, points)
        points = np.array([_mean(centres, weights, owner == k, points[k]) for k in range(parts)])
    merged = merge(pieces, _nearest(pieces, points), parts)
    return sorted(merged, key=lambda p: (-round(p.centroid.y), round(p.centroid.x)))


def _mean(
    centres: NDArray[np.float64],
    weights: NDArray[np.float64],
    mask: NDArray[np.bool_],
    old: NDArray[np.float64],
) -> NDArray[np.float64]:
    if not mask.any():
        return old
    return np.asarray((centres[mask] * weights[mask, None]).sum(axis=0) / weights[mask].sum())


def _nearest(pieces: Sequence[Polygon], points: NDArray[np.float64]) -> NDArray[np.int64]:
    centres = np.array([p.centroid.coords[0] for p in pieces])
    return np.argmin(np.linalg.norm(centres[:, None] - points[None], axis=2), axis=1)


def merge(pieces: Sequence[Polygon], owner: NDArray[np.int64], parts: int) -> list[Polygon]:
    """Union per owner; blocks cut off from their owner's main body go to the neighbour with the longest
    shared border.
    """
    owner = owner.copy()
    for _ in range(6):
        bodies = [_largest(pieces, owner, k) for k in range(parts)]
        stray = [i for i, p in enumerate(pieces) if not bodies[owner[i]].buffer(0.02).covers(p)]
        if not stray:
            break
        for i in stray:
            shared = [_shared(pieces[i], body) for body in bodies]
            owner[i] = int(np.argmax(shared))
    return [_largest(pieces, owner, k) for k in range(parts)]


def _shared(piece: Polygon, body: Polygon) -> float:
    return float(piece.boundary.intersection(body.buffer(0.2)).length)


def _largest(pieces: Sequence[Polygon], owner: NDArray[np.int64], k: int) -> Polygon:
    together = shapely.union_all([p for p, o in zip(pieces, owner, strict=True) if o == k])
    return max(polygons_of(together), key=lambda part: part.area)


def within(pieces: Sequence[Polygon], area: Polygon) -> list[Polygon]:
    """The blocks that make up one merged area."""
    wide = area.buffer(0.5)
    return [p for p in pieces if wide.covers(p)]
