"""Nothing was heard for so long: only time can tell, so the verdict is given on ticks. One word ends it."""

from __future__ import annotations

from weige.sensing.rules.judges.base import Account, Judge, Verdict, times
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.spec import LevelSpec, RuleSpec
from weige.sensing.rules.state import SECOND, Sample, State


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:
    if not sample.tick:
        return NONE, NONE
    silent = sample.at - state.heard
    reached = max((level for level, needed in times(spec) if silent >= needed), default=NONE)
    return reached, reached


def due(spec: RuleSpec, state: State) -> int | None:
    """When the next level is reached if nothing is heard."""
    return min((at for _, needed in times(spec) if (at := state.heard + needed) > state.at), default=None)


def account(spec: RuleSpec, state: State, level: LevelSpec, sample: Sample) -> Account:
    needed = spec.for_s if level.for_s is None else level.for_s
    silent = (sample.at - state.heard) / SECOND
    return {"silent": silent, "line": float(needed), "heard_at": float(state.heard)}


def since(spec: RuleSpec, state: State, run: int) -> int:  # noqa: ARG001
    return state.heard


JUDGE = Judge(weigh, due, account, since, needs_hearing=False, own_time=True)
