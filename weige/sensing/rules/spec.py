"""What a warning rule is: the compiled form of a scenario pack's [signal], [warn] and [case].

All times in seconds.
"""

from dataclasses import dataclass
from datetime import time
from typing import Any, Literal

import msgspec

from weige.sensing.rules.expression import names, parse
from weige.sensing.rules.faults import RuleFault
from weige.sensing.rules.levels import LEVELS, rank


class Text(msgspec.Struct, frozen=True):
    """The same words in both languages."""

    zh: str
    en: str


class Limit(msgspec.Struct, frozen=True):
    """A limit that somebody answers for: the value, its unit, who signed it and when (domain.md 2.15).

    `demo` marks a value of the demonstration that no real engineer has signed. rate: the same for the
    increase within the rule's rate window; None takes the pack's. low: the lower end of a band.
    """

    value: float
    unit: str = ""
    signed_by_zh: str = ""
    signed_by_en: str = ""
    signed_on: str = ""
    demo: bool = False
    rate: float | None = None
    low: float | None = None


class LevelSpec(msgspec.Struct, frozen=True):
    """One rung, held for `for_s` seconds (None: the rule's).

    Reached at `share` of the limit (threshold), at the number `at` (rate, count, recurrence; a
    score in [0, 1] for baseline, change, anomaly),
    when its expression is true (combination) or its conditions are met (event).
    """

    level: str
    share: float = 1.0
    for_s: int | None = None
    at: float | None = None
    when: str = ""
    where: dict[str, Any] = {}


class Rate(msgspec.Struct, frozen=True):
    """The rule beside the absolute one: the value rose by more than `limit` units within `window_s`."""

    window_s: int
    limit: float
    level: str


class SignalSpec(msgspec.Struct, frozen=True):
    """Which signals feed the rule. zone: kind of zone a detection must lie in ("" = any).

    label_names: what classes of things are called, for people. tags: only devices that have one of them, or stand at a
    shop or building, or in a cell, that has.
    """

    kind: str
    device_kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    zone: str = ""
    min_confidence: float = 0.5
    label_names: dict[str, Text] = {}


class Schedule(msgspec.Struct, frozen=True):
    """When a rule is awake: spans of the local day, ISO weekdays, kind of day; all empty: always."""

    hours: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    days: Literal["", "working", "off"] = ""


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


JudgeName = Literal[
    "presence",
    "threshold",
    "rate",
    "count",
    "recurrence",
    "absence",
    "frozen",
    "baseline",
    "change",
    "anomaly",
    "event",
    "combination",
]
ANY = "any"  # the kind of signal of a rule that listens to every word of a device


class RuleSpec(msgspec.Struct, frozen=True):
    """One rule. judge: which of rules/judges says what a signal is worth.

    for_s: how long it must last; gap_s: how long nothing may be heard or seen of it without breaking that;
    clear_after_s: how long it must be gone; hysteresis: share of the limit by which it must fall back.
    one_per: what makes two signals one problem. unless: kinds of permit that allow it.
    again: after its case closed, "persists" lets the same condition warn again when it lasts the full time
    anew, "worsens" only when the level rises. direction: which side of the limit is bad. window_s: of what is
    counted or compared. tolerance: how little a value must move to stand still (frozen), the smallest
    deviation worth speaking of (baseline, change). where: conditions on an event's data. when: an
    expression over other rules. lasts_s: how long an event counts. missing_s: silent for longer is "no data".
    warns: False for a rule that only feeds combinations.
    """

    scenario: str
    version: int
    name: Text
    title: Text
    sentence: Text
    signal: SignalSpec
    judge: JudgeName
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
    direction: Literal["above", "below", "outside"] = "above"
    window_s: int = 0
    tolerance: float = 0.0
    where: dict[str, Any] = {}
    when: str = ""
    schedule: Schedule = Schedule()
    lasts_s: int | None = None
    missing_s: int | None = None
    warns: bool = True


def load(raw: Any) -> RuleSpec:
    """From JSON-able data. Raises msgspec.ValidationError, or RuleFault for what makes no sense together."""
    spec = msgspec.convert(raw, RuleSpec)
    named = {level.level for level in spec.levels}
    if not named or not named <= set(LEVELS) or (spec.rate and spec.rate.level not in named):
        raise RuleFault("rule_levels", levels=" / ".join(LEVELS))
    for text in (spec.confirm.hours, *spec.schedule.hours):
        hours(text)
    _sensible(spec)
    return msgspec.structs.replace(spec, levels=tuple(sorted(spec.levels, key=lambda one: rank(one.level))))


def _sensible(spec: RuleSpec) -> None:
    """Raises RuleFault for a judge without what it judges by."""
    for text in expressions(spec):
        names(parse(text))
    if spec.judge in {"rate", "count", "recurrence"} and spec.window_s <= 0:
        raise RuleFault("rule_needs", judge=spec.judge, key="window")
    if spec.judge == "combination" and any(not (rung.when or spec.when) for rung in spec.levels):
        raise RuleFault("rule_needs", judge=spec.judge, key="when")
    if spec.judge == "absence" and min(_time(spec, rung) for rung in spec.levels) <= 0:
        raise RuleFault("rule_needs", judge=spec.judge, key="for")
    if not all(1 <= day <= 7 for day in spec.schedule.weekdays):
        raise RuleFault("rule_weekdays")


def _time(spec: RuleSpec, rung: LevelSpec) -> int:
    return spec.for_s if rung.for_s is None else rung.for_s


def expressions(spec: RuleSpec) -> list[str]:
    """All expressions over other rules: the rule's and its levels'."""
    return [text for text in (spec.when, *(rung.when for rung in spec.levels)) if text]


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
    """Reads "20:00-08:00"; empty text is None. "24:00" is midnight. Raises RuleFault."""
    if not text:
        return None
    start, dash, end = text.partition("-")
    if not dash:
        raise RuleFault("rule_hours", value=text)
    try:
        return Hours(_clock(start), _clock(end))
    except ValueError:
        raise RuleFault("rule_hours", value=text) from None


def _clock(text: str) -> time:
    text = text.strip()
    return time(0) if text == "24:00" else time.fromisoformat(text)


def ranks(spec: RuleSpec) -> list[tuple[int, LevelSpec]]:
    """The rule's levels with their rank, lowest first (load() put them in order)."""
    return [(rank(level.level), level) for level in spec.levels]
