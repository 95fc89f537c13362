"""Kinds of signals and of devices: which exist, what they carry, how long a device may be silent."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

HEARTBEAT = "heartbeat"


DECIMALS: Final = 2  # where a kind says nothing else (our default)


class SignalKind(msgspec.Struct, frozen=True):
    """carries: "value" (a number between low and high in `unit`) or "data" (an object). decimals: as many as a
    reading is worth; people are never shown more (our default, for what our packs measure with).
    """

    code: str
    zh: str
    en: str
    carries: Literal["value", "data"]
    unit: str = ""
    low: float | None = None
    high: float | None = None
    decimals: int = DECIMALS


class DeviceKind(msgspec.Struct, frozen=True):
    """expected_seconds: silent for longer means offline. signals: what it may send besides a heartbeat."""

    code: str
    zh: str
    en: str
    icon: str
    expected_seconds: int
    signals: tuple[str, ...]


class Kinds(msgspec.Struct, frozen=True):
    signal: dict[str, SignalKind]
    device: dict[str, DeviceKind]

    def decimals(self, signal_kind: str) -> int:
        """How many decimals a reading of that kind is shown with; 2 for one nobody described."""
        known = self.signal.get(signal_kind)
        return known.decimals if known else DECIMALS

    def allows(self, device_kind: str, signal_kind: str) -> bool:
        """Whether such a device may send such a signal; a device kind nobody described may send anything."""
        known = self.device.get(device_kind)
        return known is None or signal_kind == HEARTBEAT or signal_kind in known.signals


def read(raw: Mapping[str, Any]) -> Kinds:
    """From {"signal": {code: {…}}, "device": {code: {…}}}. Raises msgspec.ValidationError."""
    return Kinds(
        {
            code: msgspec.convert({"code": code, **one}, SignalKind)
            for code, one in raw.get("signal", {}).items()
        },
        {
            code: msgspec.convert({"code": code, **one}, DeviceKind)
            for code, one in raw.get("device", {}).items()
        },
    )


@cache
def builtin() -> Kinds:
    """The kinds of data/kinds.toml."""
    path = Path(__file__).resolve().parent.parent / "data" / "kinds.toml"
    return read(tomllib.loads(path.read_text(encoding="utf-8")))


def with_extra(extra: Iterable[Mapping[str, Any]]) -> Kinds:
    """The built-in kinds and those that packs add; a pack cannot change a built-in kind."""
    base = builtin()
    signal, device = dict(base.signal), dict(base.device)
    for one in extra:
        more = read(one)
        signal = more.signal | signal
        device = more.device | device
    return Kinds(signal, device)
