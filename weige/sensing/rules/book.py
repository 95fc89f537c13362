"""The lane's book of lines: every way by which something came from one device, under one number for good. Pure.

What belongs to a line (its watermark, its device's row, its slot) is then a column by that number. Numbers are part
of the lane's state: a step tells which it began, so that every process has the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from weige.sensing.rules.packing import Batch, Line, tidy

#: Lines kept of one kind of one device: a sender that invents sources does not fill our memory.
SOURCES: Final = 16
NEVER: Final = -(2**62)
Ints = NDArray[np.int64]


class Book:
    """lines: by number; mark: up to which time (µs) each has spoken. version: moves when a number changes its line."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.number: dict[Line, int] = {}
        self.mark: Ints = np.zeros(0, dtype=np.int64)
        self.version = 0
        self._of: dict[tuple[int, str], list[int]] = {}

    def bind(self, batch: Batch) -> Batch:
        """The batch with its lines as numbers of this book; lines that are new get theirs (batch.begun)."""
        if batch.bound:
            return batch
        batch = tidy(batch)
        begun: dict[int, Line] = {}
        known = [self.number.get(line) for line in batch.lines]
        taken = {one for one in known if one is not None}
        for place, line in enumerate(batch.lines):
            if known[place] is None:
                number = known[place] = self._free(line, taken)
                taken.add(number)
                begun[number] = line
                self.begin({number: line})
        of = np.array(known, dtype=np.int64)
        return Batch(
            batch.now, self.lines, of[batch.line], batch.at, batch.value, batch.told, bound=True, begun=begun
        )

    def begin(self, begun: Mapping[int, Line]) -> None:
        """These numbers stand for these lines from now on. Raises ValueError for a number that leaves a gap."""
        for number, line in begun.items():
            if number > len(self.lines):
                raise ValueError(f"line {number} after {len(self.lines)}")
            if number == len(self.lines):
                self.lines.append(line)
                self._grow()
            else:
                del self.number[self.lines[number]]
                self._of[self.lines[number][:2]].remove(number)
                self.lines[number] = line
                self.version += 1
            self.number[line] = number
            self.mark[number] = NEVER
            self._of.setdefault(line[:2], []).append(number)

    def _free(self, line: Line, taken: set[int]) -> int:
        """The next number, or that of the line of the same kind that has been silent longest, when there are many."""
        others = [one for one in self._of.get(line[:2], ()) if one not in taken]
        if len(self._of.get(line[:2], ())) < SOURCES or not others:
            return len(self.lines)
        return min(others, key=lambda one: (int(self.mark[one]), one))

    def _grow(self) -> None:
        if len(self.lines) > len(self.mark):
            fresh = np.full(max(64, 2 * len(self.mark)), NEVER, dtype=np.int64)
            fresh[: len(self.mark)] = self.mark
            self.mark = fresh

    # Watermarks: a signal newer than its line's mark cannot have been taken; what is not is looked up.

    def not_newer(self, batch: Batch) -> Ints:
        """Positions of the signals that may have been taken before, in this batch or an earlier one."""
        known = self._marks(batch)
        order = np.argsort(batch.line, kind="stable")
        line, at = batch.line[order], batch.at[order]
        same = line[1:] == line[:-1]
        new = batch.at > known
        if same.any():
            highest = _running_max(line, at)
            rising = np.ones(len(batch), dtype=np.bool_)
            rising[1:] = ~same | (at[1:] > highest[:-1])
            new[order] &= rising
        unheard = known == NEVER  # a line just begun, or forgotten: only the stored readings know
        return np.flatnonzero(~new | unheard)

    def _marks(self, batch: Batch) -> Ints:
        if batch.bound:
            return self.mark[batch.line]
        numbers = [self.number.get(line) for line in batch.lines]
        of = np.array([NEVER if one is None else self.mark[one] for one in numbers], dtype=np.int64)
        return of[batch.line] if len(of) else np.zeros(0, dtype=np.int64)

    def move(self, batch: Batch) -> None:
        """The (bound) batch was taken."""
        np.maximum.at(self.mark, batch.line, batch.at)

    # Across a restart

    def dump(self) -> tuple[list[Line], bytes]:
        return self.lines, self.mark[: len(self.lines)].tobytes()

    def restore(self, lines: Sequence[Line], marks: bytes) -> None:
        """Takes the state of dump()."""
        self.lines = list(lines)
        self.number = {line: number for number, line in enumerate(self.lines)}
        self.mark = np.frombuffer(marks, dtype=np.int64).copy()
        self._of = {}
        for number, (device, kind, _) in enumerate(self.lines):
            self._of.setdefault((device, kind), []).append(number)


def _running_max(line: Ints, at: Ints) -> Ints:
    """The highest time so far within each line; line is sorted."""
    if len(at) < 2 or not (at[1:] < at[:-1])[line[1:] == line[:-1]].any():
        return at
    found = at.copy()
    for place in range(1, len(at)):
        if line[place] == line[place - 1]:
            found[place] = max(found[place], found[place - 1])
    return found
