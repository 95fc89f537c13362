"""The day's brief: what happened, what is late, what recurs, what to decide; all from the log as known then."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from weige.cockpit.queries import asof
from weige.cockpit.queries.marks import granted
from weige.cockpit.rules.briefwords import words
from weige.kernel.access import Access
from weige.knowledge.models import BlackSpot
from weige.people.models import Department, Post

#: What a day's flow counts, in the order in which page, paper and workbook tell it: figure -> kind of event.
KINDS = {
    "reported": "cases.reported",
    "filed": "cases.filed",
    "dispatched": "cases.dispatched",
    "closed": "cases.closed",
    "closed_in_time": "cases.closed",
    "voided": "cases.voided",
    "merged": "cases.merged",
    "returned": "cases.returned",
    "overdue": "cases.overdue",
    "recurred": "cases.recurred",
    "warning_opened": "sensing.warning_opened",
    "warning_dismissed": "sensing.warning_dismissed",
    "device_silent": "sensing.device_silent",
    "device_back": "sensing.device_back",
}
#: A case closed, reopened and closed again is one case: these count cases, not events.
ONCE = frozenset({"reported", "filed", "closed", "closed_in_time"})
Named = dict[str, dict[int, tuple[str, str]]]
GRAVE = ("red", "orange")
#: Rows of a list on paper (our default): the desk has them all.
MOST = 20
# Where a case waits for somebody to decide, by its state then.
WAITING = (
    ("to_accept", ("reported", "accepted")),
    ("to_dispatch", ("filed",)),
    ("returned_now", ("dispatching",)),
)


def brief(access: Access, *, day: date, now: datetime) -> dict[str, Any]:
    """{day, until, whole, happened, late, recurs, decide} (≤ 24 statements). Raises NotFound.

    until: the day's end, or now for today; what was known then counts, not what is known today.
    """
    since, until = span(day, now)
    log = asof.seen_by(access)
    today = log.filter(at__gte=since, at__lt=until)
    cases = asof.open_cases(access, log, until) if granted(access, "case.list") else []
    warnings = asof.living(access, log, until) if granted(access, "warning.list") else []
    named = names(cases)
    return {
        "day": day,
        "until": until,
        "words": words(),
        "whole": until == since + timedelta(days=1),
        "happened": happened(today, open_=len(cases)),
        "late": [row_of(one, named, until) for one in cases if one["overdue"]][:MOST],
        "late_count": sum(one["overdue"] for one in cases),
        "near_count": sum(one["near"] for one in cases),
        "recurs": recurs(today),
        "spots": spots(access, until),
        "decide": decide(cases, warnings, named, until),
    }


def span(day: date, now: datetime) -> tuple[datetime, datetime]:
    """When the day began and ended; today ends now."""
    since = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    return since, min(since + timedelta(days=1), now)


def flow_of(today: asof.Rows) -> dict[str, int]:
    """The day's counts by figure, in their order (2 statements)."""
    told = today.filter(kind__in=set(KINDS.values())).order_by().values_list("kind")
    events = Counter(dict(told.annotate(Count("pk"))))
    once = {KINDS[figure] for figure in ONCE}
    cases = told.filter(kind__in=once).annotate(
        every=Count("subject", distinct=True),
        timely=Count("subject", distinct=True, filter=Q(payload__in_time=True)),
    )
    subjects = {kind: (every, timely) for kind, every, timely in cases.values_list("kind", "every", "timely")}
    found = {
        figure: subjects.get(kind, (0, 0))[0] if figure in ONCE else events[kind]
        for figure, kind in KINDS.items()
    }
    return found | {"closed_in_time": subjects.get("cases.closed", (0, 0))[1]}


def happened(today: asof.Rows, *, open_: int) -> dict[str, Any]:
    """Counts of the day, by matter and by level, and the grave warnings (5 statements)."""
    filed = today.filter(kind="cases.filed").order_by()
    matters = filed.values_list("payload__matter_code", "payload__matter_zh", "payload__matter_en")
    opened = today.filter(kind="sensing.warning_opened").order_by()
    levels = Counter(dict(opened.values_list("payload__level").annotate(Count("pk"))))
    grave = opened.filter(payload__level__in=GRAVE).order_by("at", "pk")[:MOST]
    return {
        "flow": flow_of(today),
        "open": open_,
        "matters": [
            {"code": code, "zh": zh, "en": en or zh, "count": count}
            for code, zh, en, count in matters.annotate(n=Count("subject", distinct=True)).order_by(
                "-n", "payload__matter_code"
            )[:8]
        ],
        "levels": {level: levels[level] for level in ("red", "orange", "yellow", "blue")},
        "grave": [
            {
                "id": one.payload["warning_id"],
                "level": one.payload["level"],
                "title_zh": one.payload["title_zh"],
                "title_en": one.payload["title_en"],
                "at": one.at,
            }
            for one in grave
        ],
    }


def recurs(today: asof.Rows) -> list[dict[str, Any]]:
    """Cases of the day that were the same matter at the same place again (1 statement)."""
    rows = today.filter(kind="cases.recurred").order_by("-payload__nth", "at")[:MOST]
    return [
        {
            "id": str(row.payload["case_id"]),
            "number": row.payload["number"],
            "title_zh": row.payload["title_zh"],
            "title_en": row.payload["title_en"],
            "place_zh": row.payload.get("place_zh", ""),
            "place_en": row.payload.get("place_en", ""),
            "nth": row.payload.get("nth", 2),
            "days": row.payload.get("days", 0),
        }
        for row in rows
    ]


def spots(access: Access, until: datetime) -> list[dict[str, Any]]:
    """Black spots that stood open or proposed (1 statement)."""
    if not granted(access, "spot.list"):
        return []
    rows = access.rows("spot.list", BlackSpot.objects.filter(opened_at__lte=until))
    found = (
        rows.exclude(state="dismissed").exclude(closed_at__lte=until).order_by("-state", "-opened_at")[:MOST]
    )
    return [
        {
            "id": one.pk,
            "number": one.number,
            "title_zh": one.title_zh,
            "title_en": one.title_en or one.title_zh,
            "proposed": one.state == "proposed",
        }
        for one in found
    ]


def decide(cases: list[Any], warnings: list[Any], named: Any, until: datetime) -> list[dict[str, Any]]:
    """The lists that wait for a person, each with its count and its first rows."""
    found = [
        {
            "key": key,
            "count": len(rows),
            "rows": [row_of(one, named, until) for one in rows[:MOST]],
        }
        for key, states in WAITING
        if (rows := [one for one in cases if one["state"] in states])
    ]
    unjudged = [one for one in warnings if one["state"] == "open"]
    if unjudged:
        rows = [row_of_warning(one) for one in unjudged[:MOST]]
        found.insert(0, {"key": "unconfirmed", "count": len(unjudged), "rows": rows})
    return found


def names(cases: Sequence[Mapping[str, Any]]) -> Named:
    """Posts and departments by id (2 statements)."""
    posts = {key for one in cases if (key := one.get("handler_post_id"))}
    units = {key for one in cases if (key := one.get("department_id"))}
    columns = ("pk", "name_zh", "name_en")
    return {
        "post": {pk: (zh, en) for pk, zh, en in Post.objects.filter(pk__in=posts).values_list(*columns)},
        "unit": {
            pk: (zh, en) for pk, zh, en in Department.objects.filter(pk__in=units).values_list(*columns)
        },
    }


def row_of(one: dict[str, Any], named: Named, until: datetime) -> dict[str, Any]:
    due = datetime.fromisoformat(one["due_at"]) if one["due_at"] else None
    unit = unit_of(one, named)
    return {
        "id": one["id"],
        "number": one["number"],
        "title_zh": one["title_zh"],
        "title_en": one["title_en"],
        "level": None,
        "since": one["reported_at"],
        "due_at": due,
        "over_hours": round((until - due).total_seconds() / 3600, 1) if due and due < until else None,
        "unit_zh": unit[0],
        "unit_en": unit[1],
    }


def row_of_warning(one: dict[str, Any]) -> dict[str, Any]:
    """A warning as a row of a list: it has a level, and no number and no limit."""
    empty = {"number": "", "due_at": None, "over_hours": None, "unit_zh": "", "unit_en": ""}
    told = {name: one[name] for name in ("id", "title_zh", "title_en", "level")}
    return {**empty, **told, "since": one["opened_at"]}


def unit_of(one: Mapping[str, Any], named: Named) -> tuple[str, str]:
    """Who had it: the department, else the post; (zh, en)."""
    zh, en = (
        named["unit"].get(one.get("department_id") or 0)
        or named["post"].get(one.get("handler_post_id") or 0)
        or ("", "")
    )
    return zh, en or zh
