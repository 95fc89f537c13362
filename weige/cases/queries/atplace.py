"""What was found at one place, or everywhere, since a moment: the floor above learns from it (black spots)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from uuid import UUID

from django.db.models import Q, QuerySet

from weige.cases.models import Case
from weige.cases.queries.recurring import NOT_COUNTED
from weige.cases.rules.sameness import METRES_A_DEGREE


@dataclass(frozen=True, slots=True)
class Seen:
    """One case as a point in space and time; sources as the case has them."""

    id: UUID
    matter: str
    at: datetime
    lon: float
    lat: float
    shop: int | None
    sources: tuple[str, ...]


COLUMNS = ("id", "matter__code", "found_at", "lon", "lat", "shop_id", "sources")


def _since(since: datetime) -> "QuerySet[Case]":
    rows = Case.objects.filter(found_at__gte=since, matter__isnull=False)
    return rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since)).exclude(state__in=NOT_COUNTED)


def _seen(rows: "QuerySet[Case]") -> list[Seen]:
    found = rows.order_by("found_at", "pk").values_list(*COLUMNS)
    return [Seen(pk, code, at, lon, lat, shop, tuple(many)) for pk, code, at, lon, lat, shop, many in found]


def seen_at(
    *, matters: Sequence[str], shop: int | None, lon: float, lat: float, reach_m: float, since: datetime
) -> list[Seen]:
    """Cases of these matters (by prefix) at the shop, else in the box of reach_m round the place (1 statement).

    For counting by the system: whoever shows single ones asks the case list with his own access.
    """
    wanted = Q()
    for prefix in matters:
        wanted |= Q(matter__code__startswith=prefix)
    rows = _since(since).filter(wanted)
    if shop is not None:
        return _seen(rows.filter(shop=shop))
    dlat = reach_m / METRES_A_DEGREE
    dlon = dlat / max(cos(radians(lat)), 0.01)
    return _seen(rows.filter(lat__range=(lat - dlat, lat + dlat), lon__range=(lon - dlon, lon + dlon)))


def seen_since(since: datetime) -> list[Seen]:
    """All cases found since then (1 statement); for counting by the system."""
    return _seen(_since(since))


def seen_in(
    matters: Sequence[str], west: float, south: float, east: float, north: float, *, since: datetime
) -> list[Seen]:
    """Cases of these matters (by prefix) in a box of degrees (1 statement); for counting by the system."""
    wanted = Q()
    for prefix in matters:
        wanted |= Q(matter__code__startswith=prefix)
    return _seen(_since(since).filter(wanted, lat__range=(south, north), lon__range=(west, east)))
