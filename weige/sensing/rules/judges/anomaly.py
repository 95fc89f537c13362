"""Was the stream ever like this? The detector of `make bench NAME=nab`; a level's `at` is its score in [0, 1]."""

from __future__ import annotations

from weige.kernel.series import anomaly as detector
from weige.sensing.rules.judges.base import Account, Judge, Verdict, compare, lines
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.spec import LevelSpec, RuleSpec
from weige.sensing.rules.state import Sample, State, Strange


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:
    if sample.value is None:
        return NONE, NONE
    known = state.memo.state if isinstance(state.memo, Strange) else detector.State()
    score, learned = detector.update(known, sample.at, sample.value)
    state.memo = Strange(learned, score)
    return compare(spec, score, lines(spec))


def account(spec: RuleSpec, state: State, level: LevelSpec, sample: Sample) -> Account:  # noqa: ARG001
    if not isinstance(state.memo, Strange) or sample.value is None:
        return {}
    line = 1.0 if level.at is None else level.at
    return {"value": sample.value, "score": state.memo.score, "line": line}


JUDGE = Judge(weigh, account=account)
