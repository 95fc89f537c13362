"""AND, OR and NOT over the levels other rules have at one place: the board says what they come to, this how long.

"Unknown" (a rule whose device is silent) neither reaches a level nor lets one go: no data is not "normal".
"""

from __future__ import annotations

from weige.sensing.rules.judges.base import Judge, Verdict, times
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.state import Sample, State, Truth


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:  # noqa: ARG001 - the shape of a judge
    """sample.value: rank the expressions reach; sample.limit: rank they may still hold. A tick keeps both."""
    if not sample.tick:
        state.memo = Truth(int(sample.value or NONE), int(sample.limit or NONE))
    memo = state.memo if isinstance(state.memo, Truth) else Truth()
    return memo.enter, memo.hold


def due(spec: RuleSpec, state: State) -> int | None:
    """When a level that is reached now will have lasted long enough."""
    found = [state.runs[level].since + needed for level, needed in times(spec) if level in state.runs]
    return min((at for at in found if at > state.at), default=None)


#: Not traced: its samples are ranks, and nobody should read a rank as a reading.
JUDGE = Judge(weigh, due, needs_hearing=False, steady=True, traced=False)
