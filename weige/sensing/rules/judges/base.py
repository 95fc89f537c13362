"""What a judge is: it turns a sample and its own small memory into the level reached and the level still held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from weige.sensing.rules.levels import NONE
from weige.sensing.rules.spec import LevelSpec, RuleSpec, ranks
from weige.sensing.rules.state import SECOND, Sample, State

Verdict = tuple[int, int]  # highest rank the sample reaches, highest rank it still holds
Account = dict[str, float]  # the numbers of the arithmetic, by the names the phrases use


def _never(spec: RuleSpec, state: State) -> int | None:  # noqa: ARG001 - the shape of a judge
    return None


def _nothing(spec: RuleSpec, state: State, level: LevelSpec, sample: Sample) -> Account:  # noqa: ARG001
    return {}


def _run_start(spec: RuleSpec, state: State, since: int) -> int:  # noqa: ARG001
    return since


@dataclass(frozen=True)
class Judge:
    """One way of judging.

    weigh(spec, state, sample) → Verdict; may replace state.memo, nothing else. due(spec, state): when time
    alone changes the verdict next. account(spec, state, level, sample): the arithmetic of that moment. since:
    when the stretch that set it off began. may_blink: a miss shorter than `gap` does not break the stretch.
    needs_hearing: silence longer than `gap` does. own_time: the verdict already counts the level's `for`.
    steady: the verdict stands between signals until `due`, so a warning may end without one. traced: the readings
    that count are kept with the state (they are not numbers of the reading table).
    """

    weigh: Callable[[RuleSpec, State, Sample], Verdict]
    due: Callable[[RuleSpec, State], int | None] = _never
    account: Callable[[RuleSpec, State, LevelSpec, Sample], Account] = _nothing
    since: Callable[[RuleSpec, State, int], int] = _run_start
    may_blink: bool = False
    needs_hearing: bool = True
    own_time: bool = False
    steady: bool = False
    traced: bool = False

    @property
    def timed(self) -> bool:
        """Whether time alone can change the verdict."""
        return self.due is not _never


def compare(spec: RuleSpec, measure: float, lines: list[tuple[int, float]]) -> Verdict:
    """Where a measure stands: a level is reached at its line and held down to `hysteresis` below it."""
    enter = hold = NONE
    for level, line in lines:
        if measure >= line:
            enter = level
        if measure >= line - spec.hysteresis * abs(line):
            hold = level
    return enter, hold


def lines(spec: RuleSpec) -> list[tuple[int, float]]:
    """The lines of judges whose levels name a number of their own (`at`; without one: 1)."""
    return [(level, 1.0 if rung.at is None else rung.at) for level, rung in ranks(spec)]


def needed(spec: RuleSpec, rung: LevelSpec) -> int:
    """How long (µs) a level must last."""
    return (spec.for_s if rung.for_s is None else rung.for_s) * SECOND


def times(spec: RuleSpec) -> list[tuple[int, int]]:
    """(rank, µs it must last) of all levels, lowest first."""
    return [(level, needed(spec, rung)) for level, rung in ranks(spec)]
