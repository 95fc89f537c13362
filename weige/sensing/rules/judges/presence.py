"""A thing is seen, surely enough, in its zone: how long it stays is the machine's matter."""

from __future__ import annotations

from weige.sensing.rules.judges.base import Account, Judge, Verdict
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.spec import LevelSpec, RuleSpec, ranks
from weige.sensing.rules.state import Sample, State


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:  # noqa: ARG001 - no memory
    if sample.value is None or sample.value < spec.signal.min_confidence:
        return NONE, NONE
    top = max(level for level, _ in ranks(spec))
    return top, top


def account(spec: RuleSpec, state: State, level: LevelSpec, sample: Sample) -> Account:  # noqa: ARG001
    sure = [value for _, value in state.trace] + ([sample.value] if sample.value is not None else [])
    return {"lowest": min(sure), "confidence": spec.signal.min_confidence} if sure else {}


JUDGE = Judge(weigh, account=account, may_blink=True, traced=True)
