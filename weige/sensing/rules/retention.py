"""How long readings of a kind of device are kept raw and thinned: read from retention.toml, checked, asked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from weige.sensing.rules.signals import FUTURE, PAST

LEAST_RAW: Final = PAST.days + 2  # a signal may be PAST old, and days are whole days of UTC
DAY_MINUTES: Final = 24 * 60
SETTLED: Final = (
    PAST + FUTURE + timedelta(hours=1)
)  # so long after its end no signal of a day is taken any more
FILE: Final = "retention.toml"  # in the data folder: what this installation changes


class RetentionError(ValueError):
    """A retention.toml that cannot be used; the text says which entry and why."""


class Keep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of one kind of device. thin_days 0: thinned readings are never dropped."""

    raw_days: int
    thin_minutes: int
    thin_days: int


class ArchivePlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a day is archived, whose readings are held back, and which names in `data` are personal."""

    after_hours: int
    hold_days: int
    personal: tuple[str, ...]


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of retention.toml."""

    archive: ArchivePlan
    default: Keep
    device: dict[str, Keep]

    def of(self, device_kind: str) -> Keep:
        """What holds for this kind of device."""
        return self.device.get(device_kind, self.default)

    def raw_over(self, device_kind: str, day: date, now: datetime) -> bool:
        """Whether the raw readings of that UTC day have had their time."""
        return now.date() > day + timedelta(days=self.of(device_kind).raw_days)

    def thin_end(self, device_kind: str, now: datetime) -> datetime | None:
        """Thinned readings from before this moment have had their time; None: they stay for ever."""
        days = self.of(device_kind).thin_days
        return now - timedelta(days=days) if days else None


def plain(part: Keep | ArchivePlan) -> dict[str, Any]:
    """One table of the file as it is written there."""
    found: dict[str, Any] = msgspec.to_builtins(part)
    return {name: list(one) if isinstance(one, tuple) else one for name, one in found.items()}


@cache
def builtin() -> dict[str, Any]:
    """The tables of data/retention.toml, unchecked."""
    path = Path(__file__).resolve().parent.parent / "data" / FILE
    return tomllib.loads(path.read_text(encoding="utf-8"))


def read(text: str) -> Retention:
    """The shipped tables with what `text` (TOML) changes in them. Raises RetentionError."""
    try:
        changes = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RetentionError(str(error)) from error
    base = builtin()
    merged: dict[str, Any] = {
        "archive": _over(base["archive"], changes.pop("archive", {}), "archive"),
        "default": _over(base["default"], changes.pop("default", {}), "default"),
        "device": dict(base["device"]),
    }
    kinds = changes.pop("device", {})
    if changes or not isinstance(kinds, Mapping):
        raise RetentionError(f"unknown table: {', '.join(changes) or 'device'}")
    for kind, one in kinds.items():
        merged["device"][kind] = _over(merged["device"].get(kind, merged["default"]), one, f"device.{kind}")
    try:
        found = msgspec.convert(merged, Retention)
    except msgspec.ValidationError as error:
        raise RetentionError(str(error)) from error
    _check(found)
    return found


def _over(base: Mapping[str, Any], change: Any, where: str) -> dict[str, Any]:
    if not isinstance(change, Mapping):
        raise RetentionError(f"[{where}] must be a table")
    return {**base, **change}


def _check(found: Retention) -> None:
    named = {f"device.{kind}": keep for kind, keep in found.device.items()}
    for where, keep in ({"default": found.default} | named).items():
        if keep.raw_days < LEAST_RAW:
            raise RetentionError(f"[{where}] raw_days = {keep.raw_days}: at least {LEAST_RAW}")
        if keep.thin_minutes < 1 or DAY_MINUTES % keep.thin_minutes:
            raise RetentionError(f"[{where}] thin_minutes = {keep.thin_minutes}: must divide a day")
        if keep.thin_days and keep.thin_days <= keep.raw_days:
            raise RetentionError(f"[{where}] thin_days = {keep.thin_days}: 0, or more than raw_days")
    plan = found.archive
    if plan.after_hours < 0 or plan.hold_days < 0:
        raise RetentionError("[archive] after_hours and hold_days cannot be negative")
