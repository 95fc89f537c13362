"""Thresholds asked of a tape: the machine's arithmetic on whole columns (rules.vectors), equal to it signal for signal.

Subjects with samples out of order, and judges that remember more, go through the machine itself (rules.retelling).
tests/sensing/test_recount.py proves both equal with Hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from weige.sensing.rules.levels import NONE
from weige.sensing.rules.machine import SECOND
from weige.sensing.rules.spec import RuleSpec, ranks
from weige.sensing.rules.stream import HORIZON
from weige.sensing.rules.tape import Looks, Strip, Tape
from weige.sensing.rules.vectors import Ladder, Times, climb, following, ladder


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
        yield from _numbers(spec, strip, cuts)


def _parts(received: Times, cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """[from, to) of the samples between two cuts; what was received at the cut's moment is before it."""
    edges = [0, *(int(np.searchsorted(received, cut, side="right")) for cut in cuts), len(received)]
    for first, last in pairwise(edges):
        if last > first:
            yield first, last


def _numbers(spec: RuleSpec, strip: Strip, cuts: Sequence[int]) -> Iterator[Turn]:
    """Of thresholds and rates."""
    found = ladder(spec, strip.at, strip.value, strip.signed, strip.active)
    for first, last in _parts(strip.received, cuts):
        for one in climb(spec, strip.at[first:last], Ladder(found.enter[first:last], found.hold[first:last])):
            here = first + one.place
            when = int(strip.at[here]), int(strip.received[here]), int(strip.order[here])
            value = float(strip.value[here])
            yield Turn(*when, strip.device_id, one.before, one.after, one.since, value)


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
        rising = following(np.flatnonzero(firing > level), place)
        falling = following(gaps, place - 1) if level else None
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
