"""The statements of a batch: one for all rows of a table, whatever the batch's size."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from weige.sensing.rules.signals import Signal, moment
from weige.sensing.rules.stream import Stream

COLUMNS = "at, device_id, kind, value, data, judged, source, signal_id, received_at"


def claim(keys: Iterable[UUID], now: datetime) -> set[UUID]:
    """Notes the keys as taken and returns those that were not yet (1 statement).

    A key another transaction is just taking is waited for, then counts as taken (or not, if that one failed).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sensing_seen (key, received_at) SELECT unnest(%s::uuid[]), %s"
            " ON CONFLICT (key) DO NOTHING RETURNING key",
            [sorted(keys), now],
        )
        return {row[0] for row in cursor.fetchall()}


def readings(signals: Sequence[Signal], ids: Mapping[str, int], now: datetime) -> None:
    """Appends the signals to the readings (1 statement and a COPY), making their days' partitions if need
    be.
    """
    days = sorted({moment(signal.at).date() for signal in signals})
    with connection.cursor() as cursor:
        cursor.execute("SELECT sensing_ensure_days(%s::date[])", [days])
        with cursor.copy(f"COPY sensing_reading ({COLUMNS}) FROM STDIN") as copy:
            for one in signals:
                data = json.dumps(one.data, ensure_ascii=False) if one.data else None
                copy.write_row(
                    (
                        moment(one.at),
                        ids[one.device],
                        one.kind,
                        one.value,
                        data,
                        one.judged,
                        one.source,
                        one.id,
                        now,
                    )
                )


def _clean(text: str, length: int) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:length]


def streams(found: Mapping[tuple[str, int, str], tuple[Stream, int | None]]) -> None:
    """Writes streams (with when they clear, µs) back (1 statement or none)."""
    rows = [
        {
            "scenario": scenario,
            "device_id": device_id,
            "subject": subject,
            "state": msgspec.to_builtins(stream, str_keys=True),
            "level": stream.tip.level,
            "clear_at": None if clear_at is None else moment(clear_at).isoformat(),
        }
        for (scenario, device_id, subject), (stream, clear_at) in sorted(
            found.items(), key=lambda one: one[0]
        )
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sensing_stream (scenario, device_id, subject, state, level, clear_at)"
            " SELECT scenario, device_id, subject, state, level, clear_at FROM jsonb_to_recordset(%s::jsonb)"
            " AS n(scenario text, device_id bigint, subject text, state jsonb, level smallint,"
            " clear_at timestamptz)"
            " ON CONFLICT (scenario, device_id, subject) DO UPDATE SET"
            " state = excluded.state, level = excluded.level, clear_at = excluded.clear_at",
            [json.dumps(rows)],
        )


def devices(rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes what devices last said (1 statement): id and the columns named below."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sensing_device d SET state = n.state, last_seen_at = n.last_seen_at,"
            " silent_after = n.silent_after, silent_since = n.silent_since, last_kind = n.last_kind,"
            " last_value = n.last_value, last_at = n.last_at, health = n.health"
            " FROM jsonb_to_recordset(%s::jsonb) AS n(id bigint, state text, last_seen_at timestamptz,"
            " silent_after timestamptz, silent_since timestamptz, last_kind text,"
            " last_value double precision, last_at timestamptz, health jsonb) WHERE d.id = n.id",
            [json.dumps(rows, default=str)],
        )
