"""NAB's scoring method, written anew from its publication, and its series. Pure; tests/kernel/series/test_nab.py.

A. Lavin and S. Ahmad, "Evaluating Real-time Anomaly Detection Algorithms - the Numenta Anomaly Benchmark" (ICMLA
2015), with the rules of version 1.1: every labelled window is worth one hit, the earliest counts; every detection
outside costs, less right after a window; the first 15 % of a series (750 values at most) are not scored; one
threshold for all series, the one that scores best; 0 is a detector that never speaks, 100 one that is perfect.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import exp
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
PROBATION, PROBATION_OF = 0.15, 5000  # share of a series that is not scored, of its first so many values
FAR = 3.0  # widths behind a window beyond which a false alarm costs in full


@dataclass(frozen=True)
class Profile:
    """What a hit gains, a miss costs, a false alarm costs."""

    hit: float
    miss: float
    false: float


STANDARD = Profile(1.0, 1.0, 0.11)
PROFILES = {
    "standard": STANDARD,
    "reward_low_FP": Profile(1.0, 1.0, 0.22),
    "reward_low_FN": Profile(1.0, 2.0, 0.11),
}


@dataclass(frozen=True)
class Series:
    """One file: seconds since 1970 (as if UTC), values, and (first, last) index of each window."""

    name: str
    at: npt.NDArray[np.int64]
    values: Floats
    windows: list[tuple[int, int]]


@dataclass(frozen=True)
class Points:
    """Of every value: what a detection there is worth before weights, its window (-1: none), whether it counts."""

    worth: Floats
    window: npt.NDArray[np.int64]
    counts: npt.NDArray[np.bool_]

    @property
    def windows(self) -> list[int]:
        """Those that can be hit."""
        return sorted(set(self.window[self.counts].tolist()) - {-1})


def load(folder: Path) -> list[Series]:
    """All labelled series, by name. Raises FileNotFoundError."""
    labels = json.loads((folder / "labels" / "combined_windows.json").read_text(encoding="utf-8"))
    return [_read(folder / "data" / name, name, labels[name]) for name in sorted(labels)]


def _read(path: Path, name: str, labels: list[list[str]]) -> Series:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    times = [_second(row[0]) for row in rows]
    first: dict[int, int] = {}
    for n, at in enumerate(times):
        first.setdefault(at, n)
    windows = [(first[_second(a)], first[_second(b)]) for a, b in labels]
    return Series(name, np.array(times), np.array([float(row[1]) for row in rows]), windows)


def _second(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def sigmoid(place: float) -> float:
    """Worth of a place: -1 is the left edge of a window (nearly 1), 0 its right edge (0), beyond it falls to -1."""
    return -1.0 if place >= FAR else 2.0 / (1.0 + exp(5.0 * place)) - 1.0


def points(length: int, windows: Sequence[tuple[int, int]]) -> Points:
    """Worth of a detection at each of `length` values; windows in order, not overlapping, both ends inside."""
    worth, window = np.full(length, -1.0), np.full(length, -1)
    best = sigmoid(-1.0)
    for number, (left, right) in enumerate(windows):
        width = right - left + 1
        window[left : right + 1] = number
        worth[left : right + 1] = [sigmoid(-(right - n + 1) / width) / best for n in range(left, right + 1)]
        end = windows[number + 1][0] if number + 1 < len(windows) else length
        after = range(right + 1, end)
        worth[right + 1 : end] = [sigmoid((n - right) / (width - 1) if width > 1 else FAR) for n in after]
    counts = np.arange(length) >= min(int(PROBATION * length), PROBATION * PROBATION_OF)
    return Points(worth, window, counts)


def steps(of: Points, scores: Floats, profile: Profile) -> tuple[Floats, Floats]:
    """(score, change of the raw result) of every value that changes it when the threshold falls to its score."""
    outside = of.counts & (of.window < 0)
    at, change = [scores[outside]], [of.worth[outside] * profile.false]
    for number in of.windows:
        inside = np.flatnonzero(of.counts & (of.window == number))
        inside = inside[np.argsort(-scores[inside], kind="stable")]
        gained = np.maximum.accumulate(of.worth[inside] * profile.hit)
        at.append(scores[inside])
        change.append(np.diff(gained, prepend=-profile.miss))
    return np.concatenate(at), np.concatenate(change)


def raw(of: Sequence[Points], scores: Sequence[Floats], threshold: float, profile: Profile) -> float:
    """The result of all series when every score from the threshold on is a detection."""
    total = -profile.miss * sum(len(each.windows) for each in of)
    for each, score in zip(of, scores, strict=True):
        at, change = steps(each, score, profile)
        total += float(change[at >= threshold].sum())
    return total


def optimum(of: Sequence[Points], scores: Sequence[Floats], profile: Profile) -> tuple[float, float]:
    """(best raw result, its threshold) over all series together; above every score when silence is best."""
    parts = [steps(each, score, profile) for each, score in zip(of, scores, strict=True)]
    at, change = (np.concatenate([part[n] for part in parts]) for n in (0, 1))
    order = np.argsort(-at, kind="stable")
    at, total = at[order], np.cumsum(change[order])
    last = np.append(at[1:] != at[:-1], True)  # a threshold takes all values of one score together
    at, total = at[last], total[last]
    silent = -profile.miss * sum(len(each.windows) for each in of)
    best = int(np.argmax(total))
    return (silent + float(total[best]), float(at[best])) if total[best] > 0 else (silent, float("inf"))


def normal(result: float, of: Sequence[Points], profile: Profile) -> float:
    """Raw result on the scale from a silent (0) to a perfect (100) detector."""
    count = sum(len(each.windows) for each in of)
    return 100.0 * (result + profile.miss * count) / ((profile.hit + profile.miss) * count)


def tally(of: Sequence[Points], scores: Sequence[Floats], threshold: float) -> tuple[int, int]:
    """(windows hit, detections outside)."""
    hit = outside = 0
    for each, score in zip(of, scores, strict=True):
        said = each.counts & (score >= threshold)
        hit += len(set(each.window[said].tolist()) - {-1})
        outside += int((said & (each.window < 0)).sum())
    return hit, outside
