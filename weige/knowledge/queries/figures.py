"""Figures of a black spot: its cases as points in time, by hour and week, by source, and what measures changed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from shapely.geometry import Point, shape

from weige.cases.models import Case
from weige.cases.queries.atplace import Seen, seen_at
from weige.kernel.access import Access
from weige.kernel.streettime import LOCAL
from weige.knowledge.models import BlackSpot, Measure
from weige.knowledge.rules.effect import Effect, effect
from weige.knowledge.rules.picture import grid, metres, weeks
from weige.knowledge.rules.words import named

#: The picture looks back half a year (our default).
WEEKS = 26


def cases_of(spot: BlackSpot, *, now: datetime) -> list[Seen]:
    """Its cases of the last half year, oldest first (1 statement)."""
    since = now - timedelta(weeks=WEEKS)
    found = seen_at(
        matters=spot.matters,
        shop=spot.shop_id,
        lon=spot.lon,
        lat=spot.lat,
        reach_m=spot.radius_m,
        since=since,
    )
    if spot.shop_id is not None:
        return found
    if spot.area:
        ground = shape(spot.area)
        return [one for one in found if ground.covers(Point(one.lon, one.lat))]
    return [one for one in found if metres(spot.lon, spot.lat, one.lon, one.lat) <= spot.radius_m]


def picture(spot: BlackSpot, measures: Sequence[Measure], *, now: datetime) -> dict[str, Any]:
    """Hours, weeks, sources, and the effect of each measure (1 statement)."""
    found = cases_of(spot, now=now)
    moments = [one.at for one in found]
    first = min(moments, default=now)
    return {
        "since": now - timedelta(weeks=WEEKS),
        "total": len(found),
        "last_30_days": sum(at >= now - timedelta(days=30) for at in moments),
        "grid": grid(moments),
        "weeks": [{"start": start, "count": n} for start, n in weeks(moments, now=now, many=WEEKS)],
        "sources": Counter(source for one in found for source in one.sources),
        "cases": [str(one.id) for one in reversed(found[-8:])],
        "effects": {
            measure.pk: effect_as_json(
                effect(
                    moments,
                    measure.at,
                    neighbours=[m.at for m in measures if m.pk != measure.pk],
                    first=first,
                    now=now,
                )
            )
            for measure in measures
        },
    }


def behind(access: Access, spot: BlackSpot, *, now: datetime) -> dict[str, Any]:
    """The cases its picture counts, newest first, as far as the reader may list them (2 statements).

    recent, weekday (Monday 0), hour: as the picture counts each, so that any figure opens to its own rows.
    """
    found = cases_of(spot, now=now)
    listed = access.rows("case.list", Case.objects.filter(pk__in=[one.id for one in found]))
    named = {row["pk"]: row for row in listed.values("pk", "number", "title_zh", "title_en")}
    rows = [
        {
            **{name: named[one.id][name] for name in ("number", "title_zh", "title_en")},
            "id": str(one.id),
            "at": one.at,
            "recent": one.at >= now - timedelta(days=30),
            "weekday": one.at.astimezone(LOCAL).weekday(),
            "hour": one.at.astimezone(LOCAL).hour,
            "sources": list(one.sources),
        }
        for one in reversed(found)
        if one.id in named
    ]
    return {"total": len(found), "items": rows}


def effect_as_json(one: Effect) -> dict[str, Any]:
    """An effect with its word; rates in cases a week."""
    return {
        "since": one.since,
        "until": one.until,
        "before": one.before,
        "before_days": round(one.before_days, 1),
        "before_week": _rounded(one.before_week),
        "after": one.after,
        "after_days": round(one.after_days, 1),
        "after_week": _rounded(one.after_week),
        "ratio": _rounded(one.ratio),
        "low": _rounded(one.low),
        "high": _rounded(one.high),
        "verdict": one.verdict.value,
        **named("verdict", one.verdict.value, "verdict"),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def weekly_change(spot: BlackSpot, *, now: datetime) -> tuple[float | None, float | None]:
    """Cases a week in the eight weeks before the first measure, and in the last four; None without a measure."""
    first = spot.measures.order_by("at").values_list("at", flat=True).first()
    if first is None:
        return None, None
    moments = [one.at for one in cases_of(spot, now=now)]
    before = sum(first - timedelta(weeks=8) <= at < first for at in moments) / 8
    after = sum(at >= now - timedelta(weeks=4) for at in moments) / 4
    return round(before, 2), round(after, 2)
