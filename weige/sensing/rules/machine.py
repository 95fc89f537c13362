"""The machine that judges one stream of samples: how long, how high, gone for how long. Pure and replayable.

A stream is one rule, one device, one subject. Every sample is folded in the order of its signal time; what
comes out depends on the samples only, never on when they were processed. What a sample is worth is the
judge's matter (judges/); the ladder, the times and the way down are the same for all and stand here.
"""

from __future__ import annotations

from weige.sensing.rules.judges import Judge, judge_of
from weige.sensing.rules.judges.base import needed
from weige.sensing.rules.levels import NONE, rank
from weige.sensing.rules.spec import LevelSpec, RuleSpec, ranks
from weige.sensing.rules.state import SECOND, Run, Sample, State, copy

__all__ = ["SECOND", "Run", "Sample", "State", "copy", "due", "fold"]

TRACE_HEAD, TRACE_TAIL = 8, 24  # readings of a run kept for its explanation: how it began and how it goes on
PICTURES_HEAD, PICTURES_TAIL = 2, 2


def fold(spec: RuleSpec, state: State, sample: Sample) -> None:
    """Takes the next sample (not older than state.at) into the state."""
    judge = judge_of(spec)
    if judge.needs_hearing:
        _expire(spec, state, sample.at)
    if judge.steady:  # it held, unseen, until this moment
        state.held |= {level: sample.at for level in state.held if level <= state.hold}
    enter, hold = judge.weigh(spec, state, sample)
    state.dormant = enter > NONE and not sample.active
    if not sample.active:
        enter = hold = NONE
    rungs = ranks(spec)
    for level, rung in rungs:
        _run(judge, state, level, sample, enter >= level)
        if hold >= level:
            state.held[level] = sample.at
        if enter >= level > state.level:
            _fire(spec, state, rung, sample.at)
    if hold > NONE:
        _remember(judge, state, sample)
    if hold < state.level:
        _lower(spec, state, hold, sample.at)
    if state.level == NONE and not state.runs:
        state.trace, state.pictures = [], []
    state.at, state.hold = sample.at, hold
    if not sample.tick:
        state.heard = sample.at


def due(spec: RuleSpec, state: State, events_only: bool = False) -> int | None:
    """When time alone will next change the state: a tick is wanted then. None when it never will.

    events_only: the device speaks only when something is there, so its silence means "gone".
    """
    found = judge_of(spec).due(spec, state)
    times = [] if found is None else [found]
    if state.level > NONE:
        patience = lapse(spec, state, events_only)
        if patience is not None:
            times.append(state.held.get(state.level, state.at) + patience)
    return min((at for at in times if at > state.at), default=None)


def timeless(spec: RuleSpec) -> bool:
    """Whether time alone never changes a stream of the rule, whatever its state (due() is always None)."""
    judge = judge_of(spec)
    return not (judge.timed or judge.steady or spec.lasts_s is not None or spec.judge == "presence")


def lapse(spec: RuleSpec, state: State, events_only: bool) -> int | None:
    """How long (µs) after it was last held a warning ends without a word; None: silence ends nothing."""
    if spec.lasts_s is not None:
        return max(spec.lasts_s, spec.clear_after_s) * SECOND
    let_go = judge_of(spec).steady and state.hold < state.level
    if let_go or (events_only and spec.judge == "presence"):
        return spec.clear_after_s * SECOND
    return None


def _expire(spec: RuleSpec, state: State, at: int) -> None:
    """Ends stretches of which nothing was heard for gap_s: what we did not see, we do not count."""
    patience = spec.gap_s * SECOND
    state.runs = {level: run for level, run in state.runs.items() if at - run.last <= patience}
    if state.level == NONE and not state.runs:
        state.trace, state.pictures = [], []


def _run(judge: Judge, state: State, level: int, sample: Sample, reached: bool) -> None:
    """Begins, continues or breaks the stretch of one level.

    A presence may be missed for gap_s (a camera blinks); a value below its limit breaks the stretch at once.
    """
    run = state.runs.get(level)
    if reached:
        run = run or Run(sample.at, sample.at, 0)
        run.last = sample.at
        run.count += not sample.tick
    elif not judge.may_blink:
        run = None
    if run is None:
        state.runs.pop(level, None)
    else:
        state.runs[level] = run


def _fire(spec: RuleSpec, state: State, rung: LevelSpec, at: int) -> None:
    judge, level = judge_of(spec), rank(rung.level)
    run = state.runs[level]
    if at - run.since >= (0 if judge.own_time else needed(spec, rung)):
        state.level, state.span = level, (judge.since(spec, state, run.since), at)


def _lower(spec: RuleSpec, state: State, hold: int, at: int) -> None:
    """Steps down to the highest level held now or within clear_after_s, or to none."""
    patience = spec.clear_after_s * SECOND
    if at - state.held.get(state.level, 0) < patience:
        return
    lower = [level for level, _ in ranks(spec) if level < state.level]
    held = [r for r in lower if r <= hold or at - state.held.get(r, -patience) < patience]
    state.level = max(held, default=NONE)
    if state.level == NONE:
        state.span = None
        state.held = {}


def _remember(judge: Judge, state: State, sample: Sample) -> None:
    """Keeps the run's readings and pictures: the first few and the last few."""
    if judge.traced and sample.value is not None:
        state.trace.append((sample.at, sample.value))
        if len(state.trace) > TRACE_HEAD + TRACE_TAIL:
            del state.trace[TRACE_HEAD]
    for sha in sample.pictures:
        state.pictures.append((sample.at, sha))
        if len(state.pictures) > PICTURES_HEAD + PICTURES_TAIL:
            del state.pictures[PICTURES_HEAD]
