"""The stream every way is given: seeded, in order of time, the same bytes for all; and what must come out of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

SECOND = 1_000_000  # µs
CADENCE = 10 * SECOND  # a device speaks every ten seconds
FOR = 60 * SECOND
HYSTERESIS = 0.1
KIND = "temperature"
NORMAL, NOISE, PEAKS = 20.0, 1.5, (30.0, 75.0)  # ℃
# The share of readings that begin an episode: of a street in which every tenth device raises a warning within a
# quarter of an hour, and of one in which 25 of 10,000 do (our default; no street has published its own).
SHARES = {"busy": 0.004, "calm": 0.0001}

Event = tuple[int, str, str, int]  # rule number, device, "raised" or "cleared", µs since the stream's start


@dataclass(frozen=True)
class Rule:
    """At or above `limit` for 60 s: raised once; below 0.9 × limit: cleared."""

    limit: float


def rules(name: str) -> list[Rule]:
    """ "1": one rule at 60 ℃. "100": a hundred, from 60 ℃ up by 5 ℃: all look at every reading, four ever fire.
    "flood": a hundred from 40 to 70 ℃: thirteen warnings in a hundred readings, which no street has.
    """
    match name:
        case "1":
            return [Rule(60.0)]
        case "100":
            return [Rule(60.0 + 5.0 * k) for k in range(100)]
        case "flood":
            return [Rule(round(40.0 + 30.0 * k / 99, 3)) for k in range(100)]
    raise ValueError(f"rules {name!r}: 1, 100 or flood")


@dataclass
class Stream:
    """Readings in order of time. at: µs since the start; device: index; payloads: JSON of about 213 bytes each."""

    start: datetime
    devices: list[str]
    at: np.ndarray
    device: np.ndarray
    value: np.ndarray
    payloads: list[bytes]

    def __len__(self) -> int:
        return len(self.payloads)

    def topic(self, number: int) -> str:
        return f"weige/{self.devices[self.device[number]]}/{KIND}"

    def write(self, path: Path) -> None:
        """Topic, tab, payload, a line each: what the senders read."""
        topics = [f"weige/{code}/{KIND}".encode() for code in self.devices]
        with path.open("wb") as output:
            for where, payload in zip(self.device.tolist(), self.payloads, strict=True):
                output.write(topics[where] + b"\t" + payload + b"\n")


def build(*, readings: int, devices: int, seed: int, start: datetime, street: str = "busy") -> Stream:
    """start: aware; each device speaks every ten seconds at its own offset. Values have three decimals.

    street: of SHARES.
    """
    rng = np.random.default_rng(seed)
    each = readings // devices
    offsets = rng.integers(0, CADENCE, devices)
    value = NORMAL + NOISE * rng.standard_normal((devices, each))
    begins = np.argwhere(rng.random((devices, each)) < SHARES[street])
    lengths, peaks = rng.integers(2, 31, len(begins)), rng.uniform(*PEAKS, len(begins))
    for (row, column), length, peak in zip(begins, lengths, peaks, strict=True):
        value[row, column : column + length] = peak + rng.normal(0, 1.0, min(length, each - column))
    at = offsets[:, None] + np.arange(each) * CADENCE
    order = np.argsort(at, axis=None, kind="stable")
    moments = at.ravel()[order]
    who = (np.repeat(np.arange(devices), each))[order]
    values = np.round(value.ravel()[order], 3)
    codes = [f"BENCH-{number:05d}" for number in range(devices)]
    return Stream(start, codes, moments, who, values, _payloads(start, codes, moments, who, values))


def _payloads(
    start: datetime, codes: list[str], at: np.ndarray, device: np.ndarray, value: np.ndarray
) -> list[bytes]:
    begin = start.astimezone(UTC)
    found = []
    for number, (moment, where, reading) in enumerate(
        zip(at.tolist(), device.tolist(), value.tolist(), strict=True)
    ):
        time = (begin + timedelta(microseconds=moment)).isoformat(timespec="microseconds")
        found.append(
            f'{{"id":"{where:05d}-{number:09d}","source":"gateway-{where % 40:02d}","device":"{codes[where]}",'
            f'"kind":"{KIND}","time":"{time}","value":{reading},"rssi":{-60 - number % 30},'
            f'"battery":{100 - number % 60},"firmware":"2.14.0","point":"B{where % 97:02d}-F{where % 6}"}}'.encode()
        )
    return found


def digest(events: Iterable[Event]) -> str:
    """Of raised and cleared, whatever their order of arrival."""
    lines = sorted(f"{rule} {device} {what} {at}" for rule, device, what, at in events)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


class Loop:
    """The rule as a person would write it: one dictionary, one reading after the other."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.limits = [
            (number, rule.limit, rule.limit * (1 - HYSTERESIS)) for number, rule in enumerate(rules)
        ]
        self.lowest = min(hold for _, _, hold in self.limits)
        self.state: dict[tuple[int, str], list[int]] = {}  # since (-1: not above), raised
        self.events: list[Event] = []

    def push(self, device: str, at: int, value: float) -> list[Event]:
        """Takes a reading; what it raised or cleared."""
        found: list[Event] = []
        state = self.state
        for number, limit, hold in self.limits:
            key = (number, device)
            one = state.get(key)
            if value >= limit:
                if one is None:
                    one = state[key] = [at, 0]
                elif one[0] < 0:
                    one[0] = at
                if not one[1] and at - one[0] >= FOR:
                    one[1] = 1
                    found.append((number, device, "raised", at))
            elif one is not None:
                one[0] = -1
                if value < hold:
                    if one[1]:
                        found.append((number, device, "cleared", at))
                    del state[key]
        self.events += found
        return found
