"""Looks whether the archive's files are what was recorded, and hold what the table still holds. Changes nothing."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from weige.sensing.models import ArchivePart
from weige.sensing.queries import keeping
from weige.sensing.rules import parts
from weige.sensing.services.archiving import batches_of, folder, sha256_of, table_digest


def verify(*, day: date | None = None) -> Iterator[dict[str, Any]]:
    """{"path", "rows", "wrong": "" | missing | changed | unreadable | content | table} of each part, oldest first."""
    there = set(keeping.days_there())
    rows = ArchivePart.objects.select_related("day").order_by("day_id", "number")
    for part in rows.filter(day_id=day) if day else rows:
        yield {"path": part.path, "rows": part.rows, "wrong": _wrong(part, there)}


def _wrong(part: ArchivePart, there: set[date]) -> str:
    path = folder() / part.path
    if not path.is_file():
        return "missing"
    try:
        if sha256_of(path) != part.sha256:
            return "changed"
        filed = parts.digest_of(batches_of(path))
    except (OSError, pa.ArrowInvalid):
        return "unreadable"
    if (filed.rows, filed.hexdigest()) != (part.rows, part.digest):
        return "content"
    if part.day_id in there:
        stored, devices = table_digest(part)
        if devices and stored.hexdigest() != parts.digest_of(batches_of(path, devices)).hexdigest():
            return "table"
    return ""
