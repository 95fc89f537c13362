"""Readings in PostgreSQL's binary COPY format (manual, "COPY", File Formats: Binary Format), built in columns. Pure."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np

from weige.sensing.rules.packing import Batch

HEAD: Final = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">ii", 0, 0)
END: Final = struct.pack(">h", -1)
FIELDS: Final = (
    12  # at, device_id, kind, value, data, judged, source, signal_id, received_at, lane, batch, ord
)
EPOCH: Final = 946_684_800_000_000  # µs from 1970 to 2000, where PostgreSQL's timestamps begin
AT: Final = np.dtype([("fields", ">i2"), ("size", ">i4"), ("at", ">i8")])
VALUE: Final = np.dtype([("size", ">i4"), ("value", ">f8")])
ORDER: Final = np.dtype([("size", ">i4"), ("ord", ">i4")])
NULL: Final = struct.pack(">i", -1)
TRUE, FALSE = struct.pack(">i?", 1, True), struct.pack(">i?", 1, False)


def rows(batch: Batch, ids: Sequence[str], lane: int, position: int) -> bytes:
    """The whole stream: header, a row per signal, end."""
    count = len(batch)
    at = np.empty(count, dtype=AT)
    at["fields"], at["size"], at["at"] = FIELDS, 8, batch.at - EPOCH
    number = np.empty(count, dtype=ORDER)
    number["size"], number["ord"] = 4, np.arange(count)
    line = batch.line.tolist()
    where = [struct.pack(">iq", 8, device) + _text(kind) for device, kind, _ in batch.lines]
    source = [_text(name) for _, _, name in batch.lines]
    shared = struct.pack(">iqihiq", 8, batch.now - EPOCH, 2, lane, 8, position)
    parts = zip(
        _pieces(at),
        [where[one] for one in line],
        _values(batch),
        [source[one] for one in line],
        map(_text, ids),
        [shared] * count,
        _pieces(number),
        strict=True,
    )
    return b"".join((HEAD, *chain.from_iterable(parts), END))


def _text(text: str) -> bytes:
    raw = text.encode()
    return len(raw).to_bytes(4, "big") + raw


def _pieces(rows: np.ndarray) -> list[bytes]:
    """The bytes of each row of a structured array."""
    raw, size = rows.tobytes(), rows.dtype.itemsize
    return [raw[start : start + size] for start in range(0, len(raw), size)]


def _values(batch: Batch) -> list[bytes]:
    """Value, data and judged of each signal."""
    value = np.empty(len(batch), dtype=VALUE)
    value["size"], value["value"] = 8, batch.value
    found = [one + NULL + TRUE for one in _pieces(value)]
    for place in np.flatnonzero(np.isnan(batch.value)).tolist():
        found[place] = NULL + NULL + TRUE
    if batch.told:
        judged = batch.judged()
        for place, data in batch.told.items():
            raw = b"\x01" + json.dumps(data, ensure_ascii=False).encode()  # version 1 of jsonb's form
            number = found[place][: -len(NULL) - len(TRUE)]
            found[place] = number + len(raw).to_bytes(4, "big") + raw + (TRUE if judged[place] else FALSE)
    return found
