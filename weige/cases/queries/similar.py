"""Cases that may be the same problem: near, recent, open, of the same matter where that is known."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians
from uuid import UUID

from weige.cases.models import Case
from weige.kernel.access import Access

#: Similar means within 50 m and 24 h (rule of a live system).
RADIUS_M = 50.0
WITHIN = timedelta(hours=24)
MOST = 10
METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Near:
    """A case with its distance in metres."""

    case: Case
    distance_m: float


def distance_m(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Metres between two places less than some kilometres apart (flat earth at that latitude)."""
    x = (to_lon - lon) * cos(radians(lat))
    return METRES_A_DEGREE * hypot(x, to_lat - lat)


def similar(
    access: Access,
    *,
    lon: float,
    lat: float,
    now: datetime,
    matter_id: int | None = None,
    but: UUID | None = None,
) -> list[Near]:
    """Open cases within 50 m reported in the last 24 h, nearest first (1 statement). WGS84 degrees."""
    dlat = RADIUS_M / METRES_A_DEGREE
    dlon = dlat / max(cos(radians(lat)), 0.01)
    rows = access.rows("case.list", Case.objects.all()).filter(
        ended_at__isnull=True,
        reported_at__gt=now - WITHIN,
        lat__range=(lat - dlat, lat + dlat),
        lon__range=(lon - dlon, lon + dlon),
    )
    if matter_id is not None:
        rows = rows.filter(matter=matter_id)
    if but is not None:
        rows = rows.exclude(pk=but)
    near = [
        Near(case, distance_m(lon, lat, case.lon, case.lat))
        for case in rows.select_related("matter", "condition", "department", "handler_post")[:200]
    ]
    return sorted((one for one in near if one.distance_m <= RADIUS_M), key=lambda one: one.distance_m)[:MOST]
