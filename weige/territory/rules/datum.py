"""Conversions between the datums a Chinese office meets: WGS84 = CGCS2000, GCJ-02 and BD-09, both ways.

CGCS2000 (EPSG:4490) differs from WGS84 by centimetres and is treated as equal, which is right for street
work and wrong for surveying. GCJ-02 is a smooth, published-by-use offset of 300-600 m inside mainland
China; BD-09 is a second offset on GCJ-02. City local grids need parameters from the surveying office and
are refused, not guessed. Source: domain reference 3.3; the forward formula agrees with the open
`eviltransform` implementations.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .faults import TerritoryFault

Points = NDArray[np.float64]
"""Array of shape (n, 2): column 0 longitude, column 1 latitude, both in degrees."""

WGS84: Final = "WGS84"
GCJ02: Final = "GCJ-02"
BD09: Final = "BD-09"

DATUMS: Final[dict[str, str]] = {
    "WGS84": WGS84,
    "EPSG4326": WGS84,
    "CGCS2000": WGS84,
    "EPSG4490": WGS84,
    "GCJ02": GCJ02,
    "BD09": BD09,
    "BD09LL": BD09,
}
"""Accepted spellings (upper case, without space, hyphen, underscore, colon) and the datum each one means."""

# Krasovsky 1940 ellipsoid, the one the GCJ-02 offset is computed on.
_SEMI_MAJOR: Final = 6378245.0
_ECCENTRICITY_SQ: Final = 0.00669342162296594323
_BAIDU_PI: Final = np.pi * 3000.0 / 180.0
_BAIDU_LON: Final = 0.0065
_BAIDU_LAT: Final = 0.006
# The rectangle outside which map services leave coordinates alone (lon west, lon east, lat south, lat north).
CHINA_BOX: Final = (72.004, 137.8347, 0.8293, 55.8271)
# An inverse is iterated to far below the promised 1e-7 degree; the offset contracts by ~100 per step.
_TOLERANCE: Final = 1e-11
_MAX_STEPS: Final = 30


def datum_named(name: str) -> str:
    """The datum meant by a spelling such as ``gcj02`` or ``CGCS2000``.

    Raises ``TerritoryFault("datum_unknown")`` for anything else, city local grids included.
    """
    key = "".join(ch for ch in name.upper() if ch not in " -_:")
    if key not in DATUMS:
        known = "WGS84, CGCS2000, GCJ-02, BD-09"
        raise TerritoryFault(
            "datum_unknown", f"unknown datum {name!r}; known: {known}", datum=name, known=known
        )
    return DATUMS[key]


def check_lon_lat(lon: float, lat: float, *, where: str = "") -> None:
    """Refuse what cannot be a longitude and latitude in degrees.

    Raises ``TerritoryFault`` with code ``coordinate_not_finite``, ``lon_lat_swapped`` (a latitude beyond 90
    degrees whose exchange would be valid: the usual mistake in China, where longitudes exceed 90 in most
    provinces), ``lon_out_of_range`` or ``lat_out_of_range``.
    """
    if not (np.isfinite(lon) and np.isfinite(lat)):
        raise TerritoryFault(
            "coordinate_not_finite", f"({lon}, {lat}) is not a number", where=where, lon=lon, lat=lat
        )
    if abs(lat) > 90 and abs(lat) <= 180 and abs(lon) <= 90:
        hint = f"latitude {lat} is beyond 90; longitude and latitude look swapped: write lon={lat}, lat={lon}"
        raise TerritoryFault("lon_lat_swapped", hint, where=where, lon=lon, lat=lat)
    if abs(lon) > 180:
        raise TerritoryFault(
            "lon_out_of_range", f"longitude {lon} is not within -180..180", where=where, lon=lon, lat=lat
        )
    if abs(lat) > 90:
        raise TerritoryFault(
            "lat_out_of_range", f"latitude {lat} is not within -90..90", where=where, lon=lon, lat=lat
        )


def check_points(points: Points) -> None:
    """``check_lon_lat`` for every row; the fault's ``where`` is "point <index>" of the first bad row."""
    if points.ndim != 2 or points.shape[1] != 2:
        raise TerritoryFault("points_shape", f"expected an array of shape (n, 2), got {points.shape}")
    good = (np.abs(points[:, 0]) <= 180) & (np.abs(points[:, 1]) <= 90)
    if not good.all():
        first = int(np.argmin(good))
        check_lon_lat(float(points[first, 0]), float(points[first, 1]), where=f"point {first}")


def convert(lon: float, lat: float, *, source: str, target: str = WGS84) -> tuple[float, float]:
    """One point from datum ``source`` to datum ``target``: (lon, lat) in degrees. Errors as
    ``convert_many``.
    """
    check_lon_lat(lon, lat)
    moved = convert_many(np.array([[lon, lat]], dtype=np.float64), source=source, target=target)
    return float(moved[0, 0]), float(moved[0, 1])


def convert_many(points: Points, *, source: str, target: str = WGS84) -> Points:
    """Points of shape (n, 2) from ``source`` to ``target``; the input is not changed.

    Forward hops are exact; inverses are iterated until the forward image of the answer lies within 1e-11
    degree. GCJ-02 leaves points outside ``CHINA_BOX`` unchanged. Raises ``TerritoryFault`` for an unknown
    datum or a bad point.
    """
    start, end = datum_named(source), datum_named(target)
    check_points(points)
    if start == end:
        return points.copy()
    gcj = points
    if start == WGS84:
        gcj = wgs84_to_gcj02(points)
    elif start == BD09:
        gcj = bd09_to_gcj02(points)
    if end == WGS84:
        return gcj02_to_wgs84(gcj)
    return gcj02_to_bd09(gcj) if end == BD09 else gcj.copy()


def wgs84_to_gcj02(points: Points) -> Points:
    """WGS84 to GCJ-02; points outside ``CHINA_BOX`` come back unchanged."""
    return np.where(_inside_china(points)[:, None], points + _gcj_offset(points), points)


def gcj02_to_wgs84(points: Points) -> Points:
    """GCJ-02 to WGS84 by iteration; points outside ``CHINA_BOX`` come back unchanged."""
    found = points - _gcj_offset(points)
    for _ in range(_MAX_STEPS):
        rest = points - (found + _gcj_offset(found))
        found = found + rest
        if not rest.size or float(np.abs(rest).max()) < _TOLERANCE:
            break
    return np.where(_inside_china(points)[:, None], found, points)


def gcj02_to_bd09(points: Points) -> Points:
    """GCJ-02 to BD-09 (Baidu's second offset, defined everywhere)."""
    lon, lat = points[:, 0], points[:, 1]
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU_PI)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU_PI)
    return np.column_stack((radius * np.cos(angle) + _BAIDU_LON, radius * np.sin(angle) + _BAIDU_LAT))


def bd09_to_gcj02(points: Points) -> Points:
    """BD-09 to GCJ-02 by iteration (the closed form in common use is off by up to 1e-5 degree)."""
    found: Points = points - np.array([_BAIDU_LON, _BAIDU_LAT])
    for _ in range(_MAX_STEPS):
        rest = points - gcj02_to_bd09(found)
        found = found + rest
        if not rest.size or float(np.abs(rest).max()) < _TOLERANCE:
            break
    return found


def _inside_china(points: Points) -> NDArray[np.bool_]:
    west, east, south, north = CHINA_BOX
    lon, lat = points[:, 0], points[:, 1]
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _gcj_offset(points: Points) -> Points:
    """The GCJ-02 displacement at WGS84 points, in degrees, shape (n, 2); smooth, so an inverse can be
    iterated.
    """
    x, y = points[:, 0] - 105.0, points[:, 1] - 35.0
    root, pi = np.sqrt(np.abs(x)), np.pi
    waves = (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    d_lat += (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
    d_lat += (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y * pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    d_lon += (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    d_lon += (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0
    phi = np.radians(points[:, 1])
    magic = 1.0 - _ECCENTRICITY_SQ * np.sin(phi) ** 2
    meridian = _SEMI_MAJOR * (1.0 - _ECCENTRICITY_SQ) / (magic * np.sqrt(magic))
    parallel = _SEMI_MAJOR / np.sqrt(magic) * np.cos(phi)
    return np.column_stack((np.degrees(d_lon / parallel), np.degrees(d_lat / meridian)))
