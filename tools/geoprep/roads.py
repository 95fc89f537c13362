"""Named roads: pieces of the extract put together, centre lines of dual carriageways, and the base map's
roads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from .source import Raw, feature, lines_of

STATION_M = 6.0
# A slice through a road may meet both carriageways but not a second street of the same name further off.
SPREAD_M = 48.0
# Widths of the drawn carriageway by class, metres; our choice for the base map.
CLASS_WIDTH_M = {
    "trunk": 24,
    "trunk_link": 8,
    "primary": 20,
    "primary_link": 8,
    "secondary": 16,
    "secondary_link": 7,
    "tertiary": 12,
    "residential": 9,
    "unclassified": 8,
    "living_street": 6,
    "pedestrian": 7,
    "service": 5,
}


def surface(roads: Iterable[Raw]) -> list[Raw]:
    """Roads a person can stand on: no tunnels, rails, ferries."""
    return [r for r in roads if r.props["kind"] not in {"rail", "ferry"} and not r.props.get("is_tunnel")]


def named(roads: Iterable[Raw], name: str) -> BaseGeometry:
    """All surface pieces with this name, as one geometry in metres."""
    pieces = [line for r in surface(roads) if r.props.get("name") == name for line in lines_of(r.shape)]
    if not pieces:
        raise LookupError(f"no road named {name} in the extract")
    return shapely.union_all(pieces)


def spine(pieces: BaseGeometry) -> LineString:
    """The centre line of a street: slices across its long axis, the middle of the outermost pieces in each
    slice.

    Streets that turn back on themselves along that axis are not meant for this; none of the demonstration's
    does.
    """
    west, south, east, north = pieces.bounds
    flipped = (north - south) > (east - west)
    turned = shapely.transform(pieces, lambda xy: xy[:, ::-1]) if flipped else pieces
    low, bottom, high, top = turned.bounds
    count = max(2, round((high - low) / STATION_M) + 1)
    middle = [_middle(turned, x, bottom, top) for x in np.linspace(low + 0.01, high - 0.01, count)]
    points = _steady(np.array([m for m in middle if m is not None]))
    line = LineString(points[:, ::-1] if flipped else points)
    return line.simplify(1.0)


def _middle(pieces: BaseGeometry, x: float, bottom: float, top: float) -> tuple[float, float] | None:
    cut = shapely.intersection(pieces, LineString([(x, bottom - 1), (x, top + 1)]))
    ys = sorted(float(y) for _, y in shapely.get_coordinates(cut))
    if not ys or ys[-1] - ys[0] > SPREAD_M * 2:
        return None
    return float(x), (ys[0] + ys[-1]) / 2


def _steady(points: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A running mean over five stations: junction islands would otherwise leave kinks."""
    ys = points[:, 1]
    padded = np.concatenate(([ys[0], ys[0]], ys, [ys[-1], ys[-1]]))
    smooth = np.convolve(padded, np.ones(5) / 5, mode="valid")
    smooth[:2], smooth[-2:] = ys[:2], ys[-2:]
    return np.column_stack((points[:, 0], smooth))


def base_map(roads: Iterable[Raw], own: BaseGeometry) -> list[dict[str, Any]]:
    """Roads of the base map: named streets everywhere, nameless lanes only on our own side; pieces of a
    kind merged.
    """
    groups: dict[tuple[str, str, str], list[LineString]] = defaultdict(list)
    for road in surface(roads):
        kind = str(road.props.get("kind_detail") or "")
        if kind not in CLASS_WIDTH_M and kind not in {"footway", "path", "steps"}:
            continue
        name = str(road.props.get("name") or "")
        if not name and (kind not in CLASS_WIDTH_M or not road.shape.intersects(own)):
            continue
        groups[(name, kind, _english(road.name_en))].extend(lines_of(road.shape))
    return [_merged(key, groups[key]) for key in sorted(groups)]


def _merged(key: tuple[str, str, str], pieces: list[LineString]) -> dict[str, Any]:
    name, kind, name_en = key
    joined = linemerge(MultiLineString(pieces)) if len(pieces) > 1 else pieces[0]
    parts = sorted(lines_of(joined.simplify(0.4)), key=lambda line: tuple(line.bounds))
    return feature(
        MultiLineString(parts), name=name, name_en=name_en, kind=kind, width_m=CLASS_WIDTH_M.get(kind, 3)
    )


def _english(name: str) -> str:
    """English road names of the extract carry colonial names in brackets; they are left out."""
    return name.split(" (", maxsplit=1)[0]
