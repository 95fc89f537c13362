"""What judging remembers: samples, unbroken stretches, the state of one stream, the memories of judges. Pure data."""

from __future__ import annotations

import msgspec

from weige.kernel.series import anomaly, baseline, change
from weige.sensing.rules.levels import NONE

SECOND = 1_000_000  # times are integer microseconds since 1970


class Sample(msgspec.Struct, frozen=True, omit_defaults=True):
    """One look: at what time, which value (None: looked and saw nothing, or it is permitted), against which
    limit.

    value: confidence 0–1 for presence, a measured number for a threshold, the rank reached for a combination
    (limit is then the rank it still holds). limit: None means nobody has signed one; low: the lower end of a
    band. tick: nothing was heard, only time has passed. active: False outside the rule's schedule.
    """

    at: int
    value: float | None
    limit: float | None = None
    rate_limit: float | None = None
    pictures: tuple[str, ...] = ()
    low: float | None = None
    tick: bool = False
    active: bool = True


class Run(msgspec.Struct):
    """An unbroken stretch at or above a level: first and last time, number of samples."""

    since: int
    last: int
    count: int


class Occurrences(msgspec.Struct, frozen=True, tag="occurrences"):
    """Of judges that count. times: when the newest began, oldest first; last: newest time it was there; on: it
    is there now."""

    times: tuple[int, ...] = ()
    last: int = 0
    on: bool = False


class Unchanged(msgspec.Struct, frozen=True, tag="unchanged"):
    """Of the frozen-value judge: the value that stands still, since when, and how many readings said so."""

    value: float
    since: int
    count: int


class Truth(msgspec.Struct, frozen=True, tag="truth"):
    """Of combinations: the rank the expressions reach and the rank they may still hold (unknown counts)."""

    enter: int = NONE
    hold: int = NONE


class Usual(msgspec.Struct, frozen=True, tag="usual"):
    """Of the baseline judge: what was learned, the newest score, and the usual (low, middle, high) before it."""

    state: baseline.State
    score: float = 0.0
    band: tuple[float, ...] = ()


class Moved(msgspec.Struct, frozen=True, tag="moved"):
    """Of the change judge: what was learned, the newest score, and the level before the newest value."""

    state: change.State
    score: float = 0.0
    before: float = 0.0


class Strange(msgspec.Struct, frozen=True, tag="strange"):
    """Of the anomaly judge: what was learned and the newest score."""

    state: anomaly.State
    score: float = 0.0


Memo = Occurrences | Unchanged | Truth | Usual | Moved | Strange
LEARNED = (Usual, Moved, Strange)  # what was learned of a place outlives its warnings


class State(msgspec.Struct, omit_defaults=True):
    """What the stream has come to.

    level: rank now warned of (0: none); span: the stretch that set it off; hold: rank the newest sample holds;
    heard: newest real sample; dormant: it would warn, but its schedule sleeps; memo: the judge's own memory,
    a value that is replaced and never changed.
    """

    at: int = 0
    level: int = NONE
    hold: int = NONE
    span: tuple[int, int] | None = None
    runs: dict[int, Run] = {}
    held: dict[int, int] = {}
    history: list[tuple[int, float]] = []
    trace: list[tuple[int, float]] = []
    pictures: list[tuple[int, str]] = []
    heard: int = 0
    dormant: bool = False
    memo: Memo | None = None


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
        heard=state.heard,
        dormant=state.dormant,
        memo=state.memo,
    )
