"""What happened on a tape, warned of or not: every stay before a camera, every stretch of high readings. Pure.

A slider stands on the histogram of these: what it cuts off is seen before anybody asks for a recount.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from weige.sensing.rules.machine import SECOND
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.tape import Strip, Tape

FLOOR = 0.5  # stretches of readings from this share of the lowest rung on are worth drawing (our default)
PEAK = 90  # percentile of a stretch taken as its height: one spike does not make it


@dataclass(frozen=True)
class Occurrence:
    """One stay or stretch: of what, from when to when (µs), and how high: confidence, or share of the limit."""

    subject: str
    device_id: int
    since: int
    until: int
    height: float

    @property
    def seconds(self) -> float:
        return (self.until - self.since) / SECOND


def occurrences(spec: RuleSpec, tape: Tape) -> list[Occurrence]:
    """All of them, by time; a pause longer than the rule's gap parts two."""
    found = [one for strip in tape.strips for one in _strip(spec, strip)]
    return sorted(found, key=lambda one: (one.since, one.subject))


def _strip(spec: RuleSpec, strip: Strip) -> Iterator[Occurrence]:
    order = np.argsort(strip.at, kind="stable")
    at, height = strip.at[order], strip.value[order]
    if spec.judge == "threshold":
        if not strip.signed.limit > 0 or spec.direction != "above":
            return
        height = np.where(np.isnan(height) | ~strip.active[order], -1.0, height) / strip.signed.limit
        worth = height >= FLOOR * min(rung.share for rung in spec.levels)
        yield from _stretches(strip, at, height, worth, spec.gap_s)
    elif spec.judge == "presence":
        yield from _stretches(strip, at, height, np.ones(len(at), dtype=np.bool_), spec.gap_s)


def _stretches(
    strip: Strip,
    at: npt.NDArray[np.int64],
    height: npt.NDArray[np.float64],
    worth: npt.NDArray[np.bool_],
    gap_s: int,
) -> Iterator[Occurrence]:
    places = np.flatnonzero(worth)
    if not len(places):
        return
    breaks = np.flatnonzero(np.diff(at[places]) > gap_s * SECOND) + 1
    for part in np.split(places, breaks):
        first, last = int(at[part[0]]), int(at[part[-1]])
        yield Occurrence(
            strip.subject, strip.device_id, first, last, float(np.percentile(height[part], PEAK))
        )
