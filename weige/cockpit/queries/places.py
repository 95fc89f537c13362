"""Places on the map one to one: shops as compact columns, named roads, heat of what was found."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from weige.cases.models import Case
from weige.cases.queries.recurring import NOT_COUNTED
from weige.cockpit.queries.ground import EMPTY, bounds_of
from weige.cockpit.rules.hexagons import Plane, features
from weige.kernel.access import Access
from weige.registry.models import Shop
from weige.sensing.models import Warning
from weige.sensing.queries.atbuildings import not_false
from weige.territory.models import Area, Road
from weige.territory.queries.areas import rounded

SHOP_COLUMNS = ("id", "code", "name_zh", "name_en", "trade", "lon", "lat", "building__code")
MOST_POINTS = 200_000


def shops(access: Access) -> dict[str, Any]:
    """{columns, rows}: every shop in reach as one short row, ordered by code (1 statement). Raises NotFound."""
    rows = access.rows("shop.list", Shop.objects.all()).order_by("code").values_list(*SHOP_COLUMNS)
    return {"columns": ["id", "code", "zh", "en", "trade", "lon", "lat", "building"], "rows": list(rows)}


def shops_signature(access: Access) -> tuple[object, ...]:
    """What the answer depends on: who reaches what, and the register's last change (1 statement)."""
    newest = Shop.objects.extra(select={"seen": "sum(hashtextextended(ctid::text || xmin::text, 0))"})
    seen = newest.order_by().values_list("seen", flat=True)
    return ("shops", access.reach("shop.list", Shop), str(next(iter(seen), "")), Shop.objects.count())


def road_names() -> dict[str, Any]:
    """The named roads as lines (1 statement)."""
    rows = Road.objects.exclude(name_zh="").order_by("pk").values_list("name_zh", "name_en", "geometry")
    found = [
        {
            "type": "Feature",
            "properties": {"name_zh": zh, "name_en": en or zh},
            "geometry": {"type": line["type"], "coordinates": rounded(line["coordinates"])},
        }
        for zh, en, line in rows
    ]
    return {**EMPTY, "features": found}


def cases_found(access: Access, days: int, now: datetime) -> "QuerySet[Case]":
    """What the heat of cases counts. Raises NotFound without the list's grant."""
    since = now - timedelta(days=days)
    known = Case.objects.filter(found_at__gte=since, found_at__lte=now, reported_at__lte=now)
    return access.rows("case.list", known).exclude(state__in=NOT_COUNTED, ended_at__lte=now)


def heat(access: Access, *, what: str, days: int, now: datetime) -> dict[str, Any]:
    """Hexagons of the last days: cases found, or warnings opened that were no false alarm (2 statements).

    `now` may be gone by: what was reported, or struck out, after it does not count then. Raises NotFound without the
    list's grant.
    """
    since = now - timedelta(days=days)
    found: Any
    if what == "cases":
        found = cases_found(access, days, now)
    else:
        seen = Warning.objects.filter(opened_at__gte=since, opened_at__lte=now)
        found = access.rows("warning.list", not_false(seen))
    points = list(found.order_by().values_list("lon", "lat")[:MOST_POINTS])
    west, south, east, north = bounds_of(list(access.rows("area.list", Area.objects.all())))
    plane = Plane((west + east) / 2, (south + north) / 2)
    return {**EMPTY, "features": features(points, plane), "total": len(points), "what": what, "days": days}
