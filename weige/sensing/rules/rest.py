"""A stream at rest, and one that begins from what columns remember. Pure."""

from __future__ import annotations

from typing import Final

from weige.sensing.rules.judges import quiet_below
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.machine import Sample, State, fold
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.stream import Stream, idle

Memory = list[tuple[int, float | None]]  # readings: time, value
NEVER: Final = -(2**62)


def begun(spec: RuleSpec, ring: Memory, floor: int) -> Stream:
    """A stream that has seen these readings, all below its line, and something at `floor` before them.

    A sample without a limit says just that: nobody could call it loud.
    """
    samples = [Sample(at, value) for at, value in ring]
    base, tip = State(), State()
    if floor != NEVER:
        fold(spec, base, Sample(floor, 0.0))
    fold(spec, tip, Sample(ring[-1][0] if ring else floor, 0.0))
    return Stream(base, samples, tip)


def at_rest(spec: RuleSpec, stream: Stream) -> bool:
    """Whether no reading it still holds was loud, and nothing is going on before or after them."""
    if not idle(stream) or stream.base.level != NONE or stream.tip.hold != NONE:
        return False
    if not idle(Stream(stream.base, [], stream.base)):
        return False
    return all(_silent(spec, one) for one in stream.ring)


def _silent(spec: RuleSpec, sample: Sample) -> bool:
    if sample.value is None or sample.limit is None:
        return True
    line = quiet_below(spec, sample.limit)
    return line is not None and (abs(sample.value) if spec.magnitude else sample.value) < line
