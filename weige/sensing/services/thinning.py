"""Raw readings that had their time become lowest, mean, highest and count an interval; their rows go.

Nothing is deleted row by row: what stays of a day moves into a new partition, or the whole partition is dropped. All
in one transaction, after the archive's files were compared with the table under a lock.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

import pyarrow as pa
from django.db import OperationalError, connection, transaction

from weige.sensing.models import ReadingDay
from weige.sensing.queries import keeping
from weige.sensing.rules import parts
from weige.sensing.rules.retention import Retention
from weige.sensing.services.archiving import ArchiveError, batches_of, folder, sha256_of, table_digest

# Shorter than deadlock_timeout (1 s): where we and the intake wait for each other, it is we who give way.
LOCK_WAIT = "500ms"
SLICE = 50_000  # thinned rows deleted in one statement


def due_devices(
    day: ReadingDay, retention: Retention, kinds: Mapping[int, str], held: Collection[int], now: datetime
) -> set[int] | None:
    """Devices whose raw readings of an archived day may go now; None: there is nothing to do (≤ 1 statement).

    An empty set means that the day has no readings at all and its partition may go.
    """
    over = {kind for kind in {"", *kinds.values()} if retention.raw_over(kind, day.day, now)}
    if not over or day.gone:
        return None
    there = set(day.kept) if day.kept is not None else keeping.devices_in(day.day)
    due = {one for one in there if kinds.get(one, "") in over} - set(held)
    return due if due or not there else None


def thin_day(
    *, day: ReadingDay, due: Collection[int], retention: Retention, kinds: Mapping[int, str], now: datetime
) -> bool:
    """Thins the devices' readings of the day; False when the table is busy just now (try again later).

    Raises ArchiveError when the archive does not hold exactly what is to go; then nothing changed.
    """
    try:
        with transaction.atomic():
            _lock(day.day)
            _compare(day, due)
            _thin(day.day, due, retention, kinds)
            kept = sorted(keeping.devices_in(day.day) - set(due))
            _swap(day.day, kept)
            ReadingDay.objects.filter(pk=day.pk).update(kept=kept, gone=not kept, thinned_at=now)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) in {"55P03", "40P01"}:
            return False
        raise
    return True


def _lock(day: date) -> None:
    """Nothing is added to the day meanwhile; everything else goes on."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
        cursor.execute(f"LOCK TABLE ONLY {keeping.partition(day)} IN SHARE MODE")


def _compare(day: ReadingDay, due: Collection[int]) -> None:
    """Every reading that is to go stands in the archive, checksums included.

    Per part only the devices that have rows of it are compared: another's may have gone before.
    """
    _, beyond = keeping.latest(day.day, day.upto)
    if beyond:
        raise ArchiveError(f"{beyond} readings of {day.day} are not in the archive yet")
    for part in day.parts.order_by("number"):
        part.day = day
        path = folder() / part.path
        try:
            if sha256_of(path) != part.sha256:
                raise ArchiveError(f"{part.path} is not the file that was recorded")
            stored, there = table_digest(part, due)
            filed = parts.digest_of(batches_of(path, there))
        except (OSError, pa.ArrowInvalid) as error:
            raise ArchiveError(f"{part.path} cannot be read: {error}") from error
        if filed.hexdigest() != stored.hexdigest():
            raise ArchiveError(f"{part.path} does not hold what the table holds")


def _thin(day: date, due: Collection[int], retention: Retention, kinds: Mapping[int, str]) -> None:
    """Adds the intervals of these devices; where an interval is there already the two become one."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for device in due:
        by_length[retention.of(kinds.get(device, "")).thin_minutes * 60].append(device)
    with connection.cursor() as cursor:
        for seconds, devices in sorted(by_length.items()):
            cursor.execute(
                "INSERT INTO sensing_reading_thin AS t (device_id, kind, at, seconds, count, low, mean, high)"  # noqa: S608
                " SELECT device_id, kind, date_bin(make_interval(secs => %s), at, 'epoch'), %s, count(*),"
                f" min(value), avg(value), max(value) FROM {keeping.partition(day)}"
                " WHERE judged AND device_id = ANY(%s) GROUP BY 1, 2, 3"
                " ON CONFLICT (device_id, kind, at) DO UPDATE SET count = t.count + excluded.count,"
                " low = least(t.low, excluded.low), high = greatest(t.high, excluded.high),"
                " mean = coalesce((t.mean * t.count + excluded.mean * excluded.count)"
                " / (t.count + excluded.count), t.mean, excluded.mean)",
                [seconds, seconds, devices],
            )


def _swap(day: date, kept: Collection[int]) -> None:
    """The partition with the kept devices' rows only; none when none are kept."""
    name = keeping.partition(day)
    start, end = keeping.day_span(day)
    with connection.cursor() as cursor:
        if kept:
            cursor.execute(f"CREATE TABLE {name}_rest (LIKE sensing_reading INCLUDING DEFAULTS)")
            cursor.execute(
                f"INSERT INTO {name}_rest SELECT * FROM {name} WHERE device_id = ANY(%s)",  # noqa: S608
                [list(kept)],
            )
        cursor.execute(f"DROP TABLE {name}")  # waits for the batches under way, LOCK_WAIT at most
        if kept:
            cursor.execute(f"ALTER TABLE {name}_rest RENAME TO {name}")
            cursor.execute(
                f"ALTER TABLE sensing_reading ATTACH PARTITION {name} FOR VALUES FROM ('{start}') TO ('{end}')"
            )


def drop_thinned(*, retention: Retention, kinds: Mapping[int, str], now: datetime) -> int:
    """Deletes thinned readings that had their time, some at once; returns how many went."""
    gone = 0
    by_end: dict[datetime, list[int]] = defaultdict(list)
    for device, kind in kinds.items():
        end = retention.thin_end(kind, now)
        if end is not None:
            by_end[end].append(device)
    for end, devices in by_end.items():
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM sensing_reading_thin WHERE ctid = ANY(ARRAY(SELECT ctid FROM sensing_reading_thin"
                " WHERE at < %s AND device_id = ANY(%s) LIMIT %s))",
                [end, devices, SLICE],
            )
            gone += cursor.rowcount
    return gone
