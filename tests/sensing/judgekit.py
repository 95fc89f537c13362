"""Makers of rules, devices and signals for the tests of the judges, and a lane in small: pushes, wakes, restarts."""

from collections.abc import Iterable, Sequence
from typing import Any

from tests.sensing.rulekit import START, WORDS, at, minute
from weige.sensing.rules.board import Board, Change
from weige.sensing.rules.levels import name
from weige.sensing.rules.routing import Device
from weige.sensing.rules.signals import Signal, micros
from weige.sensing.rules.spec import Limit, RuleSpec, load

__all__ = ["START", "at", "minute"]

Step = Signal | float  # a signal, or a moment (minutes) at which somebody wakes the board


def rule(scenario: str, judge: str, kind: str = "water", **changes: Any) -> RuleSpec:
    """A rule of one level (yellow) on readings of a device, unless changed."""
    raw: dict[str, Any] = {
        "scenario": scenario,
        "version": 1,
        "name": WORDS,
        "title": WORDS,
        "sentence": WORDS,
        "signal": {"kind": kind},
        "judge": judge,
        "levels": [{"level": "yellow"}],
        "for_s": 0,
        "gap_s": 3600,
        "clear_after_s": 0,
        "one_per": "device",
    }
    return load(raw | changes)


PUMP = Device(1, "W-1", "manhole", building="B-1", limits={"water": Limit(100.0, "cm", rate=20.0, low=10.0)})
SMOKE = Device(2, "SM-1", "smoke", building="B-1", limits={"smoke": Limit(0.2, "dB/m")})
DOOR = Device(3, "D-1", "door", building="B-1")
REGISTER = Device(4, "REG-B-1", "register", building="B-1", events_only=True)
FAR = Device(5, "W-9", "manhole", building="B-9", limits={"water": Limit(100.0, "cm")})
DEVICES = {one.code: one for one in (PUMP, SMOKE, DOOR, REGISTER, FAR)}


def water(minutes: float, value: float, device: str = "W-1", **data: Any) -> Signal:
    return Signal(f"{device}@{minutes}", "test", device, "water", at(minutes), float(value), data)


def smoke(minutes: float, value: float) -> Signal:
    return Signal(f"s@{minutes}", "test", "SM-1", "smoke", at(minutes), float(value), {})


def door(minutes: float, opened: bool) -> Signal:
    return Signal(f"d@{minutes}", "test", "D-1", "door", at(minutes), None, {"open": opened})


def beat(minutes: float, device: str = "W-1") -> Signal:
    return Signal(f"b@{minutes}", "test", device, "heartbeat", at(minutes), None, {})


def lease(minutes: float, **data: Any) -> Signal:
    return Signal(f"l@{minutes}", "test", "REG-B-1", "register.lease", at(minutes), None, data)


class Lane:
    """A board that is dumped and restored wherever `cuts` say so."""

    def __init__(self, specs: Sequence[RuleSpec], cuts: Iterable[int] = (), **parts: Any) -> None:
        self.specs = {one.scenario: one for one in specs}
        self.cuts, self.parts = set(cuts), parts
        self.board = Board(self.specs, devices=dict(DEVICES_BY_ID), **parts)
        self.log: list[Change] = []

    def run(self, steps: Iterable[Step]) -> "Lane":
        for number, step in enumerate(steps):
            if number in self.cuts:
                self._restart()
            if isinstance(step, Signal):
                self.log += self.board.push(DEVICES[step.device], step)
            else:
                self.log += self.board.wake(at(step))
        return self

    def _restart(self) -> None:
        raw = self.board.dump()
        self.board = Board(self.specs, devices=dict(DEVICES_BY_ID), **self.parts)
        self.board.restore(raw)
        assert self.board.dump() == raw, "what is stored comes back whole"


DEVICES_BY_ID = {one.id: one for one in DEVICES.values()}


def said(log: Iterable[Change], quiet: Sequence[str] = ("touch", "mark")) -> list[str]:
    """Changes as words: "open yellow device:W-1 60" (minutes since START), rule named when not the first."""
    return [
        f"{one.what} {name(one.level) if one.level else ''} {one.group[1]} {minute(one.at):g}".replace(
            "  ", " "
        )
        for one in log
        if one.what not in quiet
    ]


def run(specs: Sequence[RuleSpec], steps: Iterable[Step], **parts: Any) -> list[str]:
    return said(Lane(specs, **parts).run(steps).log)


def day(minutes: float) -> int:
    """Minutes since START as µs; a name for readers of schedules."""
    return micros(START) + round(minutes * 60_000_000)
