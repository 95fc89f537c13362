"""A change of level: the median of the newest readings against the median before them, in units of the usual
scatter.

Robust on purpose: one wild reading moves no median. MAD × 1.4826 estimates the standard deviation of normal
scatter; `tolerance` is the smallest scatter believed, so that a quiet sensor does not warn of a breath.
"""

from __future__ import annotations

from statistics import median

from weige.sensing.rules.judges.base import Account, Judge, Verdict, compare, lines
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.spec import LevelSpec, RuleSpec
from weige.sensing.rules.state import Recent, Sample, State

AFTER, BEFORE = 12, 36  # readings compared: the newest twelve with the thirty-six before them (our default)
NORMAL = 1.4826  # MAD of a normal distribution → its standard deviation
LEAST = 1e-9


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:
    if sample.value is None:
        return NONE, NONE
    memo = state.memo if isinstance(state.memo, Recent) else Recent()
    state.memo = memo = Recent((*memo.values, sample.value)[-(AFTER + BEFORE) :])
    if len(memo.values) < AFTER + BEFORE:
        return NONE, NONE
    moved, scatter, _, _ = measured(spec, memo.values)
    return compare(spec, moved / scatter, lines(spec))


def measured(spec: RuleSpec, values: tuple[float, ...]) -> tuple[float, float, float, float]:
    """(how far the level moved as the rule counts it, usual scatter, level before, level after)."""
    before, after = values[:BEFORE], values[BEFORE:]
    was, now = median(before), median(after)
    scatter = max(NORMAL * median(abs(one - was) for one in before), spec.tolerance, LEAST)
    moved = now - was
    if spec.direction == "outside":
        moved = abs(moved)
    return (-moved if spec.direction == "below" else moved), scatter, was, now


def account(spec: RuleSpec, state: State, level: LevelSpec, sample: Sample) -> Account:  # noqa: ARG001
    if not isinstance(state.memo, Recent) or len(state.memo.values) < AFTER + BEFORE:
        return {}
    moved, scatter, was, now = measured(spec, state.memo.values)
    line = 1.0 if level.at is None else level.at
    return {"before": was, "after": now, "scatter": scatter, "score": moved / scatter, "line": line}


JUDGE = Judge(weigh, account=account)
