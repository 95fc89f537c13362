"""Did the level move for good? The change detector of weige.kernel.series; a level's `at` is its score in [0, 1]."""

from __future__ import annotations

from weige.kernel.series import change as detector
from weige.sensing.rules.judges import baseline
from weige.sensing.rules.judges.base import Account, Judge, Verdict, compare, lines
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.spec import LevelSpec, RuleSpec
from weige.sensing.rules.state import Moved, Sample, State


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:
    """The change is said once: then the new level is what is usual."""
    if sample.value is None:
        return NONE, NONE
    known = state.memo.state if isinstance(state.memo, Moved) else detector.State()
    score, learned = detector.update(known, sample.at, sample.value, setting(spec))
    state.memo = Moved(learned, score, known.base.level)
    wrong_side = (spec.direction == "above" and learned.down > learned.up) or (
        spec.direction == "below" and learned.up > learned.down
    )
    return (NONE, NONE) if wrong_side else compare(spec, score, lines(spec))


def setting(spec: RuleSpec) -> detector.Setting:
    return detector.Setting(base=baseline.setting(spec))


def account(spec: RuleSpec, state: State, level: LevelSpec, sample: Sample) -> Account:  # noqa: ARG001
    memo = state.memo
    if not isinstance(memo, Moved) or sample.value is None:
        return {}
    began = detector.since(memo.state) or sample.at
    line = 1.0 if level.at is None else level.at
    numbers = {"value": sample.value, "before": memo.before, "since_at": float(began)}
    return numbers | {"score": memo.score, "line": line}


JUDGE = Judge(weigh, account=account)
