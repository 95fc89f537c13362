"""An indicator's value from its counts, and how sure one may be of it."""

from dataclasses import dataclass
from math import sqrt

#: Below this many an interval says more than a rank: shown with count and interval, never ranked (our default).
SMALL = 20
Z = 1.959964  # 95 %


@dataclass(frozen=True)
class Count:
    """What was counted: how many, how many of them hold, and the sum of their values."""

    total: int = 0
    good: int = 0
    value: float = 0.0


def wilson(good: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a rate (E. B. Wilson, 1927). Raises ZeroDivisionError for total 0."""
    share = good / total
    centre = share + Z * Z / (2 * total)
    spread = Z * sqrt(share * (1 - share) / total + Z * Z / (4 * total * total))
    scale = 1 + Z * Z / total
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def value_of(how: str, count: Count) -> float | None:
    """rate: share of good; mean: average value; count: how many hold. None where nothing was to be counted."""
    if how == "count":
        return float(count.good)
    if count.total == 0:
        return None
    return count.good / count.total if how == "rate" else count.value / count.total
