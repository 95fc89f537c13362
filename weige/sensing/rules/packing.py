"""A batch of signals as columns: what a lane folds and what its step stores. Pure.

A line is one (device id, kind, source): what comes by one way from one device. Strings stand once per line; a
reading is then a line number, a time and a value, and only what carries data is an object. A bound batch has the
numbers of the lane's book (rules.book), any other a list of lines of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from weige.sensing.rules.signals import Signal

Line = tuple[int, str, str]  # device id, kind, source
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class _Pack(msgspec.Struct, array_like=True):
    """The stored form: lines and data as they are, columns as little-endian bytes."""

    now: int
    begun: list[tuple[int, Line]]
    line: bytes
    at: bytes
    value: bytes
    told: dict[int, dict[str, Any]]


@dataclass
class Batch:
    """Signals in the order they arrived. now: when they were received (µs, domain time).

    line: index into lines; at: µs; value: NaN for none; told: position → data, for signals that carry any.
    bound: lines is the lane's book; begun: numbers of it that begin with this batch.
    """

    now: int
    lines: list[Line]
    line: Ints
    at: Ints
    value: Floats
    told: dict[int, dict[str, Any]]
    bound: bool = False
    begun: dict[int, Line] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.line)

    @cached_property
    def used(self) -> Ints:
        """The numbers of the lines that occur, lowest first."""
        there = np.zeros(len(self.lines), dtype=np.bool_)
        there[self.line] = True
        return np.flatnonzero(there)

    def judged(self) -> NDArray[np.bool_]:
        """False for installers' tests and readings the device itself calls bad (see Signal.judged)."""
        good = np.ones(len(self), dtype=np.bool_)
        for position, data in self.told.items():
            good[position] = data.get("test") is not True and data.get("quality") != "bad"
        return good

    def signals(self, codes: Mapping[int, str], positions: Sequence[int] | None = None) -> Iterator[Signal]:
        """The signals (at these positions) as objects, without their ids; codes: device id → code."""
        for position in range(len(self)) if positions is None else positions:
            device, kind, source = self.lines[self.line[position]]
            value = float(self.value[position])
            data = self.told.get(position, {})
            yield Signal(
                "",
                source,
                codes[device],
                kind,
                int(self.at[position]),
                None if value != value else value,  # noqa: PLR0124 - NaN
                data,
                (),
                tuple(data.get("pictures", ())),
            )


def of(signals: Sequence[Signal], ids: Mapping[str, int], now: int) -> Batch:
    """The columns of signals; ids: device code → id."""
    numbers: dict[Line, int] = {}
    line = [numbers.setdefault((ids[one.device], one.kind, one.source), len(numbers)) for one in signals]
    return Batch(
        now=now,
        lines=list(numbers),
        line=np.array(line, dtype=np.int64),
        at=np.array([one.at for one in signals], dtype=np.int64),
        value=np.array([np.nan if one.value is None else one.value for one in signals], dtype=np.float64),
        told={position: one.data for position, one in enumerate(signals) if one.data},
    )


def select(batch: Batch, places: Sequence[int]) -> Batch:
    """The batch with only the signals at these places, in their order."""
    index = np.asarray(places, dtype=np.int64)
    told = {new: batch.told[old] for new, old in enumerate(places) if old in batch.told}
    return replace(batch, line=batch.line[index], at=batch.at[index], value=batch.value[index], told=told)


def tidy(batch: Batch) -> Batch:
    """The batch with every line that is used once, in the order of first use."""
    numbers: dict[Line, int] = {}
    used, first = np.unique(batch.line, return_index=True)
    of = np.zeros(len(batch.lines) + 1, dtype=np.int64)
    for old in used[np.argsort(first)].tolist():
        of[old] = numbers.setdefault(batch.lines[old], len(numbers))
    return Batch(batch.now, list(numbers), of[batch.line], batch.at, batch.value, batch.told)


def pack(batch: Batch) -> bytes:
    """A bound batch as bytes; unpack() gives an equal one."""
    return msgspec.msgpack.encode(
        _Pack(
            batch.now,
            list(batch.begun.items()),
            batch.line.astype("<i4").tobytes(),
            batch.at.astype("<i8").tobytes(),
            batch.value.astype("<f8").tobytes(),
            batch.told,
        )
    )


def unpack(raw: bytes | memoryview, lines: list[Line]) -> Batch:
    """lines: the lane's book, in which batch.begun is yet to be begun. Raises msgspec.DecodeError for bytes that
    are not a pack.
    """
    found = msgspec.msgpack.decode(raw, type=_Pack)
    return Batch(
        found.now,
        lines,
        np.frombuffer(found.line, dtype="<i4").astype(np.int64),
        np.frombuffer(found.at, dtype="<i8").astype(np.int64),
        np.frombuffer(found.value, dtype="<f8").astype(np.float64),
        found.told,
        bound=True,
        begun=dict(found.begun),
    )


class PerLine:
    """A column by the lane's line numbers, found out once for each line: a device's row, a slot, a kind's number."""

    def __init__(self, find: Callable[[Line], int]) -> None:
        self.find = find
        self.value = np.zeros(0, dtype=np.int64)
        self.version = -1

    def of(self, batch: Batch, version: int) -> Ints:
        """By line number, known for the lines of the batch. version: the book's, with which all is found anew."""
        if version != self.version or len(self.value) < len(batch.lines):
            kept = self.value if version == self.version else self.value[:0]
            self.value, self.version = np.full(2 * len(batch.lines), -1, dtype=np.int64), version
            self.value[: len(kept)] = kept
        used = batch.used
        for number in used[self.value[used] < 0].tolist():
            self.value[number] = self.find(batch.lines[number])
        return self.value
