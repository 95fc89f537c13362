"""Do the cells of a layer fit together: no overlap among siblings, no gap in their parent, none outside it. Pure.

Only polygons are judged: streets and points claim by nearness (rules.locator), so they neither overlap nor leave gaps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from .faults import TerritoryFault
from .geometry import GeoJson, Projection, ground

Code = Literal["cell_overlap", "cell_gap", "cell_outside", "cell_broken"]
#: Slivers below this are the rounding of coordinates (1 cm) along a border of some hundred metres; our default.
LEAST_M2: Final = 2.0
#: A gap or overlap narrower than this everywhere is a rounded border too (our default).
NARROW_M: Final = 0.1


@dataclass(frozen=True)
class Cell:
    """One cell as the check needs it; parent is the key of the cell around it ("" for none)."""

    key: str
    parent: str
    geometry: GeoJson
    width_m: float | None = None


@dataclass(frozen=True)
class Flaw:
    """One thing that does not fit: which cells, how much, and where on the map (GeoJSON)."""

    code: Code
    cells: tuple[str, ...]
    area_m2: float
    where: dict[str, Any] | None
    reason: str = ""

    @property
    def name(self) -> tuple[str, tuple[str, ...]]:
        """What makes two flaws the same one."""
        return self.code, self.cells


def flaws(cells: Sequence[Cell], parents: Mapping[str, Cell]) -> list[Flaw]:
    """What does not fit among the cells of one layer; parents: those around them, also of other layers."""
    found: list[Flaw] = []
    shapes: dict[str, BaseGeometry] = {}
    for cell in cells:
        shape = _shape(cell, found)
        if shape is not None:
            shapes[cell.key] = shape
    if not shapes:
        return found
    plane = _plane(list(shapes.values()))
    flat = {key: plane.flat_shape(shape) for key, shape in shapes.items()}
    families: dict[str, list[str]] = {}
    for cell in cells:
        if cell.key in flat:
            families.setdefault(cell.parent, []).append(cell.key)
    for parent, children in sorted(families.items()):
        found += _overlaps(children, flat, plane)
        around = parents.get(parent)
        if around is not None and str(around.geometry.get("type", "")).endswith("Polygon"):
            whole = plane.flat_shape(ground(around.geometry).shape)
            found += _against(parent, whole, children, flat, plane)
    return found


def new_flaws(before: Sequence[Flaw], after: Sequence[Flaw]) -> list[Flaw]:
    """Those an edit brings: not there before, or larger by more than a sliver."""
    known = {flaw.name: flaw.area_m2 for flaw in before}
    return [flaw for flaw in after if flaw.name not in known or flaw.area_m2 > known[flaw.name] + LEAST_M2]


def _shape(cell: Cell, found: list[Flaw]) -> BaseGeometry | None:
    try:
        piece = ground(cell.geometry, width_m=cell.width_m, where=cell.key)
    except TerritoryFault as fault:
        found.append(
            Flaw("cell_broken", (cell.key,), 0.0, None, str(fault.params.get("reason") or fault.code))
        )
        return None
    return piece.shape if piece.kind == "polygon" else None


def _overlaps(children: Sequence[str], flat: Mapping[str, BaseGeometry], plane: Projection) -> list[Flaw]:
    found = []
    tree = shapely.STRtree([flat[key] for key in children])
    for n, key in enumerate(children):
        for m in sorted(tree.query(flat[key]).tolist()):
            if m > n:
                shared = _solid(flat[key].intersection(flat[children[m]]))
                if shared is not None:
                    pair = tuple(sorted((key, children[m])))
                    found.append(Flaw("cell_overlap", pair, round(shared.area, 1), _geo(shared, plane)))
    return found


def _against(
    parent: str,
    whole: BaseGeometry,
    children: Sequence[str],
    flat: Mapping[str, BaseGeometry],
    plane: Projection,
) -> list[Flaw]:
    found = []
    gap = _solid(whole.difference(shapely.union_all([flat[key] for key in children])))
    for piece in shapely.get_parts(gap) if gap is not None else ():
        found.append(Flaw("cell_gap", (parent,), round(piece.area, 1), _geo(piece, plane)))
    for key in children:
        outside = _solid(flat[key].difference(whole))
        if outside is not None:
            found.append(Flaw("cell_outside", (key, parent), round(outside.area, 1), _geo(outside, plane)))
    return found


def _solid(shape: BaseGeometry) -> BaseGeometry | None:
    """The parts of a shape that are more than a rounded border, or None."""
    parts = [
        part
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon" and part.area >= LEAST_M2 and not part.buffer(-NARROW_M / 2).is_empty
    ]
    return shapely.union_all(parts) if parts else None


def _plane(shapes: Sequence[BaseGeometry]) -> Projection:
    west, south, east, north = shapely.total_bounds(list(shapes)).tolist()
    return Projection.around((west + east) / 2, (south + north) / 2)


def _geo(shape: BaseGeometry, plane: Projection) -> dict[str, Any]:
    found: dict[str, Any] = mapping(plane.round_shape(shape))
    return found


def cut_out(cell: Cell, others: Sequence[Cell]) -> dict[str, dict[str, Any]]:
    """The siblings a cell lies over, without its ground: key → geometry; a sibling wholly covered is left out.

    Raises TerritoryFault when a shape is broken.
    """
    blade = ground(cell.geometry).shape
    found: dict[str, dict[str, Any]] = {}
    for other in others:
        piece = ground(other.geometry, width_m=other.width_m)
        if other.key == cell.key or piece.kind != "polygon" or not piece.shape.intersects(blade):
            continue
        rest = piece.shape.difference(blade)
        parts = [one for one in shapely.get_parts(rest) if one.geom_type == "Polygon"]
        if parts and not piece.shape.equals(rest):
            found[other.key] = mapping(shapely.union_all(parts))
    return found
