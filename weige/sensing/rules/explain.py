"""Why a warning fired, written down at that moment: rule, readings, limits, neighbours, what was ruled
out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from weige.sensing.rules.permits import local
from weige.sensing.rules.signals import moment
from weige.sensing.rules.spec import Limit, RuleSpec, Text
from weige.sensing.rules.state import SECOND
from weige.sensing.rules.wording import (
    MEASURES,
    by_limit,
    clock,
    duration,
    limits,
    measured,
    say,
    sentence,
    signature,
)

POINTS = 240  # readings kept with a warning: the chart of the card needs no more


@dataclass(frozen=True)
class Neighbour:
    """Another device at the same place. sees: it warns of the same subject; silent_since: it is offline."""

    name: Text
    kind: Text
    unit: str
    decimals: int
    value: float | None
    at: int | None
    sees: bool
    silent_since: int | None


@dataclass(frozen=True)
class Facts:
    """What was looked up when the warning fired. readings: (µs, value), oldest first."""

    limit: Limit | None
    readings: Sequence[tuple[int, float]]
    unjudged: int
    calibrated_until: date | None
    permits: int
    neighbours: Sequence[Neighbour]


def explanation(
    spec: RuleSpec, span: tuple[int, int], facts: Facts, why: Sequence[Text] = ()
) -> dict[str, Any]:
    """The JSON kept with the warning; times are ISO 8601 in UTC, texts in both languages. why: the arithmetic."""
    rule = sentence(spec, facts.limit)
    return {
        "rule_zh": rule.zh,
        "rule_en": rule.en,
        "version": spec.version,
        "signal": spec.signal.kind,
        "readings": [{"at": iso(at), "value": value} for at, value in thin(facts.readings)],
        "unit": spec.unit,
        "limits": limits(spec, facts.limit),
        "signed": signed(spec, facts.limit),
        "arithmetic": [both(one) for one in why],
        "fired": {"from": iso(span[0]), "to": iso(span[1])},
        "corroboration": [both(one) for one in corroboration(facts.neighbours)],
        "excluded": [both(one) for one in excluded(spec, span, facts)],
    }


def iso(at: int) -> str:
    """µs since 1970 as text."""
    return moment(at).isoformat()


def both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def signed(spec: RuleSpec, limit: Limit | None) -> dict[str, Any] | None:
    """Who answers for the limit; None where the rule has none."""
    if limit is None or not by_limit(spec):
        return None
    return {**both(signature(spec, limit)), "demo": limit.demo}


def thin(readings: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """At most POINTS of them: of each stretch of equal length the lowest and the highest, in order of
    time.
    """
    if len(readings) <= POINTS:
        return list(readings)
    size = -(-len(readings) * 2 // POINTS)
    kept: list[tuple[int, float]] = []
    for start in range(0, len(readings), size):
        part = readings[start : start + size]
        low, high = min(part, key=lambda point: point[1]), max(part, key=lambda point: point[1])
        kept += sorted({low, high})
    return kept


def excluded(spec: RuleSpec, span: tuple[int, int], facts: Facts) -> list[Text]:
    """What was looked at and is not the reason: permit, self-test, calibration, silence."""
    found = []
    if spec.unless:
        found.append(say("permit_not_now", count=facts.permits) if facts.permits else say("permit_none"))
    found.append(say("test_some", count=facts.unjudged) if facts.unjudged else say("test_none"))
    if spec.judge in MEASURES:
        found.append(_calibration(facts.calibrated_until, local(span[1]).date()))
    times = [at for at, _ in facts.readings if span[0] <= at <= span[1]]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    if gaps:
        found.append(say("silence_none", gap=duration(max(gaps) / SECOND)))
    return found


def _calibration(until: date | None, today: date) -> Text:
    if until is None:
        return say("calibration_unknown")
    return say("calibration_valid" if until >= today else "calibration_over", day=until.isoformat())


def corroboration(neighbours: Sequence[Neighbour]) -> list[Text]:
    """What the other devices at the place say."""
    return [_neighbour(one) for one in neighbours] or [say("neighbour_none")]


def _neighbour(one: Neighbour) -> Text:
    if one.sees:
        return say("neighbour_same", name=one.name)
    if one.silent_since is not None:
        return say("neighbour_silent", name=one.name, time=clock(one.silent_since))
    if one.value is not None and one.at is not None:
        value = measured(one.value, one.unit, one.decimals)
        return say("neighbour_value", name=one.name, kind=one.kind, value=value, time=clock(one.at))
    if one.at is None:
        return say("neighbour_unheard", name=one.name)
    return say("neighbour_quiet", name=one.name, time=clock(one.at))
