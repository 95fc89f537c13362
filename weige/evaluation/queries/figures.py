"""Figures as the page shows them: value, counts, interval, the period before, the course, and who stands behind."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from weige.evaluation.models import Fact
from weige.evaluation.queries.counting import Period, Scope, behind, counted, facts, grouped
from weige.evaluation.rules.figures import SMALL, wilson
from weige.evaluation.rules.indicators import (
    BESIDE,
    GROUPS,
    ORDERS,
    UNITS,
    Counts,
    Indicator,
    beside,
    count_of,
    figure,
    indicators,
    share_of,
)
from weige.kernel.access import Access
from weige.kernel.streettime import LOCAL
from weige.people.models import Department, Post
from weige.territory.models import Area

MOST_POINTS = 62  # of a course: two months of days


def before(period: Period) -> Period:
    """The period of the same length that ended when this one began."""
    return Period(period.since - (period.until - period.since), period.since, period.now)


def points(period: Period, by: str) -> list[Period]:
    """The period cut into the street's days, weeks (from Monday) or months, at most MOST_POINTS, the newest kept."""
    start = period.since.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    if by == "week":
        start -= timedelta(days=start.weekday())
    if by == "month":
        start = start.replace(day=1)
    found = []
    while start < period.known_at:
        end = _next(start, by)
        found.append(Period(max(start, period.since), min(end, period.until), period.now))
        start = end
    return found[-MOST_POINTS:]


def _next(start: datetime, by: str) -> datetime:
    if by == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    return start + timedelta(days=7 if by == "week" else 1)


def table(access: Access, scope: Scope, period: Period, by: str) -> list[dict[str, Any]]:
    """Every indicator of a scope (1 statement; 2 for one unit or person, whose share of all is asked)."""
    course = points(period, by)
    spans = [period, before(period), *course]
    now, last, *rest = counts = counted(facts(access, scope), spans)
    group = counted(facts(access, Scope(area=scope.area)), spans) if scope.narrow else counts
    shares = [share_of(own, whole) for own, whole in zip(counts, group, strict=True)]
    found = []
    for one in indicators().values():
        shown = shown_of(one, now, shares[0])
        previous = figure(one, last, shares[1])
        found.append(
            named(one)
            | shown
            | {
                "previous": previous,
                "change": shown["value"] - previous
                if shown["value"] is not None and previous is not None
                else None,
                "course": [
                    {"at": span.since, "value": figure(one, own, share), "total": count_of(one, own).total}
                    for span, own, share in zip(course, rest, shares[2:], strict=True)
                ],
            }
        )
    return found


def named(one: Indicator) -> dict[str, Any]:
    """What an indicator is."""
    plain = (
        "code",
        "name_zh",
        "name_en",
        "group",
        "how",
        "unit",
        "direction",
        "formula_zh",
        "formula_en",
        "source",
    )
    zh, en = GROUPS[one.group]
    said = {name: getattr(one, name) for name in (*plain, "note_zh", "note_en")}
    units = {"unit_zh": one.unit, "unit_en": UNITS.get(one.unit, one.unit)}
    waits_zh, waits_en = BESIDE.get(one.beside, ("", ""))
    waits = {"beside_zh": waits_zh, "beside_en": waits_en}
    return said | units | waits | {"group_zh": zh, "group_en": en}


def shown_of(one: Indicator, counts: Counts, share: float = 1.0) -> dict[str, Any]:
    """Value with its counts; `small`: too few for a rank, with the interval for rates: up to all that is still to be
    judged holding too."""
    count = count_of(one, counts)
    value = figure(one, counts, share)
    small = count.total < SMALL
    waits = beside(one, counts)
    rated = one.how == "rate" and count.total
    return {
        "value": value,
        "numerator": count.good,
        "denominator": count.total,
        "beside": waits,
        "interval": [wilson(count.good, count.total)[0], wilson(count.good + waits, count.total)[1]]
        if rated
        else None,
        "small": small,
    }


def breakdown(access: Access, scope: Scope, period: Period, one: Indicator, by: str) -> list[dict[str, Any]]:
    """One indicator for each area, department or post, best first; small ones last and without rank (2 statements).

    Never for persons: this product ranks no people.
    """
    areas = list(_areas(scope)) if by == "area" else []
    found = grouped(facts(access, scope), period, by, areas)
    names = _names(by, list(found))
    group = {ORDERS: (sum(counts.get(ORDERS, (0, 0.0))[0] for counts in found.values()), 0.0)}
    items = [
        {"id": key, **names[key], **shown_of(one, counts, share_of(counts, group))}
        for key, counts in found.items()
        if key in names and count_of(one, counts).total
    ]
    ranked(items, one.direction)
    return items


def ranked(items: list[dict[str, Any]], direction: str) -> None:
    """Orders the items and gives those a rank that are neither small nor wait for a judgement; equals share it."""
    sign = 1 if direction == "down" else -1

    def open_(item: dict[str, Any]) -> bool:
        return bool(item["small"] or item["beside"])

    items.sort(
        key=lambda item: (open_(item), sign * (item["value"] or 0.0), -item["denominator"], item["id"])
    )
    rank, last = 0, None
    for number, item in enumerate((i for i in items if not open_(i)), 1):
        rank = rank if item["value"] == last else number
        last = item["value"]
        item["rank"] = rank
    for item in items:
        item.setdefault("rank", None)


def _areas(scope: Scope) -> Sequence[int]:
    """The areas directly below the chosen one; below the street when none is chosen."""
    rows = Area.objects.filter(valid_to__isnull=True)
    if scope.area is not None:
        return list(rows.filter(parent_id=scope.area).values_list("pk", flat=True))
    roots = rows.filter(parent__isnull=True).values("pk")
    return list(rows.filter(parent__in=roots).values_list("pk", flat=True))


def _names(by: str, ids: Sequence[int]) -> Mapping[int, dict[str, str]]:
    model: Any = {"area": Area, "department": Department, "post": Post}[by]
    rows = model._default_manager.filter(pk__in=ids).values_list("pk", "name_zh", "name_en")
    return {pk: {"name_zh": zh, "name_en": en or zh} for pk, zh, en in rows}


def cases_behind(
    access: Access, scope: Scope, period: Period, one: Indicator, part: str, *, limit: int, after: int
) -> tuple[list[Fact], int]:
    """A page of the facts behind a figure and how many there are (2 statements)."""
    rows = behind(facts(access, scope), period, one, part)
    return list(rows[after : after + limit]), rows.count()
