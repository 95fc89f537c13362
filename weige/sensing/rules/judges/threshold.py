"""A number against shares of a signed limit: above it, below it, or outside a band; with a rise beside it."""

from __future__ import annotations

from weige.sensing.rules.judges import rate
from weige.sensing.rules.judges.base import Account, Judge, Verdict, compare
from weige.sensing.rules.levels import NONE, rank
from weige.sensing.rules.spec import LevelSpec, RuleSpec, ranks
from weige.sensing.rules.state import Sample, State


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:
    if sample.value is None:
        return NONE, NONE
    value = abs(sample.value) if spec.magnitude else sample.value
    enter, hold = _against(spec, value, sample)
    if spec.rate is not None:
        rose = rate.rise(spec.rate.window_s, state, sample.at, value)
        limit = spec.rate.limit if sample.rate_limit is None else sample.rate_limit
        level = rank(spec.rate.level)
        if rose is not None and rose >= limit:
            enter = max(enter, level)
        if rose is not None and rose >= limit * (1 - spec.hysteresis):
            hold = max(hold, level)
    return enter, hold


def _against(spec: RuleSpec, value: float, sample: Sample) -> Verdict:
    if sample.limit is None:
        return NONE, NONE
    if spec.direction == "below":
        return compare(spec, -value, [(level, -line) for level, line in _lines(spec, sample.limit)])
    if spec.direction == "outside":
        if sample.low is None:
            return NONE, NONE
        middle, half = (sample.limit + sample.low) / 2, (sample.limit - sample.low) / 2
        return compare(spec, abs(value - middle), _lines(spec, half))
    enter = hold = NONE
    for level, rung in ranks(spec):
        if value >= rung.share * sample.limit:
            enter = level
        if value >= rung.share * sample.limit * (1 - spec.hysteresis):
            hold = level
    return enter, hold


def _lines(spec: RuleSpec, limit: float) -> list[tuple[int, float]]:
    return [(level, rung.share * limit) for level, rung in ranks(spec)]


def account(spec: RuleSpec, state: State, level: LevelSpec, sample: Sample) -> Account:
    found: Account = {}
    if sample.value is not None:
        found["value"] = abs(sample.value) if spec.magnitude else sample.value
    if sample.limit is not None:
        found |= {"limit": sample.limit, "share": level.share * 100, "line": level.share * sample.limit}
    if sample.limit is not None and sample.low is not None and spec.direction == "outside":
        middle, half = (sample.limit + sample.low) / 2, (sample.limit - sample.low) / 2
        found |= {"low": middle - level.share * half, "high": middle + level.share * half}
    if spec.rate is not None and state.history:
        found |= rate.numbers(spec.rate.window_s, state, sample, spec.magnitude)
        found["rate_limit"] = spec.rate.limit if sample.rate_limit is None else sample.rate_limit
        reached = "rise" in found and found["rise"] >= found["rate_limit"]
        found["by_rate"] = float(reached and level.level == spec.rate.level)
    return found


JUDGE = Judge(weigh, account=account)
