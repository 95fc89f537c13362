"""Our rules alone: columns in memory through a lane's state, as the intake does it; one core, nothing kept."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from _pipeline.measure import Result, Usage
from _pipeline.ours import spec
from _pipeline.stream import KIND, Event, Rule, Stream

BODY = 20_000  # readings judged together: a full packed body


def run(stream: Stream, rules: Sequence[Rule]) -> Result:
    """Judged body after body. What is measured is LaneState.take(), on columns that name their lines by number, as
    bodies do whose lines are known; every line begins before the clock does.
    """
    import numpy as np

    from weige.sensing.rules.lanestate import Known, LaneState, Put
    from weige.sensing.rules.packing import Batch
    from weige.sensing.rules.routing import Device

    start = int(stream.start.timestamp()) * 10**6
    state = LaneState()
    state.begin(
        [Put(f"bench-{number:03d}", spec(number, rule)) for number, rule in enumerate(rules)],
        [
            Known(Device(number + 1, code, "environment"), True, 864_000)
            for number, code in enumerate(stream.devices)
        ],
        [],
    )
    lines = [(number + 1, KIND, "bench") for number in range(len(stream.devices))]
    every = np.arange(len(lines))
    state.book.bind(Batch(start, lines, every, every, every * 0.0, {}))
    number = np.array([state.book.number[line] for line in lines])
    at = stream.at.astype(np.int64) + start
    device, value = stream.device.astype(np.int64), stream.value.astype(np.float64)
    changes = []
    usage, started = Usage.of_myself(), time.perf_counter()
    for begin in range(0, len(stream), BODY):
        part = slice(begin, begin + BODY)
        line = number[device[part]]
        batch = Batch(start, state.book.lines, line, at[part], value[part], {}, bound=True)
        changes += state.take(batch, begin + 1).changes
    took = time.perf_counter() - started
    spent = usage.spent()
    return Result("our rules alone", len(stream), took, spent, _events(changes, start))


def _events(changes: Sequence[Any], start: int) -> list[Event]:
    words = {"open": "raised", "clear": "cleared"}
    return [
        (
            int(one.group[0].rpartition("-")[2]),
            one.group[1].partition(":")[2],
            words[one.what],
            one.at - start,
        )
        for one in changes
        if one.what in words
    ]
