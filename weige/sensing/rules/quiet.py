"""Streams at rest, as columns: what most readings leave as it is never becomes an object. Pure.

A slot is one kind of number from one device. While nothing is going on in it, all that the rules remember of it is
when it last spoke: readings below every line that any of its rules looks at only move that along. The first reading
that is not so wakes the slot: its streams are made as if every reading had gone through the machine, and they judge
until they are at rest again (tests/sensing/test_quiet.py holds both ways against each other).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from weige.sensing.rules import routing
from weige.sensing.rules.board import Board, Key
from weige.sensing.rules.judges import quiet_below
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.machine import SECOND, Sample, State, fold
from weige.sensing.rules.packing import Batch, Line, PerLine
from weige.sensing.rules.routing import Device
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.stream import HORIZON, RING, Stream, idle

KEPT: Final = RING + 1  # the ring, and the one before it
NEVER: Final = -(2**62)
UNTIMED: Final = {"threshold", "rate"}  # judges to which time alone does nothing
COLUMNS: Final = {"newest": np.int64, "floor": np.int64, "size": np.int64, "awake": np.bool_}
Ints = NDArray[np.int64]


class _Dump(msgspec.Struct):
    slots: list[tuple[int, str]]
    columns: dict[str, bytes]
    ring: bytes


def _spans(spec: RuleSpec) -> list[int]:
    """All times a rule names, in seconds."""
    own = [one.for_s or 0 for one in spec.levels]
    return [spec.for_s, spec.gap_s, spec.clear_after_s, spec.lasts_s or 0, spec.missing_s or 0, *own]


def line_of(board: Board, spec: RuleSpec, device: Device) -> float | None:
    """Strictly below this a value (its amount where spec.magnitude) never changes a stream at rest.

    None: every value must be judged, because the rule remembers more, permits bear on it, or other rules ask it.
    """
    if spec.unless or board.asked(spec.scenario):
        return None
    limit = device.limits.get(spec.signal.kind) or spec.limit
    return quiet_below(spec, limit.value if limit else None)


class Quiet:
    """All slots of a lane. ring: the times of the last readings of each slot, oldest first from the right end."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.slot: dict[tuple[int, str], int] = {}
        self._slots = PerLine(self._slot)
        self.key: list[tuple[int, str]] = []
        self.column: dict[str, NDArray[Any]] = {name: np.zeros(0, kind) for name, kind in COLUMNS.items()}
        self.ring = np.zeros((0, KEPT), dtype=np.int64)
        self.below = np.zeros(0)
        self.amount = np.zeros(0)
        self.lined = np.zeros(0, dtype=np.int64)  # by which version of the rules the lines were drawn
        self.version = 1
        self.woken: list[int] = []
        self.timing = (0, 0)

    def changed(self) -> None:
        """Rules or devices are others now: lines are drawn anew where they are next needed."""
        self.version += 1

    # A batch

    def sift(self, batch: Batch, version: int = 0) -> Sequence[int]:
        """Takes what leaves its slot at rest; returns the positions that must be judged, in their order.

        Slots of which anything must be judged are woken and all their readings of the batch returned.
        version: of the book whose lines the (bound) batch has.
        """
        slots = self._slots.of(batch, version)
        of = slots[batch.line]
        self._draw(slots[batch.used])
        judged = batch.judged() if batch.told else np.ones(len(batch), dtype=np.bool_)
        loud = judged & ~self._leaves_at_rest(batch, of)
        self._expect(batch, loud)
        wake = np.unique(of[loud])
        waking = np.zeros(len(self.key) + 1, dtype=np.bool_)
        waking[wake] = True
        exact = waking[of]
        for slot in wake.tolist():
            self._wake(slot)
        quiet = np.flatnonzero(~exact & judged)
        self._move(of[quiet], batch.at[quiet])
        self._hear(batch, quiet)
        self.woken = np.unique(of[exact]).tolist()
        found: list[int] = np.flatnonzero(exact).tolist()
        return found

    def _expect(self, batch: Batch, loud: NDArray[np.bool_]) -> None:
        """Loud too are lines whose next word ends a silence or comes after a timer of its place."""
        board = self.board
        due, newest = board.due(), int(batch.at.max())
        if newest - int(batch.at.min()) >= self._shortest():
            loud[:] = True  # a timer set by the batch could fall due within it: all of it in order
            return
        if not board.hears and (due is None or due >= newest):
            return
        found = np.zeros(len(batch.lines), dtype=np.bool_)
        for number in batch.used.tolist():
            device_id = batch.lines[number][0]
            waiting = board.waiting(device_id) if due is not None and due < newest else None
            found[number] = (waiting is not None and waiting < newest) or board.stirred(device_id)
        loud |= found[batch.line]

    def _shortest(self) -> int:
        """The shortest time (µs) after which any rule's timer can fall due; no rule has one: for ever."""
        if self.timing[0] != self.version:
            specs = list(self.board.specs.values())
            timed = any(one.judge not in UNTIMED or one.lasts_s or one.missing_s for one in specs)
            spans = [span for one in specs for span in _spans(one) if span]
            self.timing = self.version, (min(spans, default=0) * SECOND if timed else 2**62)
        return self.timing[1]

    def _hear(self, batch: Batch, quiet: Ints) -> None:
        """Rules that listen for silence are told of what they were not given."""
        if not self.board.hears or not len(quiet):
            return
        newest = np.full(len(batch.lines), NEVER)
        np.maximum.at(newest, batch.line[quiet], batch.at[quiet])
        for number in batch.used.tolist():
            if newest[number] != NEVER:
                self.board.hear(*batch.lines[number][:2], int(newest[number]))

    def settle(self) -> None:
        """After the judging: slots that were woken and whose streams have come to rest are put away."""
        for slot in self.woken:
            self._rest(slot)

    def _slot(self, line: Line) -> int:
        """The line's slot, made when it is new."""
        key = (line[0], line[1])
        slot = self.slot.get(key)
        if slot is None:
            slot = self.slot[key] = len(self.key)
            self.key.append(key)
            if slot >= len(self.below):
                self._grow()
            self.column["newest"][slot] = self.column["floor"][slot] = NEVER
            self.column["awake"][slot], self.column["size"][slot] = self._has_streams(slot), 0
            self.lined[slot] = 0
        return slot

    def _grow(self) -> None:
        size = max(64, 2 * len(self.below))

        def longer(old: NDArray[Any]) -> NDArray[Any]:
            fresh = np.zeros((size, *old.shape[1:]), old.dtype)
            fresh[: len(old)] = old
            return fresh

        self.column = {name: longer(values) for name, values in self.column.items()}
        self.ring, self.below, self.amount = longer(self.ring), longer(self.below), longer(self.amount)
        self.lined = longer(self.lined)

    def _draw(self, slots: Ints) -> None:
        """Finds the lines of slots whose rules or device may have changed."""
        for slot in slots[self.lined[slots] != self.version].tolist():
            self.lined[slot] = self.version
            below = amount = math.inf
            device = self.board.devices[self.key[slot][0]]
            for spec in self._rules(slot):
                line = line_of(self.board, spec, device)
                line = -math.inf if line is None else line
                below, amount = (below, min(amount, line)) if spec.magnitude else (min(below, line), amount)
            self.below[slot], self.amount[slot] = below, amount

    def _rules(self, slot: int) -> list[RuleSpec]:
        """The rules that judge such a signal of the device; those that wait for silence are told apart."""
        device_id, kind = self.key[slot]
        found = self.board.listeners(self.board.devices[device_id], kind)
        return [spec for spec in found if spec.judge != "absence"]

    def _leaves_at_rest(self, batch: Batch, of: Ints) -> NDArray[np.bool_]:
        """Below every line, at rest, and not older than what its slot heard before."""
        value = batch.value
        found: NDArray[np.bool_] = (
            (value < self.below[of]) & (np.abs(value) < self.amount[of]) & ~self.column["awake"][of]
        )
        found &= (batch.at >= self.column["newest"][of]) & (batch.at >= self.column["floor"][of])
        order = np.argsort(of, kind="stable")
        falls = np.zeros(len(of), dtype=np.bool_)
        falls[1:] = (np.diff(of[order]) == 0) & (np.diff(batch.at[order]) < 0)
        found[order[falls]] = False
        return found

    def _move(self, of: Ints, at: Ints) -> None:
        """Readings of slots at rest, in order within each slot: only their times are kept."""
        if not len(of):
            return
        order = np.argsort(of, kind="stable")
        of, at = of[order], at[order]
        starts = np.flatnonzero(np.append(True, np.diff(of) != 0))
        counts = np.diff(np.append(starts, len(of)))
        if (counts == 1).all():
            self.ring[of, :-1] = self.ring[of, 1:]
            self.ring[of, -1] = at
        else:
            for start, count in zip(starts.tolist(), counts.tolist(), strict=True):
                row, many = self.ring[of[start]], min(count, KEPT)
                row[:-many] = row[many:].copy()
                row[KEPT - many :] = at[start + count - many : start + count]
        ends = starts + counts - 1
        heads = of[ends]
        self.column["size"][heads] = np.minimum(self.column["size"][heads] + counts, KEPT)
        self.column["newest"][heads] = at[ends]

    # Waking and resting

    def _has_streams(self, slot: int) -> bool:
        device = self.board.devices[self.key[slot][0]]
        return any(self._key(spec, device) in self.board.streams for spec in self._rules(slot))

    @staticmethod
    def _key(spec: RuleSpec, device: Device) -> Key:
        return spec.scenario, device.id, routing.subject_of(spec, device, None)

    def _wake(self, slot: int) -> None:
        """Makes the streams of a slot at rest, as the machine would have left them."""
        if self.column["awake"][slot]:
            return
        self.column["awake"][slot] = True
        times, floor = self._times(slot)
        if not times and floor == NEVER:
            return
        device = self.board.devices[self.key[slot][0]]
        for spec in self._rules(slot):
            key = self._key(spec, device)
            if key[2] and line_of(self.board, spec, device) is not None and key not in self.board.streams:
                self.board.adopt(key, _stream(spec, times, floor))

    def _times(self, slot: int) -> tuple[list[int], int]:
        """The times of the ring, and that of the newest reading that has left it."""
        size, floor = int(self.column["size"][slot]), int(self.column["floor"][slot])
        kept = self.ring[slot, KEPT - size :].tolist()
        start = max(0, len(kept) - RING)
        while start < len(kept) and kept[-1] - kept[start] > HORIZON:
            start += 1
        return kept[start:], max(floor, kept[start - 1]) if start else floor

    def _rest(self, slot: int) -> None:
        """Puts the streams of a slot away if all of them are at rest and remember the same readings."""
        device = self.board.devices[self.key[slot][0]]
        found: list[Key] = []
        memory: tuple[list[int], int] | None = None
        for spec in self._rules(slot):
            key = self._key(spec, device)
            stream = self.board.streams.get(key)
            if stream is None:
                continue
            if line_of(self.board, spec, device) is None or not _at_rest(spec, stream):
                return
            times = [one.at for one in stream.ring], stream.base.at
            if memory is not None and memory != times:
                return
            memory = times
            found.append(key)
        if memory is None:
            return
        self._put_away(slot, found, memory)

    def _put_away(self, slot: int, keys: Iterable[Key], memory: tuple[list[int], int]) -> None:
        times, base = memory
        for key in keys:
            self.board.release(key)
        self.ring[slot, KEPT - len(times) :] = times
        self.column["size"][slot], self.column["floor"][slot] = len(times), base
        self.column["newest"][slot] = times[-1] if times else base
        self.column["awake"][slot] = False

    # Across a restart

    def dump(self) -> bytes:
        count = len(self.key)
        columns = {name: self.column[name][:count].tobytes() for name in COLUMNS}
        return msgspec.msgpack.encode(_Dump(self.key, columns, self.ring[:count].tobytes()))

    def restore(self, raw: bytes) -> None:
        """Takes the state of dump(). Raises msgspec.DecodeError."""
        found = msgspec.msgpack.decode(raw, type=_Dump)
        count = len(found.slots)
        self.key, self.slot = found.slots, {key: slot for slot, key in enumerate(found.slots)}
        self.column = {
            name: np.frombuffer(found.columns[name], kind).copy() for name, kind in COLUMNS.items()
        }
        self.ring = np.frombuffer(found.ring, np.int64).reshape(count, KEPT).copy()
        self.below, self.amount, self.lined = (
            np.zeros(count),
            np.zeros(count),
            np.zeros(count, dtype=np.int64),
        )


def _stream(spec: RuleSpec, times: Sequence[int], floor: int) -> Stream:
    """A stream that has seen readings below all its lines at these times, and something at `floor` before them.

    A sample without a limit says just that: nobody could call it loud.
    """
    ring = [Sample(at, 0.0) for at in times]
    base, tip = State(), State()
    if floor != NEVER:
        fold(spec, base, Sample(floor, 0.0))
    fold(spec, tip, Sample(times[-1] if times else floor, 0.0))
    return Stream(base, ring, tip)


def _at_rest(spec: RuleSpec, stream: Stream) -> bool:
    """Whether no reading it still holds was loud, and nothing is going on before or after them."""
    if not idle(stream) or stream.base.level != NONE or stream.tip.hold != NONE:
        return False
    if not idle(Stream(stream.base, [], stream.base)):
        return False
    return all(_silent(spec, one) for one in stream.ring)


def _silent(spec: RuleSpec, sample: Sample) -> bool:
    if sample.value is None or sample.limit is None:
        return True
    line = quiet_below(spec, sample.limit)
    return line is not None and (abs(sample.value) if spec.magnitude else sample.value) < line
