"""The judges by name: each turns a sample and its own small memory into the level reached and the level held.

A new judge is one file here, its name in spec.JudgeName, its phrases in data/phrases.toml.
"""

from __future__ import annotations

import math

from weige.sensing.rules.judges import (
    absence,
    anomaly,
    baseline,
    change,
    combination,
    count,
    event,
    frozen,
    presence,
    rate,
    recurrence,
    threshold,
)
from weige.sensing.rules.judges.base import Account, Judge, Verdict
from weige.sensing.rules.spec import RuleSpec, ranks

__all__ = ["JUDGES", "Account", "Judge", "Verdict", "judge_of", "quiet_below"]

JUDGES = {
    "absence": absence.JUDGE,
    "anomaly": anomaly.JUDGE,
    "baseline": baseline.JUDGE,
    "change": change.JUDGE,
    "combination": combination.JUDGE,
    "count": count.JUDGE,
    "event": event.JUDGE,
    "frozen": frozen.JUDGE,
    "presence": presence.JUDGE,
    "rate": rate.JUDGE,
    "recurrence": recurrence.JUDGE,
    "threshold": threshold.JUDGE,
}


def judge_of(spec: RuleSpec) -> Judge:
    return JUDGES[spec.judge]


def quiet_below(spec: RuleSpec, limit: float | None) -> float | None:
    """Strictly below this, a value (its amount where spec.magnitude) never changes an idle stream.

    It is the line down to which the lowest level is held. limit: the one in force for the device. None: every
    value must be judged; infinity: nobody has signed a limit, so none is ever judged.
    """
    if spec.judge != "threshold" or spec.rate is not None or spec.direction != "above":
        return None
    if limit is None:
        return math.inf
    return min(rung.share for _, rung in ranks(spec)) * limit * (1 - spec.hysteresis)
