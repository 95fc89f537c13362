"""The statements of a batch: one for all rows of a table, whatever the batch's size."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from django.db import connection

from weige.sensing.models.device import NEW, ONLINE, STATES
from weige.sensing.rules import copying
from weige.sensing.rules.board import Group
from weige.sensing.rules.lanestate import Tally
from weige.sensing.rules.packing import Batch
from weige.sensing.rules.signals import micros, moment
from weige.sensing.rules.vitals import Vital
from weige.sensing.rules.warning import LIVE

DAY = 86_400_000_000  # µs
COLUMNS = "at, device_id, kind, value, data, judged, source, signal_id, received_at"


Identity = tuple[
    int, str, str, int, str
]  # device id, kind, source, time (µs), id: what makes two signals one
GAP = 60_000_000  # µs: look-ups closer together than this are one range


def stored(wanted: Sequence[Identity]) -> set[Identity]:
    """Which of these signals stand among the readings (1 statement): ranges of time, so that BRIN finds them."""
    times = sorted(one[3] for one in wanted)
    starts = [
        at for before, at in zip([None, *times], times, strict=False) if before is None or at - before > GAP
    ]
    ends = [
        at for at, after in zip(times, [*times[1:], None], strict=True) if after is None or after - at > GAP
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.device_id, r.kind, r.source, r.at, r.signal_id"
            " FROM unnest(%s::timestamptz[], %s::timestamptz[]) AS w(start, finish)"
            " JOIN sensing_reading r ON r.at BETWEEN w.start AND w.finish"
            " WHERE r.at BETWEEN %s AND %s AND r.device_id = ANY(%s) AND r.signal_id = ANY(%s)",
            [
                *(
                    [moment(at) for at in starts],
                    [moment(at) for at in ends],
                    moment(times[0]),
                    moment(times[-1]),
                ),
                *(sorted({one[0] for one in wanted}), sorted({one[4] for one in wanted})),
            ],
        )
        return {
            (device, kind, source, micros(at), name) for device, kind, source, at, name in cursor.fetchall()
        }


def readings(batch: Batch, ids: Sequence[str], lane: int, position: int, days: set[date]) -> None:
    """Appends a batch to the readings (a COPY), making partitions of days not in `days` (1 statement)."""
    fresh = sorted({moment(at).date() for at in np.unique(batch.at // DAY * DAY).tolist()} - days)
    with connection.cursor() as cursor:
        if fresh:
            cursor.execute("SELECT sensing_ensure_days(%s::date[])", [fresh])
            days |= set(fresh)
        with cursor.copy(
            f"COPY sensing_reading ({COLUMNS}, lane, batch, ord) FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.write(copying.rows(batch, ids, lane, position))


MOMENT = "timestamptz 'epoch' + n.%s * interval '1 microsecond'"  # exact below 2**53 µs: until the year 2255


def _array(values: Iterable[float | None]) -> str:
    """Numbers as PostgreSQL reads an array of them; the driver's own way takes ten times as long."""
    return "{" + ",".join(["NULL" if one is None else repr(one) for one in values]) + "}"


def devices(rows: Sequence[Vital], *, state: bool = True) -> None:
    """Writes what devices last said (1 statement or none, 2 with news of their health), their rows locked in order.

    state: also whether they are online. Whoever does not hold the lane leaves that alone, but for a device never
    heard before, which can only have come online.
    """
    if not rows:
        return
    alive = (
        f", state = (%s::text[])[n.state + 1], silent_since = {MOMENT % 'since'}"
        if state
        else ", state = CASE d.state WHEN %s THEN %s ELSE d.state END"
    )
    newer = f" AND coalesce(d.last_seen_at <= {MOMENT % 'seen'}, true)"  # than what a batch wrote meanwhile
    kinds = sorted({one.last_kind for one in rows})
    number = {kind: place for place, kind in enumerate(kinds, 1)}
    ids = _array([one.id for one in rows])
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH held AS MATERIALIZED (SELECT id FROM sensing_device WHERE id = ANY(%s::bigint[]) ORDER BY id"  # noqa: S608
            " FOR NO KEY UPDATE)"
            f" UPDATE sensing_device d SET last_seen_at = {MOMENT % 'seen'}, silent_after = {MOMENT % 'after'},"
            f" last_kind = (%s::text[])[n.kind], last_value = n.value, last_at = {MOMENT % 'at'}{alive}"
            " FROM held JOIN unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],"
            " %s::int[], %s::float8[], %s::int[]) AS n(id, seen, after, since, at, kind, value, state) USING (id)"
            f" WHERE d.id = held.id{'' if state else newer}",
            [
                *(ids, kinds, *([list(STATES)] if state else [NEW, ONLINE]), ids),
                _array([one.seen for one in rows]),
                _array([one.silent_after for one in rows]),
                _array([one.silent_since for one in rows]),
                _array([one.last_at for one in rows]),
                _array([number[one.last_kind] for one in rows]),
                _array([one.last_value for one in rows]),
                _array([one.state for one in rows]),
            ],
        )
        told = {one.id: one.health for one in rows if one.health}
        if told:
            cursor.execute(
                "UPDATE sensing_device d SET health = n.health FROM unnest(%s::bigint[], %s::jsonb[]) AS n(id, health)"
                " WHERE d.id = n.id AND d.health IS DISTINCT FROM n.health",
                [list(told), [json.dumps(one) for one in told.values()]],
            )


def tallies(found: Mapping[Group, Tally]) -> None:
    """Writes how often living warnings were seen, and when last (1 statement or none)."""
    if not found:
        return
    told = [
        {
            "scenario": scenario,
            "subject": subject,
            "count": one.count,
            "last_at": moment(one.last_at).isoformat(),
        }
        for (scenario, subject), one in sorted(found.items())
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sensing_warning w SET count = n.count, last_at = n.last_at FROM jsonb_to_recordset(%s::jsonb)"
            " AS n(scenario text, subject text, count int, last_at timestamptz)"
            " WHERE w.scenario = n.scenario AND w.subject = n.subject AND w.state = ANY(%s) AND w.count <= n.count"
            " AND (w.count, w.last_at) IS DISTINCT FROM (n.count, n.last_at)",  # a new one's row says it already
            [json.dumps(told), list(LIVE)],
        )
