"""What a measure changed: cases before and after, their rate, its interval, and an honest word. Pure.

Cases at one place are counted as a Poisson process. Of n = before + after cases, how many fell before is binomial,
whatever the rate (the conditional test of Przyborowski and Wilenski, 1940); the interval of the ratio follows
from the exact (Clopper-Pearson) interval of that share. It assumes that nothing else changed at the same time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import comb

WEEK = timedelta(days=7)
#: Looked at on either side (our default); a neighbouring measure makes a side shorter.
WINDOW = timedelta(weeks=8)
#: With fewer cases on both sides together only the count is said (our default).
FEW = 10
#: A side shorter than this says nothing yet.
LEAST = timedelta(days=7)
CONFIDENCE = 0.95


class Verdict(StrEnum):
    """too_early: a side is too short. too_few: counts only. less, more: beyond chance. unclear: chance will do."""

    TOO_EARLY = "too_early"
    TOO_FEW = "too_few"
    LESS = "less"
    MORE = "more"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Effect:
    """Cases and days on either side; ratio after : before with its 95 % interval, None where it has none.

    since, until: before counts from since up to the measure, after from the measure up to until (half open).
    """

    before: int
    before_days: float
    after: int
    after_days: float
    ratio: float | None
    low: float | None
    high: float | None
    verdict: Verdict
    since: datetime
    until: datetime

    @property
    def before_week(self) -> float | None:
        """Cases a week before."""
        return self.before / self.before_days * 7 if self.before_days else None

    @property
    def after_week(self) -> float | None:
        """Cases a week after."""
        return self.after / self.after_days * 7 if self.after_days else None


def effect(
    found: Sequence[datetime], at: datetime, *, neighbours: Sequence[datetime], first: datetime, now: datetime
) -> Effect:
    """The effect of what was done at `at`.

    found: when the cases were found. neighbours: other measures, which bound the sides. first: since when there
    are figures at all.
    """
    start = max([first, at - WINDOW, *(other for other in neighbours if other < at)])
    end = min([now, at + WINDOW, *(other for other in neighbours if other > at)])
    before = sum(start <= when < at for when in found)
    after = sum(at <= when < end for when in found)
    sides = max(at - start, timedelta()), max(end - at, timedelta())
    days = tuple(side / timedelta(days=1) for side in sides)
    ratio, low, high = ratio_of(before, days[0], after, days[1])
    said = _verdict(before, after, sides, low, high)
    return Effect(before, days[0], after, days[1], ratio, low, high, said, start, end)


def _verdict(
    before: int, after: int, sides: tuple[timedelta, timedelta], low: float | None, high: float | None
) -> Verdict:
    if min(sides) < LEAST:
        return Verdict.TOO_EARLY
    if before + after < FEW:
        return Verdict.TOO_FEW
    if high is not None and high < 1:
        return Verdict.LESS
    return Verdict.MORE if low is not None and low > 1 else Verdict.UNCLEAR


def ratio_of(
    before: int, before_days: float, after: int, after_days: float
) -> tuple[float | None, float | None, float | None]:
    """Rate after : rate before with its exact 95 % interval; None where a side has no days, high None for no end."""
    if not before_days or not after_days or before + after == 0:
        return None, None, None
    n, scale = before + after, before_days / after_days
    low, high = share_interval(after, n)
    ratio = after / before * scale if before else None
    return ratio, low / (1 - low) * scale, high / (1 - high) * scale if high < 1 else None


def share_interval(k: int, n: int) -> tuple[float, float]:
    """Clopper and Pearson's interval for k of n (exact, by bisection of the binomial distribution)."""
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if k == 0 else _solve(lambda p: 1 - at_most(k - 1, n, p) - tail)
    high = 1.0 if k == n else _solve(lambda p: tail - at_most(k, n, p))
    return low, high


def at_most(k: int, n: int, p: float) -> float:
    """The probability of at most k of n."""
    return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))


def _solve(rising: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
