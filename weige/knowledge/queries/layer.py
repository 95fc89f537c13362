"""Black spots as a map layer (GeoJSON): a point or the ground of each, with what came lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import cos, pi, radians, sin
from typing import Any

from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from weige.cases.queries.atplace import Seen, seen_in
from weige.kernel.access import Access
from weige.knowledge.queries.spots import spot_rows
from weige.knowledge.rules.picture import METRES_A_DEGREE, metres

LATELY = timedelta(days=30)
#: The farthest a spot reaches from its middle (see the constraint on its radius).
REACH_M = 500
CORNERS = 48


def collection(access: Access, *, states: list[str], ground: bool, now: datetime) -> dict[str, Any]:
    """The spots the reader may list, as a FeatureCollection (3 statements).

    ground: the polygon (a circle as 48 corners) in place of the middle. last_30_days, before_30_days: cases found
    in the last 30 days and in the 30 days before those.
    """
    rows = spot_rows(access, states=states, now=now)
    found = _around(rows, now - 2 * LATELY)
    return {
        "type": "FeatureCollection",
        "features": [_feature(row, found, ground=ground, now=now) for row in rows],
    }


def _around(rows: Sequence[dict[str, Any]], since: datetime) -> list[Seen]:
    if not rows:
        return []
    lons, lats = [row["lon"] for row in rows], [row["lat"] for row in rows]
    dlat = REACH_M / METRES_A_DEGREE
    dlon = dlat / max(cos(radians(max(map(abs, lats)))), 0.01)
    prefixes = sorted({code for row in rows for code in row["codes"]})
    return seen_in(
        prefixes, min(lons) - dlon, min(lats) - dlat, max(lons) + dlon, max(lats) + dlat, since=since
    )


def _feature(row: dict[str, Any], found: Sequence[Seen], *, ground: bool, now: datetime) -> dict[str, Any]:
    own = own_cases(row, found)
    lately = sum(one.at >= now - LATELY for one in own)
    middle = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
    kept = {name: row[name] for name in KEPT}
    counted = {"last_30_days": lately, "before_30_days": len(own) - lately}
    said = {
        "matters_zh": "、".join(one["name_zh"] for one in row["matters"]),
        "matters_en": ", ".join(one["name_en"] for one in row["matters"]),
    }
    return {
        "type": "Feature",
        "id": row["id"],
        "geometry": (row["area"] or circle(row["lon"], row["lat"], row["radius_m"])) if ground else middle,
        "properties": kept | said | counted,
    }


KEPT = (
    "number",
    "state",
    "state_zh",
    "state_en",
    "title_zh",
    "title_en",
    "place_zh",
    "place_en",
    "radius_m",
    "measures",
    "late_checks",
    "next_due",
    "opened_at",
    "closed_at",
)


def own_cases(row: dict[str, Any], found: Sequence[Seen]) -> list[Seen]:
    """Of the cases found around, those of this spot: its matters, and its shop, area or radius."""
    codes = tuple(row["codes"])
    fit = [one for one in found if one.matter.startswith(codes)]
    if row["shop_id"] is not None:
        return [one for one in fit if one.shop == row["shop_id"]]
    area: BaseGeometry | None = shape(row["area"]) if row["area"] else None
    reach = row["radius_m"]
    near = [one for one in fit if metres(row["lon"], row["lat"], one.lon, one.lat) <= reach]
    return [one for one in near if area.covers(Point(one.lon, one.lat))] if area is not None else near


def circle(lon: float, lat: float, radius_m: float) -> dict[str, Any]:
    """A circle as a closed GeoJSON ring."""
    up = radius_m / METRES_A_DEGREE
    aside = up / max(cos(radians(lat)), 0.01)
    ring = [
        [
            round(lon + aside * cos(2 * pi * at / CORNERS), 7),
            round(lat + up * sin(2 * pi * at / CORNERS), 7),
        ]
        for at in range(CORNERS)
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
