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
import numpy.typing as npt

from weige.sensing.rules import routing
from weige.sensing.rules.judges.rate import HISTORY_POINTS
from weige.sensing.rules.permits import Permit, allowing
from weige.sensing.rules.routing import Device
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import RuleSpec, Schedule
from weige.sensing.rules.state import SECOND
from weige.sensing.rules.stream import HORIZON

Times = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
COLUMNS = (
    ("at", "i8"),
    ("received", "i8"),
    ("order", "i8"),
    ("value", "f8"),
    ("look", "i8"),
    ("rise", "f8"),
)


def fast(spec: RuleSpec) -> bool:
    """Whether the rule's thresholds can be asked anew without the signals."""
    plain = spec.direction == "above" and spec.lasts_s is None and spec.schedule == Schedule()
    return spec.judge in {"presence", "threshold"} and plain and not spec.missing_s


@dataclass(frozen=True)
class Strip:
    """The samples of one device about one subject, in the order they arrived.

    at, received: when they were measured and received; order: their place among all arrivals. value: confidence
    or measured number (its magnitude where the rule says so). look: which look of the device it was (presence).
    limit, rate_limit: the device's own, NaN when nobody signed one. rise: increase within the rule's window, NaN
    where no reading is that old.
    """

    device_id: int
    subject: str
    at: Times
    received: Times
    order: Times
    value: Values
    look: Times
    limit: float
    rate_limit: float
    rise: Values


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


@dataclass
class Recorder:
    """Takes signals in the order of arrival; tape() is what they come to. permits: by place, as they change."""

    spec: RuleSpec
    permits: Mapping[str, Sequence[Permit]]
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
            if self._permitted(seen, signal.at):
                continue
            reel = self.reels.setdefault((device.id, seen.subject), _Reel())
            reel.at.append(signal.at)
            reel.received.append(received)
            reel.order.append(self.arrived)
            reel.value.append(abs(seen.value) if spec.magnitude and spec.judge == "threshold" else seen.value)
            reel.look.append(look)

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
        at, value = _times(reel.at), np.array(reel.value, dtype=np.float64)
        limit = self.devices[key[0]].limits.get(self.spec.signal.kind) or self.spec.limit
        rate = limit.rate if limit else None
        window = self.spec.rate.window_s if self.spec.rate else 0
        return Strip(
            *key,
            at,
            _times(reel.received),
            _times(reel.order),
            value,
            _times(reel.look),
            limit.value if limit else np.nan,
            np.nan if rate is None else rate,
            rises(at, value, window) if window else np.full(len(at), np.nan),
        )


def _times(reel: array[int]) -> Times:
    return np.array(reel, dtype=np.int64)


def ordered(at: Times) -> bool:
    return bool(np.all(at[1:] >= at[:-1]))


def slow(looks: Looks) -> bool:
    """Whether a device that speaks only of events was heard so late that clocks had spoken for it meanwhile."""
    return looks.events_only and bool(np.any(looks.received - looks.at > HORIZON))


def rises(at: Times, value: Values, window_s: int) -> Values:
    """By how much each value rose within the window before it, by the machine's own memory (judges.rate.rise)."""
    window, step = window_s * SECOND, window_s * SECOND // HISTORY_POINTS
    kept, place = [], 0
    while place < len(at):
        kept.append(place)
        place = max(int(np.searchsorted(at, at[place] + step, side="left")), place + 1)
    history = np.array(kept, dtype=np.int64)
    newest = np.searchsorted(at[history], at - window, side="right") - 1
    rise = value - value[history[np.maximum(newest, 0)]]
    rise[newest < 0] = np.nan
    return rise


def pack(tape: Tape) -> dict[str, Any]:
    """The tape as named arrays, for np.savez."""
    strips = tape.strips
    ends = np.cumsum([len(one.at) for one in strips], dtype=np.int64)
    joined = {
        name: np.concatenate([getattr(one, name) for one in strips] or [np.zeros(0, dtype=kind)])
        for name, kind in COLUMNS
    }
    looks = sorted(tape.looks.items())
    return joined | {
        "scenario": np.array(tape.scenario),
        "ends": ends,
        "device": np.array([one.device_id for one in strips], dtype=np.int64),
        "subject": np.array([one.subject for one in strips], dtype=np.str_),
        "limit": np.array([(one.limit, one.rate_limit) for one in strips], dtype=np.float64).reshape(-1, 2),
        "odd": np.array(sorted(tape.odd), dtype=np.str_),
        "look_device": np.array([key for key, _ in looks], dtype=np.int64),
        "look_ends": np.cumsum([len(one.at) for _, one in looks], dtype=np.int64),
        "look_at": np.concatenate([one.at for _, one in looks] or [np.zeros(0, dtype="i8")]),
        "look_received": np.concatenate([one.received for _, one in looks] or [np.zeros(0, dtype="i8")]),
        "look_order": np.concatenate([one.order for _, one in looks] or [np.zeros(0, dtype="i8")]),
        "look_events": np.array([one.events_only for _, one in looks], dtype=np.bool_),
    }


def unpack(found: Mapping[str, Any]) -> Tape:
    """pack() backwards."""
    columns = {name: found[name] for name, _ in COLUMNS}
    begins = np.concatenate([[0], found["ends"]])
    strips = []
    for number, (device, subject) in enumerate(zip(found["device"], found["subject"], strict=True)):
        part = slice(int(begins[number]), int(begins[number + 1]))
        at, received, order, value, look, rise = (column[part] for column in columns.values())
        limit, rate = (float(one) for one in found["limit"][number])
        strips.append(Strip(int(device), str(subject), at, received, order, value, look, limit, rate, rise))
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
