"""Points counted into hexagons of equal size: pure geometry on a plane laid at the middle of the points."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, pi, radians, sin, sqrt

METRES_A_DEGREE = 111_320.0
#: Edge of a hexagon in metres (our default): about two shop fronts, so that one corner of a crossing is one cell.
EDGE_M = 40.0

Cell = tuple[int, int]


@dataclass(frozen=True)
class Plane:
    """Metres east and north of a point; good to a millimetre a metre over a street's few kilometres."""

    lon: float
    lat: float

    def metres(self, lon: float, lat: float) -> tuple[float, float]:
        return (
            (lon - self.lon) * METRES_A_DEGREE * cos(radians(self.lat)),
            (lat - self.lat) * METRES_A_DEGREE,
        )

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        return (
            self.lon + x / (METRES_A_DEGREE * cos(radians(self.lat))),
            self.lat + y / METRES_A_DEGREE,
        )


def cell_of(x: float, y: float, edge: float = EDGE_M) -> Cell:
    """Axial coordinates of the hexagon (a corner on top) that holds a point: cube rounding."""
    q, r = (sqrt(3) / 3 * x - y / 3) / edge, (2 / 3 * y) / edge
    s = -q - r
    rq, rr, rs = round(q), round(r), round(s)
    dq, dr, ds = abs(rq - q), abs(rr - r), abs(rs - s)
    if dq > dr and dq > ds:
        rq = -rr - rs
    elif dr > ds:
        rr = -rq - rs
    return rq, rr


def centre_of(cell: Cell, edge: float = EDGE_M) -> tuple[float, float]:
    """Metres of the middle of a hexagon."""
    q, r = cell
    return edge * sqrt(3) * (q + r / 2), edge * 1.5 * r


def counted(points: Iterable[tuple[float, float]], plane: Plane, edge: float = EDGE_M) -> Mapping[Cell, int]:
    """How many points (lon, lat) lie in each hexagon."""
    return Counter(cell_of(*plane.metres(lon, lat), edge) for lon, lat in points)


def ring_of(cell: Cell, plane: Plane, edge: float = EDGE_M) -> list[list[float]]:
    """The closed outline in degrees, counter-clockwise."""
    x, y = centre_of(cell, edge)
    corners = []
    for number in range(6):
        turn = pi / 6 + number * pi / 3
        lon, lat = plane.degrees(x + edge * cos(turn), y + edge * sin(turn))
        corners.append([round(lon, 6), round(lat, 6)])
    return [*corners, corners[0]]


def features(
    points: list[tuple[float, float]], plane: Plane, edge: float = EDGE_M
) -> list[dict[str, object]]:
    """GeoJSON features with `count` and `share` (of the fullest one), the fullest last so that it is drawn on top."""
    found = counted(points, plane, edge)
    most = max(found.values(), default=1)
    return [
        {
            "type": "Feature",
            "properties": {"count": count, "share": round(count / most, 4)},
            "geometry": {"type": "Polygon", "coordinates": [ring_of(cell, plane, edge)]},
        }
        for cell, count in sorted(found.items(), key=lambda pair: (pair[1], pair[0]))
    ]
