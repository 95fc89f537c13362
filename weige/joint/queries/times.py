"""How long answering, arriving and solving took: distributions by unit, matter, kind or month, against baselines."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from weige.joint.models import Baseline, Called, CallIn
from weige.joint.queries.kinds import kinds
from weige.joint.rules.distribution import FEW, SMALL, Spread, change, spread
from weige.joint.rules.words import named
from weige.joint.schemas.calls import TimesBehindAsk
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.streettime import LOCAL

#: Measure → the column of a unit that ends it; all begin when the unit was called.
MEASURES = {"answer": "answered_at", "arrive": "arrived_at", "solve": "result_at"}
PERIOD = timedelta(days=90)
#: Rows a figure is computed from at most; more than a street makes in years (our default).
MOST = 50_000
PAGE = 100  # rows behind a figure given at once


@dataclass(frozen=True, slots=True)
class Took:
    """One unit's duration in minutes with what it is grouped by."""

    minutes: float
    key: str
    zh: str
    en: str


def measured(access: Access, measure: str, since: datetime, until: datetime) -> "QuerySet[Called]":
    """The units called in [since, until) whose duration is asked for, ended or not; of calls the reader may list."""
    seen = access.rows("call.list", CallIn.objects.all())
    rows = Called.objects.filter(call__in=seen.values("pk"), sent_at__gte=since, sent_at__lt=until)
    rows = rows.exclude(state="dropped")
    return rows if measure == "answer" else rows.exclude(state__in=["delegated", "declined"])


def durations(
    access: Access, *, measure: str, by: str, since: datetime, until: datetime
) -> tuple[list[Took], int]:
    """The durations of the units called in [since, until), and how many called units have none (yet) (2 statements).

    Delegated units are left out of arriving and solving: their delegate is measured, from the first call on.
    """
    column, rows = MEASURES[measure], measured(access, measure, since, until)
    names = kinds() if by == "kind" else {}
    fields = ("unit_code", "unit_zh", "unit_en", "call__matter_code", "call__matter_zh", "call__matter_en")
    values = rows.order_by("pk").values_list("sent_at", column, "call__kind", "department__name_en", *fields)
    found, without = [], 0
    for sent, ended, kind, _, code, zh, en, matter, matter_zh, matter_en in values[:MOST]:
        if ended is None:
            without += 1
            continue
        label = {
            "unit": (code, zh, en),
            "matter": (matter or "-", matter_zh, matter_en),
            "kind": (
                kind,
                names[kind].name_zh if kind in names else kind,
                names[kind].name_en if kind in names else kind,
            ),
            "month": (month := f"{sent.astimezone(LOCAL):%Y-%m}", month, month),
        }[by]
        found.append(Took((ended - sent).total_seconds() / 60, *label))
    return found, without


def times(access: Access, *, measure: str, by: str, since: datetime, until: datetime) -> dict[str, Any]:
    """Distributions of a measure: of all, and of each group in the order of its name (never of its value)."""
    took, without = durations(access, measure=measure, by=by, since=since, until=until)
    kept = current(access, measure)
    groups: dict[str, list[Took]] = defaultdict(list)
    for one in took:
        groups[one.key].append(one)
    field = {"unit": "unit_code", "matter": "matter_code"}.get(by)
    lines = [
        line(key, own, _fitting(kept, field, key))
        for key, own in sorted(groups.items(), key=lambda group: (group[1][0].zh, group[0]))
    ]
    return {
        "measure": measure,
        **named("measure", measure, "measure"),
        "by": by,
        "since": since,
        "until": until,
        "few": FEW,
        "small": SMALL,
        "without": without,
        "all": line("", took, _fitting(kept, None, "")),
        "items": lines,
    }


def behind(access: Access, asked: TimesBehindAsk, *, since: datetime, until: datetime) -> dict[str, Any]:
    """{total, rows, next}: the units a number of times() counts, the latest called first (3 statements).

    Raises NotFound, Invalid for a month that is none. minutes: None for a unit that has no end yet.
    """
    column = MEASURES[asked.measure]
    rows = measured(access, asked.measure, since, until)
    rows = rows.filter(_group(asked.by, asked.key), **{f"{column}__isnull": asked.part == "without"})
    total = rows.count()
    page = rows.select_related("call").order_by("-sent_at", "-pk")[asked.after : asked.after + PAGE]
    return {
        "total": total,
        "rows": [_behind_row(one, getattr(one, column)) for one in page],
        "next": asked.after + PAGE if asked.after + PAGE < total else None,
    }


def _group(by: str, key: str) -> Q:
    """The rows of one group of times(), by its key; an empty key means all."""
    if not key:
        return Q()
    if by == "month":
        try:
            first = datetime.strptime(key, "%Y-%m").replace(tzinfo=LOCAL)
        except ValueError:
            raise Invalid([FieldError("key", "unknown_filter", {"value": key})]) from None
        following = (first + timedelta(days=31)).replace(day=1)
        return Q(sent_at__gte=first, sent_at__lt=following)
    column = {"unit": "unit_code", "matter": "call__matter_code", "kind": "call__kind"}[by]
    return Q(**{column: "" if by == "matter" and key == "-" else key})


def _behind_row(one: Called, ended: datetime | None) -> dict[str, Any]:
    return {
        "call_id": str(one.call_id),
        "number": one.call.number,
        "title_zh": one.call.title_zh,
        "title_en": one.call.title_en,
        "unit_zh": one.unit_zh,
        "unit_en": one.unit_en,
        **named("unit", one.state, "state"),
        "sent_at": one.sent_at,
        "ended_at": ended,
        "minutes": (ended - one.sent_at).total_seconds() / 60 if ended else None,
    }


def line(key: str, took: list[Took], baseline: Baseline | None) -> dict[str, Any]:
    """One distribution. Few cases: the single values instead of quartiles, and no comparison."""
    found: Spread = spread([one.minutes for one in took])
    base = baseline.median_minutes if baseline else None
    faster = change(base, found)
    return {
        "key": key,
        "zh": took[0].zh if took and key else "",
        "en": took[0].en if took and key else "",
        "n": found.n,
        "q1": found.q1,
        "median": found.median,
        "q3": found.q3,
        "low": found.low,
        "high": found.high,
        "small": found.small,
        "values": sorted(round(one.minutes, 1) for one in took) if found.n < FEW else [],
        "baseline": baseline_row(baseline) if baseline else None,
        "change": {"share": faster.share, "low": faster.low, "high": faster.high} if faster else None,
    }


def current(access: Access, measure: str) -> list[Baseline]:
    """The baselines in force for a measure (1 statement)."""
    return list(access.rows("call.list", Baseline.objects.filter(measure=measure, ended_at__isnull=True)))


def _fitting(kept: Iterable[Baseline], field: str | None, key: str) -> Baseline | None:
    """The baseline of exactly this group: that of the whole street says nothing of one unit."""
    for one in kept:
        own = {"matter_code": one.matter_code, "unit_code": one.unit_code}
        wanted = {"matter_code": "", "unit_code": ""} | ({field: key} if field else {})
        if own == wanted and (field is not None or key == ""):
            return one
    return None


def baseline_row(one: Baseline) -> dict[str, Any]:
    """A baseline with everything that says how much it is worth."""
    return {
        "id": one.pk,
        "measure": one.measure,
        "matter": one.matter_code,
        "unit": one.unit_code,
        "median_minutes": one.median_minutes,
        "n": one.n,
        "since": one.since,
        "until": one.until,
        "source": one.source,
        "set_at": one.set_at,
        "ended_at": one.ended_at,
    }


def baselines(access: Access) -> list[dict[str, Any]]:
    """All baselines, those in force first, then newest (1 statement)."""
    rows = access.rows("call.list", Baseline.objects.all()).order_by("-set_at", "-pk")
    return [baseline_row(one) for one in sorted(rows, key=lambda one: one.ended_at is not None)]
