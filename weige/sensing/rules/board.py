"""The board: all streams and living warnings of a lane, and what each signal changes. Pure.

Signals are pushed one by one in the order they arrived; a batch is nothing but a bag, so any split of the
same signals gives the same changes.

The contract with the lane (services.lane), which holds one board per process and folds the same steps in all:
- Everything a board comes to follows from the calls below in their order. No clock, no randomness, no order of sets.
  Of a signal it reads device, kind, at, value, data, shas and judged; never id or source (a packed signal has none).
- push() and wake() return changes and keep the rest to themselves. A wake() that returns no change has left
  everything as it was (it is not written down); what a timer does is dated by its due time, not by the wake.
- due() is cheap: the lane asks it every half second.
- device(), install(), withdraw(), allow(), disallow(), settle(), rearm() are what people do.
- dump() and restore() carry all state (streams, living warnings, timers, whatever judges remember) across a
  restart; rules, devices and permits are given anew before restore().
- adopt() and release() move one idle stream in and out: the lane keeps idle streams of threshold rules in columns
  (rules.quiet says which values leave such a stream as it is), so a stream that is not there is one at rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from typing import Literal

import msgspec

from weige.sensing.rules import routing
from weige.sensing.rules.levels import NONE, rank
from weige.sensing.rules.machine import SECOND, Sample, State
from weige.sensing.rules.permits import Permit, allowing, local
from weige.sensing.rules.routing import Device, Seen
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import RuleSpec, hours
from weige.sensing.rules.stream import HORIZON, Stream, idle, push, rearm
from weige.sensing.rules.warning import CONFIRMED, LIVE, OPEN

Group = tuple[str, str]  # scenario, subject: at most one living warning
Key = tuple[str, int, str]  # scenario, device id, subject: one stream


class Live(msgspec.Struct):
    """A living warning as far as judging goes."""

    state: str
    level: int


class _Dump(msgspec.Struct):
    """All state of a board that does not come from rules, devices and permits."""

    streams: list[tuple[Key, Stream]]
    live: list[tuple[Group, Live]]
    late: int = 0


@dataclass(frozen=True)
class Change:
    """What one signal did to one group.

    what: "open", "raise", "touch" (the problem was seen again), "clear". confirm: the pack lets the system
    confirm at this moment. count: signals it stands for. span, trace, pictures: of the stretch that set it
    off.
    """

    what: Literal["open", "raise", "touch", "clear"]
    group: Group
    device_id: int
    at: int
    level: int = NONE
    confirm: bool = False
    count: int = 1
    span: tuple[int, int] | None = None
    trace: tuple[tuple[int, float], ...] = ()
    pictures: tuple[tuple[int, str], ...] = ()
    zone: routing.Zone | None = None
    value: float | None = None


@dataclass(frozen=True)
class _Step:
    """One sample of one stream, and its group's level before and after it."""

    group: Group
    before: int
    after: int
    sample: Sample
    tip: State

    def change(
        self,
        what: Literal["open", "raise", "touch", "clear"],
        confirm: bool = False,
        pictures: tuple[tuple[int, str], ...] = (),
    ) -> Change:
        run = self.tip.runs.get(self.after)
        counts = {"open": run.count if run else 1, "clear": 0}
        return Change(
            what=what,
            group=self.group,
            device_id=0,
            at=self.sample.at,
            level=self.after,
            confirm=confirm,
            count=counts.get(what, 1),
            span=self.tip.span,
            trace=tuple(self.tip.trace) if what in {"open", "raise"} else (),
            pictures=pictures,
            value=self.sample.value,
        )


@dataclass
class Board:
    """specs by scenario; streams, live warnings and permits (by place) as loaded; devices by id, for timers."""

    specs: Mapping[str, RuleSpec]
    streams: dict[Key, Stream] = field(default_factory=dict)
    live: dict[Group, Live] = field(default_factory=dict)
    permits: Mapping[str, Sequence[Permit]] = field(default_factory=dict)
    devices: dict[int, Device] = field(default_factory=dict)
    touched: set[Key] = field(default_factory=set)
    late: int = 0

    def __post_init__(self) -> None:
        self.specs, self.permits = dict(self.specs), dict(self.permits)
        self.levels: dict[Group, dict[int, int]] = {}
        self.known: dict[tuple[str, int], set[str]] = {}
        self.timers: list[tuple[int, Key]] = []
        for key, stream in self.streams.items():
            self._note(key, stream)
        self._set_timers()

    def _note(self, key: Key, stream: Stream) -> None:
        scenario, device_id, subject = key
        self.levels.setdefault((scenario, subject), {})[device_id] = stream.tip.level
        self.known.setdefault((scenario, device_id), set()).add(subject)

    def _set_timers(self) -> None:
        """All timers anew, after streams, devices or rules changed by other ways than a signal."""
        self.timers = []
        for key, stream in self.streams.items():
            self._set_timer(key, stream)
        heapify(self.timers)

    def _set_timer(self, key: Key, stream: Stream) -> None:
        device = self.devices.get(key[1])
        due = clear_due(self.specs[key[0]], device, stream) if device else None
        if due is not None:
            heappush(self.timers, (due, key))

    # What people do

    def device(self, device: Device) -> None:
        """A device as it is from now on."""
        self.devices[device.id] = device
        for scenario in self.specs:
            for subject in self.known.get((scenario, device.id), ()):
                key = (scenario, device.id, subject)
                self._set_timer(key, self.streams[key])

    def install(self, spec: RuleSpec) -> None:
        """Puts a rule in force; a newer version takes over the streams of the older."""
        self.specs = {**self.specs, spec.scenario: spec}
        self._set_timers()

    def withdraw(self, scenario: str) -> None:
        """Takes a rule out of force with its streams and unconfirmed warnings."""
        self.specs = {name: spec for name, spec in self.specs.items() if name != scenario}
        for key in [key for key in self.streams if key[0] == scenario]:
            self.release(key)
        for group in [
            group for group, live in self.live.items() if group[0] == scenario and live.state == OPEN
        ]:
            del self.live[group]

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
        wanted = set(groups)
        for key, stream in self.streams.items():
            if (key[0], key[2]) in wanted:
                rearm(stream)
                self._note(key, stream)

    # What time does

    def due(self) -> int | None:
        """When wake() may have something to do: a moment (µs) not later than the first timer."""
        return self.timers[0][0] + HORIZON if self.timers else None

    def wake(self, now: int) -> list[Change]:
        """What has ended by itself: a signal that may still be judged in its place is waited for (HORIZON)."""
        changes: list[Change] = []
        while self.timers and self.timers[0][0] < now - HORIZON:
            due, key = heappop(self.timers)
            stream, device = self.streams.get(key), self.devices.get(key[1])
            spec = self.specs.get(key[0])
            if stream is None or device is None or spec is None or clear_due(spec, device, stream) != due:
                continue  # heard of again since: that set a timer of its own
            changes += self.feed(spec, key, Sample(due, None))
            self._set_timer(key, stream)
        return changes

    # What survives a restart, and what is kept elsewhere

    def dump(self) -> bytes:
        """All state but rules, devices and permits."""
        return msgspec.msgpack.encode(
            _Dump(sorted(self.streams.items()), sorted(self.live.items()), self.late)
        )

    def restore(self, raw: bytes) -> None:
        """Takes the state of dump(). Raises msgspec.DecodeError for another layout."""
        found = msgspec.msgpack.decode(raw, type=_Dump)
        self.streams, self.live, self.late = dict(found.streams), dict(found.live), found.late
        self.__post_init__()

    def adopt(self, key: Key, stream: Stream) -> None:
        """Takes an idle stream in."""
        self.streams[key] = stream
        self._note(key, stream)

    def release(self, key: Key) -> Stream:
        """Gives a stream away: from now on it is at rest."""
        scenario, device_id, subject = key
        levels = self.levels.get((scenario, subject), {})
        levels.pop(device_id, None)
        if not levels:
            self.levels.pop((scenario, subject), None)
        self.known.get((scenario, device_id), set()).discard(subject)
        return self.streams.pop(key)

    # What devices say

    def push(self, device: Device, signal: Signal) -> list[Change]:
        """Judges one signal under every rule.

        Raises nothing for odd data: what says nothing changes nothing.
        """
        changes: list[Change] = []
        for scenario in sorted(self.specs):
            spec = self.specs[scenario]
            if not signal.judged or not routing.concerns(spec, device):
                continue
            found = {one.subject: one for one in routing.seen(spec, device, signal)}
            for subject in sorted(self._subjects(spec, device, signal, found)):
                changes += self._subject(spec, device, signal, subject, found.get(subject))
        return changes

    def _subjects(
        self, spec: RuleSpec, device: Device, signal: Signal, found: Mapping[str, Seen]
    ) -> set[str]:
        """Those reported, and (for presence) those known: any word of a camera is a look at all it covers."""
        if spec.judge == "threshold":
            return set(found)
        looked = signal.kind == spec.signal.kind or not device.events_only
        return set(found) | (self.known.get((spec.scenario, device.id), set()) if looked else set())

    def _subject(
        self, spec: RuleSpec, device: Device, signal: Signal, subject: str, found: Seen | None
    ) -> list[Change]:
        key = (spec.scenario, device.id, subject)
        stream = self.streams.get(key)
        sample = self._sample(spec, device, signal, subject, found)
        if stream is None or (sample.value is None and idle(stream)):
            if sample.value is None:
                return []
            stream = stream or Stream()
            self.streams[key] = stream
            self.known.setdefault((spec.scenario, device.id), set()).add(subject)
        changes = []
        due = clear_due(spec, device, stream)
        if due is not None and sample.at > due:
            changes += self.feed(spec, key, Sample(due, None))
        changes += self.feed(spec, key, sample, found.zone if found else None)
        if device.events_only:
            self._set_timer(key, stream)
        return changes

    def _sample(
        self, spec: RuleSpec, device: Device, signal: Signal, subject: str, found: Seen | None
    ) -> Sample:
        limit = device.limits.get(spec.signal.kind) or spec.limit
        value = found.value if found else None
        if value is not None and self.permit(spec, subject, found, signal.at):
            value = None
        pictures = signal.shas if value is not None else ()
        return Sample(
            signal.at, value, limit.value if limit else None, limit.rate if limit else None, pictures
        )

    def permit(self, spec: RuleSpec, subject: str, found: Seen | None, at: int) -> Permit | None:
        """The permit that allows the thing at this place and time, if any."""
        if not spec.unless:
            return None
        zone_shop = found.zone.shop if found and found.zone else None
        for place in routing.places(subject, zone_shop):
            permits = [one for one in self.permits.get(place, ()) if one.kind in spec.unless]
            allowed = allowing(permits, at)
            if allowed:
                return allowed
        return None

    def feed(
        self, spec: RuleSpec, key: Key, sample: Sample, zone: routing.Zone | None = None
    ) -> list[Change]:
        """Pushes one sample and compares the group before and after."""
        scenario, device_id, subject = key
        stream, levels = self.streams[key], self.levels.setdefault((scenario, subject), {})
        before = max(levels.values(), default=NONE)
        self.touched.add(key)
        if not push(spec, stream, sample):
            self.late += 1
            return []
        levels[device_id] = stream.tip.level
        step = _Step((scenario, subject), before, max(levels.values()), sample, stream.tip)
        change = self._change(spec, step)
        return [replace(change, device_id=device_id, zone=zone)] if change else []

    def _change(self, spec: RuleSpec, step: _Step) -> Change | None:
        """What becomes of the group's warning: opened, raised, cleared, seen again, or nothing."""
        live = self.live.get(step.group)
        confirm = step.after > step.before and self._auto(spec, step.after, step.sample.at)
        if live is None:
            if step.after <= step.before:
                return None
            self.live[step.group] = Live(CONFIRMED if confirm else OPEN, step.after)
            return step.change("open", confirm, pictures=tuple(step.tip.pictures))
        pictures = tuple((step.sample.at, sha) for sha in step.sample.pictures)
        if step.after > live.level:
            confirm = confirm and live.state == OPEN
            live.level, live.state = step.after, CONFIRMED if confirm else live.state
            return step.change("raise", confirm, pictures=pictures)
        if step.before > NONE and step.after == NONE:
            if live.state == OPEN:
                del self.live[step.group]
            return step.change("clear")
        return step.change("touch", pictures=pictures) if step.tip.hold > NONE else None

    def _auto(self, spec: RuleSpec, level: int, at: int) -> bool:
        if spec.confirm.mode != "auto":
            return False
        if spec.confirm.levels and level not in {rank(one) for one in spec.confirm.levels}:
            return False
        span = hours(spec.confirm.hours)
        return span is None or span.holds(local(at).time())


def clear_due(spec: RuleSpec, device: Device, stream: Stream) -> int | None:
    """When a warning fed by a device that speaks only of events ends for want of another one; None
    otherwise.
    """
    tip = stream.tip
    if not device.events_only or spec.judge != "presence" or tip.level == NONE:
        return None
    return tip.held[tip.level] + spec.clear_after_s * SECOND
