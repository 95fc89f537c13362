"""The last readings of every slot at rest, as columns: what a stream would remember of them (stream.py). Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from weige.sensing.rules.rest import NEVER, Memory
from weige.sensing.rules.stream import HORIZON, RING

KEPT: Final = RING + 1  # the ring, and the one before it
COLUMNS: Final = {"newest": np.int64, "floor": np.int64, "size": np.int64, "head": np.int64}
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Rings:
    """ring, said: times and values by slot, round and round; the next one's place is `head`, `size` of them count.

    newest: the time of the last. floor: of what left the ring while it was a stream's. All times µs.
    """

    def __init__(self) -> None:
        self.column: dict[str, NDArray[Any]] = {name: np.zeros(0, kind) for name, kind in COLUMNS.items()}
        self.ring, self.said = np.zeros((0, KEPT), dtype=np.int64), np.zeros((0, KEPT))

    def grow(self, longer: Callable[[NDArray[Any]], NDArray[Any]]) -> None:
        """Room for more slots. longer: makes a column longer."""
        self.column = {name: longer(values) for name, values in self.column.items()}
        self.ring, self.said = longer(self.ring), longer(self.said)

    def begin(self, slot: int) -> None:
        """A new slot: nothing was ever heard of it."""
        self.column["newest"][slot] = self.column["floor"][slot] = NEVER
        self.column["size"][slot] = self.column["head"][slot] = 0

    def in_order(self, slot: int, at: int) -> bool:
        """Whether a reading of this time is not older than any before it."""
        return bool(at >= max(self.column["newest"][slot], self.column["floor"][slot]))

    def keep(self, of: Ints, at: Ints, value: Floats, asked: NDArray[np.bool_]) -> int:
        """Takes readings in the order they came; returns how many came too late, of slots that anybody asks for."""
        if not len(of):
            return 0
        order = np.argsort(of, kind="stable")
        of, at, value = of[order], at[order], value[order]
        late = (at < self.column["newest"][of]) | (at < self.column["floor"][of])
        late[1:] |= (of[1:] == of[:-1]) & (at[1:] < at[:-1])
        if not late.any():
            self.move(of, at, value)
            return 0
        mixed = np.zeros(len(asked), dtype=np.bool_)
        mixed[of[late]] = True
        apart = mixed[of]
        self.move(of[~apart], at[~apart], value[~apart])
        return self._insert(of[apart], at[apart], value[apart], asked)

    def _insert(self, of: Ints, at: Ints, value: Floats, asked: NDArray[np.bool_]) -> int:
        """Readings of slots some of whose come late (sorted by slot), as stream.push() takes them: one of each slot
        at a time, put in its place by its time; not at all where one that has left the ring is newer.
        """
        starts = np.flatnonzero(np.append(True, np.diff(of) != 0))
        turn = np.arange(len(of)) - np.repeat(starts, np.diff(np.append(starts, len(of))))
        late = 0
        for number in range(int(turn.max()) + 1):
            now = turn == number
            timely = self._insert_one(of[now], at[now], value[now])
            late += int(np.count_nonzero(asked[of[now]] & ~timely))
        return late

    def _insert_one(self, slot: Ints, at: Ints, value: Floats) -> NDArray[np.bool_]:
        """One reading each of different slots; returns which were not too late."""
        places = (self.column["head"][slot][:, None] + np.arange(KEPT)) % KEPT  # the oldest first
        kept, said = self.ring[slot[:, None], places], self.said[slot[:, None], places]
        size = self.column["size"][slot]
        kept[np.arange(KEPT) < (KEPT - size)[:, None]] = NEVER
        newest = kept[:, -1]
        gone = np.where(newest[:, None] - kept > HORIZON, kept, NEVER).max(axis=1)
        gone = np.maximum(gone, np.where(size == KEPT, kept[:, 0], NEVER))
        timely: NDArray[np.bool_] = at >= np.maximum(gone, self.column["floor"][slot])
        slot, at, value = slot[timely], at[timely], value[timely]
        kept, said = kept[timely], said[timely]
        # Those before it move down by one, the oldest goes.
        place = np.count_nonzero(kept <= at[:, None], axis=1) - 1
        shift = np.arange(KEPT) + (np.arange(KEPT) < place[:, None])
        kept, said = np.take_along_axis(kept, shift, 1), np.take_along_axis(said, shift, 1)
        rows = np.arange(len(slot))
        kept[rows, place], said[rows, place] = at, value
        self.ring[slot], self.said[slot] = kept, said
        self.column["head"][slot] = 0
        self.column["size"][slot] = np.minimum(self.column["size"][slot] + 1, KEPT)
        self.column["newest"][slot] = kept[:, -1]
        return timely

    def move(self, of: Ints, at: Ints, value: Floats) -> None:
        """Readings sorted by slot, none of them late."""
        if not len(of):
            return
        starts = np.flatnonzero(np.append(True, np.diff(of) != 0))
        counts = np.diff(np.append(starts, len(of)))
        place = self.column["head"][of]
        if len(starts) < len(of):
            place += np.arange(len(of)) - np.repeat(starts, counts)
        place %= KEPT
        self.ring[of, place] = at  # where a place comes twice the later one stays
        self.said[of, place] = value
        ends = starts + counts - 1
        heads = of[ends]
        self.column["head"][heads] = (place[ends] + 1) % KEPT
        self.column["size"][heads] = np.minimum(self.column["size"][heads] + counts, KEPT)
        self.column["newest"][heads] = at[ends]

    def memory(self, slot: int) -> tuple[Memory, int]:
        """Times and values of the ring, and the time of the newest reading that has left it."""
        size, floor = int(self.column["size"][slot]), int(self.column["floor"][slot])
        places = (int(self.column["head"][slot]) + np.arange(-size, 0)) % KEPT
        kept, said = self.ring[slot, places].tolist(), self.said[slot, places].tolist()
        start = max(0, len(kept) - RING)
        while start < len(kept) and kept[-1] - kept[start] > HORIZON:
            start += 1
        before = max(floor, kept[start - 1]) if start else floor
        return list(zip(kept[start:], said[start:], strict=True)), before

    def put(self, slot: int, told: Memory, base: int) -> None:
        """What a stream put away remembered: its ring, and the time before it."""
        self.ring[slot, : len(told)] = [at for at, _ in told]
        self.said[slot, : len(told)] = [np.nan if value is None else value for _, value in told]
        self.column["head"][slot] = len(told) % KEPT
        self.column["size"][slot], self.column["floor"][slot] = len(told), base
        self.column["newest"][slot] = told[-1][0] if told else base

    def dump(self, count: int) -> tuple[dict[str, bytes], bytes, bytes]:
        """Columns, times and values of the first `count` slots."""
        columns = {name: self.column[name][:count].tobytes() for name in COLUMNS}
        return columns, self.ring[:count].tobytes(), self.said[:count].tobytes()

    def restore(self, count: int, columns: Mapping[str, bytes], ring: bytes, said: bytes) -> None:
        """Takes what dump() gave."""
        self.column = {name: np.frombuffer(columns[name], kind).copy() for name, kind in COLUMNS.items()}
        self.ring = np.frombuffer(ring, np.int64).reshape(count, KEPT).copy()
        self.said = np.frombuffer(said, np.float64).reshape(count, KEPT).copy()
