"""Inhibition: one warning holds back the notices of others. Pure; the shipped ones stand in data/inhibitions.toml."""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from weige.sensing.rules.alert import Alert
from weige.sensing.rules.levels import rank
from weige.sensing.rules.spec import Text


class Side(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which warnings: of these scenarios, judged this way, of these levels; empty means any.

    offline (source only): the hub itself is silent, warning or not.
    """

    scenarios: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    offline: bool = False

    def fits(self, alert: Alert) -> bool:
        return (
            (not self.scenarios or alert.scenario in self.scenarios)
            and (not self.judges or alert.judge in self.judges)
            and (not self.levels or alert.level in {rank(one) for one in self.levels})
        )


class InhibitionSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """While a source lives and was told, the notices of its targets are held back.

    where: what the two share: "building", "subject", "cell" (the deepest area of some layer) or "hub" (the source is
    at the device the target's device hangs on).
    """

    code: str
    name: Text
    where: Literal["building", "subject", "cell", "hub"]
    source: Side
    target: Side

    def together(self, source: Alert, target: Alert) -> bool:
        match self.where:
            case "building":
                return source.building is not None and source.building == target.building
            case "subject":
                return source.subject == target.subject
            case "cell":
                return bool(source.leaves & target.leaves)
            case _:
                return target.hub is not None and source.device == target.hub


def read(raw: Any) -> InhibitionSpec:
    """From JSON-able data. Raises msgspec.ValidationError, ValueError for a level or side that says nothing."""
    spec = msgspec.convert(raw, InhibitionSpec)
    for level in (*spec.source.levels, *spec.target.levels):
        rank(level)
    if spec.source.offline and spec.where != "hub":
        raise ValueError("offline goes with where = hub only")
    if spec.target == Side() or (spec.source == Side() and spec.where != "hub"):
        raise ValueError("source and target must say which warnings they mean")
    return spec


@cache
def shipped() -> dict[str, InhibitionSpec]:
    """Those of data/inhibitions.toml by code."""
    path = Path(__file__).resolve().parent.parent / "data" / "inhibitions.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return {code: read({"code": code, **entry}) for code, entry in raw.items()}


def inhibiting(
    specs: Iterable[InhibitionSpec], sources: Sequence[Alert], target: Alert
) -> tuple[InhibitionSpec, Alert | None] | None:
    """The first inhibition that holds the target back, with its source (None: a silent hub); None when none does.

    A source is never its own target, nor of a lower level; among several the worst and oldest is named.
    """
    for spec in specs:
        if not spec.target.fits(target):
            continue
        if spec.source.offline and target.hub_silent:
            return spec, None
        found = [
            (-source.level, source.opened_at, str(source.id), source)
            for source in sources
            if source.id != target.id
            and source.level >= target.level
            and spec.source.fits(source)
            and spec.together(source, target)
            and not _mutual(spec, source, target)
        ]
        if found:
            return spec, min(found, key=lambda one: one[:3])[3]
    return None


def _mutual(spec: InhibitionSpec, source: Alert, target: Alert) -> bool:
    """Whether each would hold the other back: then only the older does, so that one of them is always told."""
    back = spec.source.fits(target) and spec.target.fits(source) and spec.together(target, source)
    if source.level != target.level or not back:
        return False
    return (target.opened_at, str(target.id)) < (source.opened_at, str(source.id))
