"""All a lane's steps come to, held in memory by every process that takes signals. Pure: steps in, changes out.

The same steps give the same state, whoever folds them and however often a snapshot comes between.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from weige.kernel.worktime.plain import from_plain, to_plain
from weige.sensing.rules import kinds as kindbook
from weige.sensing.rules import packing
from weige.sensing.rules.board import Board, Change, Group, Live
from weige.sensing.rules.book import Book
from weige.sensing.rules.decoding import Gate
from weige.sensing.rules.kinds import Kinds
from weige.sensing.rules.packing import Batch, Line
from weige.sensing.rules.partition import lane_of, place_of
from weige.sensing.rules.permits import Permit
from weige.sensing.rules.quiet import Quiet
from weige.sensing.rules.routing import Device
from weige.sensing.rules.spec import ANY, RuleSpec, load
from weige.sensing.rules.vitals import Heard, Vital, Vitals

FALLBACK_SECONDS = 3600  # silence allowed to a kind nobody described (our default)


class Known(msgspec.Struct):
    """A device as the lane knows it. expected_seconds: its own number, None for its kind's."""

    facts: Device
    in_service: bool = True
    expected_seconds: int | None = None


class Tally(msgspec.Struct):
    """What a living warning has come to beside its level: how many signals showed it, the last one's time.

    recovered: its condition had ended when last looked at. changed: the step that changed this.
    """

    count: int
    last_at: int
    recovered: bool = False
    changed: int = 0


class Put(msgspec.Struct):
    """A rule as its row has it (the told of a "rule" command)."""

    scenario: str
    spec: dict[str, Any]
    kinds: dict[str, Any] = {}
    active: bool = True


@dataclass(frozen=True)
class Taken:
    """What a batch did. before: the tallies of the changed groups as they were."""

    changes: Sequence[Change]
    heard: Heard
    before: Mapping[Group, Tally]


class _Dump(msgspec.Struct):
    rules: list[Put]
    devices: list[Known]
    permits: list[Permit]
    facts_stamp: int
    tallies: list[tuple[Group, Tally]]
    board: bytes
    quiet: bytes
    vitals: bytes
    lines: list[Line]
    marks: bytes
    calendar: tuple[int, dict[str, Any]] | None = None


class LaneState:
    """position, stamp: of the newest step folded; readings: signals in all. facts_stamp: of the newest step that
    changed rules, kinds or devices: what was read under another stamp must be read again.
    """

    def __init__(self, position: int = 0, stamp: int = 0, readings: int = 0) -> None:
        self.position, self.stamp, self.readings = position, stamp, readings
        self._facts_stamp = stamp
        self.lines_read: dict[tuple[str, str, str], Any] = {}  # of packed bodies: what a line may carry
        self._gate: Gate | None = None
        self.share = (0, 1)  # this lane's number, and of how many
        self.rules: dict[str, Put] = {}
        self.kinds: Kinds = kindbook.builtin()
        self.devices: dict[int, Known] = {}
        self.ids: dict[str, int] = {}
        self.codes: dict[int, str] = {}
        self.permits: dict[int, Permit] = {}
        self.board = Board({})
        self.quiet = Quiet(self.board)
        self.vitals = Vitals()
        self.book = Book()
        self.tallies: dict[Group, Tally] = {}
        self.recent: deque[tuple[int, int]] = deque(
            maxlen=4096
        )  # of the last batches: oldest time, readings in all

    def lately(self, most: int) -> int | None:
        """A time (µs) since which about so many readings came; None while all that is remembered are fewer."""
        found = None
        for at, total in reversed(self.recent):
            if self.readings - total >= most:
                return found
            found = at if found is None else min(found, at)
        return None

    @property
    def facts_stamp(self) -> int:
        return self._facts_stamp

    @facts_stamp.setter
    def facts_stamp(self, stamp: int) -> None:
        self._facts_stamp, self.lines_read, self._gate = stamp, {}, None

    # Steps

    def take(self, batch: Batch, stamp: int) -> Taken:
        """The next step is a (bound) batch, all of it new."""
        self._step(stamp)
        self.readings += len(batch)
        self.recent.append((int(batch.at.min()), self.readings))
        changes: list[Change] = []
        positions = self.quiet.sift(batch, self.book.version)
        for position, signal in zip(positions, batch.signals(self.codes, positions), strict=True):
            line = int(batch.line[position])
            device = self.devices[batch.lines[line][0]].facts
            changes += self.board.push(device, signal, self.quiet.concerned(self.quiet.slot_of(line), signal))
        self.quiet.settle()
        heard = self.vitals.hear(batch, self.position, self.book.version)
        self.book.move(batch)
        return Taken(changes, heard, self._tally(changes))

    def gate(self) -> Gate:
        """Which lines of the book may come the short way, as far as anybody asked."""
        if self._gate is None or self._gate.version != self.book.version:
            self._gate = Gate(self.book.version)
        return self._gate

    def unpack(self, raw: bytes | memoryview) -> Batch:
        """The batch of a step that is next to be folded. Raises msgspec.DecodeError or ValueError for any other."""
        batch = packing.unpack(raw, self.book.lines)
        self.book.begin(batch.begun)
        return batch

    def look(self, now: int) -> list[Change]:
        """What the rules' timers do by now (µs). With changes it must become a step: woken()."""
        return self.board.wake(now)

    def woken(self, changes: Sequence[Change], stamp: int) -> dict[Group, Tally]:
        """The next step is a look that changed something; returns the tallies as they were."""
        self._step(stamp)
        return self._tally(changes)

    def skip(self, stamp: int) -> None:
        """The next step changes nothing here."""
        self._step(stamp)

    def _step(self, stamp: int) -> None:
        self.position, self.stamp = self.position + 1, stamp

    def tell(self, kind: str, told: Any) -> None:
        """One thing people or clocks did in the present step. Unknown kinds change nothing."""
        act = getattr(self, f"_tell_{kind}", None)
        if act is not None:
            act(told)

    # Commands

    def _tell_device(self, told: dict[str, Any]) -> None:
        self.facts_stamp = self.stamp
        known = known_device(told)
        was = self.devices.get(known.facts.id)
        if was is not None:
            self.ids.pop(was.facts.code, None)
        self._place(known)

    def _place(self, known: Known) -> None:
        facts = known.facts
        self.devices[facts.id] = known
        self.ids[facts.code], self.codes[facts.id] = facts.id, facts.code
        self.board.device(facts)
        self.quiet.changed()
        self.vitals.ensure(facts.id, self.expected(known))

    def mine(self, known: Known) -> bool:
        """Whether the device's silence is this lane's to notice. What it sends is judged wherever it comes."""
        number, of = self.share
        facts = known.facts
        zones = [{"shop": zone.shop} for zone in facts.zones]
        return of == 1 or lane_of(place_of(facts.code, facts.shop, facts.building, zones), of) == number

    def _tell_gone(self, told: dict[str, Any]) -> None:
        """A device's row was deleted (it never spoke, else its warnings and readings hold it)."""
        self.facts_stamp = self.stamp
        known = self.devices.pop(told["id"], None)
        if known is not None:
            self.ids.pop(known.facts.code, None)
            self.vitals.ensure(known.facts.id, 0)

    def _tell_rule(self, told: dict[str, Any]) -> None:
        self.facts_stamp = self.stamp
        self._rule(msgspec.convert(told, Put))

    def _rule(self, put: Put) -> None:
        self.quiet.changed()
        self.rules[put.scenario] = put
        kinds = kindbook.with_extra(one.kinds for _, one in sorted(self.rules.items()) if one.kinds)
        if kinds != self.kinds:
            self.kinds = kinds
            for known in self.devices.values():
                self.vitals.ensure(known.facts.id, self.expected(known))
        if put.active:
            self.board.install(load(put.spec))
            self._hear_again()
        else:
            self.board.withdraw(put.scenario)
            self.tallies = {group: one for group, one in self.tallies.items() if group in self.board.live}

    def _hear_again(self) -> None:
        """A rule that listens for silence knows from the start who spoke when."""
        for key in self.devices if ANY in self.board.hears else ():
            vital = self.vitals.get(key)
            if vital is not None and vital.seen is not None:
                self.board.hear(key, ANY, vital.seen)

    def _tell_permit(self, told: dict[str, Any]) -> None:
        if told.get("revoked"):
            self.permits.pop(told["id"], None)
            self.board.disallow(told["id"])
        else:
            permit = msgspec.convert(told, Permit)
            self.permits[permit.id] = permit
            self.board.allow(permit)

    def _tell_calendar(self, told: dict[str, Any]) -> None:
        """The office's working calendar was edited: {"version", "plain"} (kernel.worktime.plain)."""
        self.board.office(from_plain(told["version"], told["plain"]))

    def _tell_warning(self, told: dict[str, Any]) -> None:
        """A person or a case moved a warning: {"group": [scenario, subject], "state", "rearm"}."""
        group = (told["group"][0], told["group"][1])
        if told.get("rearm"):
            self.quiet.whole(sorted(self.board.levels.get(group, ())))
            self.board.rearm([group])
        self.board.settle(group, told["state"])
        if group not in self.board.live:
            self.tallies.pop(group, None)

    def _tell_silent(self, told: dict[str, Any]) -> None:
        self.vitals.fall_silent(told["ids"], self.position)

    def _tell_forgive(self, told: dict[str, Any]) -> None:
        self.vitals.forgive(told["now"], self.position)
        self.board.forgive(told["now"])

    def _tell_heard(self, told: dict[str, Any]) -> None:
        """What devices last said was learnt from elsewhere: {"devices": [Vital]}."""
        for one in msgspec.convert(told["devices"], list[Vital]):
            device = self.devices.get(one.id)
            if device is not None and self.mine(device):
                self.vitals.put(one, self.position)

    # What follows

    def expected(self, known: Known) -> int:
        """How many seconds the device may be silent; 0 when its silence says nothing."""
        if known.facts.events_only or not self.mine(known):
            return 0
        if known.expected_seconds is not None:
            return known.expected_seconds
        kind = self.kinds.device.get(known.facts.kind)
        return kind.expected_seconds if kind else FALLBACK_SECONDS

    def specs(self) -> Mapping[str, RuleSpec]:
        """The rules in force by scenario."""
        return self.board.specs

    def _tally(self, changes: Iterable[Change]) -> dict[Group, Tally]:
        """Counts what warnings were seen; returns how the groups stood before."""
        before: dict[Group, Tally] = {}
        for change in changes:
            tally = self.tallies.get(change.group)
            if tally is not None and change.group not in before:
                before[change.group] = msgspec.structs.replace(tally)
            if change.what == "open" or tally is None:
                if change.what == "open":
                    self.tallies[change.group] = Tally(change.count, change.at, changed=self.position)
            elif change.what == "clear":
                tally.recovered, tally.changed = True, self.position
                if change.group not in self.board.live:
                    del self.tallies[change.group]
            elif change.what in {"raise", "lower", "touch"}:
                tally.count += change.count
                tally.last_at = max(tally.last_at, change.at)
                tally.recovered, tally.changed = False, self.position
        return before

    # From a start, and across a restart

    def begin(
        self,
        rules: Iterable[Put],
        devices: Iterable[Known],
        permits: Iterable[Permit],
        vitals: Iterable[Vital] = (),
        living: Iterable[tuple[Group, Live, Tally]] = (),
    ) -> None:
        """The state of a lane that begins with these; streams start empty."""
        for put in rules:
            self._rule(put)
        for known in devices:
            self._place(known)
        for permit in permits:
            self.permits[permit.id] = permit
            self.board.allow(permit)
        for vital in vitals:
            device = self.devices.get(vital.id)
            if device is None or self.mine(device):
                self.vitals.put(vital, self.position)
        self._hear_again()
        for group, live, tally in living:
            self.board.live[group] = live
            self.tallies[group] = tally

    def dump(self) -> bytes:
        """Everything (MessagePack); restore() of an empty state with the same position gives an equal one."""
        parts = _Dump(
            [self.rules[name] for name in sorted(self.rules)],
            list(self.devices.values()),
            list(self.permits.values()),
            self.facts_stamp,
            sorted(self.tallies.items()),
            self.board.dump(),
            self.quiet.dump(),
            self.vitals.dump(),
            *self.book.dump(),
            calendar=(days.version, to_plain(days)) if (days := self.board.calendar) else None,
        )
        return msgspec.msgpack.encode(parts)

    def restore(self, raw: bytes) -> None:
        """Takes the state of dump(). Raises msgspec.DecodeError."""
        found = msgspec.msgpack.decode(raw, type=_Dump)
        self.begin(found.rules, (), found.permits)
        for known in found.devices:
            facts = known.facts
            self.devices[facts.id] = known
            self.ids[facts.code], self.codes[facts.id] = facts.id, facts.code
        self.board.devices = {key: known.facts for key, known in self.devices.items()}
        if found.calendar is not None:
            self.board.calendar = from_plain(*found.calendar)
        self.board.restore(found.board)
        self.quiet.restore(found.quiet)
        self.vitals.restore(found.vitals)
        self.book.restore(found.lines, found.marks)
        self.tallies = dict(found.tallies)
        self.facts_stamp = found.facts_stamp


def known_device(told: Mapping[str, Any]) -> Known:
    """A device from the told of its command; zones or limits nobody can read count as none."""
    fields = {name: told.get(name) for name in ("id", "code", "kind", "shop", "building", "zones", "limits")}
    fields |= {name: bool(told.get(name)) for name in ("events_only", "trial")}
    fields |= {name: list(told.get(name) or ()) for name in ("doubted", "tags")}
    for part, nothing in (("zones", []), ("limits", {})):
        try:
            msgspec.convert({"id": 0, "code": "", "kind": "", part: fields[part]}, Device)
        except msgspec.ValidationError:
            fields[part] = nothing
    facts = msgspec.convert(fields, Device)
    return Known(facts, bool(told.get("in_service", True)), told.get("expected_seconds"))
