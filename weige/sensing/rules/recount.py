"""Other thresholds asked of a tape: the machine's arithmetic on whole columns, equal to it signal for signal.

What rules.machine folds sample by sample is found here by searching: where stretches begin and break, where they
are long enough, where a level has been gone for long enough. Subjects with samples out of order go through the
machine itself. tests/sensing/test_recount.py proves both equal with Hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from weige.sensing.rules.levels import NONE, rank
from weige.sensing.rules.machine import SECOND
from weige.sensing.rules.spec import RuleSpec, ranks
from weige.sensing.rules.stream import HORIZON
from weige.sensing.rules.tape import Looks, Strip, Tape, Times

Ranks = npt.NDArray[np.int8]
LONG_AGO = -(2**62)


@dataclass(frozen=True, slots=True)
class Turn:
    """A strip's level changed: at (by the signal), received (µs), order of arrival, from what to what, since when
    it built up.
    """

    at: int
    received: int
    order: int
    device_id: int
    before: int
    after: int
    since: int
    value: float


def turns(spec: RuleSpec, tape: Tape, strip: Strip, cuts: Sequence[int], end: int) -> Iterator[Turn]:
    """All changes of level of a strip. cuts: when (by receipt) its warning's case ended and all began anew."""
    if spec.judge == "presence":
        yield from _presence(spec, tape.looks[strip.device_id], strip, cuts, end)
    else:
        yield from _threshold(spec, strip, cuts)


def _parts(received: Times, cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """[from, to) of the samples between two cuts; what was received at the cut's moment is before it."""
    edges = [0, *(int(np.searchsorted(received, cut, side="right")) for cut in cuts), len(received)]
    for first, last in pairwise(edges):
        if last > first:
            yield first, last


@dataclass(frozen=True)
class _Ladder:
    """Of every sample: the highest level it reaches and the highest it holds."""

    enter: Ranks
    hold: Ranks


def _ladder(spec: RuleSpec, strip: Strip) -> _Ladder:
    enter = np.zeros(len(strip.at), dtype=np.int8)
    hold = np.zeros(len(strip.at), dtype=np.int8)
    if not np.isnan(strip.limit):
        for level, rung in ranks(spec):
            enter[strip.value >= rung.share * strip.limit] = level
            hold[strip.value >= rung.share * strip.limit * (1 - spec.hysteresis)] = level
    if spec.rate is not None:
        limit = spec.rate.limit if np.isnan(strip.rate_limit) else strip.rate_limit
        level = rank(spec.rate.level)
        rose = strip.rise >= limit  # never where nothing is that old: NaN compares as false
        enter[rose] = np.maximum(enter[rose], level)
        held = strip.rise >= limit * (1 - spec.hysteresis)
        hold[held] = np.maximum(hold[held], level)
    return _Ladder(enter, hold)


def _threshold(spec: RuleSpec, strip: Strip, cuts: Sequence[int]) -> Iterator[Turn]:
    ladder = _ladder(spec, strip)
    if not ladder.enter.any():
        return
    for first, last in _parts(strip.received, cuts):
        enter, hold = ladder.enter[first:last], ladder.hold[first:last]
        if enter.any():
            yield from _climb(spec, strip, first, enter, hold)


def _since(at: Times, reached: npt.NDArray[np.bool_], gap: int) -> Times:
    """Of every sample: when its unbroken stretch began (meaningful where reached)."""
    fresh = reached.copy()
    fresh[1:] &= ~reached[:-1] | (np.diff(at) > gap)
    begin = np.maximum.accumulate(np.where(fresh, np.arange(len(at)), 0))
    found: Times = at[begin]
    return found


def _climb(spec: RuleSpec, strip: Strip, first: int, enter: Ranks, hold: Ranks) -> Iterator[Turn]:
    """Walks from change to change: up where a stretch is long enough, down where a level is gone long enough."""
    at = strip.at[first : first + len(enter)]
    ladder, since, firing = [level for level, _ in ranks(spec)], {}, np.zeros(len(at), dtype=np.int8)
    gone, held = {}, {}
    for level, rung in ranks(spec):
        reached = enter >= level
        since[level] = _since(at, reached, spec.gap_s * SECOND)
        needed = (spec.for_s if rung.for_s is None else rung.for_s) * SECOND
        firing[reached & (at - since[level] >= needed)] = level
        held[level] = np.maximum.accumulate(np.where(hold >= level, at, LONG_AGO))
        gone[level] = np.flatnonzero((hold < level) & (at - held[level] >= spec.clear_after_s * SECOND))
    up = {level: np.flatnonzero(firing > level) for level in [NONE, *ladder]}
    level, place = NONE, -1
    while True:
        rising = _next(up[level], place)
        falling = _next(gone[level], place) if level else None
        if rising is None and falling is None:
            return
        if falling is None or (rising is not None and rising <= falling):
            assert rising is not None
            place, after = rising, int(firing[rising])
            begun = int(since[after][place])
        else:
            place = falling
            patience = spec.clear_after_s * SECOND
            kept = [
                one
                for one in ladder
                if one < level and (hold[place] >= one or at[place] - held[one][place] < patience)
            ]
            after, begun = max(kept, default=NONE), int(at[place])
        here = first + place
        value = float(strip.value[here])
        came = int(strip.received[here]), int(strip.order[here])
        yield Turn(int(at[place]), *came, strip.device_id, level, after, begun, value)
        level = after


def _next(places: Times, after: int) -> int | None:
    """The first of the places behind `after`."""
    found = int(np.searchsorted(places, after, side="right"))
    return int(places[found]) if found < len(places) else None


def _presence(spec: RuleSpec, looks: Looks, strip: Strip, cuts: Sequence[int], end: int) -> Iterator[Turn]:
    sure = np.flatnonzero(strip.value >= spec.signal.min_confidence)
    if not len(sure):
        return
    for first, last in _parts(strip.received[sure], cuts):
        cut = next((one for one in cuts if one >= strip.received[sure[last - 1]]), None)
        yield from _stay(spec, looks, strip, sure[first:last], (end, cut))


def _stay(
    spec: RuleSpec, looks: Looks, strip: Strip, sure: Times, over: tuple[int, int | None]
) -> Iterator[Turn]:
    """Up where a stay is long enough; down at the first look that has missed it for long enough."""
    at = strip.at[sure]
    fresh = np.ones(len(at), dtype=np.bool_)
    fresh[1:] = np.diff(at) > spec.gap_s * SECOND
    since = at[np.maximum.accumulate(np.where(fresh, np.arange(len(at)), 0))]
    firing = np.zeros(len(at), dtype=np.int8)
    for level, rung in ranks(spec):
        firing[at - since >= (spec.for_s if rung.for_s is None else rung.for_s) * SECOND] = level
    if not firing.any():
        return
    missed = _missed(spec, looks, strip.look[sure], at, over)
    gaps = np.flatnonzero(missed[:, 0] >= 0)
    level, place = NONE, -1
    while True:
        rising = _next(np.flatnonzero(firing > level), place)
        falling = _next(gaps, place - 1) if level else None
        if level and falling is not None and (rising is None or falling < rising):
            ended, received, order = (int(one) for one in missed[falling])
            yield Turn(ended, received, order, strip.device_id, level, NONE, ended, 0.0)
            level, place = NONE, falling
        elif rising is not None:
            after, here = int(firing[rising]), sure[rising]
            began, value = int(since[rising]), float(strip.value[here])
            came = int(strip.received[here]), int(strip.order[here])
            yield Turn(int(at[rising]), *came, strip.device_id, level, after, began, value)
            level, place = after, rising
        else:
            return


def _missed(
    spec: RuleSpec, looks: Looks, look: Times, at: Times, over: tuple[int, int | None]
) -> npt.NDArray[np.int64]:
    """After every sure sample: (when it was found gone, when that was received, in which order).

    -1 when it was seen again before, or the past or (over[1]) its case had ended.
    """
    end, cut = over
    patience = spec.clear_after_s * SECOND
    due = at + patience
    first = np.maximum(np.searchsorted(looks.at, due, side="left"), look + 1)
    again = np.append(look[1:], len(looks.at))
    there = first < again
    place = np.minimum(first, len(looks.at) - 1)
    if looks.events_only:  # the next word of it, also a seeing one, comes after the due time
        last = again < len(looks.at)
        later = np.minimum(again, len(looks.at) - 1)
        overdue = ~there & last & (looks.at[later] > due)
        place = np.where(overdue, later, place)
        there |= overdue
    when = np.where(there, due if looks.events_only else looks.at[place], -1)
    received = np.where(there, looks.received[place], -1)
    order = np.where(there, looks.order[place], -1)
    if looks.events_only:  # a clock does it when nothing was heard in time (Board.wake)
        woken = due + HORIZON + 1
        alone = there & (received >= woken)
        if not there[-1] and due[-1] < end:
            when[-1], alone[-1] = due[-1], True
        received[alone], order[alone] = woken[alone], -1
    if cut is not None and received[-1] > cut:
        when[-1] = -1
    return np.stack([when, received, order], axis=1)
