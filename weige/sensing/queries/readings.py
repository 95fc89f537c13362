"""Reads of the raw readings: trends by the hour, the points of a device."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

DAY = timedelta(hours=24)


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
    """What a device sent in (start, end], oldest first, the newest `limit` of it; pictures as hashes only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, kind, value, data, judged FROM sensing_reading"
            " WHERE device_id = %s AND at > %s AND at <= %s ORDER BY at DESC, signal_id DESC LIMIT %s",
            [device_id, start, end, limit],
        )
        rows = cursor.fetchall()
    return [
        {"at": at, "kind": kind, "value": value, "judged": judged}
        for at, kind, value, _, judged in reversed(rows)
    ]


def values_since(device_id: int, kind: str, start: datetime, end: datetime) -> list[dict[str, Any]]:
    """[{"at", "value"}] of one kind in (start, end], oldest first, at most 240 (the newest)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, value FROM sensing_reading WHERE device_id = %s AND kind = %s AND at > %s AND at <= %s"
            " AND value IS NOT NULL AND judged ORDER BY at DESC, signal_id DESC LIMIT 240",
            [device_id, kind, start, end],
        )
        return [{"at": at.isoformat(), "value": value} for at, value in reversed(cursor.fetchall())]


def per_hour(now: datetime) -> int:
    """How many signals arrived in the last hour by their own clock (1 statement): the cockpit's "sense"
    figure.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sensing_reading WHERE at > %s AND at <= %s", [now - timedelta(hours=1), now]
        )
        return int(cursor.fetchone()[0])
