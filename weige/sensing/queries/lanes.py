"""Lanes as they stand: who works them, how far they are. Times are compared by the database's own clock."""

from typing import Any

from django.db import connection

ALIVE = 3.0  # seconds without a sign after which a worker counts as lost (our default)


def listed() -> list[dict[str, Any]]:
    """[{"lane", "worker" or "", "position", "readings", "sequence"}] by number (1 statement).

    sequence: up to which pack of the stream the lane has committed; 0 where there is no stream.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.number, coalesce(h.worker, ''), l.position, l.readings,"
            " coalesce((l.source->>'sequence')::bigint, 0) FROM sensing_lane l"
            " LEFT JOIN sensing_lane_lease h ON h.lane = l.number AND h.until > clock_timestamp() ORDER BY 1"
        )
        names = ("lane", "worker", "position", "readings", "sequence")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def alive() -> list[str]:
    """Names of the lane workers that gave a sign of life lately (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sensing_lane_worker WHERE seen_at > clock_timestamp() - make_interval(secs => %s)"
            " ORDER BY 1",
            [ALIVE],
        )
        return [row[0] for row in cursor.fetchall()]
