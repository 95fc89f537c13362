"""How long things took, as a distribution: quartiles, the median's interval, a change against a kept baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

#: Below this no quartiles are shown, only the single values (our default).
FEW = 5
#: Below this the interval is what counts and no comparison is drawn (domain reference 2.21: n < 30, no rank).
SMALL = 30
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Spread:
    """Minutes of n cases: quartiles, and an interval for the median (None where n is too small for either).

    The interval holds the true median with at least 95 % probability, whatever the distribution (order statistics).
    """

    n: int
    q1: float | None
    median: float | None
    q3: float | None
    low: float | None
    high: float | None

    @property
    def small(self) -> bool:
        return self.n < SMALL


def quantile(values: Sequence[float], share: float) -> float:
    """The quantile of sorted values, linear between neighbours (Hyndman–Fan type 7). Raises ValueError when empty."""
    if not values:
        raise ValueError("no values")
    at = (len(values) - 1) * share
    below = int(at)
    if below + 1 >= len(values):
        return values[-1]
    return values[below] + (values[below + 1] - values[below]) * (at - below)


def interval(values: Sequence[float]) -> tuple[float, float] | None:
    """The narrowest symmetric pair of order statistics that holds the median with 95 %; None below six values."""
    n = len(values)
    tail, rank = 0.0, 0
    while rank < n // 2:
        tail += comb(n, rank) / 2**n
        if 2 * tail > 1 - CONFIDENCE:
            break
        rank += 1
    return None if rank == 0 else (values[rank - 1], values[n - rank])


def spread(minutes: Sequence[float]) -> Spread:
    """The distribution of these durations."""
    values = sorted(minutes)
    if len(values) < FEW:
        return Spread(len(values), None, None, None, None, None)
    bounds = interval(values)
    low, high = bounds or (None, None)
    return Spread(
        len(values), quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75), low, high
    )


@dataclass(frozen=True, slots=True)
class Change:
    """(baseline − now) / baseline: 0.8 is "80 % faster"; low and high from the median's interval."""

    share: float
    low: float | None
    high: float | None


def change(baseline_minutes: float | None, now: Spread) -> Change | None:
    """Against the kept baseline; None without one, or when there is no median yet. Nothing is claimed then."""
    if baseline_minutes is None or baseline_minutes <= 0 or now.median is None:
        return None

    def faster(minutes: float) -> float:
        return (baseline_minutes - minutes) / baseline_minutes

    low = None if now.high is None else faster(now.high)
    high = None if now.low is None else faster(now.low)
    return Change(faster(now.median), low, high)


def axes(departments: int, areas: int, districts: int) -> list[str]:
    """三跨: which borders a matter crosses, by what is counted: departments involved, cells, units above the street."""
    counted = {"department": departments > 1, "area": areas > 1, "level": districts > 0}
    return [name for name, crossed in counted.items() if crossed]
