"""Lanes shared among processes: each says that it is alive and holds its share; what a lost one held is taken over."""

from django.db import connection, transaction

from weige.sensing.queries.lanes import ALIVE

CLOCK = "clock_timestamp()"  # the database's: the workers' clocks need not agree


def beat(*, worker: str) -> set[int]:
    """Says that the worker is alive and returns the lanes it holds now, renewed; never more than its share.

    What is above its share (another worker came) is given back. 5 statements.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO sensing_lane_worker (name, seen_at) VALUES (%s, {CLOCK})"  # noqa: S608 - a constant
            f" ON CONFLICT (name) DO UPDATE SET seen_at = {CLOCK}",
            [worker],
        )
        cursor.execute(
            "SELECT (SELECT count(*) FROM sensing_lane),"  # noqa: S608 - a constant
            f" (SELECT count(*) FROM sensing_lane_worker WHERE seen_at > {CLOCK} - make_interval(secs => %s))",
            [ALIVE],
        )
        lanes, alive = cursor.fetchone()
        share = -(-lanes // max(alive, 1))
        cursor.execute(
            "DELETE FROM sensing_lane_lease WHERE worker = %s AND lane NOT IN"
            " (SELECT lane FROM sensing_lane_lease WHERE worker = %s ORDER BY lane LIMIT %s)",
            [worker, worker, share],
        )
        cursor.execute(
            f"UPDATE sensing_lane_lease SET until = {CLOCK} + make_interval(secs => %s) WHERE worker = %s"  # noqa: S608
            " RETURNING lane",
            [ALIVE, worker],
        )
        held = {row[0] for row in cursor.fetchall()}
        if len(held) < share:
            held |= _claim(worker, share - len(held))
    return held


def _claim(worker: str, most: int) -> set[int]:
    """Lanes nobody holds (any more), at most so many (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sensing_lane_lease AS l (lane, worker, until)"  # noqa: S608 - a constant
            f" SELECT n.number, %s, {CLOCK} + make_interval(secs => %s) FROM sensing_lane n"
            f" LEFT JOIN sensing_lane_lease h ON h.lane = n.number WHERE h.lane IS NULL OR h.until < {CLOCK}"
            " ORDER BY n.number LIMIT %s ON CONFLICT (lane) DO UPDATE SET worker = excluded.worker,"
            f" until = excluded.until WHERE l.until < {CLOCK} RETURNING lane",
            [worker, ALIVE, most],
        )
        return {row[0] for row in cursor.fetchall()}


def leave(*, worker: str) -> None:
    """Gives everything back at once: an orderly end (2 statements)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM sensing_lane_lease WHERE worker = %s", [worker])
        cursor.execute("DELETE FROM sensing_lane_worker WHERE name = %s", [worker])
