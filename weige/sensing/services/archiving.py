"""Writes a day's readings into the archive: one Parquet file, and a further one for what came late.

Every step can be broken off at any point. A file is written under a temporary name, read back and compared, renamed,
and only then recorded; what is not recorded does not count and is written again. A recorded file is never touched.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection, transaction

from weige.kernel.models import Setting
from weige.sensing.models import ArchivePart, ReadingDay
from weige.sensing.queries import keeping
from weige.sensing.rules import parts
from weige.sensing.rules.retention import SETTLED, ArchivePlan

FORMAT = 1
ROW_GROUP = 128 * 1024  # rows; a reader skips whole groups by time (our default)
KEY = "sensing.archive_key"


@dataclass(frozen=True)
class Step:
    """What was just done, for whoever shows progress."""

    name: str
    day: date


class ArchiveError(Exception):
    """The archive and the table do not agree; nothing was dropped."""


def folder() -> Path:
    """Where the archive of readings lies."""
    return Path(settings.DATA_DIR) / "archive" / "readings"


def archive_day(*, day: date, plan: ArchivePlan, now: datetime) -> Iterator[Step]:
    """Writes what of the day is not in the archive yet; nothing when all is. Raises ArchiveError.

    Yields after each durable step. now: domain time (UTC).
    """
    done = ReadingDay.objects.filter(pk=day).first()
    after: dict[str, int] = done.upto if done else {}
    number = done.parts.count() if done else 0
    target = folder() / f"day={day.isoformat()}" / f"part-{number:04d}.parquet"
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.tmp")
    key = archive_key()
    with transaction.atomic():
        _snapshot()
        upto, beyond = keeping.latest(day, after)
        if beyond:
            cleaner = parts.Cleaner(plan.personal, key)
            written = _write(temporary, day, keeping.rows_copied(day, after, upto), cleaner)
    if not beyond:
        _note(day, after | upto, now, None)
        return
    yield Step("written", day)
    read = parts.digest_of(batches_of(temporary))
    if (read.rows, read.hexdigest()) != (beyond, written.hexdigest()):
        raise ArchiveError(f"{temporary.name} of {day} does not read back as it was written")
    row = ArchivePart(
        number=number, path=target.relative_to(folder()).as_posix(), rows=beyond, bytes=temporary.stat().st_size,
        digest=read.hexdigest(), sha256=sha256_of(temporary), after=after, upto=after | upto,
        personal=list(plan.personal), made_at=now,
    )  # fmt: skip
    yield Step("checked", day)
    temporary.replace(target)
    _sync(target.parent)
    yield Step("named", day)
    _note(day, after | upto, now, row)
    yield Step("recorded", day)
    write_manifest(day)
    yield Step("listed", day)


def _snapshot() -> None:
    """All statements of this transaction see the same moment (not inside another transaction, as in some tests)."""
    if not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _write(path: Path, day: date, rows: Iterator[bytes], cleaner: parts.Cleaner) -> parts.Digest:
    """Writes the rows to a new file on disk and returns their digest."""
    digest = parts.Digest()
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        with pq.ParquetWriter(file, parts.SCHEMA, compression="zstd", compression_level=3) as writer:
            writer.add_key_value_metadata(
                {"weige.readings.format": str(FORMAT), "weige.readings.day": day.isoformat()}
            )
            waiting: list[pa.RecordBatch] = []
            for batch in map(cleaner.clean, parts.batches(rows)):
                digest.add(batch)
                waiting.append(batch)
                if sum(one.num_rows for one in waiting) >= ROW_GROUP:
                    writer.write_table(pa.Table.from_batches(waiting), row_group_size=ROW_GROUP)
                    waiting = []
            if waiting:
                writer.write_table(pa.Table.from_batches(waiting), row_group_size=ROW_GROUP)
        file.flush()
        os.fsync(file.fileno())
    return digest


def _note(day: date, upto: Mapping[str, int], now: datetime, row: ArchivePart | None) -> None:
    """Records the part, and how far the day is archived, in one transaction."""
    settled = now if now > keeping.day_span(day)[1] + SETTLED else None
    with transaction.atomic():
        known, _ = ReadingDay.objects.update_or_create(
            day=day,
            defaults={"upto": dict(upto), "settled_at": settled}
            | ({"kept": None, "gone": False} if row else {}),
            create_defaults={"upto": dict(upto), "archived_at": now, "settled_at": settled},
        )
        if row is not None:
            row.day = known
            row.save(force_insert=True)


def batches_of(path: Path, devices: Collection[int] | None = None) -> Iterator[pa.RecordBatch]:
    """The readings of a part; of these devices only, when given. Raises OSError, pyarrow.ArrowInvalid."""
    with pq.ParquetFile(path) as file:
        wanted = None if devices is None else pa.array(sorted(devices), pa.int64())
        for batch in file.iter_batches(batch_size=ROW_GROUP, columns=parts.SCHEMA.names):
            if wanted is None:
                yield batch
            else:
                yield batch.filter(pc.is_in(batch.column(batch.schema.get_field_index("device_id")), wanted))


def table_digest(part: ArchivePart, devices: Collection[int] | None = None) -> tuple[parts.Digest, set[int]]:
    """The digest of the table's readings that the part should hold, and whose they are (1 statement)."""
    cleaner = parts.Cleaner(part.personal, archive_key())
    digest, there = parts.Digest(), set[int]()
    for batch in parts.batches(keeping.rows_copied(part.day_id, part.after, part.upto, devices)):
        digest.add(cleaner.clean(batch))
        there.update(pc.unique(batch.column(batch.schema.get_field_index("device_id"))).to_pylist())
    return digest, there


def archive_key() -> bytes:
    """The key of the hashes in the archive, made on first use; it is in the database, never beside the files."""
    row, _ = Setting.objects.get_or_create(key=KEY, defaults={"value": secrets.token_hex(32)})
    return bytes.fromhex(row.value)


def sha256_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def manifest(day: date) -> dict[str, Any]:
    """What stands in a day's manifest.json: every part with its rows, bytes, checksum and digest."""
    rows = ArchivePart.objects.filter(day_id=day).order_by("number")
    return {
        "format": FORMAT,
        "day": day.isoformat(),
        "rows": sum(row.rows for row in rows),
        "parts": [
            {
                "file": Path(row.path).name, "rows": row.rows, "bytes": row.bytes, "sha256": row.sha256,
                "digest": row.digest, "made_at": row.made_at.isoformat(),
            }
            for row in rows
        ],
    }  # fmt: skip


def write_manifest(day: date) -> bool:
    """Brings a day's manifest.json up to date with what is recorded; False when it was."""
    path = folder() / f"day={day.isoformat()}" / "manifest.json"
    text = json.dumps(manifest(day), indent=1)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(".manifest.json.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync(path.parent)
    return True


def _sync(path: Path) -> None:
    """Makes a rename in this folder outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
