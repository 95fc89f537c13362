"""The value stands still while the device goes on speaking: a sensor that is stuck, not a quiet street."""

from __future__ import annotations

from weige.sensing.rules.judges.base import Account, Judge, Verdict, times
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.spec import LevelSpec, RuleSpec
from weige.sensing.rules.state import SECOND, Sample, State, Unchanged

FEWEST = 3  # readings that must agree: two may be chance (our default)


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:
    """Silence is not stillness: after `gap` without a reading the stretch begins anew."""
    if sample.value is None:
        return NONE, NONE
    memo = state.memo if isinstance(state.memo, Unchanged) else None
    still = (
        memo is not None
        and abs(sample.value - memo.value) <= spec.tolerance
        and sample.at - state.heard <= spec.gap_s * SECOND
    )
    if memo is None or not still:
        state.memo = Unchanged(sample.value, sample.at, 1)
        return NONE, NONE
    state.memo = memo = Unchanged(memo.value, memo.since, memo.count + 1)
    stood = sample.at - memo.since
    if memo.count < FEWEST:
        return NONE, NONE
    reached = max((level for level, needed in times(spec) if stood >= needed), default=NONE)
    return reached, reached


def account(spec: RuleSpec, state: State, level: LevelSpec, sample: Sample) -> Account:
    memo = state.memo
    if not isinstance(memo, Unchanged):
        return {}
    needed = spec.for_s if level.for_s is None else level.for_s
    still = (sample.at - memo.since) / SECOND
    return {"value": memo.value, "count": float(memo.count), "still": still, "line": float(needed)}


def since(spec: RuleSpec, state: State, run: int) -> int:  # noqa: ARG001
    return state.memo.since if isinstance(state.memo, Unchanged) else run


JUDGE = Judge(weigh, account=account, since=since, own_time=True, needs_hearing=False)
