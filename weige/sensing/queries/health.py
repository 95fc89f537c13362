"""What examinations of devices read: what they said of late in figures, neighbours, what ails them now."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db import connection
from django.utils import timezone

from weige.kernel.models import Event
from weige.sensing.events import StoodStill
from weige.sensing.models import Ailment, Device, Examination
from weige.sensing.models.device import NEW, OFFLINE
from weige.sensing.queries.readings import DAY
from weige.sensing.rules import health
from weige.sensing.rules.health import Facts
from weige.sensing.rules.kinds import Kinds

WEEK = timedelta(days=7)
Spans = npt.NDArray[np.int32]  # numbers of a day's spans in which a device was heard
NOTHING: Spans = np.array([], dtype=np.int32)
FALLBACK_SECONDS = 3600  # as services.hearing: silence allowed to a kind nobody described


def interval_of(device: Device, kinds: Kinds) -> int:
    """How often the device should be heard, in seconds; 0 when it speaks only when something is there."""
    if device.events_only:
        return 0
    kind = kinds.device.get(device.kind)
    return device.expected_seconds or (kind.expected_seconds if kind else FALLBACK_SECONDS)


def facts_of(devices: Sequence[Device], kinds: Kinds, now: datetime) -> dict[int, Facts]:
    """Device id → what an examination sees of it (3 statements, two of which read readings)."""
    found = {
        one.pk: Facts(
            one.health,
            one.last_kind,
            calibrated_until=one.calibrated_until,
            certificate_until=one.certificate_until,
        )
        for one in devices
    }
    for key, hours in _hours(devices, now).items():
        found[key] = replace(found[key], **hours)
    for key, days in on_time(devices, kinds, now).items():
        spans, heard = sum(day["spans"] for day in days), sum(day["heard"] for day in days)
        found[key] = replace(found[key], spans=spans, heard=heard)
    return found


def _hours(devices: Sequence[Device], now: datetime) -> dict[int, dict[str, Any]]:
    """Device id → day, hours and before of its Facts, where it said anything: one look at the readings of 8 days."""
    told: dict[int, list[tuple[int, float, int, float, float]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.device_id, floor(extract(epoch FROM %s - r.at) / 3600)::int AS hour, avg(r.value),"
            " count(*), min(r.value), max(r.value)"
            " FROM unnest(%s::bigint[], %s::text[]) AS w(id, kind)"
            " JOIN sensing_reading r ON r.device_id = w.id AND r.kind = w.kind"
            " WHERE r.at > %s AND r.at <= %s AND r.judged AND r.value IS NOT NULL GROUP BY 1, 2",
            [now, [one.pk for one in devices], [one.last_kind for one in devices], now - DAY - WEEK, now],
        )
        for key, *hour in cursor.fetchall():
            told.setdefault(key, []).append(tuple(hour))
    found: dict[int, dict[str, Any]] = {}
    for key, rows in told.items():
        today = [row for row in rows if row[0] < 24]
        counts, lows, highs = ([row[place] for row in today] for place in (2, 3, 4))
        found[key] = {
            "day": (sum(counts), min(lows), max(highs)) if today else None,
            "hours": [row[1] for row in today],
            "before": [row[1] for row in rows if row[0] >= 24],
        }
    return found


def on_time(devices: Sequence[Device], kinds: Kinds, now: datetime) -> dict[int, list[dict[str, Any]]]:
    """Device id → [{"day", "spans", "heard"}] of the last 7 whole days and today, oldest first (2 statements).

    A local day is cut into spans of the device's expected interval. A span is heard when a reading measured in it
    was received at most one interval later. Counted are whole spans since the device was registered, or since its
    first reading if that is older. Devices that speak only of events are left out, and so are spans in which our own
    programs stood still: nobody is blamed for what we could not hear.
    """
    asked = {one.pk: (one, every) for one in devices if (every := interval_of(one, kinds))}
    today = timezone.localdate(now)
    start = timezone.make_aware(datetime.combine(today - WEEK, datetime.min.time()))
    heard: dict[int, dict[date, Spans]] = {}
    first: dict[int, datetime] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT device_id, day, min(at), coalesce(array_agg(number) FILTER (WHERE punctual), '{}') FROM ("
            "SELECT r.device_id, (r.at AT TIME ZONE %s)::date AS day,"
            " floor(extract(epoch FROM (r.at AT TIME ZONE %s)::time) / w.every)::int AS number, min(r.at) AS at,"
            " bool_or(r.received_at - r.at <= w.every * interval '1 second') AS punctual"
            " FROM unnest(%s::bigint[], %s::int[]) AS w(id, every)"
            " JOIN sensing_reading r ON r.device_id = w.id WHERE r.at >= %s AND r.at <= %s GROUP BY 1, 2, 3"
            ") AS spans GROUP BY 1, 2",
            [*[settings.TIME_ZONE] * 2, list(asked), [every for _, every in asked.values()], start, now],
        )
        for key, day, at, numbers in cursor:  # one day of a device at a time: as numbers they are far smaller
            first[key] = min(at, first.get(key, at))
            heard.setdefault(key, {})[day] = np.array(numbers, dtype=np.int32)
    still = standstills(start, now)
    return {
        key: _days_of(
            (min(one.registered_at, first.get(key, now)), start, now), every, heard.get(key, {}), still
        )
        for key, (one, every) in asked.items()
    }


def standstills(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """When our own programs took no signals: from the last word of any device on (1 statement)."""
    rows = Event.objects.filter(kind=StoodStill.KIND, at__gte=start, at__lte=end).order_by("at", "id")
    told = [(row.payload.get("since"), row.at) for row in rows.only("payload", "at")]
    return [(datetime.fromisoformat(since), at) for since, at in told if since]


def _days_of(
    span: tuple[datetime, datetime, datetime],
    every: int,
    heard: Mapping[date, Spans],
    still: Sequence[tuple[datetime, datetime]],
) -> list[dict[str, Any]]:
    """The days of on_time() for one device. What is left of a day after its last whole span belongs to that.

    span: (since when it counts, start of the days, now).
    """
    since, start, now = span
    found, whole = [], max(1, 86400 // every)
    since = max(since, start)
    for back in range(7, -1, -1):
        day = timezone.localdate(now) - timedelta(days=back)
        midnight = timezone.make_aware(datetime.combine(day, datetime.min.time()))
        counted, there = np.zeros(whole, dtype=bool), np.zeros(whole, dtype=bool)
        begin = math.ceil(max(0.0, (since - midnight).total_seconds()) / every)
        counted[begin : int((now - midnight).total_seconds() // every)] = True
        counted[[one for one in _lost(still, midnight, every) if one < whole]] = False
        if spans := int(counted.sum()):
            there[np.minimum(heard.get(day, NOTHING), whole - 1)] = True
            found.append({"day": day, "spans": spans, "heard": int((counted & there).sum())})
    return found


def _lost(still: Sequence[tuple[datetime, datetime]], midnight: datetime, every: int) -> set[int]:
    """The numbers of the day's spans that a standstill touches; the first one after it starts within it."""
    found: set[int] = set()
    for begin, end in still:
        first = math.floor((begin - midnight).total_seconds() / every)
        last = math.floor((end - midnight).total_seconds() / every)
        found |= set(range(max(first, 0), min(last, 86400 // every) + 1))
    return found


def neighbours_of(devices: Sequence[Device]) -> dict[int, list[float]]:
    """Device id → the shifts of its neighbours at their last examination (1 statement).

    Neighbours: other devices of its kind in the same building, or as near as data/health.toml says.
    """
    leaves = sorted({leaf for one in devices for leaf in one.leaf_cells})
    rows = list(
        Examination.objects.filter(
            device__kind__in={one.kind for one in devices},
            device__leaf_cells__overlap=leaves,
            figures__shift__isnull=False,
        ).values_list(
            "device_id", "device__kind", "device__building_id", "device__lon", "device__lat", "figures__shift"
        )
    )
    return {
        one.pk: [
            shift for key, kind, house, lon, lat, shift in rows
            if key != one.pk and kind == one.kind and _near(one, house, lon, lat)
        ]
        for one in devices
    }  # fmt: skip


def _near(device: Device, building_id: int | None, lon: float, lat: float) -> bool:
    if building_id is not None and building_id == device.building_id:
        return True
    north = (lat - device.lat) * 111_320
    east = (lon - device.lon) * 111_320 * math.cos(math.radians(lat))
    return math.hypot(north, east) <= float(health.weights()["limits"]["neighbour_metres"])


def standing(devices: Iterable[Device]) -> dict[int, dict[str, Ailment]]:
    """Device id → reason → what ails it now (1 statement)."""
    found: dict[int, dict[str, Ailment]] = {}
    for row in Ailment.objects.filter(device__in=[one.pk for one in devices], ended_at__isnull=True):
        found.setdefault(row.device_id, {})[row.reason] = row
    return found


def reasons_of(device: Device, ailing: Mapping[str, Ailment], kinds: Kinds) -> list[dict[str, Any]]:
    """What is wrong with it, the heaviest first: {reason, points, since, zh, en, told_zh, told_en}."""
    words, told = health.weights()["words"], health.weights()["told"]
    signal = kinds.signal.get(device.last_kind)
    unit = signal.unit if signal else ""
    found = {one: (row.since, row.figures) for one, row in ailing.items() if one in told or one == "drift"}
    if device.state == OFFLINE:
        since = device.silent_since or device.last_seen_at or device.registered_at
        found[health.SILENT] = (since, {"since": timezone.localtime(since).strftime("%m-%d %H:%M")})
    return [
        {
            "reason": part.name,
            "points": part.points,
            "since": found[part.name][0],
            **words[part.name],
            "told_zh": health.said(part.name, found[part.name][1], unit, "zh"),
            "told_en": health.said(part.name, found[part.name][1], unit, "en"),
        }
        for part in health.device_figure(list(found))[1]
    ]


def figure_of(device: Device, reasons: Sequence[Mapping[str, Any]]) -> int | None:
    """The device's figure; None for one never heard."""
    if device.state == NEW:
        return None
    return health.device_figure([one["reason"] for one in reasons])[0]
