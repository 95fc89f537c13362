"""The plainest way: a Python loop over what is already in memory; no transport, nothing kept, one core."""

from __future__ import annotations

import time
from collections.abc import Sequence

import orjson

from _pipeline.measure import Result, Usage
from _pipeline.stream import Loop, Rule, Stream


def decoded(stream: Stream, rules: Sequence[Rule]) -> Result:
    """Rules alone on tuples: the upper limit of any Python loop."""
    codes = stream.devices
    rows = [
        (codes[device], at, value)
        for device, at, value in zip(
            stream.device.tolist(), stream.at.tolist(), stream.value.tolist(), strict=True
        )
    ]
    loop = Loop(rules)
    usage, started = Usage.of_myself(), time.perf_counter()
    push = loop.push
    for device, at, value in rows:
        push(device, at, value)
    return Result(
        "plain loop, decoded", len(stream), time.perf_counter() - started, usage.spent(), loop.events
    )


def bytes_in_memory(stream: Stream, rules: Sequence[Rule]) -> Result:
    """With decoding: JSON with orjson, the time with datetime.fromisoformat."""
    from datetime import datetime, timedelta

    loop, micro = Loop(rules), timedelta(microseconds=1)
    usage, started = Usage.of_myself(), time.perf_counter()
    for payload in stream.payloads:
        one = orjson.loads(payload)
        at = (datetime.fromisoformat(one["time"]) - stream.start) // micro
        loop.push(one["device"], at, one["value"])
    return Result("plain loop, JSON", len(stream), time.perf_counter() - started, usage.spent(), loop.events)
