"""The board: all streams and living warnings a batch touches, and what each signal changes. Pure.

Signals are pushed one by one in the order they arrived; a batch is nothing but a bag, so any split of the
same signals gives the same changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from weige.sensing.rules import routing
from weige.sensing.rules.levels import NONE, rank
from weige.sensing.rules.machine import SECOND, Sample, State
from weige.sensing.rules.permits import Permit, allowing, local
from weige.sensing.rules.routing import Device, Seen
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import RuleSpec, hours
from weige.sensing.rules.stream import Stream, idle, push
from weige.sensing.rules.warning import CONFIRMED, OPEN

Group = tuple[str, str]  # scenario, subject: at most one living warning
Key = tuple[str, int, str]  # scenario, device id, subject: one stream


@dataclass
class Live:
    """A living warning as far as judging goes."""

    state: str
    level: int


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
    """specs by scenario; streams, live warnings and permits (by place) as loaded; touched collects stream
    keys.
    """

    specs: Mapping[str, RuleSpec]
    streams: dict[Key, Stream] = field(default_factory=dict)
    live: dict[Group, Live] = field(default_factory=dict)
    permits: Mapping[str, Sequence[Permit]] = field(default_factory=dict)
    touched: set[Key] = field(default_factory=set)
    late: int = 0

    def __post_init__(self) -> None:
        self.levels: dict[Group, dict[int, int]] = {}
        self.known: dict[tuple[str, int], set[str]] = {}
        for (scenario, device_id, subject), stream in self.streams.items():
            self.levels.setdefault((scenario, subject), {})[device_id] = stream.tip.level
            self.known.setdefault((scenario, device_id), set()).add(subject)

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
        return changes + self.feed(spec, key, sample, found.zone if found else None)

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
