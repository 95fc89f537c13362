"""What there is of readings: the partitions, what of a day is not in the archive yet, whose readings are held."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, Sum

from weige.sensing.models import Device, KeepingRun, ReadingDay, Warning
from weige.sensing.rules import retention as rules
from weige.sensing.rules.retention import SETTLED, Retention
from weige.sensing.rules.warning import LIVE

INTERRUPTED = "interrupted"  # KeepingRun.error of a run that was stopped between two steps, not by a fault
PREFIX = "sensing_reading_"
BEFORE = timedelta(hours=6)  # a warning's explanation looks this far back (services/evidence.py)
# A day's rows as parts.SCHEMA has them, in the order in which they were taken.
COLUMNS = (
    "(extract(epoch FROM r.at) * 1000000)::bigint, coalesce(d.code, ''), coalesce(d.kind, ''), r.kind, r.value, r.data,"
    " r.judged, r.source, r.signal_id, (extract(epoch FROM r.received_at) * 1000000)::bigint, r.device_id,"
    " r.lane, r.batch, r.ord"
)
ORDER = "r.lane, r.batch, r.ord, r.at, r.device_id, r.signal_id"


def partition(day: date) -> str:
    """The table that holds the readings of a UTC day."""
    return f"{PREFIX}{day:%Y%m%d}"


def days_there() -> list[date]:
    """The days that have a partition, oldest first (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'sensing_reading'::regclass AND c.relname ~ %s ORDER BY 1",
            [f"^{PREFIX}[0-9]{{8}}$"],
        )
        return [datetime.strptime(row[0], f"{PREFIX}%Y%m%d").date() for row in cursor.fetchall()]  # noqa: DTZ007


def default_partition_rows() -> int:
    """Rows in a default partition, where somebody made one (we make none); counted to 1,000 at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partdefid::regclass::text FROM pg_partitioned_table"
            " WHERE partrelid = 'sensing_reading'::regclass AND partdefid <> 0"
        )
        found = cursor.fetchone()
        if found is None:
            return 0
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {found[0]} LIMIT 1000) AS stray")  # noqa: S608 - a name of the catalogue
        return int(cursor.fetchone()[0])


def day_span(day: date) -> tuple[datetime, datetime]:
    """A UTC day's first moment and the next day's."""
    start = datetime.combine(day, time(), UTC)
    return start, start + timedelta(days=1)


def latest(day: date, after: Mapping[str, int]) -> tuple[dict[str, int], int]:
    """({lane: last batch} of the day's rows, how many rows have a later batch than `after`); 1 statement, one scan."""
    upto: dict[str, int] = {}
    beyond = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.lane, max(r.batch), count(*) FILTER (WHERE r.batch > coalesce(a.batch, -1))"  # noqa: S608 - a date
            f" FROM {partition(day)} r LEFT JOIN unnest(%s::int[], %s::bigint[]) AS a(lane, batch)"
            " ON a.lane = r.lane GROUP BY r.lane",
            [[int(lane) for lane in after], list(after.values())],
        )
        for lane, batch, count in cursor.fetchall():
            upto[str(lane)] = batch
            beyond += count
    return upto, beyond


def rows_copied(
    day: date, after: Mapping[str, int], upto: Mapping[str, int], devices: Collection[int] | None = None
) -> Iterator[bytes]:
    """CSV rows (COLUMNS) of the day with after < batch ≤ upto, lane by lane; of these devices only, when given."""
    lanes = sorted(int(lane) for lane in upto)
    wanted = ", ".join(f"({lane}, {after.get(str(lane), -1)}, {upto[str(lane)]})" for lane in lanes)
    if not wanted:
        return
    some = (
        ""
        if devices is None
        else f" AND r.device_id = ANY('{{{','.join(map(str, sorted(devices)))}}}'::bigint[])"
    )
    with connection.cursor() as cursor:
        statement = (
            f"COPY (SELECT {COLUMNS} FROM {partition(day)} r LEFT JOIN sensing_device d ON d.id = r.device_id"  # noqa: S608
            f" JOIN (VALUES {wanted}) AS a(lane, first, last) ON a.lane = r.lane"
            f" AND r.batch > a.first AND r.batch <= a.last"
            f" WHERE true{some} ORDER BY {ORDER}) TO STDOUT (FORMAT csv)"
        )
        with cursor.copy(statement) as copy:
            for row in copy:
                yield bytes(row)


def device_kinds() -> dict[int, str]:
    """Device id → its kind (1 statement)."""
    return dict(Device.objects.values_list("pk", "kind"))


def devices_in(day: date) -> set[int]:
    """Ids of the devices with readings in the day's partition (1 statement, one scan)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT device_id FROM {partition(day)}")  # noqa: S608 - a date
        return {row[0] for row in cursor.fetchall()}


def holds(now: datetime, hold_days: int) -> list[tuple[int, datetime, datetime]]:
    """(device, first, last moment) whose raw readings a warning alive or lately ended refers to (1 statement)."""
    recent = Warning.objects.filter(
        Q(state__in=LIVE) | Q(over_at__gt=now - timedelta(days=hold_days)), device__isnull=False
    )
    found = []
    for device_id, explain, opened_at, over_at, state in recent.values_list(
        "device_id", "explain", "opened_at", "over_at", "state"
    ):
        first = min([opened_at, *_moments(explain)])
        last = now if state in LIVE or over_at is None else max(over_at, opened_at)
        found.append((int(device_id or 0), first - BEFORE, last))
    return found


def _moments(explain: Mapping[str, Any]) -> list[datetime]:
    """The earliest moment an explanation names, if any: its span, its first reading."""
    told = [explain.get("fired", {}).get("from"), *(one.get("at") for one in explain.get("readings", [])[:1])]
    return [datetime.fromisoformat(one) for one in told if one]


def retention() -> Retention:
    """The shipped rules with this installation's changes (retention.toml of the data folder). Raises RetentionError."""
    path = Path(settings.DATA_DIR) / rules.FILE
    return rules.read(path.read_text(encoding="utf-8") if path.exists() else "")


def archive_due(day: date, plan: Retention, now: datetime) -> bool:
    """Whether the day waits for its first file, or for the last look after which nothing can come late any more."""
    row = ReadingDay.objects.filter(pk=day).first()
    end = day_span(day)[1]
    if row is None:
        return now > end + timedelta(hours=plan.archive.after_hours)
    return row.gone or (row.settled_at is None and now > end + SETTLED)


def anything_due(*, now: datetime, plan: Retention, every: timedelta = timedelta(hours=6)) -> bool:
    """Whether a run is worth its while: a day waits, or the last run that came to its end is some hours ago."""
    last = KeepingRun.objects.filter(pk=1).first()
    if last is None or last.finished_at is None or last.error or abs(now - last.at) > every:
        return True
    return any(archive_due(day, plan, now) for day in days_there())


def listed() -> list[dict[str, Any]]:
    """Every day there is, oldest first (2 statements): day, rows, bytes and parts in the archive, and its state.

    state: "raw" (not archived yet), "both", "partly" (some kinds of device are thinned), "archived" (no raw rows).
    """
    rows = ReadingDay.objects.annotate(
        rows=Sum("parts__rows", default=0), bytes=Sum("parts__bytes", default=0), number=Count("parts")
    )
    found = {
        row.day: {
            "day": row.day, "rows": row.rows, "bytes": row.bytes, "parts": row.number,
            "state": "archived" if row.gone else "both" if row.kept is None else "partly",
        }
        for row in rows
    }  # fmt: skip
    for day in days_there():
        found.setdefault(day, {"day": day, "rows": 0, "bytes": 0, "parts": 0, "state": "raw"})
    return [found[day] for day in sorted(found)]
