"""Reads the raw OpenStreetMap extract, gives it in metres, and writes compact files that come out the same
each run.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from weige.territory.rules.geometry import Projection

PLANE = Projection.around(121.4877, 31.2363)
"""Everything is worked out in metres on this plane and written in degrees."""


@dataclass(frozen=True)
class Raw:
    """One feature of the extract: its properties and its shape in metres."""

    props: dict[str, Any]
    shape: BaseGeometry

    @property
    def name(self) -> str:
        """Its Chinese name where it has one."""
        return str(self.props.get("name:zh") or self.props.get("name") or "").strip()

    @property
    def name_en(self) -> str:
        """Its English name where it has one."""
        return str(self.props.get("name:en") or "").strip()


def read(folder: Path, layer: str) -> list[Raw]:
    """All features of one file of the extract, in file order."""
    content = json.loads((folder / f"{layer}.geojson").read_text(encoding="utf-8"))
    return [Raw(f["properties"], PLANE.flat_shape(shape(f["geometry"]))) for f in content["features"]]


def metres(lon: float, lat: float) -> BaseGeometry:
    """A point given in degrees, in metres."""
    return PLANE.flat_shape(shapely.Point(lon, lat))


def lines_of(geometry: BaseGeometry) -> Iterator[shapely.LineString]:
    """The single lines inside any geometry."""
    for part in shapely.get_parts(geometry):
        if part.geom_type == "LineString" and part.length > 0:
            yield part
        elif part.geom_type.startswith("Multi") or part.geom_type == "GeometryCollection":
            yield from lines_of(part)


def polygons_of(geometry: BaseGeometry) -> Iterator[shapely.Polygon]:
    """The single polygons inside any geometry."""
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon" and part.area > 0:
            yield part
        elif part.geom_type in {"MultiPolygon", "GeometryCollection"}:
            yield from polygons_of(part)


def degrees(geometry: BaseGeometry) -> BaseGeometry:
    """Metres to degrees on a grid of 1e-6 degree (0.1 m), kept valid."""
    return shapely.set_precision(PLANE.round_shape(geometry), 1e-6)


def feature(geometry: BaseGeometry, **props: Any) -> dict[str, Any]:
    """A GeoJSON feature of a geometry in metres; empty properties are left out to keep the files small."""
    kept = {key: value for key, value in props.items() if value not in (None, "")}
    return {"type": "Feature", "properties": kept, "geometry": _compact(mapping(degrees(geometry)))}


def _compact(geometry: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, int | float):
        return round(float(coordinates), 6)
    return [_rounded(item) for item in coordinates]


def write_features(path: Path, features: Iterable[dict[str, Any]]) -> None:
    """A feature collection, one feature a line, so that a change shows as a small difference."""
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features]
    text = '{"type":"FeatureCollection","attribution":"© OpenStreetMap contributors, ODbL 1.0","features":[\n'
    path.write_text(text + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file in UTF-8 with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
