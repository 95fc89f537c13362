"""Is the value unusual for this hour and weekday? The robust, seasonal baseline of weige.kernel.series.

A level's `at` is a score in [0, 1]: 0.5 means six robust standard deviations from what is usual.
"""

from __future__ import annotations

from weige.kernel.series import baseline as detector
from weige.sensing.rules.judges.base import Account, Judge, Verdict, compare, lines
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.spec import LevelSpec, RuleSpec
from weige.sensing.rules.state import Sample, State, Usual


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:
    """Learns from every value; only the side the rule asks about counts."""
    if sample.value is None:
        return NONE, NONE
    known = state.memo.state if isinstance(state.memo, Usual) else detector.State()
    usual = detector.usual(known, sample.at, setting(spec))
    score, learned = detector.update(known, sample.at, sample.value, setting(spec))
    band = (usual.low, usual.middle, usual.high) if usual else ()
    state.memo = Usual(learned, score, band)
    wrong_side = usual is not None and (
        (spec.direction == "above" and sample.value < usual.middle)
        or (spec.direction == "below" and sample.value > usual.middle)
    )
    return (NONE, NONE) if wrong_side else compare(spec, score, lines(spec))


def setting(spec: RuleSpec) -> detector.Setting:
    return detector.Setting(floor=spec.tolerance)


def account(spec: RuleSpec, state: State, level: LevelSpec, sample: Sample) -> Account:  # noqa: ARG001
    memo = state.memo
    if not isinstance(memo, Usual) or not memo.band or sample.value is None:
        return {}
    low, middle, high = memo.band
    line = 1.0 if level.at is None else level.at
    numbers = {"value": sample.value, "low": low, "middle": middle, "high": high}
    return numbers | {"score": memo.score, "line": line}


JUDGE = Judge(weigh, account=account)
