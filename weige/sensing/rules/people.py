"""What people do to a board, what survives a restart, and what is kept elsewhere: the board's quiet side. Pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

import msgspec

from weige.kernel.worktime.calendar import Calendar
from weige.sensing.rules.change import Group, Key, Live
from weige.sensing.rules.permits import Permit
from weige.sensing.rules.routing import Device, place_of
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.stream import Stream, rearm
from weige.sensing.rules.warning import LIVE, OPEN


class _Dump(msgspec.Struct):
    """All state of a board that does not come from rules, devices and permits."""

    streams: list[tuple[Key, Stream]]
    live: list[tuple[Group, Live]]
    heard: list[tuple[tuple[int, str], int]]
    missing: list[tuple[str, list[int]]]
    late: int = 0


class People(ABC):
    """The part of Board (see there) that no signal and no timer calls."""

    specs: dict[str, RuleSpec]
    streams: dict[Key, Stream]
    live: dict[Group, Live]
    permits: dict[str, Sequence[Permit]]
    devices: dict[int, Device]
    heard: dict[tuple[int, str], int]
    missing: dict[str, set[int]]
    levels: dict[Group, dict[int, int]]
    known: dict[tuple[str, int], set[str]]
    late: int
    calendar: Calendar | None

    @abstractmethod
    def build(self) -> None:
        """Everything derived from rules, devices and streams anew."""

    @abstractmethod
    def note(self, key: Key, stream: Stream) -> None:
        """A stream came or was changed from outside: its level counts, its timer is set."""

    @abstractmethod
    def remember(self, device_id: int) -> None:
        """A device became known: what was there of it before counts from now on."""

    def device(self, device: Device) -> None:
        """A device as it is from now on."""
        before = self.devices.get(device.id)
        self.devices[device.id] = device
        if before is not None and (place_of(before) != place_of(device) or before.kind != device.kind):
            self.build()
        elif before is None:
            self.remember(device.id)

    def forgive(self, now: int) -> None:
        """We could not hear for a while: whoever was not yet called silent counts as heard now (µs)."""
        self.heard = {key: max(at, now) for key, at in self.heard.items()}

    def office(self, calendar: Calendar | None) -> None:
        """The office's working calendar is this one from now on: rules that ask for working days wake by it."""
        self.calendar = calendar
        self.build()

    def install(self, spec: RuleSpec) -> None:
        """Puts a rule in force; a newer version takes over the streams of the older.

        A rule that listens for silence begins with what was heard before: hear() tells it.
        """
        self.specs = {**self.specs, spec.scenario: spec}
        self.build()

    def withdraw(self, scenario: str) -> None:
        """Takes a rule out of force with its streams and unconfirmed warnings."""
        self.specs = {name: spec for name, spec in self.specs.items() if name != scenario}
        self.missing.pop(scenario, None)
        for key in [key for key in self.streams if key[0] == scenario]:
            self.release(key)
        for group in [one for one, live in self.live.items() if one[0] == scenario and live.state == OPEN]:
            del self.live[group]
        self.build()

    def allow(self, permit: Permit) -> None:
        """A permit is in force (its days and hours decide when)."""
        self.disallow(permit.id)
        self.permits = {**self.permits, permit.place: [*self.permits.get(permit.place, ()), permit]}

    def disallow(self, permit_id: int) -> None:
        """A permit counts no longer."""
        self.permits = {
            place: [one for one in permits if one.id != permit_id] for place, permits in self.permits.items()
        }

    def settle(self, group: Group, state: str) -> None:
        """A person or a case moved the group's warning: confirmed, or over (any state that is not living)."""
        live = self.live.get(group)
        if state not in LIVE:
            self.live.pop(group, None)
        elif live is not None:
            live.state = state

    def rearm(self, groups: Iterable[Group]) -> None:
        """The condition must last the full time anew (its streams forget the warning)."""
        for scenario, subject in sorted(set(groups)):
            for device_id in sorted(self.levels.get((scenario, subject), ())):
                key = (scenario, device_id, subject)
                rearm(self.streams[key])
                self.note(key, self.streams[key])

    def dump(self) -> bytes:
        """All state but rules, devices and permits; equal boards give equal bytes."""
        return msgspec.msgpack.encode(
            _Dump(
                streams=sorted(self.streams.items(), key=lambda one: one[0]),
                live=sorted(self.live.items(), key=lambda one: one[0]),
                heard=sorted(self.heard.items()),
                missing=sorted((name, sorted(ids)) for name, ids in self.missing.items() if ids),
                late=self.late,
            )
        )

    def restore(self, raw: bytes) -> None:
        """Takes the state of dump(). Raises msgspec.DecodeError for another layout."""
        found = msgspec.msgpack.decode(raw, type=_Dump)
        self.streams, self.live = dict(found.streams), dict(found.live)
        self.heard, self.late = dict(found.heard), found.late
        self.missing = {name: set(ids) for name, ids in found.missing}
        self.build()

    def adopt(self, key: Key, stream: Stream) -> None:
        """Takes an idle stream in."""
        self.streams[key] = stream
        self.note(key, stream)

    def release(self, key: Key) -> Stream:
        """Gives a stream away: from now on it is at rest."""
        scenario, device_id, subject = key
        levels = self.levels.get((scenario, subject), {})
        levels.pop(device_id, None)
        if not levels:
            self.levels.pop((scenario, subject), None)
        self.known.get((scenario, device_id), set()).discard(subject)
        return self.streams.pop(key)
