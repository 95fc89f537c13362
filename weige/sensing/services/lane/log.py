"""The lane's log: its row (the lock), its steps, and the one statement that adds a step."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from weige.kernel import lean
from weige.sensing.rules.signals import micros, moment


@dataclass
class Row:
    """The locked row of a lane (models.Lane); flushed: see models.Flushed."""

    number: int
    position: int
    stamp: int
    readings: int
    swept_at: datetime | None
    source: dict[str, Any]
    flushed: int


@dataclass(frozen=True)
class Step:
    """A step, or one thing that happened in it, as read from the log."""

    position: int
    stamp: int
    kind: str
    told: Any
    pack: bytes | memoryview | None
    at: int


def lock(number: int) -> Row:
    """The lane's row, locked until the transaction ends; made when it is not there (1 statement, once 3)."""
    with lean.prepared() as cursor:
        for _ in range(2):
            cursor.execute(
                "SELECT l.number, l.position, l.stamp, l.readings, l.swept_at, l.source, coalesce(f.position, 0)"
                " FROM sensing_lane l LEFT JOIN sensing_flushed f ON f.lane = l.number WHERE l.number = %s"
                " FOR UPDATE OF l",
                [number],
            )
            found = cursor.fetchone()
            if found is not None:
                source = found[5] if isinstance(found[5], dict) else json.loads(found[5])
                at, stamp, readings, swept_at, _, flushed_to = found[1:]
                return Row(number, at, stamp, readings, swept_at, source, flushed_to)
            cursor.execute("SELECT sensing_make_lane(%s::smallint)", [number])
    raise RuntimeError(f"lane {number} cannot be made")


def position(number: int) -> tuple[int, datetime | None, int, int]:
    """(newest step, last sweep in real time, readings in all, flushed step) without a lock (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.position, l.swept_at, l.readings, coalesce(f.position, 0) FROM sensing_lane l"
            " LEFT JOIN sensing_flushed f ON f.lane = l.number WHERE l.number = %s",
            [number],
        )
        found = cursor.fetchone()
    return (found[0], found[1], found[2], found[3]) if found else (0, None, 0, 0)


def hold_all() -> None:
    """Locks every lane until the transaction ends: before any row that is also written while signals are taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sensing_lane ORDER BY number FOR UPDATE")


def tell(kind: str, told: Mapping[str, Any]) -> None:
    """Adds a step of one command to every lane, inside the caller's transaction, which holds them from here on.

    Replicas learn it by reading the log. kind: what rules.lanestate knows to fold (2 statements).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sensing_begin_step()")
        cursor.execute("SELECT sensing_tell(%s, %s::jsonb)", [kind, json.dumps(told)])


def add(row: Row, kind: str, now: datetime, *, told: Any = None, pack: bytes | None = None) -> int:
    """The next step of a locked lane; returns its stamp and moves the row along (1 statement)."""
    stamp = secrets.randbits(62)
    row.position, row.stamp = row.position + 1, stamp
    with lean.prepared() as cursor:
        cursor.execute(
            "WITH moved AS (UPDATE sensing_lane SET position = %s, stamp = %s, readings = %s, swept_at = %s,"
            " source = %s::jsonb WHERE number = %s)"
            " INSERT INTO sensing_step (lane, position, stamp, kind, told, pack, at)"
            " VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s)",
            [
                *(row.position, stamp, row.readings, row.swept_at, json.dumps(row.source), row.number),
                *(
                    row.number,
                    row.position,
                    stamp,
                    kind,
                    None if told is None else json.dumps(told),
                    pack,
                    now,
                ),
            ],
        )
    return stamp


def noted(row: Row) -> None:
    """Keeps how far a source has been read where no step did (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sensing_lane SET source = %s::jsonb WHERE number = %s",
            [json.dumps(row.source), row.number],
        )


def since(number: int, position: int) -> list[Step]:
    """The steps from this one on, in order (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, stamp, kind, told, pack, at FROM sensing_step WHERE lane = %s AND position >= %s"
            " ORDER BY position, id",
            [number, position],
        )
        return [
            Step(
                at_position,
                stamp,
                kind,
                json.loads(told) if isinstance(told, str) else told,
                pack,
                micros(at),
            )
            for at_position, stamp, kind, told, pack, at in cursor.fetchall()
        ]


def swept(number: int, real_now: datetime) -> None:
    """Notes that somebody looked for silence just now (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sensing_lane SET swept_at = %s WHERE number = %s", [real_now, number])


def flushed(number: int, upto: int) -> None:
    """What devices and warnings last said stands in their rows up to this step (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sensing_flushed AS f (lane, position) VALUES (%s, %s)"
            " ON CONFLICT (lane) DO UPDATE SET position = excluded.position WHERE f.position < excluded.position",
            [number, upto],
        )


__all__ = [
    "Row",
    "Step",
    "add",
    "flushed",
    "hold_all",
    "lock",
    "moment",
    "position",
    "since",
    "swept",
    "tell",
]
