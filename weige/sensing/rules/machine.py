"""The machine that judges one stream of samples: how long, how high, gone for how long. Pure and replayable.

A stream is one rule, one device, one subject. Every sample is folded in the order of its signal time; what
comes out depends on the samples only, never on when they were processed.
"""

from __future__ import annotations

import msgspec

from weige.sensing.rules.levels import NONE, rank
from weige.sensing.rules.spec import LevelSpec, RuleSpec, ranks

SECOND = 1_000_000  # times are integer microseconds since 1970
TRACE_HEAD, TRACE_TAIL = 8, 24  # readings of a run kept for its explanation: how it began and how it goes on
PICTURES_HEAD, PICTURES_TAIL = 2, 2
HISTORY_POINTS = 48  # a rate window is remembered in this many steps: half an hour of a day


class Sample(msgspec.Struct, frozen=True):
    """One look: at what time, which value (None: looked and saw nothing, or it is permitted), against which
    limit.

    value: confidence 0–1 for presence, a measured number for a threshold. limit: None means nobody has
    signed one.
    """

    at: int
    value: float | None
    limit: float | None = None
    rate_limit: float | None = None
    pictures: tuple[str, ...] = ()


class Run(msgspec.Struct):
    """An unbroken stretch at or above a level: first and last time, number of samples."""

    since: int
    last: int
    count: int


class State(msgspec.Struct):
    """What the stream has come to. level: rank now warned of (0: none); span: the stretch
    that set it off; hold: rank the newest sample holds."""

    at: int = 0
    level: int = NONE
    hold: int = NONE
    span: tuple[int, int] | None = None
    runs: dict[int, Run] = {}
    held: dict[int, int] = {}
    history: list[tuple[int, float]] = []
    trace: list[tuple[int, float]] = []
    pictures: list[tuple[int, str]] = []


def copy(state: State) -> State:
    """A state that can be folded on without changing this one."""
    return State(
        at=state.at,
        level=state.level,
        hold=state.hold,
        span=state.span,
        runs={level: Run(run.since, run.last, run.count) for level, run in state.runs.items()},
        held=dict(state.held),
        history=list(state.history),
        trace=list(state.trace),
        pictures=list(state.pictures),
    )


def fold(spec: RuleSpec, state: State, sample: Sample) -> None:
    """Takes the next sample (not older than state.at) into the state."""
    _expire(spec, state, sample.at)
    enter, hold = severity(spec, state, sample)
    rungs = ranks(spec)
    for level, rung in rungs:
        _run(spec, state, level, sample.at, enter >= level)
        if hold >= level:
            state.held[level] = sample.at
        if enter >= level > state.level:
            _fire(spec, state, level, rung, sample.at)
    if hold > NONE:
        _remember(spec, state, sample)
    if hold < state.level:
        _lower(spec, state, rungs, sample.at)
    if state.level == NONE and not state.runs:
        state.trace, state.pictures = [], []
    state.at, state.hold = sample.at, hold


def severity(spec: RuleSpec, state: State, sample: Sample) -> tuple[int, int]:
    """(highest level the sample reaches, highest level it still holds): they differ by the hysteresis."""
    top = max(level for level, _ in ranks(spec))
    if sample.value is None:
        return NONE, NONE
    if spec.judge == "presence":
        return (top, top) if sample.value >= spec.signal.min_confidence else (NONE, NONE)
    value = abs(sample.value) if spec.magnitude else sample.value
    enter, hold = _against(spec, value, sample.limit)
    if spec.rate is not None:
        rose = _rise(spec.rate.window_s, state, sample.at, value)
        limit = spec.rate.limit if sample.rate_limit is None else sample.rate_limit
        level = rank(spec.rate.level)
        if rose is not None and rose >= limit:
            enter = max(enter, level)
        if rose is not None and rose >= limit * (1 - spec.hysteresis):
            hold = max(hold, level)
    return enter, hold


def _against(spec: RuleSpec, value: float, limit: float | None) -> tuple[int, int]:
    if limit is None:
        return NONE, NONE
    enter = hold = NONE
    for level, rung in ranks(spec):
        if value >= rung.share * limit:
            enter = level
        if value >= rung.share * limit * (1 - spec.hysteresis):
            hold = level
    return enter, hold


def _rise(window_s: int, state: State, at: int, value: float) -> float | None:
    """By how much the value rose since one window ago; None while there is no reading that old."""
    start = at - window_s * SECOND
    step = window_s * SECOND // HISTORY_POINTS
    older = [point for point in state.history if point[0] <= start]
    if len(older) > 1:  # keep the newest of those before the window: it is what we compare with
        state.history = state.history[len(older) - 1 :]
    if not state.history or at - state.history[-1][0] >= step:
        state.history.append((at, value))
    return value - older[-1][1] if older else None


def _expire(spec: RuleSpec, state: State, at: int) -> None:
    """Ends stretches of which nothing was heard for gap_s: what we did not see, we do not count."""
    patience = spec.gap_s * SECOND
    state.runs = {level: run for level, run in state.runs.items() if at - run.last <= patience}
    if state.level == NONE and not state.runs:
        state.trace, state.pictures = [], []


def _run(spec: RuleSpec, state: State, level: int, at: int, reached: bool) -> None:
    """Begins, continues or breaks the stretch of one level.

    A presence may be missed for gap_s (a camera blinks); a value below its limit breaks the stretch at once.
    """
    run = state.runs.get(level)
    if reached:
        run = run or Run(at, at, 0)
        run.last, run.count = at, run.count + 1
    elif spec.judge == "threshold":
        run = None
    if run is None:
        state.runs.pop(level, None)
    else:
        state.runs[level] = run


def _fire(spec: RuleSpec, state: State, level: int, rung: LevelSpec, at: int) -> None:
    needed = spec.for_s if rung.for_s is None else rung.for_s
    run = state.runs[level]
    if at - run.since >= needed * SECOND:
        state.level, state.span = level, (run.since, at)


def _lower(spec: RuleSpec, state: State, rungs: list[tuple[int, LevelSpec]], at: int) -> None:
    """Steps down to the highest level that was held within clear_after_s, or to none."""
    patience = spec.clear_after_s * SECOND
    if at - state.held.get(state.level, 0) < patience:
        return
    held = [r for r, _ in rungs if r < state.level and at - state.held.get(r, -patience) < patience]
    state.level = max(held, default=NONE)
    if state.level == NONE:
        state.span = None
        state.held = {}


def _remember(spec: RuleSpec, state: State, sample: Sample) -> None:
    """Keeps the run's readings and pictures: the first few and the last few."""
    if spec.judge == "presence" and sample.value is not None:
        state.trace.append((sample.at, sample.value))
        if len(state.trace) > TRACE_HEAD + TRACE_TAIL:
            del state.trace[TRACE_HEAD]
    for sha in sample.pictures:
        state.pictures.append((sample.at, sha))
        if len(state.pictures) > PICTURES_HEAD + PICTURES_TAIL:
            del state.pictures[PICTURES_HEAD]
