"""What a warning rule is: the compiled form of a scenario pack's [signal], [warn] and [case].

All times in seconds.
"""

from dataclasses import dataclass
from datetime import time
from typing import Any, Literal

import msgspec

from weige.sensing.rules.levels import LEVELS, rank


class Text(msgspec.Struct, frozen=True):
    """The same words in both languages."""

    zh: str
    en: str


class Limit(msgspec.Struct, frozen=True):
    """A limit that somebody answers for: the value, its unit, who signed it and when (domain.md 2.15).

    `demo` marks a value of the demonstration that no real engineer has signed. rate: the same for the
    increase within the rule's rate window; None takes the pack's.
    """

    value: float
    unit: str = ""
    signed_by_zh: str = ""
    signed_by_en: str = ""
    signed_on: str = ""
    demo: bool = False
    rate: float | None = None


class LevelSpec(msgspec.Struct, frozen=True):
    """One rung: reached at `share` of the limit (threshold) held for `for_s` seconds (None: the rule's)."""

    level: str
    share: float = 1.0
    for_s: int | None = None


class Rate(msgspec.Struct, frozen=True):
    """The rule beside the absolute one: the value rose by more than `limit` units within `window_s`."""

    window_s: int
    limit: float
    level: str


class SignalSpec(msgspec.Struct, frozen=True):
    """Which signals feed the rule. zone: kind of zone a detection must lie in ("" = any)."""

    kind: str
    device_kinds: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    zone: str = ""
    min_confidence: float = 0.5


class Confirm(msgspec.Struct, frozen=True):
    """Who says that it is true.

    auto: the system itself, for these levels and, if given, within these hours.
    """

    mode: Literal["human", "auto"] = "human"
    levels: tuple[str, ...] = ()
    hours: str = ""


class CaseSpec(msgspec.Struct, frozen=True):
    """What a confirmed warning becomes: matter and condition of the catalogue, and who gets it."""

    matter: str
    condition: int
    send_to: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()
    self_correction_minutes: int | None = None


class RuleSpec(msgspec.Struct, frozen=True):
    """One rule. judge: "presence" (a thing is seen) or "threshold" (a value against its limit).

    for_s: how long it must last; gap_s: how long nothing may be heard or seen of it without breaking that;
    clear_after_s: how long it must be gone; hysteresis: share of the limit by which it must fall back.
    one_per: what makes two signals one problem. unless: kinds of permit that allow it.
    again: after its case closed, "persists" lets the same condition warn again when it lasts the full time
    anew, "worsens" only when the level rises.
    """

    scenario: str
    version: int
    name: Text
    title: Text
    sentence: Text
    signal: SignalSpec
    judge: Literal["presence", "threshold"]
    levels: tuple[LevelSpec, ...]
    for_s: int
    gap_s: int
    clear_after_s: int
    one_per: Literal["shop", "building", "device", "zone"]
    hysteresis: float = 0.1
    limit: Limit | None = None
    magnitude: bool = False
    rate: Rate | None = None
    unless: tuple[str, ...] = ()
    confirm: Confirm = Confirm()
    again: Literal["persists", "worsens"] = "persists"
    case: CaseSpec | None = None
    unit: str = ""


def load(raw: Any) -> RuleSpec:
    """From JSON-able data. Raises msgspec.ValidationError, or ValueError for a level that is not one."""
    spec = msgspec.convert(raw, RuleSpec)
    named = {level.level for level in spec.levels}
    if not named or not named <= set(LEVELS) or (spec.rate and spec.rate.level not in named):
        raise ValueError(f"{spec.scenario}: levels must be some of {', '.join(LEVELS)}")
    hours(spec.confirm.hours)
    return msgspec.structs.replace(spec, levels=tuple(sorted(spec.levels, key=lambda one: rank(one.level))))


def dump(spec: RuleSpec) -> dict[str, Any]:
    """JSON-able data that load() reads back."""
    data: dict[str, Any] = msgspec.to_builtins(spec)
    return data


@dataclass(frozen=True, slots=True)
class Hours:
    """A span of the local day; past midnight when it ends before it starts; equal ends mean the whole day."""

    start: time
    end: time

    def holds(self, moment: time) -> bool:
        if self.start == self.end:
            return True
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


def hours(text: str) -> Hours | None:
    """Reads "20:00-08:00"; empty text is None. "24:00" is midnight. Raises ValueError."""
    if not text:
        return None
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f"hours must read HH:MM-HH:MM, not {text!r}")
    return Hours(_clock(start), _clock(end))


def _clock(text: str) -> time:
    text = text.strip()
    return time(0) if text == "24:00" else time.fromisoformat(text)


def ranks(spec: RuleSpec) -> list[tuple[int, LevelSpec]]:
    """The rule's levels with their rank, lowest first (load() put them in order)."""
    return [(rank(level.level), level) for level in spec.levels]
