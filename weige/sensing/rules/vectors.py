"""The common rules as array arithmetic: which samples of a stream reach and hold which level, and when it turns.

Times are µs since 1970 (int64), values float64 with NaN for "looked and saw nothing, or it is permitted". A column is
one stream's samples in the order of their time. What rules.machine folds sample by sample is found here by searching:
where stretches begin and break, where they are long enough, where a level has been gone for long enough.
tests/sensing/test_recount.py proves both equal with Hypothesis. No state: the same columns give the same answer.

`reach` is the cheap question whether a stream can reach any level at all; a quiet stream costs one pass over its
values. `ladder` and `climb` answer for threshold and rate exactly. Judges that remember more (count, frozen) go
through the machine itself, but only with the samples `worth` judging.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from weige.kernel.worktime.calendar import Calendar
from weige.sensing.rules.judges.base import lines, times
from weige.sensing.rules.judges.frozen import FEWEST
from weige.sensing.rules.judges.rate import HISTORY_POINTS
from weige.sensing.rules.levels import NONE, rank
from weige.sensing.rules.schedule import ALWAYS, open_spans
from weige.sensing.rules.spec import RuleSpec, Schedule, ranks
from weige.sensing.rules.state import SECOND
from weige.sensing.rules.stream import HORIZON

Times = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]
LONG_AGO = -(2**62)


@dataclass(frozen=True)
class Signed:
    """What somebody signed for a device, NaN where nobody did: limit, lower end of the band, limit of the rise."""

    limit: float = np.nan
    low: float = np.nan
    rate: float = np.nan


@dataclass(frozen=True)
class Ladder:
    """Of every sample: the highest level it reaches and the highest it holds."""

    enter: Ranks
    hold: Ranks


def awake(schedule: Schedule, at: Times, calendar: Calendar | None) -> Flags:
    """schedule.awake() of every moment; the moments in any order."""
    if schedule == ALWAYS or not len(at):
        return np.ones(len(at), dtype=np.bool_)
    spans = open_spans(schedule, int(at.min()), int(at.max()), calendar)
    begins = np.array([begin for begin, _ in spans], dtype=np.int64)
    ends = np.maximum.accumulate(np.array([end for _, end in spans], dtype=np.int64))
    place = np.searchsorted(begins, at, side="right") - 1
    found: Flags = (
        (place >= 0) & (at < ends[np.maximum(place, 0)]) if len(spans) else np.zeros(len(at), np.bool_)
    )
    return found


def rises(at: Times, value: Values, window_s: int) -> Values:
    """By how much each value rose within the window before it, by the machine's own memory (judges.rate.rise)."""
    rise, there = np.full(len(at), np.nan), np.flatnonzero(~np.isnan(value))
    at, value = at[there], value[there]
    window, step = window_s * SECOND, window_s * SECOND // HISTORY_POINTS
    kept, place = [], 0
    while place < len(at):
        kept.append(place)
        place = max(int(np.searchsorted(at, at[place] + step, side="left")), place + 1)
    if kept:
        history = np.array(kept, dtype=np.int64)
        newest = np.searchsorted(at[history], at - window, side="right") - 1
        rose = value - value[history[np.maximum(newest, 0)]]
        rose[newest < 0] = np.nan
        rise[there] = rose
    return rise


def reach(spec: RuleSpec, value: Values, signed: Signed) -> bool:
    """Whether any sample of the stream can reach a level; False means that its warnings never change."""
    if not len(value) or spec.judge == "count":
        return bool(counting(spec, value, signed).any())
    low, high = float(np.fmin.reduce(value)), float(np.fmax.reduce(value))
    if spec.judge == "rate":
        return any(high - low >= line for _, line in _rate_lines(spec, signed))
    if spec.judge != "threshold":
        return True
    rate = _rate(spec, signed)
    return (rate is not None and high - low >= rate) or _passes(spec, low, high, signed)


def _passes(spec: RuleSpec, low: float, high: float, signed: Signed) -> bool:
    """Whether the lowest or highest value passes the lowest line of a threshold; NaN passes nothing."""
    shares = [rung.share for rung in spec.levels]
    if spec.direction == "below":
        return any(low <= share * signed.limit for share in shares)
    if spec.direction == "outside":
        middle, half = (signed.limit + signed.low) / 2, (signed.limit - signed.low) / 2
        return any(max(high - middle, middle - low) >= share * half for share in shares)
    return any(high >= share * signed.limit for share in shares)


def _rate(spec: RuleSpec, signed: Signed) -> float | None:
    """The line of the rise beside a threshold."""
    if spec.rate is None:
        return None
    return spec.rate.limit if np.isnan(signed.rate) else signed.rate


def _rate_lines(spec: RuleSpec, signed: Signed) -> list[tuple[int, float]]:
    """A level's own number, else its share of the rate limit signed for the device; without either: none."""
    found = []
    for level, rung in ranks(spec):
        if rung.at is not None:
            found.append((level, rung.at))
        elif not np.isnan(signed.rate):
            found.append((level, rung.share * signed.rate))
    return found


def ladder(spec: RuleSpec, at: Times, value: Values, signed: Signed, active: Flags | None = None) -> Ladder:
    """For judges threshold and rate; samples outside the rule's schedule (not active) reach and hold nothing."""
    enter, hold = np.zeros(len(value), dtype=np.int8), np.zeros(len(value), dtype=np.int8)
    if spec.judge == "rate":
        rise = rises(at, value, spec.window_s)
        measure = np.abs(rise) if spec.magnitude else -rise if spec.direction == "below" else rise
        _compare(spec, measure, _rate_lines(spec, signed), enter, hold)
    else:
        _threshold(spec, at, value, signed, (enter, hold))
    if active is not None:
        enter[~active], hold[~active] = NONE, NONE
    return Ladder(enter, hold)


def _compare(
    spec: RuleSpec, measure: Values, found: list[tuple[int, float]], enter: Ranks, hold: Ranks
) -> None:
    """judges.base.compare() of every sample: NaN compares as false."""
    for level, line in found:
        enter[measure >= line] = level
        hold[measure >= line - spec.hysteresis * abs(line)] = level


def _threshold(spec: RuleSpec, at: Times, value: Values, signed: Signed, told: tuple[Ranks, Ranks]) -> None:
    enter, hold = told
    limit = signed.limit
    shares = [(level, rung.share) for level, rung in ranks(spec)]
    if spec.direction == "below" and not np.isnan(limit):
        _compare(spec, -value, [(level, -share * limit) for level, share in shares], enter, hold)
    elif spec.direction == "outside" and not np.isnan(limit) and not np.isnan(signed.low):
        middle, half = (limit + signed.low) / 2, (limit - signed.low) / 2
        _compare(
            spec, np.abs(value - middle), [(level, share * half) for level, share in shares], enter, hold
        )
    elif spec.direction == "above" and not np.isnan(limit):
        for level, share in shares:
            enter[value >= share * limit] = level
            hold[value >= share * limit * (1 - spec.hysteresis)] = level
    line = _rate(spec, signed)
    if spec.rate is not None and line is not None:
        level, rise = rank(spec.rate.level), rises(at, value, spec.rate.window_s)
        rose, held = rise >= line, rise >= line * (1 - spec.hysteresis)
        enter[rose] = np.maximum(enter[rose], level)
        hold[held] = np.maximum(hold[held], level)


@dataclass(frozen=True, slots=True)
class Climb:
    """A stream's level changed at a sample (its place): from what to what, and since when (µs) that built up."""

    place: int
    before: int
    after: int
    since: int


def climb(spec: RuleSpec, at: Times, found: Ladder) -> Iterator[Climb]:
    """Walks from change to change: up where a stretch is long enough, down where a level is gone long enough."""
    enter, hold = found.enter, found.hold
    if not enter.any():
        return
    rungs, since, firing = [level for level, _ in ranks(spec)], {}, np.zeros(len(at), dtype=np.int8)
    gone, held = {}, {}
    for level, needed in times(spec):
        reached = enter >= level
        since[level] = _since(at, reached, spec.gap_s * SECOND)
        firing[reached & (at - since[level] >= needed)] = level
        held[level] = np.maximum.accumulate(np.where(hold >= level, at, LONG_AGO))
        gone[level] = np.flatnonzero((hold < level) & (at - held[level] >= spec.clear_after_s * SECOND))
    up = {level: np.flatnonzero(firing > level) for level in [NONE, *rungs]}
    level, place = NONE, -1
    while True:
        rising = following(up[level], place)
        falling = following(gone[level], place) if level else None
        if rising is None and falling is None:
            return
        if falling is None or (rising is not None and rising <= falling):
            assert rising is not None
            place, after = rising, int(firing[rising])
            begun = int(since[after][place])
        else:
            place, patience = falling, spec.clear_after_s * SECOND
            kept = [
                one
                for one in rungs
                if one < level and (hold[place] >= one or at[place] - held[one][place] < patience)
            ]
            after, begun = max(kept, default=NONE), int(at[place])
        yield Climb(place, level, after, begun)
        level = after


def _since(at: Times, reached: Flags, gap: int) -> Times:
    """Of every sample: when its unbroken stretch began (meaningful where reached)."""
    fresh = reached.copy()
    fresh[1:] &= ~reached[:-1] | (np.diff(at) > gap)
    begin = np.maximum.accumulate(np.where(fresh, np.arange(len(at)), 0))
    found: Times = at[begin]
    return found


def following(places: Times, after: int) -> int | None:
    """The first of the places behind `after`."""
    found = int(np.searchsorted(places, after, side="right"))
    return int(places[found]) if found < len(places) else None


def counting(spec: RuleSpec, value: Values, signed: Signed) -> Flags:
    """Which samples the judge "count" counts, were they active: judges.count.counts() of every sample."""
    if np.isnan(signed.limit):
        found: Flags = value >= spec.signal.min_confidence
    else:
        amount = np.abs(value) if spec.magnitude else value
        found = amount <= signed.limit if spec.direction == "below" else amount >= signed.limit
    return found


def worth(spec: RuleSpec, at: Times, value: Values, signed: Signed, active: Flags | None) -> Flags:
    """The samples (in the order of their time) without which the machine would say something else, and some more."""
    if spec.judge == "count":
        there = counting(spec, value, signed)
        return _near(spec, at, there if active is None else there & active)
    if spec.judge == "frozen":
        return _still(spec, at, value)
    return np.ones(len(at), dtype=np.bool_)


def _near(spec: RuleSpec, at: Times, there: Flags) -> Flags:
    """Samples no longer after one that counts than its traces last, and the one after those."""
    keep = np.zeros(len(at), dtype=np.bool_)
    if there.sum() < min(line for _, line in lines(spec)):
        return keep
    longest = max(needed for _, needed in times(spec))
    traces = (spec.window_s + spec.clear_after_s) * SECOND + longest + HORIZON
    last = np.maximum.accumulate(np.where(there, at, LONG_AGO))
    keep = at - last <= traces
    keep[1:] |= keep[:-1]
    return keep


def _still(spec: RuleSpec, at: Times, value: Values) -> Flags:
    """Stretches that may be a standstill long enough, the sample before each, and those until a warning has gone."""
    keep = np.zeros(len(at), dtype=np.bool_)
    if len(at) < FEWEST:
        return keep
    moved = ~(np.abs(np.diff(value)) <= 2 * spec.tolerance) | (np.diff(at) > spec.gap_s * SECOND)
    begins = np.append(0, np.flatnonzero(moved) + 1)
    ends = np.append(begins[1:], len(at)) - 1
    shortest = min(needed for _, needed in times(spec))
    after = at[ends] + spec.clear_after_s * SECOND
    upto = np.minimum(np.searchsorted(at, after, side="left") + 2, len(at))
    for place in np.flatnonzero((at[ends] - at[begins] >= shortest) & (ends - begins >= FEWEST - 1)).tolist():
        keep[max(int(begins[place]) - 1, 0) : max(int(upto[place]), int(ends[place]) + 2)] = True
    return keep
