"""A building as a click on the map shows it: what it is, who is in it, how its devices do, what is open there."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from weige.cases.models import Case
from weige.cases.queries.presenting import clock_of, named, stage_of
from weige.cockpit.queries.marks import CASE_COLUMNS, granted, icon_of
from weige.kernel.access import Access
from weige.kernel.queries.calendar import current_calendar
from weige.registry.models import Shop
from weige.registry.queries.headcounts import headcount
from weige.sensing.queries import vitals
from weige.sensing.queries.rules import in_force
from weige.territory.models import Building
from weige.territory.queries.called import called

PAST = timedelta(days=90)  # how far back the ended cases are counted (our default)
MOST = 60
FACTS = ("id", "code", "lon", "lat", "height_m", "height_source", "floors", "structure")


def house(access: Access, code: str, *, now: datetime) -> dict[str, Any]:
    """One building (≤ 20 statements at any size). Raises NotFound when it is not in reach.

    people: the count as a band; the exact one only with a stated purpose (see registry.queries.headcounts).
    cases: open ones, the most urgent first; past: those that ended in 90 days.
    """
    building = access.get("building.list", Building.objects.defer("footprint"), code=code)
    name = called(building)
    return {
        **{one: getattr(building, one) for one in (*FACTS, "built_year", "protection")},
        "name_zh": name.zh,
        "name_en": name.en,
        "addresses": list(building.address_set.order_by("text").values_list("text", flat=True)[:MOST]),
        "premises": building.premises.count(),
        "shops": _shops(access, building),
        "people": headcount(building, exact=access.purpose is not None),
        "health": _health(access, building, now),
        **_cases(access, building, now),
    }


def _shops(access: Access, building: Building) -> list[dict[str, Any]]:
    if not granted(access, "shop.list"):
        return []
    rows = access.rows("shop.list", Shop.objects.filter(building=building)).order_by("code")
    found: Any = rows.values("id", "code", "name_zh", "name_en", "trade", "address")[:MOST]
    return list(found)


def _health(access: Access, building: Building, now: datetime) -> dict[str, Any] | None:
    if not granted(access, "device.list"):
        return None
    found = vitals.building_health(building, access, in_force().kinds, now)
    kept = ("figure", "band", "formula", "devices", "warnings")
    return {name: found[name] for name in kept}


def _cases(access: Access, building: Building, now: datetime) -> dict[str, Any]:
    """{cases, past} of the building itself and of the shops in it (2 statements)."""
    if not granted(access, "case.list"):
        return {"cases": [], "past": {"ended": 0, "late": 0, "days": PAST.days}}
    here = access.rows("case.list", Case.objects.filter(Q(building=building) | Q(shop__building=building)))
    rows = here.filter(ended_at__isnull=True).select_related("matter")
    found: Any = rows.only(*CASE_COLUMNS).order_by("rank_at", "id")[:MOST]
    calendar = current_calendar()
    ended = here.filter(ended_at__gt=now - PAST, closed_at__isnull=False).aggregate(
        ended=Count("pk"), late=Count("pk", filter=Q(overdue_since__isnull=False))
    )
    return {
        "cases": [
            {
                "id": str(case.pk),
                "number": case.number,
                "title_zh": case.title_zh,
                "title_en": case.title_en,
                "icon": icon_of(case.matter),
                **named("stage", stage_of(case), "stage"),
                "clock": clock_of(case, calendar, now=now),
            }
            for case in found
        ],
        "past": {**ended, "days": PAST.days},
    }
