"""A past cut down to what one rule's thresholds are compared with: one strip of samples per device and subject.

Recorded once while the past is read; the recount (rules.recount) then asks other thresholds of it at once. Columns
are NumPy arrays: times are µs since 1970 (int64), values float64. Pure.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from weige.kernel.worktime.calendar import Calendar
from weige.sensing.rules import routing
from weige.sensing.rules.permits import Permit, allowing
from weige.sensing.rules.routing import Device
from weige.sensing.rules.schedule import ALWAYS, awake
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.stream import HORIZON
from weige.sensing.rules.vectors import Flags, Signed, Times, Values

NUMBERS = frozenset({"threshold", "rate", "count", "frozen"})  # judges of a strip of numbers
COLUMNS = (
    ("at", "i8"),
    ("received", "i8"),
    ("order", "i8"),
    ("value", "f8"),
    ("look", "i8"),
    ("active", "?"),
)
DELTAS = ("at", "received", "order")  # kept as differences: they compress to little


def fast(spec: RuleSpec) -> bool:
    """Whether the rule's thresholds can be asked anew without the signals."""
    if spec.lasts_s is not None or spec.when:
        return False
    return spec.judge in NUMBERS or (spec.judge == "presence" and spec.schedule == ALWAYS)


def columnar(spec: RuleSpec) -> bool:
    """Whether the tape can be made from columns of readings: numbers of one kind, one subject a device."""
    return fast(spec) and spec.judge in NUMBERS and spec.signal.kind not in {"any", "detection"}


@dataclass(frozen=True)
class Strip:
    """The samples of one device about one subject, in the order they arrived.

    at, received: when they were measured and received; order: their place among all arrivals. value: confidence
    or measured number (its magnitude where a threshold says so), NaN where a permit allowed it. look: which look of
    the device it was (presence). active: within the rule's schedule. signed: the device's own limits.
    """

    device_id: int
    subject: str
    at: Times
    received: Times
    order: Times
    value: Values
    look: Times
    active: Flags
    signed: Signed


@dataclass(frozen=True)
class Looks:
    """When a device looked at all: every signal of it, or (events_only) only those of the rule's kind."""

    at: Times
    received: Times
    order: Times
    events_only: bool


@dataclass(frozen=True)
class Tape:
    """All strips of one scenario. odd: subjects with samples out of order: they need the exact machine."""

    scenario: str
    strips: tuple[Strip, ...]
    looks: dict[int, Looks]
    odd: frozenset[str]


@dataclass
class _Reel:
    at: array[int] = field(default_factory=lambda: array("q"))
    received: array[int] = field(default_factory=lambda: array("q"))
    order: array[int] = field(default_factory=lambda: array("q"))
    value: array[float] = field(default_factory=lambda: array("d"))
    look: array[int] = field(default_factory=lambda: array("q"))
    active: array[int] = field(default_factory=lambda: array("b"))


@dataclass
class Recorder:
    """Takes signals in the order of arrival; tape() is what they come to.

    permits (by place) and calendar: as they are when the next signal comes.
    """

    spec: RuleSpec
    permits: Mapping[str, Sequence[Permit]]
    calendar: Calendar | None = None
    reels: dict[tuple[int, str], _Reel] = field(default_factory=dict)
    looks: dict[int, _Reel] = field(default_factory=dict)
    devices: dict[int, Device] = field(default_factory=dict)
    arrived: int = 0

    def push(self, device: Device, signal: Signal, received: int) -> None:
        spec = self.spec
        self.arrived += 1
        if not signal.judged or not routing.concerns(spec, device):
            return
        own = signal.kind == spec.signal.kind
        look = -1
        if spec.judge == "presence" and (own or not device.events_only):
            looks = self.looks.setdefault(device.id, _Reel())
            look = len(looks.at)
            looks.at.append(signal.at)
            looks.received.append(received)
            looks.order.append(self.arrived)
        if not own:
            return
        self.devices[device.id] = device
        for seen in routing.seen(spec, device, signal):
            allowed = self._permitted(seen, signal.at)
            if allowed and spec.judge == "presence":
                continue  # a look that saw nothing
            reel = self.reels.setdefault((device.id, seen.subject), _Reel())
            reel.at.append(signal.at)
            reel.received.append(received)
            reel.order.append(self.arrived)
            reel.value.append(np.nan if allowed else amount(spec, seen.value))
            reel.look.append(look)
            reel.active.append(awake(spec.schedule, signal.at, self.calendar))

    def _permitted(self, seen: routing.Seen, at: int) -> bool:
        if not self.spec.unless:
            return False
        zone_shop = seen.zone.shop if seen.zone else None
        return any(
            allowing([one for one in self.permits.get(place, ()) if one.kind in self.spec.unless], at)
            for place in routing.places(seen.subject, zone_shop)
        )

    def tape(self) -> Tape:
        looks = {
            key: Looks(
                _times(reel.at), _times(reel.received), _times(reel.order), self.devices[key].events_only
            )
            for key, reel in self.looks.items()
            if key in self.devices
        }
        strips = tuple(self._strip(key, reel) for key, reel in sorted(self.reels.items()))
        mixed = {key for key, one in looks.items() if not ordered(one.at) or slow(one)}
        odd = {one.subject for one in strips if one.device_id in mixed or not ordered(one.at)}
        return Tape(self.spec.scenario, strips, looks, frozenset(odd))

    def _strip(self, key: tuple[int, str], reel: _Reel) -> Strip:
        return Strip(
            *key,
            _times(reel.at),
            _times(reel.received),
            _times(reel.order),
            np.array(reel.value, dtype=np.float64),
            _times(reel.look),
            np.array(reel.active, dtype=np.bool_),
            signed_of(self.spec, self.devices[key[0]]),
        )


def amount(spec: RuleSpec, value: float) -> float:
    """What a number is compared as: its magnitude where a threshold says so."""
    return abs(value) if spec.magnitude and spec.judge == "threshold" else value


def signed_of(spec: RuleSpec, device: Device) -> Signed:
    """The limits a device is judged by, as Board takes them: its own, else the pack's."""
    limit = device.limits.get(spec.signal.kind) or spec.limit
    if limit is None:
        return Signed()
    rest = [np.nan if one is None else one for one in (limit.low, limit.rate)]
    return Signed(limit.value, *rest)


def _times(reel: array[int]) -> Times:
    return np.array(reel, dtype=np.int64)


def disordered(strips: Sequence[Strip]) -> frozenset[str]:
    """Subjects with samples out of order."""
    return frozenset(one.subject for one in strips if not ordered(one.at))


def ordered(at: Times) -> bool:
    return bool(np.all(at[1:] >= at[:-1]))


def slow(looks: Looks) -> bool:
    """Whether a device that speaks only of events was heard so late that clocks had spoken for it meanwhile."""
    return looks.events_only and bool(np.any(looks.received - looks.at > HORIZON))


def pack(tape: Tape) -> dict[str, Any]:
    """The tape as named arrays, for np.savez."""
    strips = tape.strips
    ends = np.cumsum([len(one.at) for one in strips], dtype=np.int64)
    joined = {
        name: np.concatenate([getattr(one, name) for one in strips] or [np.zeros(0, dtype=kind)])
        for name, kind in COLUMNS
    }
    joined |= {name: np.diff(joined[name], prepend=0) for name in DELTAS}
    looks = sorted(tape.looks.items())
    return joined | {
        "scenario": np.array(tape.scenario),
        "ends": ends,
        "device": np.array([one.device_id for one in strips], dtype=np.int64),
        "subject": np.array([one.subject for one in strips], dtype=np.str_),
        "signed": np.array([_numbers(one.signed) for one in strips], dtype=np.float64).reshape(-1, 3),
        "odd": np.array(sorted(tape.odd), dtype=np.str_),
        "look_device": np.array([key for key, _ in looks], dtype=np.int64),
        "look_ends": np.cumsum([len(one.at) for _, one in looks], dtype=np.int64),
        "look_at": np.concatenate([one.at for _, one in looks] or [np.zeros(0, dtype="i8")]),
        "look_received": np.concatenate([one.received for _, one in looks] or [np.zeros(0, dtype="i8")]),
        "look_order": np.concatenate([one.order for _, one in looks] or [np.zeros(0, dtype="i8")]),
        "look_events": np.array([one.events_only for _, one in looks], dtype=np.bool_),
    }


def _numbers(signed: Signed) -> tuple[float, float, float]:
    return signed.limit, signed.low, signed.rate


def unpack(found: Mapping[str, Any]) -> Tape:
    """pack() backwards."""
    columns = {name: np.cumsum(found[name]) if name in DELTAS else found[name] for name, _ in COLUMNS}
    begins = np.concatenate([[0], found["ends"]])
    strips = []
    for number, (device, subject) in enumerate(zip(found["device"], found["subject"], strict=True)):
        part = slice(int(begins[number]), int(begins[number + 1]))
        at, received, order, value, look, active = (column[part] for column in columns.values())
        signed = Signed(*(float(one) for one in found["signed"][number]))
        own = (at, received, order, value, look, active)
        strips.append(Strip(int(device), str(subject), *own, signed))
    begins = np.concatenate([[0], found["look_ends"]])
    looks = {}
    for number, device in enumerate(found["look_device"]):
        part = slice(int(begins[number]), int(begins[number + 1]))
        looks[int(device)] = Looks(
            found["look_at"][part],
            found["look_received"][part],
            found["look_order"][part],
            bool(found["look_events"][number]),
        )
    odd = frozenset(str(one) for one in found["odd"])
    return Tape(str(found["scenario"]), tuple(strips), looks, odd)
