"""What came back: the same matter at the same place within the window the office has set."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import cos, radians
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q

from weige.cases.models import Case, Recurrence
from weige.cases.rules.sameness import METRES_A_DEGREE, distance_m
from weige.kernel.models import Setting

WINDOW = "case_recurrence"  # the setting that holds what an office has set
#: Cases that were none.
NOT_COUNTED = ("void", "rejected", "merged")


@dataclass(frozen=True, slots=True)
class Window:
    """When something counts as having come back. days: of a case that is filed; within_m: of one without a shop.

    look_days: how far a case's page looks back for "how often here". Shipped (data/recurrence.csv, our default): the
    month is how practitioners speak of it (30 天内第 3 次), 40 m is a frontage and its neighbours, a quarter to look
    back. source: "default" or "office".
    """

    days: int
    within_m: int
    look_days: int
    source: str

    @property
    def span(self) -> timedelta:
        return timedelta(days=self.days)

    @property
    def look(self) -> timedelta:
        return timedelta(days=self.look_days)


@cache
def packaged_window() -> Window:
    """What ships."""
    path = Path(__file__).resolve().parent.parent / "data" / "recurrence.csv"
    row = next(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    return Window(int(row["days"]), int(row["within_m"]), int(row["look_days"]), row["source"])


def window() -> Window:
    """The window that holds (1 statement)."""
    kept = Setting.objects.filter(key=WINDOW).values_list("value", flat=True).first()
    return Window(**kept, source="office") if kept else packaged_window()


def earlier(case: Case, *, since: datetime, within_m: int) -> list[UUID]:
    """Cases of the matter at the same shop, else within so many metres, found since then and before it, newest first.

    1 statement. Open ones that are still the same problem are for merging; those that ended count as having
    come back, and open ones count too: it is there several times over.
    """
    rows = Case.objects.filter(matter=case.matter_id, found_at__gte=since, found_at__lt=case.found_at)
    rows = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since)).exclude(state__in=NOT_COUNTED)
    rows = rows.exclude(pk=case.pk).order_by("-found_at", "-pk")
    if case.shop_id:
        return list(rows.filter(shop=case.shop_id).values_list("pk", flat=True))
    dlat = within_m / METRES_A_DEGREE
    dlon = dlat / max(cos(radians(case.lat)), 0.01)
    near = rows.filter(
        lat__range=(case.lat - dlat, case.lat + dlat), lon__range=(case.lon - dlon, case.lon + dlon)
    )
    places = near.values_list("pk", "lon", "lat")
    return [pk for pk, lon, lat in places if distance_m(case.lon, case.lat, lon, lat) <= within_m]


@dataclass(frozen=True, slots=True)
class Place:
    """What of a case says whether another one has come back."""

    pk: UUID
    number: str
    found_at: datetime
    ended_at: datetime | None
    state: str
    shop_id: int | None
    lon: float
    lat: float

    @classmethod
    def of(cls, case: Case) -> "Place":
        where = (case.shop_id, case.lon, case.lat)
        return cls(case.pk, case.number, case.found_at, case.ended_at, case.state, *where)


def places_of(matters: Iterable[str]) -> Iterator[tuple[str, Place]]:
    """The cases of these matters that are there, each under its matter's code (1 statement)."""
    columns = ("pk", "number", "found_at", "ended_at", "state", "shop_id", "lon", "lat")
    rows = Case.objects.filter(matter__code__in=list(matters)).order_by("found_at")
    for code, *rest in rows.values_list("matter__code", *columns):
        yield code, Place(*rest)


def at_the_place(case: Case, places: Iterable[Place], *, since: datetime, within_m: int) -> list[Place]:
    """As earlier(), among cases of the same matter at hand."""
    found = [
        one
        for one in places
        if since <= one.found_at < case.found_at
        and (one.ended_at is None or one.ended_at >= since)
        and one.state not in NOT_COUNTED
        and one.pk != case.pk
        and _same_place(case, one, within_m)
    ]
    return sorted(found, key=lambda one: (one.found_at, one.pk), reverse=True)


def _same_place(case: Case, one: Place, within_m: int) -> bool:
    if case.shop_id:
        return one.shop_id == case.shop_id
    return distance_m(case.lon, case.lat, one.lon, one.lat) <= within_m


def recurred_as_json(case: Case) -> dict[str, Any] | None:
    """{nth, days, of, previous} of a case loaded with `recurred`; None for a first time, or one just reported."""
    if not Case._meta.get_field("recurred").is_cached(case):
        return None
    found: Recurrence | None = getattr(case, "recurred", None)
    if found is None:
        return None
    return {"nth": found.nth, "days": found.days, "of": found.of, "previous": str(found.previous_id)}
