"""The board: all streams and living warnings of a lane, and what each signal and each moment changes. Pure.

Signals are pushed one by one in the order they arrived; a batch is nothing but a bag, so any split of the
same signals gives the same changes. Timers (agenda.py) act at the moment they were due, by signal time,
whenever somebody wakes the board: at the latest when the next signal from their place comes in.

The contract with the lane (services.lane), which holds one board per process and folds the same steps in all:
- Everything a board comes to follows from the calls below in their order. No clock, no randomness, no order of sets.
  Of a signal it reads device, kind, at, value, data, shas and judged; never id or source (a packed signal has none).
- push() and wake() return changes and keep the rest to themselves. A wake() that returns no change has left
  everything as it was (it is not written down); what a timer does is dated by its due time, not by the wake. Where
  a timer moved something that no warning shows, the change is a "mark".
- due() is cheap: the lane asks it every half second.
- device(), install(), withdraw(), allow(), disallow(), settle(), rearm() (people.py) are what people do.
- dump() and restore() (people.py) carry all state (streams, living warnings, who was heard when, who is silent)
  across a restart; rules, devices and permits are given anew before restore(). Timers follow from the state.
- adopt() and release() move one idle stream in and out: the lane keeps idle streams of threshold rules in columns
  (judges.quiet_below says which values leave such a stream as it is), so a stream that is not there is one at rest.
  A value kept away from push() must be told by hear() while `hears` is not empty, and pushed while stirred().
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from weige.kernel.worktime.calendar import Calendar
from weige.sensing.rules import machine, routing
from weige.sensing.rules.agenda import Agenda
from weige.sensing.rules.change import Answer, Change, Group, Key, Live, What, mark
from weige.sensing.rules.judges import judge_of
from weige.sensing.rules.judges.base import times
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.people import People
from weige.sensing.rules.permits import Permit, allowing
from weige.sensing.rules.routing import Device, Seen
from weige.sensing.rules.schedule import awake, opens
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import ANY, RuleSpec
from weige.sensing.rules.standing import Standing, moment_of, sample_of
from weige.sensing.rules.state import SECOND, Sample
from weige.sensing.rules.step import Step, outcome, placed
from weige.sensing.rules.stream import HORIZON, Stream, idle, push

__all__ = ["Board", "Change", "Group", "Key", "Live"]

MISSING = "missing"  # in place of a subject: the timer that waits for a device's next word
DEPTH = 8  # rules over rules over rules …: more is a circle, and goes no further


class Board(People):
    """specs by scenario; streams, live warnings and permits (by place) as loaded; touched collects stream keys.

    devices: those known by id (wake() needs them; push() remembers each). heard: (device id, kind of signal)
    → newest signal time, kind "any" for every word; kept for the kinds in `hears` only. missing: rule → ids of
    devices that give it no data. calendar: of the office, for rules that ask for working days.
    """

    def __init__(
        self,
        specs: Mapping[str, RuleSpec],
        streams: dict[Key, Stream] | None = None,
        live: dict[Group, Live] | None = None,
        permits: Mapping[str, Sequence[Permit]] | None = None,
        devices: dict[int, Device] | None = None,
        *,
        heard: dict[tuple[int, str], int] | None = None,
        missing: dict[str, set[int]] | None = None,
        calendar: Calendar | None = None,
    ) -> None:
        self.streams = {} if streams is None else streams
        self.live = {} if live is None else live
        self.permits = dict(permits or {})
        self.devices = {} if devices is None else devices
        self.heard = {} if heard is None else heard
        self.missing = {} if missing is None else missing
        self.calendar = calendar
        self.touched: set[Key] = set()
        self.late = 0
        self.specs = dict(specs)
        self.build()

    def build(self) -> None:
        """Everything that follows from rules, devices and state, anew: after they came from elsewhere."""
        specs = self.specs
        self._timeless = {name for name, one in specs.items() if machine.timeless(one)}
        self._absences = [name for name, one in specs.items() if one.judge == "absence"]
        self.hears = {one.signal.kind for one in specs.values() if one.judge == "absence" or one.missing_s}
        self.heard = {key: at for key, at in self.heard.items() if key[1] in self.hears}
        self.levels: dict[Group, dict[int, int]] = {}
        self.known: dict[tuple[str, int], set[str]] = {}
        self._standing = Standing(specs)
        self._routes: dict[tuple[str, bool, bool, str], list[RuleSpec]] = {}
        self._agenda = Agenda()
        for key, stream in self.streams.items():
            self.note(key, stream)
        for device_id, kind in self.heard:
            self._watch(device_id, kind)

    def note(self, key: Key, stream: Stream) -> None:
        """A stream came or was changed from outside: its level counts, its timer is set."""
        scenario, device_id, subject = key
        self.levels.setdefault((scenario, subject), {})[device_id] = stream.tip.level
        self.known.setdefault((scenario, device_id), set()).add(subject)
        if device_id in self.devices:
            self._standing.note(key, self.devices[device_id], stream.tip.level)
            self._arm(key)

    def remember(self, device_id: int) -> None:
        """A device became known: what was there of it before counts from now on."""
        for name in self.specs:
            for subject in sorted(self.known.get((name, device_id), ())):
                self.note((name, device_id, subject), self.streams[name, device_id, subject])
        for kind in sorted(self.hears):
            if (device_id, kind) in self.heard:
                self._watch(device_id, kind)

    def push(self, device: Device, signal: Signal, specs: Sequence[RuleSpec] | None = None) -> list[Change]:
        """Judges one signal under every rule, or under these (by scenario) when it can concern no other."""
        self.devices[device.id] = device
        if not signal.judged:
            return []
        changes = self.overdue(routing.place_of(device), signal.at)
        changes += self._return(device, signal)
        self.hear(device.id, signal.kind, signal.at)
        for spec in self.listeners(device, signal.kind) if specs is None else specs:
            found = {one.subject: one for one in routing.seen(spec, device, signal)}
            for subject in sorted(self._subjects(spec, device, signal, found)):
                changes += self._subject(spec, device, signal, subject, found.get(subject))
        return changes

    def due(self) -> int | None:
        """When wake() may have something to do: a moment (µs) not later than the first timer; None: never."""
        return self._agenda.next()

    def wake(self, now: int) -> list[Change]:
        """Does what was due at `now` (µs) or before, each at its own moment, in the order of those moments."""
        changes: list[Change] = []
        while (found := self._agenda.take_any(now)) is not None:
            changes += self._ring(*found)
        return changes

    def hear(self, device_id: int, kind: str, at: int) -> None:
        """Notes that a device spoke: for whoever keeps quiet values away from push()."""
        for each in (kind, ANY):
            if each in self.hears:
                before = self.heard.get((device_id, each))
                self.heard[device_id, each] = at if before is None else max(before, at)
                if before is None:
                    self._watch(device_id, each)

    def stirred(self, device_id: int) -> bool:
        """Whether the device's next word ends a silence: then it must be pushed, however quiet its value."""
        if any(device_id in ids for ids in self.missing.values()):
            return True
        return any(
            not idle(self.streams[name, device_id, subject])
            for name in self._absences
            for subject in self.known.get((name, device_id), ())
        )

    def listeners(self, device: Device, kind: str) -> list[RuleSpec]:
        """The rules such a signal may concern, by scenario."""
        route = (device.kind, device.events_only, device.trial, kind)
        found = self._routes.get(route)
        if found is None:
            specs = [self.specs[name] for name in sorted(self.specs)]
            found = self._routes[route] = [one for one in specs if routing.listens(one, device, kind)]
        return found

    def asked(self, scenario: str) -> bool:
        """Whether rules over rules look at what this one comes to."""
        return scenario in self._standing.asking

    def waiting(self, device_id: int) -> int | None:
        """When the first timer of the device's place is due at the earliest; None: it has none."""
        return self._agenda.next_of(routing.place_of(self.devices[device_id]))

    def _subjects(
        self, spec: RuleSpec, device: Device, signal: Signal, found: Mapping[str, Seen]
    ) -> set[str]:
        """Those reported, and (for presence) those known: any word of a camera is a look at all it covers."""
        if spec.judge == "event":
            return {routing.told_subject(spec, device, signal)} - {""}
        known = self.known.get((spec.scenario, device.id), set())
        return set(found) | (known if routing.looks(spec) else set())

    def _subject(
        self, spec: RuleSpec, device: Device, signal: Signal, subject: str, found: Seen | None
    ) -> list[Change]:
        sample = self._sample(spec, device, signal, subject, found)
        return self.judge(spec, device, subject, sample, found.zone if found else None)

    def judge(
        self, spec: RuleSpec, device: Device, subject: str, sample: Sample, zone: routing.Zone | None = None
    ) -> list[Change]:
        """One sample about one subject, after what time alone had to do there."""
        key = (spec.scenario, device.id, subject)
        stream = self.streams.get(key)
        if stream is None or (sample.value is None and idle(stream)):
            if sample.value is None:
                return []
            if stream is None and spec.judge != "absence":
                stream = self._stream(key)
        if stream is None or (spec.judge == "absence" and idle(stream)):
            return []
        changes: list[Change] = []
        while (due := self._own_due(spec, device, stream)) is not None and sample.at > due:
            changes += self.feed(spec, key, Sample(due, None, tick=True))
        return changes + self.feed(spec, key, sample, zone)

    def _stream(self, key: Key) -> Stream:
        if key not in self.streams:
            self.streams[key] = Stream()
            self.known.setdefault(key[:2], set()).add(key[2])
        return self.streams[key]

    def _sample(
        self, spec: RuleSpec, device: Device, signal: Signal, subject: str, found: Seen | None
    ) -> Sample:
        limit = device.limits.get(spec.signal.kind) or spec.limit
        value = found.value if found else None
        if value is not None and self.permit(spec, subject, found.zone if found else None, signal.at):
            value = None
        return Sample(
            signal.at,
            value,
            limit.value if limit else None,
            limit.rate if limit else None,
            signal.shas if value is not None else (),
            limit.low if limit else None,
            active=awake(spec.schedule, signal.at, self.calendar),
        )

    def permit(self, spec: RuleSpec, subject: str, zone: routing.Zone | None, at: int) -> Permit | None:
        """The permit that allows the thing at this place and time, if any."""
        if not spec.unless:
            return None
        for place in routing.places(subject, zone.shop if zone else None):
            permits = [one for one in self.permits.get(place, ()) if one.kind in spec.unless]
            allowed = allowing(permits, at)
            if allowed:
                return allowed
        return None

    def feed(
        self, spec: RuleSpec, key: Key, sample: Sample, zone: routing.Zone | None = None, depth: int = 0
    ) -> list[Change]:
        """Pushes one sample, compares the group before and after, and asks the rules over this one."""
        scenario, device_id, subject = key
        stream, levels = self.streams[key], self.levels.setdefault((scenario, subject), {})
        before = max(levels.values(), default=NONE)
        self.touched.add(key)
        if not push(spec, stream, sample):
            self.late += 1
            return []
        levels[device_id] = stream.tip.level
        if scenario not in self._timeless:
            self._arm(key)
        device = self.devices.get(device_id)
        trusted = device is None or scenario not in device.doubted
        step = Step((scenario, subject), before, max(levels.values()), sample, stream.tip, trusted)
        change = outcome(spec, self.live, step) if spec.warns else None
        changes = [placed(change, device_id, zone, stream)] if change else []
        if device is not None and self._standing.note(key, device, stream.tip.level):
            changes += self._ask(key, sample.at, zone, depth)
        return changes

    def _ask(self, key: Key, at: int, zone: routing.Zone | None, depth: int) -> list[Change]:
        """Feeds the rules over a rule whose level at a place has changed, or become unknown or known."""
        device = self.devices[key[1]]
        changes: list[Change] = []
        for spec in self._standing.asking.get(key[0], ()) if depth < DEPTH else ():
            shared = routing.shared_subject(spec, device, key[2])
            if shared:
                changes += self._answer(spec, device, shared, Answer(at, zone, depth + 1))
        return changes

    def _answer(self, spec: RuleSpec, device: Device, subject: str, answer: Answer) -> list[Change]:
        """One rule over rules looks at what they come to now at a subject."""
        enter, hold = self._standing.verdict(spec, subject, self._silent(spec))
        if self.permit(spec, subject, answer.zone, answer.at):
            enter = hold = NONE
        key = (spec.scenario, min(self.levels.get((spec.scenario, subject), ()), default=device.id), subject)
        if key not in self.streams and enter == NONE:
            return []
        stream = self._stream(key)
        at = moment_of(spec, stream.tip.at, answer.at)
        sample = sample_of(spec, (enter, hold), at, active=awake(spec.schedule, at, self.calendar))
        changes: list[Change] = []
        while (due := self._own_due(spec, device, stream)) is not None and at > due:
            changes += self.feed(spec, key, Sample(due, None, tick=True), answer.zone, answer.depth)
        fed = self.feed(spec, key, sample, answer.zone, answer.depth)
        return changes + [replace(one, device_id=device.id) for one in fed]

    def _silent(self, spec: RuleSpec) -> dict[str, set[str]]:
        """For a rule over rules: asked rule → the subjects at which one of its devices gives no data."""
        found: dict[str, set[str]] = {}
        for name, ids in self.missing.items():
            for device in (self.devices[one] for one in ids if one in self.devices):
                subjects = self.known.get((name, device.id)) or {f"device:{device.code}"}
                found.setdefault(name, set()).update(
                    routing.shared_subject(spec, device, subject) for subject in subjects
                )
        return found

    def overdue(self, place: str, before: int) -> list[Change]:
        """The timers of a place that were due before a signal from it."""
        changes: list[Change] = []
        while (found := self._agenda.take(place, before)) is not None:
            changes += self._ring(*found)
        return changes

    def _ring(self, set_for: int, key: Key) -> list[Change]:
        """A timer went off: if it is really due, its effects; else it is set anew."""
        scenario, device_id, subject = key
        spec, device = self.specs.get(scenario), self.devices.get(device_id)
        due = self._due(key) if spec and device else None
        if spec is None or device is None or due is None or due + self._grace(spec, device) > set_for:
            self._arm(key)
            return []
        if subject == MISSING:
            self.missing.setdefault(scenario, set()).add(device_id)
            return self._marked(spec, device, "missing", due) or [mark(key, due)]
        if spec.judge == "absence" and (key not in self.streams or idle(self.streams[key])):
            push(spec, self._stream(key), Sample(self.heard[device_id, spec.signal.kind], 1.0))
        active = awake(spec.schedule, due, self.calendar)
        return self.feed(spec, key, Sample(due, None, tick=True, active=active)) or [mark(key, due)]

    def _arm(self, key: Key) -> None:
        """Sets the timer of a key, if time can change anything for it."""
        device = self.devices.get(key[1])
        if device is not None:
            due = self._due(key)
            grace = self._grace(self.specs[key[0]], device)
            self._agenda.arm(key, routing.place_of(device), None if due is None else due + grace)

    def _due(self, key: Key) -> int | None:
        scenario, device_id, subject = key
        spec, stream = self.specs[scenario], self.streams.get(key)
        heard = self.heard.get((device_id, spec.signal.kind), 0)
        if subject == MISSING:
            known = device_id in self.missing.get(scenario, ())
            return None if known or not spec.missing_s else heard + spec.missing_s * SECOND
        if spec.judge == "absence" and (stream is None or idle(stream)):
            return heard + min(needed for _, needed in times(spec))
        return None if stream is None else self._own_due(spec, self.devices[device_id], stream)

    def _own_due(self, spec: RuleSpec, device: Device, stream: Stream) -> int | None:
        """When time alone next changes a stream; one that its schedule holds back waits for the next opening."""
        if spec.scenario in self._timeless:
            return None
        due = machine.due(spec, stream.tip, device.events_only)
        if not stream.tip.dormant or not judge_of(spec).timed:
            return due
        opening = opens(spec.schedule, stream.tip.at, self.calendar)
        return min((one for one in (due, opening) if one is not None), default=None)

    def _grace(self, spec: RuleSpec, device: Device) -> int:
        """Where silence means "gone", a signal this late may still say otherwise."""
        return HORIZON + 1 if device.events_only and spec.judge == "presence" else 0

    def _watch(self, device_id: int, kind: str) -> None:
        """Sets the timers that wait for a device's next word."""
        device = self.devices.get(device_id)
        for name in sorted(self.specs) if device else ():
            spec = self.specs[name]
            if device is None or spec.signal.kind != kind or not routing.concerns(spec, device):
                continue
            if spec.missing_s:
                self._arm((name, device_id, MISSING))
            subject = routing.subject_of(spec, device, None)
            if spec.judge == "absence" and subject:
                self._arm((name, device_id, subject))

    def _return(self, device: Device, signal: Signal) -> list[Change]:
        """A word from a device that gave a rule no data."""
        changes: list[Change] = []
        for name in sorted(name for name, ids in self.missing.items() if device.id in ids):
            spec = self.specs[name]
            if spec.signal.kind in {signal.kind, ANY}:
                self.missing[name].discard(device.id)
                self.hear(device.id, signal.kind, signal.at)
                self._arm((name, device.id, MISSING))
                changes += self._marked(spec, device, "back", signal.at)
        return changes

    def _marked(self, spec: RuleSpec, device: Device, what: What, at: int) -> list[Change]:
        """No data, or data again: told on the rule's living warnings and to the rules over it."""
        changes: list[Change] = []
        for subject in sorted(self.known.get((spec.scenario, device.id), ())):
            group = (spec.scenario, subject)
            level = self.levels.get(group, {}).get(device.id, NONE)
            if level > NONE and group in self.live:
                changes.append(Change(what, group, device.id, at, level))
        subjects = self.known.get((spec.scenario, device.id)) or {f"device:{device.code}"}
        for subject in sorted(subjects):
            changes += self._ask((spec.scenario, device.id, subject), at, None, 0)
        return changes
