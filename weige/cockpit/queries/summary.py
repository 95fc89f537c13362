"""The wall's figures, composed from what the modules count."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncHour

from weige.cases.queries.counters import counters
from weige.cockpit.queries.forces import forces, totals
from weige.cockpit.queries.marks import LIVING, granted, people
from weige.cockpit.rules.figures import lists_of, loop_of, minutes
from weige.cockpit.rules.items import catalogue
from weige.kernel.access import Access
from weige.kernel.models import Event
from weige.knowledge.queries.spots import live_spots
from weige.people.models import Shift
from weige.sensing.models import Device, Warning
from weige.sensing.queries.devices import counts
from weige.sensing.queries.readings import arrived
from weige.sensing.queries.rules import in_force
from weige.sensing.queries.warnings import chosen

HOURS = 24
OPENED = "sensing.warning_opened"


def summary(access: Access, *, now: datetime) -> dict[str, Any]:
    """All figures of the wall at a moment (≤ 21 statements). Raises NotFound.

    today: since local midnight; first_response_median_min over 7 days, None without any; hourly_open: open cases
    at the last 23 full hours and now; timeline: shown events per hour and when warnings opened.
    """
    counted = counters(access, now)
    states = living(access)
    flow = counted["first_response"]
    return {
        "open_cases": counted["open"],
        "today": {
            "filed": counted["filed_today"],
            "closed": counted["closed_today"],
            "first_response_median_min": minutes(flow["median_seconds"]),
            "first_response_n": flow["n"],
        },
        "hourly_open": [hour["open"] for hour in counted["hourly"]][-HOURS:],
        "unconfirmed_warnings": states["open"],
        "near": counted["near"],
        "overdue": counted["overdue"],
        "lists": lists_of(counted),
        "devices": devices(access),
        "force": force(access, now) | totals(forces(access, now)),
        "loop": loop_of(
            counted,
            readings=readings(access, now),
            living=sum(states.values()),
            open_=states["open"],
            spots=live_spots(access, now=now) if granted(access, "spot.list") else None,
        ),
        "timeline": timeline(access, now),
        "as_of": now,
    }


def living(access: Access) -> Mapping[str, int]:
    """How many warnings are open and confirmed (1 statement)."""
    found: Counter[str] = Counter()
    if granted(access, "warning.list"):
        rows = chosen(access.rows("warning.list", Warning.objects.all()), states=LIVING)
        found.update(dict(rows.order_by().values_list("state").annotate(Count("pk"))))
    return found


def devices(access: Access) -> list[dict[str, Any]]:
    """Devices in service by kind, many first, counted as the desk counts them (1 statement)."""
    if not granted(access, "device.list"):
        return []
    rows = access.rows("device.list", Device.objects.filter(in_service=True))
    return sorted(counts(rows, in_force().kinds), key=lambda one: (-one["total"], one["kind"]))


def readings(access: Access, now: datetime) -> int | None:
    """Signals of the last hour, of devices the reader may list; None for who may list none (1 statement)."""
    if not granted(access, "device.list"):
        return None
    return arrived(access.rows("device.list", Device.objects.all()), now).count()


def force(access: Access, now: datetime) -> dict[str, int]:
    """Posts with a shift now, and those of them whose phone says where they are (3 statements)."""
    if not granted(access, "roster.list"):
        return {"on_duty": 0, "planned": 0}
    shifts = access.rows("roster.list", Shift.objects.filter(start__lte=now, end__gt=now))
    planned = shifts.aggregate(posts=Count("post", distinct=True))["posts"]
    return {"on_duty": len(people(access, now)), "planned": planned}


def timeline(access: Access, now: datetime) -> list[dict[str, Any]]:
    """The last 24 hours begun, each with its shown events and the warnings that opened in it (2 statements)."""
    start = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    hours: dict[datetime, dict[str, Any]] = {
        at: {"hour": at, "count": 0, "warnings": []}
        for at in (start + timedelta(hours=number) for number in range(HOURS))
    }
    if not granted(access, "stream.read"):
        return list(hours.values())
    seen = access.rows("stream.read", Event.objects.filter(at__gte=start, at__lte=now)).order_by()
    shown = seen.filter(kind__in=catalogue().kinds)
    for hour, count in shown.values_list(TruncHour("at", tzinfo=UTC)).annotate(Count("pk")):
        hours[hour]["count"] = count
    warned = seen.filter(kind=OPENED).order_by("at", "pk").values_list("at", "payload__level")
    for at, level in warned:
        hours[at.replace(minute=0, second=0, microsecond=0)]["warnings"].append({"at": at, "level": level})
    return list(hours.values())
