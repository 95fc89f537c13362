"""Readings of one kind of number as columns, as they lie in the table: for replays at full speed."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import psycopg
from django.db import connection, transaction

from weige.sensing.rules.arrivals import Arrivals

SLICE = timedelta(hours=6)  # read at once: far below what one value of the database may hold
EPOCH = 946_684_800_000_000  # µs from 1970 to 2000, where the database counts from
HEADER = 20  # bytes before the items of an array as the database sends it
STATEMENT = (
    "SELECT array_send(array_agg(device_id)), array_send(array_agg(at)), array_send(array_agg(received_at)),"
    # lane, batch and place in it as one number that orders as the three do: at most 128 lanes and a million places
    " array_send(array_agg((lane::bigint << 56) + (batch << 20) + ord)), array_send(array_agg(value))"
    " FROM sensing_reading"
    " WHERE judged AND value IS NOT NULL AND at >= %s AND at < %s AND kind = %s AND device_id = ANY(%s)"
)


def arrived(
    devices: Sequence[int], kind: str, start: datetime, end: datetime
) -> Iterator[tuple[Arrivals, datetime]]:
    """What these devices measured in [start, end), a SLICE at a time with the slice's end (one statement each).

    In the table's order: Arrivals.joined() puts it in that of arrival.
    """
    at = start
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")  # rows in the table's order
        while at < end:
            until = min(at + SLICE, end)
            yield _slice(devices, kind, at, until), until
            at = until


def _slice(devices: Sequence[int], kind: str, start: datetime, end: datetime) -> Arrivals:
    with psycopg.Cursor(connection.connection) as cursor:  # Django's own takes no binary results
        cursor.execute(STATEMENT, [start, end, kind, list(devices)], binary=True)
        found = cursor.fetchone()
    if found is None or found[0] is None:
        return Arrivals.joined([])
    device, at, received, place = (_items(one, ">i8").astype(np.int64) for one in found[:4])
    return Arrivals(device, at + EPOCH, received + EPOCH, place, _items(found[4], ">f8").astype(np.float64))


def _items(raw: bytes, form: str) -> Any:
    """The items of an array without nulls: each comes as its length and itself."""
    return np.frombuffer(raw, dtype=[("size", ">i4"), ("item", form)], offset=HEADER)["item"]
