"""Checks of GeoJSON geometries and flat metric geometry around one town: projection, ribbons, boxes,
lengths.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from .datum import check_lon_lat
from .faults import TerritoryFault

Kind = Literal["polygon", "line", "point"]
GeoJson = Mapping[str, Any]
"""A GeoJSON geometry object: {"type": …, "coordinates": …}, longitude first, WGS84 degrees (RFC 7946, 3.1).
"""

KINDS: Final[dict[str, Kind]] = {
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
    "LineString": "line",
    "MultiLineString": "line",
    "Point": "point",
}
# Our defaults: a street is not narrower than a footpath nor wider than a square.
WIDTH_MIN_M: Final = 1.0
WIDTH_MAX_M: Final = 500.0
# WGS84 ellipsoid.
_A: Final = 6378137.0
_E2: Final = 6.69437999014e-3


@dataclass(frozen=True, slots=True)
class Projection:
    """Local equirectangular plane around (lon0, lat0): x east, y north, metres.

    It is affine in degrees, so containment and crossing are exactly the same as in longitude/latitude. With
    the ellipsoid's radii at ``lat0`` a distance between two points within 10 km of the origin is right to
    0.1 % at latitude 31 (the error is tan(lat) x north-south distance / 6,371 km: 0.03 % at 3 km), enough
    for streets.
    """

    lon0: float
    lat0: float
    metres_per_lon: float
    metres_per_lat: float

    @classmethod
    def around(cls, lon: float, lat: float) -> Projection:
        """The plane touching the ellipsoid at (lon, lat). Refuses latitudes beyond 85 degrees."""
        check_lon_lat(lon, lat)
        if abs(lat) > 85:
            raise TerritoryFault("lat_out_of_range", f"no street plan at latitude {lat}", lon=lon, lat=lat)
        phi = math.radians(lat)
        root = math.sqrt(1.0 - _E2 * math.sin(phi) ** 2)
        parallel = _A / root * math.cos(phi)
        meridian = _A * (1.0 - _E2) / root**3
        return cls(lon, lat, math.radians(parallel), math.radians(meridian))

    def flat(self, lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Degrees (n, 2) to metres (n, 2)."""
        return (lon_lat - (self.lon0, self.lat0)) * (self.metres_per_lon, self.metres_per_lat)

    def round(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Metres (n, 2) back to degrees (n, 2)."""
        return metres / (self.metres_per_lon, self.metres_per_lat) + (self.lon0, self.lat0)

    def flat_shape(self, shape: BaseGeometry) -> BaseGeometry:
        """A shapely geometry in degrees as one in metres."""
        return shapely.transform(shape, self.flat)

    def round_shape(self, shape: BaseGeometry) -> BaseGeometry:
        """A shapely geometry in metres as one in degrees."""
        return shapely.transform(shape, self.round)


@dataclass(frozen=True, slots=True)
class Ground:
    """A checked piece of ground: its kind, its shape in degrees, and the width of a line or disc in metres.

    ``width_m`` is the full width of a ribbon around a line, or the diameter of a disc around a point; 0 for
    a point that only catches by being nearest; 0 for polygons.
    """

    kind: Kind
    shape: BaseGeometry
    width_m: float

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """(west, south, east, north) in degrees of the drawn ground, the ribbon's width included."""
        west, south, east, north = self.shape.bounds
        if not self.width_m:
            return west, south, east, north
        plane = Projection.around((west + east) / 2, (south + north) / 2)
        dx, dy = self.width_m / 2 / plane.metres_per_lon, self.width_m / 2 / plane.metres_per_lat
        return west - dx, south - dy, east + dx, north + dy


def ground(geometry: GeoJson, *, width_m: float | None = None, where: str = "") -> Ground:
    """Check a GeoJSON geometry and give its ``Ground``.

    A line needs ``width_m`` (1-500 m, our default limits); a point may have one; a polygon has none. A third
    coordinate (height) is dropped. Raises ``TerritoryFault`` naming what and where: ``geometry_missing``,
    ``geometry_type``, ``coordinates_shape``, ``ring_not_closed``, ``ring_too_short``, ``line_too_short``,
    ``polygon_invalid`` (with the place of the crossing), ``width_missing``, ``width_range``, and the
    lon/lat codes.
    """
    if not isinstance(geometry, Mapping) or "type" not in geometry:
        raise TerritoryFault("geometry_missing", "no GeoJSON geometry", where=where)
    name = str(geometry["type"])
    if name not in KINDS:
        allowed = ", ".join(KINDS)
        raise TerritoryFault(
            "geometry_type", f"{name} is none of {allowed}", where=where, type=name, allowed=allowed
        )
    shape = _SHAPERS[name](geometry.get("coordinates"), where)
    kind = KINDS[name]
    return Ground(kind, shape, _checked_width(kind, width_m, where))


def ribbon(line: BaseGeometry, width_m: float) -> BaseGeometry:
    """The polygon (degrees) of everything within ``width_m`` / 2 of a line or point (degrees), with round
    ends.

    For drawing and areas; arcs have 8 segments a quarter (0.5 % inside the true circle). ``Locator`` uses
    the exact distance instead.
    """
    west, south, east, north = line.bounds
    plane = Projection.around((west + east) / 2, (south + north) / 2)
    return plane.round_shape(plane.flat_shape(line).buffer(width_m / 2, quad_segs=8))


def drawn(piece: Ground) -> BaseGeometry:
    """The ground as it is drawn: the polygon itself, a ribbon, a disc, or the bare point."""
    return ribbon(piece.shape, piece.width_m) if piece.width_m else piece.shape


def _checked_width(kind: Kind, width_m: float | None, where: str) -> float:
    if kind == "polygon":
        return 0.0
    if width_m is None:
        if kind == "line":
            raise TerritoryFault("width_missing", "a line needs a width in metres", where=where)
        return 0.0
    if not WIDTH_MIN_M <= width_m <= WIDTH_MAX_M and not (kind == "point" and width_m == 0):
        text = f"width {width_m} m is not within {WIDTH_MIN_M:g}-{WIDTH_MAX_M:g} m"
        raise TerritoryFault(
            "width_range", text, where=where, width=width_m, low=WIDTH_MIN_M, high=WIDTH_MAX_M
        )
    return float(width_m)


def _within(where: str, part: str) -> str:
    return f"{where}, {part}" if where else part


def _positions(raw: Any, where: str, least: int, code: str) -> list[tuple[float, float]]:
    """A list of at least ``least`` positions, each checked; heights dropped."""
    if not isinstance(raw, list | tuple):
        raise TerritoryFault("coordinates_shape", "expected a list of positions", where=where)
    points = [_position(item, _within(where, f"position {index}")) for index, item in enumerate(raw)]
    if len(points) < least:
        raise TerritoryFault(
            code, f"{len(points)} positions, at least {least} needed", where=where, least=least
        )
    return points


def _position(raw: Any, where: str) -> tuple[float, float]:
    numbers = isinstance(raw, list | tuple) and 2 <= len(raw) <= 4
    if not numbers or not all(isinstance(v, int | float) and not isinstance(v, bool) for v in raw):
        raise TerritoryFault(
            "coordinates_shape", f"expected [longitude, latitude], got {raw!r:.60}", where=where
        )
    lon, lat = float(raw[0]), float(raw[1])
    check_lon_lat(lon, lat, where=where)
    return lon, lat


def _point(raw: Any, where: str) -> Point:
    return Point(_position(raw, where))


def _line(raw: Any, where: str) -> LineString:
    points = _positions(raw, where, 2, "line_too_short")
    if len(set(points)) < 2:
        raise TerritoryFault("line_too_short", "all positions are the same", where=where, least=2)
    return LineString(points)


def _ring(raw: Any, where: str) -> list[tuple[float, float]]:
    points = _positions(raw, where, 4, "ring_too_short")
    if points[0] != points[-1]:
        text = (
            f"the ring starts at {points[0]} and ends at {points[-1]}: repeat the first position at the end"
        )
        raise TerritoryFault("ring_not_closed", text, where=where)
    return points


def _polygon(raw: Any, where: str) -> Polygon:
    if not isinstance(raw, list | tuple) or not raw:
        raise TerritoryFault("coordinates_shape", "expected a list of rings", where=where)
    rings = [_ring(ring, _within(where, f"ring {index}")) for index, ring in enumerate(raw)]
    polygon = Polygon(rings[0], rings[1:])
    _check_valid(polygon, where)
    return polygon


def _check_valid(shape: BaseGeometry, where: str) -> None:
    """GEOS' own words ("Self-intersection[121.48 31.23]") say what is wrong and where."""
    try:
        reason = shapely.is_valid_reason(shape)
    except GEOSException as error:
        raise TerritoryFault("polygon_invalid", str(error), where=where, reason=str(error)) from error
    if reason != "Valid Geometry":
        raise TerritoryFault("polygon_invalid", reason, where=where, reason=reason)


def _parts(raw: Any, where: str) -> list[Any]:
    if not isinstance(raw, list | tuple) or not raw:
        raise TerritoryFault("coordinates_shape", "expected a list of parts", where=where)
    return list(raw)


def _multi_line(raw: Any, where: str) -> MultiLineString:
    return MultiLineString([_line(p, _within(where, f"part {i}")) for i, p in enumerate(_parts(raw, where))])


def _multi_polygon(raw: Any, where: str) -> MultiPolygon:
    shape = MultiPolygon([_polygon(p, _within(where, f"part {i}")) for i, p in enumerate(_parts(raw, where))])
    _check_valid(shape, where)
    return shape


_SHAPERS: Final = {
    "Point": _point,
    "LineString": _line,
    "MultiLineString": _multi_line,
    "Polygon": _polygon,
    "MultiPolygon": _multi_polygon,
}
