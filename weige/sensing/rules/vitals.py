"""How all devices of a lane are, as columns: heard when, silent after when, what they last said. Pure.

All times µs since 1970 by the domain clock; NEVER stands for none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from weige.sensing.rules.kinds import HEARTBEAT
from weige.sensing.rules.machine import SECOND
from weige.sensing.rules.packing import Batch, PerLine

NEVER: Final = -(2**62)
NEW, ONLINE, OFFLINE = 0, 1, 2
BEAT: Final = 0  # the number of the heartbeat among the kinds
HEALTH: Final = ("battery", "selftest", "signal", "firmware")  # what a signal may tell of the device itself
COLUMNS: Final = {
    "id": np.int64,
    "state": np.int8,
    "expected": np.int64,
    "seen": np.int64,
    "silent_after": np.int64,
    "silent_since": np.int64,
    "last_kind": np.int32,
    "last_value": np.float64,
    "last_at": np.int64,
    "changed": np.int64,
}
EMPTY: Final = {"last_value": np.nan, "last_kind": -1, "state": NEW, "expected": 0, "changed": 0}


class Vital(msgspec.Struct):
    """One device as it is."""

    id: int
    state: int
    seen: int | None
    silent_after: int | None
    silent_since: int | None
    last_kind: str
    last_value: float | None
    last_at: int | None
    health: dict[str, Any]


class _Dump(msgspec.Struct):
    count: int
    columns: dict[str, bytes]
    kinds: list[str]
    health: dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Heard:
    """What a batch did: ids of those that were silent, and since when."""

    back: list[tuple[int, int | None]]


class Vitals:
    """One row per device, in the order the lane learnt of them. expected: µs it may be silent; 0 for ever."""

    def __init__(self) -> None:
        self.count = 0
        self.column: dict[str, NDArray[Any]] = {name: np.zeros(0, kind) for name, kind in COLUMNS.items()}
        self.row: dict[int, int] = {}
        self.kinds: list[str] = [HEARTBEAT]
        self._rows, self._words = (
            PerLine(lambda line: self.row[line[0]]),
            PerLine(lambda line: self._kind(line[1])),
        )
        self.health: dict[int, dict[str, Any]] = {}  # device id → what it told of itself

    def ensure(self, device_id: int, expected_seconds: int) -> int:
        """The device's row, made when it is new; expected_seconds: 0 when its silence says nothing."""
        row = self.row.get(device_id)
        if row is None:
            row = self.row[device_id] = self.count
            self.count += 1
            if row >= len(self.column["id"]):
                self._grow()
            for name in COLUMNS:
                self.column[name][row] = EMPTY.get(name, NEVER)
            self.column["id"][row] = device_id
        self.column["expected"][row] = expected_seconds * SECOND
        if expected_seconds == 0:
            self.column["silent_after"][row] = NEVER
        return row

    def _grow(self) -> None:
        size = max(64, 2 * len(self.column["id"]))
        for name, kind in COLUMNS.items():
            fresh = np.zeros(size, kind)
            fresh[: len(self.column[name])] = self.column[name]
            self.column[name] = fresh

    def hear(self, batch: Batch, position: int, version: int = 0) -> Heard:
        """A (bound) batch was received: those that spoke are online, and may be silent anew. version: the book's."""
        column = self.column
        of_line = self._rows.of(batch, version)
        spoke = np.zeros(self.count, dtype=np.bool_)
        spoke[of_line[batch.used]] = True
        rows = np.flatnonzero(spoke)
        state, since = column["state"][rows], column["silent_since"][rows]
        ids = column["id"][rows]
        away = state == OFFLINE
        heard = Heard(
            [
                (one, None if was == NEVER else was)
                for one, was in zip(ids[away].tolist(), since[away].tolist(), strict=True)
            ]
        )
        expected = column["expected"][rows]
        column["state"][rows], column["seen"][rows], column["silent_since"][rows] = ONLINE, batch.now, NEVER
        column["silent_after"][rows] = np.where(expected > 0, batch.now + expected, NEVER)
        column["changed"][rows] = position
        self._last_words(batch, of_line, self._words.of(batch, version))
        for place, data in batch.told.items():
            self._told_health(batch.lines[batch.line[place]][0], data)
        return heard

    def _last_words(self, batch: Batch, of_line: NDArray[np.int64], kind_of_line: NDArray[np.int64]) -> None:
        """The newest judged word of each device that is not a mere heartbeat; of two at one time the later."""
        column = self.column
        speaks = kind_of_line[batch.line] != BEAT
        take = np.flatnonzero(speaks & batch.judged() if batch.told else speaks)
        if not len(take):
            return
        rows = of_line[batch.line[take]]
        order = np.argsort(rows, kind="stable")
        if (np.diff(batch.at[take[order]])[np.diff(rows[order]) == 0] < 0).any():
            order = np.lexsort((batch.at[take], rows))
        last = order[np.append(np.diff(rows[order]) != 0, True)]
        last = last[batch.at[take[last]] >= column["last_at"][rows[last]]]
        rows, take = rows[last], take[last]
        column["last_at"][rows], column["last_value"][rows] = batch.at[take], batch.value[take]
        column["last_kind"][rows] = kind_of_line[batch.line[take]]

    def _kind(self, kind: str) -> int:
        if kind not in self.kinds:
            self.kinds.append(kind)
        return self.kinds.index(kind)

    def _told_health(self, device_id: int, data: dict[str, Any]) -> None:
        told = {key: data[key] for key in HEALTH if isinstance(data.get(key), str | int | float)}
        if told:
            self.health[device_id] = self.health.get(device_id, {}) | told

    def silent(self, now: int) -> list[int]:
        """Ids of those online that were not heard of for longer than they may be, lowest first."""
        column = {name: self.column[name][: self.count] for name in ("state", "silent_after", "id")}
        after = column["silent_after"]
        found = np.flatnonzero((column["state"] == ONLINE) & (after != NEVER) & (after < now))
        return sorted(column["id"][found].tolist())

    def fall_silent(self, ids: list[int], position: int) -> None:
        """These are offline now."""
        rows = [self.row[one] for one in ids if one in self.row]
        self.column["state"][rows] = OFFLINE
        self.column["silent_since"][rows] = self.column["seen"][rows]
        self.column["changed"][rows] = position

    def forgive(self, now: int, position: int) -> None:
        """Everybody online may be silent anew from now on; who may be so for longer already keeps that."""
        column = {name: values[: self.count] for name, values in self.column.items()}
        rows = np.flatnonzero((column["state"] == ONLINE) & (column["silent_after"] != NEVER))
        column["silent_after"][rows] = np.maximum(
            column["silent_after"][rows], now + column["expected"][rows]
        )
        column["changed"][rows] = position

    def put(self, one: Vital, position: int) -> None:
        """A device's state from elsewhere (its table row, a history brought in)."""
        row, column = self.row[one.id], self.column
        column["state"][row] = one.state
        for name in ("seen", "silent_after", "silent_since", "last_at"):
            value = getattr(one, name)
            column[name][row] = NEVER if value is None else value
        column["last_kind"][row] = self._kind(one.last_kind) if one.last_kind else -1
        column["last_value"][row] = np.nan if one.last_value is None else one.last_value
        column["changed"][row] = position
        self.health[one.id] = one.health

    def get(self, device_id: int) -> Vital | None:
        """One device as it is; None when the lane does not know it."""
        row = self.row.get(device_id)
        return None if row is None else self._vitals(np.array([row]))[0]

    def _vitals(self, rows: NDArray[np.int64]) -> list[Vital]:
        """These rows, column by column: a device at a time costs ten times as much."""
        column = {name: self.column[name][rows] for name in COLUMNS}
        times = [
            [None if at == NEVER else at for at in column[name].tolist()]
            for name in ("seen", "silent_after", "silent_since", "last_at")
        ]
        values = [None if value != value else value for value in column["last_value"].tolist()]  # noqa: PLR0124 - NaN
        kinds = [self.kinds[kind] if kind >= 0 else "" for kind in column["last_kind"].tolist()]
        ids = column["id"].tolist()
        health = [self.health.get(one, {}) for one in ids]
        seen, after, since, at = times
        return list(map(Vital, ids, column["state"].tolist(), seen, after, since, kinds, values, at, health))

    def newest(self) -> int | None:
        """When a device was last heard (µs); None when none ever was."""
        seen = int(self.column["seen"][: self.count].max(initial=NEVER))
        return None if seen == NEVER else seen

    def changed_since(self, position: int, most: int | None = None) -> list[Vital]:
        """Those changed by a later step than this, lowest id first; of more than `most` only so many."""
        rows = np.flatnonzero(self.column["changed"][: self.count] > position)[:most]
        return self._vitals(rows[np.argsort(self.column["id"][rows])])

    def dump(self) -> bytes:
        columns = {name: self.column[name][: self.count].tobytes() for name in COLUMNS}
        return msgspec.msgpack.encode(_Dump(self.count, columns, self.kinds, self.health))

    def restore(self, raw: bytes) -> None:
        """Takes the state of dump(). Raises msgspec.DecodeError."""
        found = msgspec.msgpack.decode(raw, type=_Dump)
        self.count, self.kinds, self.health = found.count, found.kinds, found.health
        self.column = {
            name: np.frombuffer(found.columns[name], kind).copy() for name, kind in COLUMNS.items()
        }
        self.row = {device_id: row for row, device_id in enumerate(self.column["id"].tolist())}
