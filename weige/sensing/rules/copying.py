"""Readings in PostgreSQL's binary COPY format (manual, "COPY", File Formats: Binary Format), built in columns. Pure."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from weige.sensing.rules.packing import Batch, Line

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
    shared = struct.pack(">iqihiq", 8, batch.now - EPOCH, 2, lane, 8, position)
    found = alike(batch, ids, shared) if len(batch) else b""
    return b"".join((HEAD, different(batch, ids, shared) if found is None else found, END))


def different(batch: Batch, ids: Sequence[str], shared: bytes) -> bytes:
    """Rows of any kind. shared: the fields that all have, from received_at to batch."""
    count = len(batch)
    where, source = {}, {}
    for one in batch.used.tolist():
        where[one], source[one] = _line(batch.lines[one])
    at = np.empty(count, dtype=AT)
    at["fields"], at["size"], at["at"] = FIELDS, 8, batch.at - EPOCH
    number = np.empty(count, dtype=ORDER)
    number["size"], number["ord"] = 4, np.arange(count)
    line = batch.line.tolist()
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
    return b"".join(chain.from_iterable(parts))


def alike(batch: Batch, ids: Sequence[str], shared: bytes) -> bytes | None:
    """All rows at once when each is as long as the other: numbers without data, names and ids of one length.

    None when they are not.
    """
    if batch.told:
        return None
    texts = [_line(batch.lines[one]) for one in batch.used.tolist()]
    where, source = _even([one[0] for one in texts]), _even([one[1] for one in texts])
    joined = "".join(ids)
    length = len(ids[0])
    if where is None or source is None or not joined.isascii() or len(joined) != length * len(ids):
        return None
    if set(map(len, ids)) != {length} or np.isnan(batch.value).any():
        return None
    kind = np.dtype(
        [
            *(("fields", ">i2"), ("at_size", ">i4"), ("at", ">i8")),
            *(("where", where.dtype), ("size", ">i4"), ("value", ">f8"), ("flags", f"V{len(NULL + TRUE)}")),
            *(("source", source.dtype), ("id_size", ">i4"), ("id", f"V{length}")),
            *(("shared", f"V{len(shared)}"), ("ord_size", ">i4"), ("ord", ">i4")),
        ]
    )
    found = np.empty(len(batch), dtype=kind)
    place = np.zeros(len(batch.lines), dtype=np.int64)
    place[batch.used] = np.arange(len(batch.used))
    of = place[batch.line]
    found["fields"], found["at_size"], found["at"] = FIELDS, 8, batch.at - EPOCH
    found["where"], found["source"] = where[of], source[of]
    found["size"], found["value"], found["flags"] = 8, batch.value, np.void(NULL + TRUE)
    found["id_size"], found["id"] = length, np.frombuffer(joined.encode(), dtype=f"V{length}")
    found["shared"], found["ord_size"], found["ord"] = np.void(shared), 4, np.arange(len(batch))
    return found.tobytes()


def _even(texts: Sequence[bytes]) -> NDArray[Any] | None:
    """Texts of one length as a column; None when they are not."""
    length = len(texts[0])
    joined = b"".join(texts)
    if len(joined) != length * len(texts) or set(map(len, texts)) != {length}:
        return None
    return np.frombuffer(joined, dtype=f"V{length}")


@lru_cache(maxsize=65_536)
def _line(line: Line) -> tuple[bytes, bytes]:
    """The fields device_id and kind, and the field source."""
    device, kind, source = line
    return struct.pack(">iq", 8, device) + _text(kind), _text(source)


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
