"""What a part of the archive is: its columns, how they are read from the database's CSV, its digest.

A digest is over the content, column by column, not over a file's bytes: the same readings read from the table and
read back from a Parquet file give the same digest however they were cut into batches.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

MOMENT: Final = pa.timestamp("us", tz="UTC")
SCHEMA: Final = pa.schema(
    [
        pa.field("time", MOMENT, nullable=False),
        pa.field("device", pa.string(), nullable=False),
        pa.field("device_kind", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("data", pa.string()),
        pa.field("judged", pa.bool_(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("signal_id", pa.string(), nullable=False),
        pa.field("received_at", MOMENT, nullable=False),
        pa.field("device_id", pa.int64(), nullable=False),
        pa.field("lane", pa.int32(), nullable=False),
        pa.field("batch", pa.int64(), nullable=False),
        pa.field("ord", pa.int32(), nullable=False),
    ]
)
# A device's code and kind are looked up when the file is written and may change later: they are no part of the digest.
LOOKED_UP: Final = ("device", "device_kind")
TIMES: Final = ("time", "received_at")
BLOCK: Final = 4 * 1024 * 1024  # bytes of CSV made into one batch


def batches(rows: Iterable[bytes | memoryview]) -> Iterator[pa.RecordBatch]:
    """Batches of SCHEMA from the rows of a COPY … TO STDOUT (FORMAT csv), one row a piece, times as µs since 1970."""
    block = io.BytesIO()
    for row in rows:
        block.write(row)
        if block.tell() >= BLOCK:
            yield _parse(block.getvalue())
            block = io.BytesIO()
    if block.tell():
        yield _parse(block.getvalue())


def _parse(text: bytes) -> pa.RecordBatch:
    types = {field.name: pa.int64() if field.name in TIMES else field.type for field in SCHEMA}
    table = pacsv.read_csv(
        pa.BufferReader(text),
        read_options=pacsv.ReadOptions(
            column_names=SCHEMA.names, use_threads=False, block_size=len(text) + 1
        ),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            column_types=types,
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    columns = [
        table[name].combine_chunks().cast(MOMENT) if name in TIMES else table[name].combine_chunks()
        for name in SCHEMA.names
    ]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


class Cleaner:
    """Replaces personal values in `data` by a keyed hash: equal values stay equal, nobody reads them.

    names: keys of the objects in `data`, at any depth. key: the installation's secret; without it the short values
    (a plate has few) could be found by trying all. Pictures are hashes already, made when the signal came in;
    whatever else stands there is replaced too.
    """

    def __init__(self, names: Sequence[str], key: bytes) -> None:
        self.names = frozenset(names) | {"pictures"}
        self.key = key
        self.pattern = "|".join(re.escape(f'"{name}"') for name in sorted(self.names))

    def clean(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with clean `data`; untouched where no such name occurs."""
        column = batch.column(batch.schema.get_field_index("data"))
        hit = pc.fill_null(pc.match_substring_regex(column, self.pattern), False)
        if not pc.any(hit).as_py():
            return batch
        texts = column.to_pylist()
        for position in np.flatnonzero(hit.to_numpy(zero_copy_only=False)):
            texts[position] = self.text(texts[position])
        return batch.set_column(
            batch.schema.get_field_index("data"), SCHEMA.field("data"), pa.array(texts, pa.string())
        )

    def text(self, data: str) -> str:
        """One row's `data`."""
        return json.dumps(self._walk(json.loads(data)), ensure_ascii=False, sort_keys=True)

    def _walk(self, one: Any) -> Any:
        if isinstance(one, dict):
            return {
                key: self._value(key, value) if key in self.names else self._walk(value)
                for key, value in one.items()
            }
        return [self._walk(each) for each in one] if isinstance(one, list) else one

    def _value(self, key: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(key, each) for each in value]
        if value is None or (
            key == "pictures" and isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value)
        ):
            return value
        plain = json.dumps(value, ensure_ascii=False, sort_keys=True)
        return "hmac:" + hmac.new(self.key, plain.encode(), hashlib.sha256).hexdigest()[:32]


class Digest:
    """SHA-256 over readings in order, fed in batches of any size."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = {
            name: (hashlib.sha256(), hashlib.sha256(), hashlib.sha256())
            for name in SCHEMA.names
            if name not in LOOKED_UP
        }

    def add(self, batch: pa.RecordBatch) -> None:
        """Takes the next readings. The batch has all columns of SCHEMA."""
        self.rows += batch.num_rows
        for name, (there, lengths, values) in self.columns.items():
            column = batch.column(batch.schema.get_field_index(name))
            there.update(column.is_valid().to_numpy(zero_copy_only=False).astype(np.uint8).tobytes())
            if pa.types.is_string(column.type):
                sizes = pc.fill_null(pc.binary_length(column), 0)
                lengths.update(sizes.to_numpy(zero_copy_only=False).astype("<i4").tobytes())
                values.update("".join(pc.drop_null(column).to_pylist()).encode())
            else:
                values.update(_plain(column))

    def hexdigest(self) -> str:
        whole = hashlib.sha256(str(self.rows).encode())
        for name, parts in self.columns.items():
            whole.update(name.encode())
            for part in parts:
                whole.update(part.digest())
        return whole.hexdigest()


def _plain(column: pa.Array) -> bytes:
    """The values of a column of numbers, times or truth values as little-endian bytes, 0 where there is none."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.uint8())
    filled: bytes = pc.fill_null(column, 0).to_numpy(zero_copy_only=False).tobytes()
    return filled


def digest_of(found: Iterable[pa.RecordBatch]) -> Digest:
    """The digest of all these batches."""
    digest = Digest()
    for batch in found:
        digest.add(batch)
    return digest
