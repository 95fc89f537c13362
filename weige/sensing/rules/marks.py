"""Watermarks: up to which time each line has spoken, so that most signals are known to be new at a glance. Pure.

A signal is the same as another when source, device, kind, time and id are. One newer than its line's watermark
cannot have been taken; whatever is not newer is looked up among the stored readings.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from weige.sensing.rules.packing import Batch, Line

SOURCES = (
    16  # lines remembered of one kind of one device: a sender that invents sources does not fill our memory
)


class Marks:
    """line → newest time taken of it. Forgetting one costs a look-up, never a doubled signal."""

    def __init__(self) -> None:
        self.at: dict[Line, int] = {}
        self.sources: dict[tuple[int, str], list[str]] = {}

    def of(self, batch: Batch) -> NDArray[np.int64]:
        """The watermark of each line of the batch; lines never heard of have the lowest number."""
        lowest = -(2**62)
        return np.array([self.at.get(line, lowest) for line in batch.lines], dtype=np.int64)

    def not_newer(self, batch: Batch) -> NDArray[np.int64]:
        """Positions of the signals that may have been taken before, in this batch or an earlier one."""
        known = self.of(batch)[batch.line]
        order = np.argsort(batch.line, kind="stable")
        line, at = batch.line[order], batch.at[order]
        rising = np.ones(len(batch), dtype=np.bool_)
        same = line[1:] == line[:-1]
        if same.any():
            highest = _running_max(line, at)
            rising[1:] = ~same | (at[1:] > highest[:-1])
        new = np.empty(len(batch), dtype=np.bool_)
        new[order] = rising
        unheard = known == -(2**62)  # a line just begun, or forgotten: only the stored readings know
        return np.flatnonzero(~(new & (batch.at > known)) | unheard)

    def move(self, batch: Batch) -> None:
        """The batch was taken."""
        newest = np.full(len(batch.lines), -(2**62), dtype=np.int64)
        np.maximum.at(newest, batch.line, batch.at)
        for line, at in zip(batch.lines, newest.tolist(), strict=True):
            before = self.at.get(line)
            if before is None:
                self._begin(line)
            if before is None or at > before:
                self.at[line] = at

    def _begin(self, line: Line) -> None:
        device, kind, source = line
        sources = self.sources.setdefault((device, kind), [])
        sources.append(source)
        if len(sources) > SOURCES:
            del self.at[device, kind, sources.pop(0)]

    def dump(self) -> bytes:
        return msgspec.msgpack.encode(list(self.at.items()))

    def restore(self, raw: bytes) -> None:
        """Takes the state of dump(). Raises msgspec.DecodeError."""
        self.at = dict(msgspec.msgpack.decode(raw, type=list[tuple[Line, int]]))
        self.sources = {}
        for device, kind, source in self.at:
            self.sources.setdefault((device, kind), []).append(source)


def _running_max(line: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """The highest time so far within each line; line is sorted."""
    if len(at) < 2 or not (at[1:] < at[:-1])[line[1:] == line[:-1]].any():
        return at
    found = at.copy()
    for place in range(1, len(at)):
        if line[place] == line[place - 1]:
            found[place] = max(found[place], found[place - 1])
    return found
