"""Counts of facts over periods as they were known at each period's end: one statement for any number of periods."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from weige.evaluation.models import Fact
from weige.evaluation.rules.indicators import Counts, Indicator
from weige.kernel.access import Access

VIEW, PERSON = "evaluation.view", "evaluation.person"
NEXT = timedelta(microseconds=1)  # what happened at this very moment is known
GROUPED = {"department": "f.department_id", "post": "f.post_id"}


@dataclass(frozen=True)
class Period:
    """[since, until), counted as known at its end, or at `now` while it runs."""

    since: datetime
    until: datetime
    now: datetime

    @property
    def known_at(self) -> datetime:
        return min(self.until, self.now + NEXT)


@dataclass(frozen=True)
class Scope:
    """Of what the figures are; None: of everything the reader may see. person: a user."""

    area: int | None = None
    department: int | None = None
    post: int | None = None
    person: int | None = None

    @property
    def narrow(self) -> bool:
        """Whether it is one unit or person out of a group."""
        return (self.department, self.post, self.person) != (None, None, None)


def facts(access: Access, scope: Scope) -> QuerySet[Fact]:
    """The facts of a scope that the reader may see.

    A person's own are hers; those of others need evaluation.person (her supervisor). Raises NotFound.
    """
    if scope.person is not None:
        access.require(VIEW)
        if scope.person == access.who.user_id:
            return _within(Fact.objects.filter(user_id=scope.person), scope)
        access.require(PERSON)
        return _within(access.rows(PERSON, Fact.objects.filter(user_id=scope.person)), scope)
    return _within(access.rows(VIEW, Fact.objects.all()), scope)


def _within(rows: QuerySet[Fact], scope: Scope) -> QuerySet[Fact]:
    if scope.area is not None:
        rows = rows.filter(cells__contains=[scope.area])
    if scope.department is not None:
        rows = rows.filter(department_id=scope.department)
    if scope.post is not None:
        rows = rows.filter(post_id=scope.post)
    return rows


def counted(rows: QuerySet[Fact], periods: Sequence[Period]) -> list[Counts]:
    """For each period: (kind, mark) → how many facts and the sum of their values; mark "" counts all (1 statement)."""
    found: list[dict[tuple[str, str], tuple[int, float]]] = [{} for _ in periods]
    for number, _, kind, mark, many, value in _rows(rows, periods, "NULL::int"):
        found[number][kind, mark] = (many, value)
    return list(found)


def grouped(rows: QuerySet[Fact], period: Period, by: str, areas: Sequence[int] = ()) -> dict[int, Counts]:
    """The counts of one period for each department or post, or for each of these areas (1 statement)."""
    found: dict[int, dict[tuple[str, str], tuple[int, float]]] = defaultdict(dict)
    for _, key, kind, mark, many, value in _rows(rows, [period], GROUPED.get(by, "area"), areas):
        if key is not None:
            found[key][kind, mark] = (many, value)
    return dict(found)


def _rows(
    rows: QuerySet[Fact], periods: Sequence[Period], key: str, areas: Sequence[int] = ()
) -> list[tuple[int, Any, str, str, int, float]]:
    first, last = min(p.since for p in periods), max(p.known_at for p in periods)
    inner, given = rows.filter(at__gte=first, at__lt=last).query.sql_with_params()
    values = ", ".join(["(%s, %s::timestamptz, %s::timestamptz)"] * len(periods))
    spans = [item for n, p in enumerate(periods) for item in (n, p.since, p.known_at)]
    each = "CROSS JOIN LATERAL unnest(f.cells) AS area" if key == "area" else ""
    only = "AND area = ANY(%s)" if key == "area" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.n, {key}, f.kind, m, count(*), coalesce(sum(f.value), 0) FROM ({inner}) f"  # noqa: S608
            f" JOIN (VALUES {values}) AS p(n, since, until) ON f.at >= p.since AND f.at < p.until"
            " AND f.known_from < p.until AND (f.known_to IS NULL OR f.known_to >= p.until)"
            f" CROSS JOIN LATERAL unnest(f.marks || '{{\"\"}}'::varchar[]) AS m {each} WHERE true {only}"
            f" GROUP BY p.n, {key}, f.kind, m",
            [*given, *spans, *([list(areas)] if only else [])],
        )
        found: list[tuple[int, Any, str, str, int, float]] = cursor.fetchall()
    return found


def behind(rows: QuerySet[Fact], period: Period, one: Indicator, part: str) -> QuerySet[Fact]:
    """The facts that make a figure's numerator or denominator, or stand beside it, newest first."""
    found = rows.filter(at__gte=period.since, at__lt=period.known_at, known_from__lt=period.known_at)
    found = found.filter(Q(known_to__isnull=True) | Q(known_to__gte=period.known_at))
    if part == "numerator" and one.num_kind:
        return found.filter(kind=one.num_kind).order_by("-at", "-id")
    found = found.filter(kind=one.kind)
    mark = {"numerator": one.mark, "beside": one.beside}.get(part)
    if mark:
        found = found.filter(marks__contains=[mark])
    elif part == "beside":
        return found.none()
    return found.order_by("-at", "-id")


__all__ = ["Period", "Scope", "behind", "counted", "facts", "grouped"]
