"""A stream with a short memory for order: samples that arrive a little late are judged in their place.

tip = what all samples so far come to; base = the same, up to the oldest sample that may still get company;
ring = the samples in between, by signal time. A sample older than base comes too late: it is kept as a
reading but not judged, which is the same decision whatever the batches were.
"""

from __future__ import annotations

from bisect import bisect_right

import msgspec

from weige.sensing.rules.levels import NONE
from weige.sensing.rules.machine import copy, fold
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.state import LEARNED, SECOND, Sample, State

HORIZON = 120 * SECOND  # how late a signal may be and still be judged in order (our default)
RING = 32  # … but at most this many samples are held


class Stream(msgspec.Struct):
    base: State = msgspec.field(default_factory=State)
    ring: list[Sample] = []
    tip: State = msgspec.field(default_factory=State)


def push(spec: RuleSpec, stream: Stream, sample: Sample) -> bool:
    """Judges one sample; False when it came too late to be judged.

    What a device said at the moment a timer was due comes before the timer, whichever was looked at first.
    """
    if sample.at < stream.base.at:
        return False
    newer = sample.at > stream.tip.at
    place = len(stream.ring) if newer else bisect_right(stream.ring, _order(sample), key=_order)
    if newer or (place == len(stream.ring) and sample.at == stream.tip.at):
        fold(spec, stream.tip, sample)
        stream.ring.append(sample)
    else:
        stream.ring.insert(place, sample)
        stream.tip = copy(stream.base)
        for each in stream.ring:
            fold(spec, stream.tip, each)
    newest = stream.ring[-1].at
    while len(stream.ring) > RING or newest - stream.ring[0].at > HORIZON:
        fold(spec, stream.base, stream.ring.pop(0))
    return True


def _order(sample: Sample) -> tuple[int, bool]:
    return sample.at, sample.tick


def rearm(stream: Stream) -> None:
    """Forgets the warning but not the place: the condition must last the full time anew."""
    for state in (stream.base, stream.tip):
        state.level, state.span = NONE, None
        state.runs, state.held = {}, {}
        state.trace, state.pictures = [], []
        state.dormant = False
        if not isinstance(state.memo, LEARNED):
            state.memo = None
    stream.base = copy(stream.tip)
    stream.ring = []


def idle(stream: Stream) -> bool:
    """Whether nothing is going on that the next sample would have to know of."""
    tip = stream.tip
    quiet = tip.level == NONE and not tip.runs and not tip.history and not stream.base.runs
    return quiet and tip.memo is None and not tip.dormant
