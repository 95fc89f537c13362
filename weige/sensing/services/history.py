"""History brought in: readings older than a signal may be, stored as they were and not judged on the way.

For archives of a former system and for the demonstration's past. What the rules would have said to them is
asked by a replay.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import msgspec
from django.db import connection, transaction

from weige.sensing.models import Device
from weige.sensing.models.device import ONLINE
from weige.sensing.queries.rules import in_force
from weige.sensing.rules.kinds import HEARTBEAT
from weige.sensing.services import lane, writing
from weige.sensing.services.hearing import expected
from weige.sensing.services.lane.snapshots import vital

COLUMNS = (
    "at, device_id, kind, value, data, judged, source, signal_id, received_at, lane, batch, ord"  # as _rows
)
LANE = -1  # what no rule saw: an import is one batch of this lane, one after the other
CHUNK = 20_000  # rows of one COPY: memory stays small whatever the history's length


class Told(msgspec.Struct, frozen=True):
    """One signal of the past, in the shape of POST /api/signals. time: ISO 8601 with its zone."""

    id: str
    source: str
    device: str
    kind: str
    time: datetime
    value: float | None = None
    data: dict[str, Any] = {}


@dataclass
class _Heard:
    """What a device said last in the history."""

    seen: datetime
    told: Told | None = None


@dataclass
class _Import:
    """ids: device code → id; heard: by code; days: those that have their partition."""

    ids: Mapping[str, int]
    heard: dict[str, _Heard] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)
    batch: int = 0
    count: int = 0


@transaction.atomic
def import_history(*, signals: Iterable[Told], now: datetime) -> int:
    """Stores the signals as received when they were sent, and what each device said last; returns how many.

    Signals of devices unknown here are left out. Nothing is judged and nothing is remembered for duplicates:
    the same history must not be brought in twice (the caller's to see to).
    """
    work = _Import(dict(Device.objects.values_list("code", "pk")))
    known = (one for one in signals if one.device in work.ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(30567, hashtext('sensing_history'))")
        cursor.execute("SELECT nextval('sensing_history_batch')")
        work.batch = cursor.fetchone()[0]
        while part := list(islice(known, CHUNK)):
            days = {one.time.astimezone(UTC).date() for one in part} - work.days
            if days:
                cursor.execute("SELECT sensing_ensure_days(%s::date[])", [sorted(days)])
                work.days |= days
            with cursor.copy(f"COPY sensing_reading ({COLUMNS}) FROM STDIN") as copy:
                for row in _rows(part, work):
                    copy.write_row(row)
    _say(work, now)
    return work.count


def _rows(part: Iterable[Told], work: _Import) -> Iterator[tuple[Any, ...]]:
    for one in part:
        data = json.dumps(one.data, ensure_ascii=False) if one.data else None
        judged = one.data.get("test") is not True and one.data.get("quality") != "bad"
        heard = work.heard.setdefault(one.device, _Heard(one.time))
        heard.seen = max(heard.seen, one.time)
        if one.kind != HEARTBEAT and judged and (heard.told is None or one.time >= heard.told.time):
            heard.told = one
        work.count += 1
        device = work.ids[one.device]
        told = (one.time, device, one.kind, one.value, data, judged, one.source, one.id, one.time)
        yield *told, LANE, work.batch, work.count


def _say(work: _Import, now: datetime) -> None:
    """Writes what devices last said, where it is newer than what they are known to have said."""
    lane.hold_all()
    kinds, rows = in_force().kinds, []
    for row in Device.objects.filter(code__in=work.heard).order_by("pk"):
        heard = work.heard[row.code]
        if row.last_seen_at is not None and row.last_seen_at >= heard.seen:
            continue
        until = None if row.events_only else now + timedelta(seconds=expected(row, kinds))
        row.state, row.last_seen_at, row.silent_after, row.silent_since = ONLINE, heard.seen, until, None
        if heard.told:
            row.last_kind, row.last_value, row.last_at = heard.told.kind, heard.told.value, heard.told.time
        rows.append(vital(row))
    writing.devices(rows)
    if rows:
        lane.tell("heard", {"devices": msgspec.to_builtins(rows)})
