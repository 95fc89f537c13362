"""Streams at rest, as columns: what most readings leave as it is never becomes an object. Pure.

A slot is one kind of number from one device. While nothing is going on in it, all that the rules remember of it is
when it last spoke and what it said: readings below every line that any of its rules looks at only move that along.
The first reading that is not so wakes the slot: the streams of the rules it concerns are made as if every reading had
gone through the machine, and they judge until they are at rest again (tests/sensing/test_quiet.py holds both ways
against each other). As all rules of a slot see the same readings, one stream remembers for those that have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from weige.sensing.rules import routing
from weige.sensing.rules.board import Board, Key
from weige.sensing.rules.lines import Linebook, Lines
from weige.sensing.rules.machine import SECOND
from weige.sensing.rules.packing import Batch, Line, PerLine
from weige.sensing.rules.rest import NEVER, Memory, at_rest, begun
from weige.sensing.rules.rings import Rings
from weige.sensing.rules.routing import Device
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import RuleSpec

UNTIMED: Final = {"threshold", "rate"}  # judges to which time alone does nothing
Ints = NDArray[np.int64]


class _Dump(msgspec.Struct):
    slots: list[tuple[int, str]]
    columns: dict[str, bytes]  # rings.COLUMNS and "awake"
    ring: bytes
    said: bytes


def _spans(spec: RuleSpec) -> list[int]:
    """All times a rule names, in seconds."""
    own = [one.for_s or 0 for one in spec.levels]
    return [spec.for_s, spec.gap_s, spec.clear_after_s, spec.lasts_s or 0, spec.missing_s or 0, *own]


class Quiet:
    """All slots of a lane. rings: each one's last readings. awake: which of them are judged one by one.

    up: of slots awake, the rules that have a stream, by scenario; found when it is asked for.
    """

    def __init__(self, board: Board) -> None:
        self.board = board
        self.slot: dict[tuple[int, str], int] = {}
        self._slots = PerLine(self._slot)
        self.key: list[tuple[int, str]] = []
        self.rings = Rings()
        self.awake = np.zeros(0, dtype=np.bool_)
        self.book = Linebook(board)
        self.lines: list[Lines | None] = []
        self.up: dict[int, list[RuleSpec]] = {}
        self.of_device: dict[int, list[int]] = {}
        self.below = np.zeros(0)
        self.amount = np.zeros(0)
        self.lined = np.zeros(0, dtype=np.int64)  # by which version of the rules the lines were drawn
        self.version = 1
        self.woken: list[int] = []
        self.timing = (0, 0)

    def changed(self) -> None:
        """Rules or devices are others now: lines are drawn anew where they are next needed."""
        self.version += 1
        self.book.clear()
        self.up = {}

    def whole(self, device_ids: Iterable[int]) -> None:
        """Every rule gets its stream where a slot of these devices is awake: one of them is about to be changed by
        hand, and could no longer remember for the others.
        """
        for slot in (slot for one in device_ids for slot in self.of_device.get(one, ())):
            if self.awake[slot]:
                self._raise(slot, self._lines(slot).specs)

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
        asked = np.isfinite(self.below) | np.isfinite(self.amount)
        self.board.late += self.rings.keep(of[quiet], batch.at[quiet], batch.value[quiet], asked)
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
                device_id, kind, _ = batch.lines[number]
                self.board.hear(device_id, kind, int(newest[number]))

    def settle(self) -> None:
        """After the judging: slots that were woken and whose streams have come to rest are put away."""
        for slot in self.woken:
            self._rest(slot)

    def slot_of(self, line: int) -> int:
        """The slot of a line of the batch last sifted."""
        return int(self._slots.value[line])

    def _slot(self, line: Line) -> int:
        """The line's slot, made when it is new."""
        key = (line[0], line[1])
        slot = self.slot.get(key)
        if slot is None:
            slot = self.slot[key] = len(self.key)
            self.key.append(key)
            self.lines.append(None)
            self.of_device.setdefault(line[0], []).append(slot)
            if slot >= len(self.below):
                self._grow()
            self.rings.begin(slot)
            self.awake[slot] = self._has_streams(slot)
            self.lined[slot] = 0
        return slot

    def _grow(self) -> None:
        size = max(64, 2 * len(self.below))

        def longer(old: NDArray[Any]) -> NDArray[Any]:
            fresh = np.zeros((size, *old.shape[1:]), old.dtype)
            fresh[: len(old)] = old
            return fresh

        self.rings.grow(longer)
        self.awake = longer(self.awake)
        self.below, self.amount = longer(self.below), longer(self.amount)
        self.lined = longer(self.lined)

    def _draw(self, slots: Ints) -> None:
        """Finds the lines of slots whose rules or device may have changed."""
        for slot in slots[self.lined[slots] != self.version].tolist():
            lines = self._lines(slot)
            self.below[slot], self.amount[slot] = lines.below, lines.amount

    def _lines(self, slot: int) -> Lines:
        """The slot's rules and where they begin to listen."""
        found = self.lines[slot]
        if found is None or self.lined[slot] != self.version:
            device_id, kind = self.key[slot]
            found = self.lines[slot] = self.book.of(self.board.devices[device_id], kind)
            self.lined[slot] = self.version
        return found

    def _leaves_at_rest(self, batch: Batch, of: Ints) -> NDArray[np.bool_]:
        """Below every line, and at rest."""
        value = batch.value
        found: NDArray[np.bool_] = (
            (value < self.below[of]) & (np.abs(value) < self.amount[of]) & ~self.awake[of]
        )
        return found

    # Judging what is awake

    def concerned(self, slot: int, signal: Signal) -> list[RuleSpec]:
        """The rules that must judge a signal of a slot that is awake, by scenario; those it wakes get their streams."""
        lines = self._lines(slot)
        if lines.exact:
            return sorted((*lines.specs, *lines.always), key=_scenario)
        value = signal.value
        if not signal.judged or value is None:
            return lines.always
        up = self._up(slot)
        names = {one.scenario for one in up}
        fresh = [one for one in lines.reached(value) if one.scenario not in names]
        if not up and not fresh and lines.specs:
            if self.rings.in_order(slot, signal.at):
                self.rings.move(*(np.array([one]) for one in (slot, signal.at, value)))
                return lines.always
            fresh = lines.specs[:1]  # too late for columns: a stream remembers in order
        if fresh:
            self._raise(slot, fresh)
            names |= {one.scenario for one in fresh}
            up = self.up[slot] = [one for one in lines.specs if one.scenario in names]
        return sorted((*up, *lines.always), key=_scenario) if lines.always else up

    def _up(self, slot: int) -> list[RuleSpec]:
        found = self.up.get(slot)
        if found is None:
            device = self.board.devices[self.key[slot][0]]
            found = [one for one in self._lines(slot).specs if self._key(one, device) in self.board.streams]
            self.up[slot] = found
        return found

    def _raise(self, slot: int, specs: Iterable[RuleSpec]) -> None:
        """Makes the streams of these rules, as the machine would have left them."""
        lines, streams = self._lines(slot), self.board.streams
        device = self.board.devices[self.key[slot][0]]
        up = self._up(slot)
        if up:
            sibling = streams[self._key(up[0], device)]
            ring, floor = [(one.at, one.value) for one in sibling.ring], sibling.base.at
        else:
            ring, floor = self.rings.memory(slot)
        if not ring and floor == NEVER:
            return
        for spec in specs:
            key = self._key(spec, device)
            if key[2] and lines.at[spec.scenario] is not None and key not in streams:
                self.board.adopt(key, begun(spec, ring, floor))
        self.up.pop(slot, None)

    # Waking and resting

    def _has_streams(self, slot: int) -> bool:
        if not self.board.streams:
            return False
        device_id, kind = self.key[slot]
        device = self.board.devices[device_id]
        return any(self._key(spec, device) in self.board.streams for spec in self.book.of(device, kind).specs)

    @staticmethod
    def _key(spec: RuleSpec, device: Device) -> Key:
        return spec.scenario, device.id, routing.subject_of(spec, device, None)

    def _wake(self, slot: int) -> None:
        """From now on the slot's readings are judged one by one; where a rule must see all, all have streams."""
        if self.awake[slot]:
            return
        self.awake[slot] = True
        self.up.pop(slot, None)
        lines = self._lines(slot)
        if lines.exact:
            self._raise(slot, lines.specs)

    def _rest(self, slot: int) -> None:
        """Puts the streams of a slot away if all of them are at rest and remember the same readings."""
        device, lines = self.board.devices[self.key[slot][0]], self._lines(slot)
        found: list[Key] = []
        memory: tuple[Memory, int] | None = None
        for spec in self._up(slot):
            key = self._key(spec, device)
            stream = self.board.streams.get(key)
            if stream is None:
                continue
            if lines.at[spec.scenario] is None or not at_rest(spec, stream):
                return
            told = [(one.at, one.value) for one in stream.ring], stream.base.at
            if memory is not None and memory != told:
                return
            memory = told
            found.append(key)
        if memory is not None:
            self._put_away(slot, found, memory)
        elif not lines.exact:
            self.awake[slot] = False

    def _put_away(self, slot: int, keys: Iterable[Key], memory: tuple[Memory, int]) -> None:
        told, base = memory
        for key in keys:
            self.board.release(key)
        self.up.pop(slot, None)
        self.rings.put(slot, told, base)
        self.awake[slot] = False

    # Across a restart

    def dump(self) -> bytes:
        count = len(self.key)
        columns, ring, said = self.rings.dump(count)
        return msgspec.msgpack.encode(
            _Dump(self.key, columns | {"awake": self.awake[:count].tobytes()}, ring, said)
        )

    def restore(self, raw: bytes) -> None:
        """Takes the state of dump(). Raises msgspec.DecodeError."""
        found = msgspec.msgpack.decode(raw, type=_Dump)
        count = len(found.slots)
        self.key, self.slot = found.slots, {key: slot for slot, key in enumerate(found.slots)}
        self.rings.restore(count, found.columns, found.ring, found.said)
        self.awake = np.frombuffer(found.columns["awake"], np.bool_).copy()
        self.lines = [None] * count
        for slot, (device_id, _) in enumerate(self.key):
            self.of_device.setdefault(device_id, []).append(slot)
        self.below, self.amount, self.lined = (
            np.zeros(count),
            np.zeros(count),
            np.zeros(count, dtype=np.int64),
        )


def _scenario(spec: RuleSpec) -> str:
    return spec.scenario
