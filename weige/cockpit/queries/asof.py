"""The wall at a moment gone by: marks, figures and stream from the event log up to then, never from today's rows.

Today's rows only narrow which subjects are asked for (a case that had not been reported, or had ended for good, cannot
have been open); what they were is read from their last event before the moment.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone

from weige.cases.models import Case, Matter
from weige.cockpit.queries.marks import MOST, granted, icon_of
from weige.cockpit.queries.recent import happening
from weige.cockpit.rules import asof as rules
from weige.cockpit.rules.asof import Told
from weige.cockpit.rules.items import catalogue
from weige.kernel.access import Access
from weige.kernel.models import Event
from weige.sensing.models import Device, Warning
from weige.sensing.models.device import NEW, OFFLINE, ONLINE

RECENT = 40
HOURS = 24
Rows = QuerySet[Event]


def seen_by(access: Access) -> Rows:
    """The events the caller may see. Raises NotFound."""
    return access.rows("stream.read", Event.objects.all())


def past(access: Access, *, at: datetime) -> dict[str, Any]:
    """{at, marks, figures, items, timeline} as known at a moment (≤ 14 statements). Raises NotFound.

    People are not in it: where somebody was is not kept for the wall.
    """
    log = seen_by(access)
    cases = open_cases(access, log, at) if granted(access, "case.list") else []
    warnings = living(access, log, at) if granted(access, "warning.list") else []
    devices = devices_then(access, log, at) if granted(access, "device.list") else []
    return {
        "at": at,
        "marks": {"cases": cases, "warnings": warnings, "devices": devices, "people": []},
        "figures": figures(log, at, cases, warnings, devices),
        "items": items(log, at),
        "timeline": timeline(log, at),
    }


def last_told(rows: Rows, subjects: Iterable[str], at: datetime) -> list[Told]:
    """The last of these events about each subject up to the moment (2 statements)."""
    upto = rows.filter(subject__in=list(subjects), at__lte=at)
    last = upto.order_by("subject", "-at", "-id").distinct("subject")
    first = dict(upto.order_by().values_list("subject").annotate(Min("at")))
    return [Told(one.kind, one.at, one.subject, one.payload, first[one.subject]) for one in last]


def open_cases(access: Access, log: Rows, at: datetime) -> list[dict[str, Any]]:
    """Marks of the cases open then, the most pressing first (3 statements)."""
    alive = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    rows = access.rows("case.list", Case.objects.filter(alive, reported_at__lte=at)).order_by("-id")
    places = {f"case:{key}": cells for key, cells in rows.values_list("pk", "cells")[:MOST]}
    # Only events that say where a case stands: others about it carry no state
    told = last_told(log.filter(kind__startswith="cases.", payload__has_key="state"), places, at)
    marks = [
        rules.case_mark(one, at)
        | {
            "cells": places[one.subject],
            "icon": icon_of(Matter(code=one.payload.get("matter_code", ""))),
            "title": one.payload["title_en" if access.language == "en" else "title_zh"],
        }
        for one in told
        if rules.open_case(one)
    ]
    for mark in marks:
        mark["clock"] = _clock(mark, at)
    return sorted(marks, key=lambda mark: (not mark["overdue"], mark["due_at"] or "9", mark["id"]))


def _clock(mark: dict[str, Any], at: datetime) -> dict[str, Any] | None:
    """Due time and share of the way to it by the calendar; pauses are in the due time it had then."""
    if not mark["due_at"]:
        return None
    due, since = datetime.fromisoformat(mark["due_at"]), mark["reported_at"]
    whole = (due - since).total_seconds()
    share = min(2.0, (at - since).total_seconds() / whole) if whole > 0 else 1.0
    state = "over" if mark["overdue"] else "near" if mark["near"] else "ample"
    return {"state": state, "share": round(share, 4), "due_at": mark["due_at"], "paused": False}


def living(access: Access, log: Rows, at: datetime) -> list[dict[str, Any]]:
    """Marks of the warnings that lived then, the newest first (4 statements)."""
    alive = Q(over_at__isnull=True) | Q(over_at__gt=at)
    rows = access.rows("warning.list", Warning.objects.filter(alive, opened_at__lte=at)).order_by(
        "-opened_at"
    )
    subjects = [f"warning:{key}" for key in rows.values_list("pk", flat=True)[:MOST]]
    about = log.filter(kind__startswith="sensing.warning_")
    told = [one for one in last_told(about, subjects, at) if rules.living_warning(one)]
    confirming = about.filter(kind__in=rules.WARNING_CONFIRMED, at__lte=at)
    confirmed = set(
        confirming.filter(subject__in=[one.subject for one in told])
        .order_by()
        .values_list("subject", flat=True)
    )
    marks = [
        rules.warning_mark(one, confirmed=one.subject in confirmed)
        | {"icon": "alert-triangle", "case_id": one.payload.get("case_id")}
        for one in told
    ]
    return sorted(marks, key=lambda mark: mark["opened_at"], reverse=True)


def devices_then(access: Access, log: Rows, at: datetime) -> list[dict[str, Any]]:
    """Devices that had been registered, offline where the log last said so (2 statements).

    One not heard of until today was not heard of then; the others count as online, for a first word is not logged.
    """
    spoken = log.filter(kind__in=(rules.SILENT, rules.BACK), at__lte=at)
    last = spoken.order_by("subject", "-at", "-id").distinct("subject")
    silent = rules.silent(Told(one.kind, one.at, one.subject, one.payload, one.at) for one in last)
    rows = access.rows("device.list", Device.objects.filter(registered_at__lte=at)).order_by("code")
    columns = ("id", "code", "kind", "lon", "lat", "state", "building__code")
    return [
        {
            "id": pk,
            "code": code,
            "kind": kind,
            "lon": lon,
            "lat": lat,
            "state": OFFLINE if code in silent else NEW if state == NEW else ONLINE,
            "building": house,
        }
        for pk, code, kind, lon, lat, state, house in rows.values_list(*columns)
    ]


def figures(
    log: Rows, at: datetime, cases: list[dict[str, Any]], warnings: list[dict[str, Any]], devices: list[Any]
) -> dict[str, Any]:
    """What the wall counted then (1 statement); a case filed or closed twice that day is one case."""
    today = log.filter(at__gte=midnight(at), at__lte=at, kind__in=("cases.filed", "cases.closed"))
    counted = today.order_by().values_list("kind").annotate(Count("subject", distinct=True))
    flow: Counter[str] = Counter(dict(counted))
    return {
        "open_cases": len(cases),
        "filed": flow["cases.filed"],
        "closed": flow["cases.closed"],
        "near": sum(mark["near"] for mark in cases),
        "overdue": sum(mark["overdue"] for mark in cases),
        "unconfirmed_warnings": sum(mark["state"] == "open" for mark in warnings),
        "warnings": len(warnings),
        "devices": len(devices),
        "silent": sum(mark["state"] == OFFLINE for mark in devices),
    }


def items(log: Rows, at: datetime) -> list[dict[str, Any]]:
    """What the stream showed then, newest first (1 statement)."""
    shown = catalogue()
    rows = log.filter(kind__in=shown.kinds, at__lte=at, at__gt=at - timedelta(days=2)).order_by("-at", "-id")
    found = (shown.item(happening(row)) for row in rows[:RECENT])
    return [item for item in found if item]


def midnight(at: datetime) -> datetime:
    """Where the street's day of that moment began."""
    return timezone.make_aware(datetime.combine(timezone.localdate(at), datetime.min.time())).astimezone(UTC)


def timeline(log: Rows, at: datetime) -> list[dict[str, Any]]:
    """The 24 hours of that local day: shown events per hour and when warnings opened (2 statements)."""
    start = midnight(at)
    hours: dict[datetime, dict[str, Any]] = {
        hour: {"hour": hour, "count": 0, "warnings": []}
        for hour in (start + timedelta(hours=number) for number in range(HOURS))
    }
    day = log.filter(at__gte=start, at__lt=start + timedelta(hours=HOURS)).order_by()
    shown = day.filter(kind__in=catalogue().kinds)
    for hour, count in shown.values_list(TruncHour("at", tzinfo=UTC)).annotate(Count("pk")):
        hours[hour]["count"] = count
    opened = (
        day.filter(kind="sensing.warning_opened").order_by("at", "pk").values_list("at", "payload__level")
    )
    for when, level in opened:
        hours[when.replace(minute=0, second=0, microsecond=0)]["warnings"].append(
            {"at": when, "level": level}
        )
    return list(hours.values())


def began(access: Access) -> datetime | None:
    """The first moment the log knows of (1 statement)."""
    found: datetime | None = seen_by(access).aggregate(first=Min("at"))["first"]
    return found
