"""The index that finds, for a point, the deepest cell of every area layer; one point or a million, same
answer.

The rule, per layer (our own, from the demonstration street's needs; "centre" is a line's centre line or a
point):

1. A polygon covers what lies in it or on its edge; a line or point with a width covers what lies within
   half of it.
2. Of the areas covering the point the deepest in the tree owns it; at equal depth the nearest centre (a
   polygon counts as 0), then the smallest area, then the code: so where two street ribbons cross, the
   nearer centre line.
3. If the owner is a polygon that has lines or points below it, the point lies between streets: the
   descendant with the nearest centre owns it ("nearest"), ties by code. Descendants of another polygon are
   never asked.
4. A layer whose own areas do not own the point has no cell there; no layer at all means "outside".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from .datum import Points, check_lon_lat, check_points
from .faults import TerritoryFault
from .geometry import GeoJson, Ground, Projection, drawn, ground

Method = Literal["inside", "nearest"]
Indices = NDArray[np.int64]
Dots = NDArray[Any]
"""Shapely points in metres."""
NOWHERE: Final = -1


@dataclass(frozen=True, slots=True)
class AreaShape:
    """One area as the locator needs it: identity, tree position and GeoJSON geometry (WGS84)."""

    id: int
    code: str
    layer: str
    parent_id: int | None
    geometry: GeoJson
    width_m: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """The owner of a point in one layer. ``distance_m`` is 0 inside, else metres to the owner's centre."""

    area_id: int
    code: str
    method: Method
    distance_m: float


@dataclass(frozen=True, slots=True)
class Located:
    """What the ground says about one point.

    ``cells``: ids of all owners and all their ancestors, ascending; ``leaf_cells``: the deepest per layer,
    ascending; ``outside``: the point lies in no area of any layer.
    """

    cells: list[int]
    leaf_cells: list[int]
    by_layer: dict[str, Hit]
    outside: bool


@dataclass(frozen=True, slots=True)
class Owners:
    """Owners of n points in one layer: index into ``Locator.areas`` (-1: none), whether by nearness, and
    metres.
    """

    index: Indices
    nearest: NDArray[np.bool_]
    distance_m: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LocatedMany:
    """Columnar answer for n points; ``row(i)`` gives the same ``Located`` as a single look-up."""

    locator: Locator
    owners: dict[str, Owners]
    size: int

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Located]:
        return (self.row(i) for i in range(self.size))

    def row(self, i: int) -> Located:
        """The answer for point ``i``."""
        leaves: list[int] = []
        hits: dict[str, Hit] = {}
        for layer, owners in self.owners.items():
            index = int(owners.index[i])
            if index == NOWHERE:
                continue
            area = self.locator.areas[index]
            leaves.append(index)
            method: Method = "nearest" if owners.nearest[i] else "inside"
            hits[layer] = Hit(area.id, area.code, method, float(owners.distance_m[i]))
        cells, leaf_cells = self.locator.cells_of(tuple(leaves))
        return Located(list(cells), list(leaf_cells), hits, outside=not hits)


@dataclass(slots=True)
class _Layer:
    """Index of one layer: its areas and their ancestors (`tree`, as mask `members`), the lines and points
    below.
    """

    tree: frozenset[int]
    members: NDArray[np.bool_]
    own: NDArray[np.bool_]
    below: dict[int, Indices]
    has_below: NDArray[np.bool_]


class Locator:
    """Immutable index over the areas of all layers; build once per version of the areas, share between
    threads.

    Raises ``TerritoryFault`` on a bad geometry (``where`` names the area), a parent that is not there
    (``parent_unknown``) or a parent loop (``parent_loop``).
    """

    def __init__(self, areas: Iterable[AreaShape]) -> None:
        self.areas: tuple[AreaShape, ...] = tuple(sorted(areas, key=lambda a: (a.layer, a.code, a.id)))
        self._position = {area.id: index for index, area in enumerate(self.areas)}
        self._chains = [self._chain(index) for index in range(len(self.areas))]
        grounds = [
            ground(a.geometry, width_m=a.width_m, where=f"area {a.layer}/{a.code}") for a in self.areas
        ]
        self.plane = _common_plane(grounds)
        centres = [self.plane.flat_shape(piece.shape) for piece in grounds]
        self._centre: NDArray[Any] = np.array(centres, dtype=object)
        self._catch: NDArray[Any] = np.array(
            [_catch(c, g) for c, g in zip(centres, grounds, strict=True)], object
        )
        self._tree = shapely.STRtree(self._catch)
        _warm(self._catch)
        self._reach = np.array([piece.width_m / 2 for piece in grounds])
        self._polygon = np.array([piece.kind == "polygon" for piece in grounds], dtype=bool)
        self._depth = np.array([len(chain) for chain in self._chains], dtype=np.int64)
        sizes = [self.plane.flat_shape(drawn(piece)).area for piece in grounds]
        self._size = np.array(sizes, dtype=np.float64)
        # The same four columns as plain Python numbers: the look-up of one point reads them row by row.
        columns = (self._depth.tolist(), self._polygon.tolist(), self._reach.tolist(), self._size.tolist())
        self._plain: list[tuple[int, bool, float, float]] = list(zip(*columns, strict=True))
        self._layers = {code: self._layer(code) for code in sorted({a.layer for a in self.areas})}
        self._cells: dict[tuple[int, ...], tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def locate(self, lon: float, lat: float) -> Located:
        """The cells of one WGS84 point; ``outside`` if there are none. Raises ``TerritoryFault`` for a bad
        point.
        """
        check_lon_lat(lon, lat)
        x = (lon - self.plane.lon0) * self.plane.metres_per_lon
        y = (lat - self.plane.lat0) * self.plane.metres_per_lat
        dot = shapely.Point(x, y)
        covering = self._covering_one(dot, x, y)
        leaves: list[int] = []
        hits: dict[str, Hit] = {}
        for code, layer in self._layers.items():
            index = next((i for i in covering if i in layer.tree), NOWHERE)
            method: Method = "inside"
            distance = 0.0
            if index in layer.below:
                owners = layer.below[index]
                gaps = shapely.distance(dot, self._centre[owners])
                nearest = int(np.argmin(gaps))
                index, method, distance = int(owners[nearest]), "nearest", float(gaps[nearest])
            if index != NOWHERE and self.areas[index].layer == code:
                area = self.areas[index]
                leaves.append(index)
                hits[code] = Hit(area.id, area.code, method, distance)
        cells, leaf_cells = self.cells_of(tuple(leaves))
        return Located(list(cells), list(leaf_cells), hits, outside=not hits)

    def locate_many(self, points: Points) -> LocatedMany:
        """The cells of WGS84 points of shape (n, 2). Raises ``TerritoryFault`` naming the first bad point."""
        check_points(points)
        return self._owners(points)

    def cells_of(self, leaves: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """(ids of these areas and all their ancestors, ids of these areas), both ascending."""
        known = self._cells.get(leaves)
        if known is None:
            chain = {i for leaf in leaves for i in self._chains[leaf]}
            cells = tuple(sorted(self.areas[i].id for i in chain))
            known = cells, tuple(sorted(self.areas[i].id for i in leaves))
            self._cells[leaves] = known
        return known

    def _chain(self, index: int) -> tuple[int, ...]:
        """Indices from the area up to its root."""
        chain = [index]
        while (parent := self.areas[chain[-1]].parent_id) is not None:
            area = self.areas[chain[-1]]
            if parent not in self._position:
                text = f"parent {parent} of area {area.code} is not among the areas"
                raise TerritoryFault("parent_unknown", text, area=area.code, parent=parent)
            if self._position[parent] in chain:
                raise TerritoryFault("parent_loop", f"area {area.code} is its own ancestor", area=area.code)
            chain.append(self._position[parent])
        return tuple(chain)

    def _layer(self, code: str) -> _Layer:
        own = [i for i, area in enumerate(self.areas) if area.layer == code]
        tree = frozenset(j for i in own for j in self._chains[i])
        members = np.zeros(len(self.areas), dtype=bool)
        members[sorted(tree)] = True
        below: dict[int, list[int]] = {}
        for i in own:
            if not self._polygon[i]:
                for ancestor in self._chains[i][1:]:
                    if self._polygon[ancestor]:
                        below.setdefault(ancestor, []).append(i)
        is_own = np.zeros(len(self.areas), dtype=bool)
        is_own[own] = True
        has_below = np.zeros(len(self.areas), dtype=bool)
        has_below[list(below)] = True
        return _Layer(tree, members, is_own, {k: np.array(v) for k, v in below.items()}, has_below)

    def _owners(self, points: Points) -> LocatedMany:
        flat = self.plane.flat(points)
        dots: Dots = np.asarray(shapely.points(flat))
        covering = self._covering(flat, dots)
        owners = {code: self._own(layer, dots, *covering) for code, layer in self._layers.items()}
        return LocatedMany(self, owners, len(points))

    def _covering_one(self, dot: shapely.Point, x: float, y: float) -> list[int]:
        """The areas that cover one point by rule 1, best first by rule 2."""
        found = []
        for i in self._tree.query(dot).tolist():
            if not shapely.intersects_xy(self._catch[i], x, y):
                continue
            depth, is_polygon, reach, size = self._plain[i]
            centre = 0.0 if is_polygon else float(shapely.distance(dot, self._centre[i]))
            if centre <= reach:
                found.append((-depth, centre, size, i))
        return [i for *_, i in sorted(found)]

    def _covering(self, flat: Points, dots: Dots) -> tuple[Indices, Indices]:
        """(point positions, areas) of all pairs by rule 1, sorted by point and then by rule 2: best first."""
        which, area = self._tree.query(dots)
        inside = np.zeros(len(which), dtype=bool)
        centre = np.zeros(len(which), dtype=np.float64)
        # One call per area: its prepared outline then answers for all points at once.
        for group in _grouped(area):
            one, x, y = int(area[group[0]]), flat[which[group], 0], flat[which[group], 1]
            inside[group] = shapely.intersects_xy(self._catch[one], x, y)
            if not self._polygon[one]:
                near = group[inside[group]]
                centre[near] = shapely.distance(dots[which[near]], self._centre[one])
        keep = np.flatnonzero(inside & (centre <= self._reach[area]))
        which, area, centre = which[keep], area[keep], centre[keep]
        order = np.lexsort((area, self._size[area], centre, -self._depth[area], which))
        return which[order], area[order]

    def _own(self, layer: _Layer, dots: Dots, which: Indices, area: Indices) -> Owners:
        index = np.full(len(dots), NOWHERE, dtype=np.int64)
        nearest = np.zeros(len(dots), dtype=bool)
        distance = np.zeros(len(dots), dtype=np.float64)
        mine = np.flatnonzero(layer.members[area])
        which, area = which[mine], area[mine]
        first = np.diff(which, prepend=-1) != 0
        index[which[first]] = area[first]
        asking = np.flatnonzero((index != NOWHERE) & layer.has_below[index])
        for group in _grouped(index[asking]):
            those = asking[group]
            owners = layer.below[int(index[those[0]])]
            index[those], distance[those] = self._nearest(dots[those], owners)
            nearest[those] = True
        index[(index != NOWHERE) & ~layer.own[index]] = NOWHERE
        return Owners(index, nearest, distance)

    def _nearest(self, dots: Dots, owners: Indices) -> tuple[Indices, NDArray[np.float64]]:
        """For each point the owner with the nearest centre (rule 3) and the distance in metres."""
        gaps = np.column_stack([shapely.distance(dots, self._centre[owner]) for owner in owners])
        best = np.argmin(gaps, axis=1)
        return owners[best], gaps[np.arange(len(dots)), best]


def _grouped(values: Indices) -> list[Indices]:
    """Positions of equal values, one array per value."""
    if not len(values):
        return []
    order = np.argsort(values, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(values[order])) + 1)


def _common_plane(grounds: Sequence[Ground]) -> Projection:
    """The plane around the middle of everything; somewhere in China when there is nothing."""
    if not grounds:
        return Projection.around(105.0, 35.0)
    boxes = np.array([piece.shape.bounds for piece in grounds])
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    return Projection.around((west + east) / 2, (south + north) / 2)


def _warm(shapes: Dots) -> None:
    """Prepare the outlines and make each one build its lazy index now: threads then only read."""
    shapely.prepare(shapes)
    for shape in shapes:
        west, south, east, north = shape.bounds
        shapely.intersects_xy(shape, (west + east) / 2, (south + north) / 2)


def _catch(centre: Any, piece: Ground) -> Any:
    """What the tree searches: the polygon itself, or a ribbon drawn a little too wide (the distance
    decides).
    """
    if piece.kind == "polygon":
        return centre
    return centre.buffer(piece.width_m / 2 * 1.01, quad_segs=16) if piece.width_m else centre
