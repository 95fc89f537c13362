"""How fast a number changes: its rise (or fall, or either) within a window against lines of its own."""

from __future__ import annotations

from weige.sensing.rules.judges.base import Account, Judge, Verdict, compare
from weige.sensing.rules.levels import NONE, rank
from weige.sensing.rules.spec import LevelSpec, RuleSpec, ranks
from weige.sensing.rules.state import SECOND, Sample, State

HISTORY_POINTS = 48  # a rate window is remembered in this many steps: half an hour of a day


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:
    if sample.value is None:
        return NONE, NONE
    rose = rise(spec.window_s, state, sample.at, sample.value)
    if rose is None:
        return NONE, NONE
    return compare(spec, signed(spec, rose), _lines(spec, sample))


def signed(spec: RuleSpec, rose: float) -> float:
    """The change as the rule counts it: either way, downwards, or upwards."""
    if spec.magnitude:
        return abs(rose)
    return -rose if spec.direction == "below" else rose


def _lines(spec: RuleSpec, sample: Sample) -> list[tuple[int, float]]:
    """A level's own number, else its share of the rate limit signed for the device; without either: none."""
    found = []
    for level, rung in ranks(spec):
        if rung.at is not None:
            found.append((level, rung.at))
        elif sample.rate_limit is not None:
            found.append((level, rung.share * sample.rate_limit))
    return found


def rise(window_s: int, state: State, at: int, value: float) -> float | None:
    """By how much the value rose since one window ago; None while there is no reading that old.

    Keeps state.history: at most HISTORY_POINTS readings of the window and the newest one before it.
    """
    start = at - window_s * SECOND
    step = window_s * SECOND // HISTORY_POINTS
    older = [point for point in state.history if point[0] <= start]
    if len(older) > 1:  # keep the newest of those before the window: it is what we compare with
        state.history = state.history[len(older) - 1 :]
    if not state.history or at - state.history[-1][0] >= step:
        state.history.append((at, value))
    return value - older[-1][1] if older else None


def numbers(window_s: int, state: State, sample: Sample, magnitude: bool = False) -> Account:
    """The reading one window ago, this one and the rise; without an old enough one, nothing."""
    older = [point for point in state.history if point[0] <= sample.at - window_s * SECOND]
    if not older or sample.value is None:
        return {}
    value = abs(sample.value) if magnitude else sample.value
    return {"earlier": older[-1][1], "earlier_at": older[-1][0], "value": value, "rise": value - older[-1][1]}


def account(spec: RuleSpec, state: State, level: LevelSpec, sample: Sample) -> Account:
    found = numbers(spec.window_s, state, sample)
    line = dict(_lines(spec, sample)).get(rank(level.level))
    return found if line is None else found | {"line": line}


JUDGE = Judge(weigh, account=account)
