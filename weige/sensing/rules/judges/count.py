"""How often within a window: every matching signal counts (a look at a thing, a reading over the limit)."""

from __future__ import annotations

from weige.sensing.rules.judges.base import Account, Judge, Verdict, compare, lines
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.spec import LevelSpec, RuleSpec
from weige.sensing.rules.state import SECOND, Occurrences, Sample, State

MOST = 512  # occurrences remembered: no line may be higher


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:
    memo = remembered(state)
    if not sample.tick and counts(spec, sample):
        memo = Occurrences((*memo.times, sample.at), sample.at, True)
    state.memo = memo = trimmed(spec, memo, sample.at)
    return compare(spec, float(len(memo.times)), lines(spec)) if memo.times else (NONE, NONE)


def counts(spec: RuleSpec, sample: Sample) -> bool:
    """Whether the sample is one to count: sure enough, or (for a number with a limit) at the limit."""
    if sample.value is None or not sample.active:
        return False
    if sample.limit is not None:
        value = abs(sample.value) if spec.magnitude else sample.value
        return value <= sample.limit if spec.direction == "below" else value >= sample.limit
    return sample.value >= spec.signal.min_confidence


def remembered(state: State) -> Occurrences:
    return state.memo if isinstance(state.memo, Occurrences) else Occurrences()


def trimmed(spec: RuleSpec, memo: Occurrences, at: int) -> Occurrences:
    """Without what is older than the window, or more than any line could ask for."""
    start = at - spec.window_s * SECOND
    kept = tuple(one for one in memo.times if one > start)
    most = min(MOST, max(int(line) + 1 for _, line in lines(spec)))
    return Occurrences(kept[-most:], memo.last, memo.on)


def due(spec: RuleSpec, state: State) -> int | None:
    """When the oldest of those that count leaves the window."""
    memo = remembered(state)
    return memo.times[0] + spec.window_s * SECOND if memo.times and state.level > NONE else None


def account(spec: RuleSpec, state: State, level: LevelSpec, sample: Sample) -> Account:  # noqa: ARG001
    memo = remembered(state)
    line = 1.0 if level.at is None else level.at
    return {"count": float(len(memo.times)), "line": line, "first_at": float(memo.times[0])}


def since(spec: RuleSpec, state: State, run: int) -> int:  # noqa: ARG001
    memo = remembered(state)
    return memo.times[0] if memo.times else run


JUDGE = Judge(weigh, due, account, since, needs_hearing=False, steady=True, traced=True)
