"""Reads of the readings, raw where they still are and thinned where they are not: trends, the points of a device.

Every reading is in exactly one of the two tables (services/thinning.py moves them in one transaction), so both are
simply read together. What is younger than retention.LEAST_RAW days is always raw.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Max, QuerySet

from weige.sensing.models import Device, Reading

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
# Of one device and kind in (start, end]: judged values, thinned ones with what they stand for.
BOTH = (
    "SELECT at, value AS low, value AS mean, value AS high, 1::bigint AS count, signal_id FROM sensing_reading"
    " WHERE device_id = %s AND kind = %s AND at > %s AND at <= %s AND value IS NOT NULL AND judged UNION ALL"
    " SELECT at, low, mean, high, count, '' FROM sensing_reading_thin"
    " WHERE device_id = %s AND kind = %s AND at > %s AND at <= %s AND mean IS NOT NULL"
)


def hourly(device_ids: Sequence[int], kinds: Sequence[str], now: datetime) -> dict[int, list[float]]:
    """device id → its hourly means of the last 24 hours, oldest first, hours without readings left out.

    kinds[i] is the kind of signal to take of device_ids[i]. 1 statement; none for no device.
    """
    found: dict[int, list[float]] = {}
    if not device_ids:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.device_id, round(avg(r.value)::numeric, 4)::float8"
            " FROM unnest(%s::bigint[], %s::text[]) AS w(device_id, kind)"
            " JOIN sensing_reading r ON r.device_id = w.device_id AND r.kind = w.kind"
            " WHERE r.at > %s AND r.at <= %s AND r.value IS NOT NULL AND r.judged"
            " GROUP BY r.device_id, date_trunc('hour', r.at) ORDER BY r.device_id, date_trunc('hour', r.at)",
            [list(device_ids), list(kinds), now - DAY, now],
        )
        for device_id, mean in cursor.fetchall():
            found.setdefault(device_id, []).append(mean)
    return found


def points(device_id: int, start: datetime, end: datetime, limit: int = 2000) -> list[dict[str, Any]]:
    """What a device sent in (start, end], oldest first, the newest `limit` of it; pictures as hashes only.

    Of a thinned interval its mean, at its beginning. What came while the device was on trial was judged by nothing.
    1 statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, kind, value, judged FROM ("
            " SELECT at, r.kind, value, judged AND NOT d.trial AND received_at > coalesce(d.accepted_at, '-infinity')"
            "  AS judged, signal_id FROM sensing_reading r JOIN sensing_device d ON d.id = r.device_id"
            " WHERE device_id = %s AND at > %s AND at <= %s UNION ALL"
            " SELECT at, kind, mean, true, '' FROM sensing_reading_thin"
            " WHERE device_id = %s AND at > %s AND at <= %s"
            ") AS both_tables ORDER BY at DESC, signal_id DESC LIMIT %s",
            [device_id, start, end, device_id, start, end, limit],
        )
        rows = cursor.fetchall()
    return [
        {"at": at, "kind": kind, "value": value, "judged": judged}
        for at, kind, value, judged in reversed(rows)
    ]


def values_since(device_id: int, kind: str, start: datetime, end: datetime) -> list[dict[str, Any]]:
    """[{"at", "value"}] of one kind in (start, end], oldest first, at most 240 (the newest); means where thinned."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT at, mean FROM ({BOTH}) AS both_tables ORDER BY at DESC, signal_id DESC LIMIT 240",  # noqa: S608
            [device_id, kind, start, end] * 2,
        )
        return [{"at": at.isoformat(), "value": value} for at, value in reversed(cursor.fetchall())]


def trend(
    device_id: int, kind: str, start: datetime, end: datetime, points: int = 240
) -> list[dict[str, Any]]:
    """[{"at", "low", "mean", "high", "count"}] of (start, end] in at most `points` intervals of equal length.

    Oldest first, intervals without judged readings left out; at is the interval's beginning (aware, UTC). A thinned
    interval longer than ours counts where it begins. 1 statement. Raises ValueError when end is not after start.
    """
    if end <= start or points < 1:
        raise ValueError("a trend needs a stretch of time and at least one point")
    asked: list[Any] = [(end - start) / points, start, *[device_id, kind, start, end] * 2]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT date_bin(%s, at - interval '1 microsecond', %s), min(low), sum(mean * count) / sum(count),"  # noqa: S608
            f" max(high), sum(count)::bigint FROM ({BOTH}) AS both_tables GROUP BY 1 ORDER BY 1",
            asked,
        )
        return [
            {"at": at, "low": low, "mean": mean, "high": high, "count": count}
            for at, low, mean, high, count in cursor.fetchall()
        ]


def arrived(devices: "QuerySet[Device]", until: datetime) -> "QuerySet[Reading]":
    """The signals of the hour up to a moment by their own clock, of these devices: the cockpit's "sense" figure."""
    hour = Reading.objects.filter(at__gt=until - HOUR, at__lte=until)
    return hour.filter(device_id__in=devices.order_by().values("pk"))


def arrived_by_device(
    devices: "QuerySet[Device]", until: datetime, after: int, most: int
) -> tuple[int, list[dict[str, Any]]]:
    """How many devices they came from, and some of those as {device, count, at}, who said most first (3 statements)."""
    rows = arrived(devices, until).values("device_id").annotate(count=Count("signal_id"), last=Max("at"))
    part = list(rows.order_by("-count", "device_id")[after : after + most])
    known = devices.in_bulk([one["device_id"] for one in part])
    return rows.count(), [
        {"device": known[one["device_id"]], "count": one["count"], "at": one["last"]} for one in part
    ]
