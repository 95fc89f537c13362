"""The stream detector on the Numenta Anomaly Benchmark: 58 series, one setting, beside a windowed Gaussian.

Run: make bench NAME=nab [ARGS="--data FOLDER --series"]. Prints a table; the last line is one JSON object.
Streaming only: each score is said before the next value is seen. One setting for all series: the module's default.
The setting was chosen on the odd half (series 1, 3, 5 … by name); the even half is the check on that, also with
the threshold of the odd half. "all" is what NAB publishes: threshold chosen over all series.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import erfc, isfinite, sqrt
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import _nab as nab  # noqa: E402

from weige.kernel.series import anomaly, baseline, change  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "sensor_nab"
PUBLISHED = {"windowed Gaussian": 39.6}
GAUSSIAN_WINDOW, GAUSSIAN_STEP = 6400, 100  # as published with NAB
MICROSECOND = 1_000_000


@dataclass
class Measured:
    """One line of the table: NAB scores, windows hit and false alarms at the threshold of all series.

    even_by_odd: the even half judged with the threshold that was best on the odd half.
    """

    who: str
    all: float
    low_fp: float
    low_fn: float
    odd: float
    even: float
    even_by_odd: float
    threshold: float
    hit: int
    windows: int
    false: int
    us_per_value: float


def ours(series: nab.Series) -> nab.Floats:
    """weige.kernel.series.anomaly with its default setting."""
    return _stream(series, anomaly.State(), anomaly.fold)


def usual(series: nab.Series) -> nab.Floats:
    """weige.kernel.series.baseline alone."""
    return _stream(series, baseline.State(), baseline.fold)


def moved(series: nab.Series) -> nab.Floats:
    """weige.kernel.series.change alone."""
    return _stream(series, change.State(), change.fold)


def _stream(series: nab.Series, state: Any, fold: Callable[[Any, int, float], float]) -> nab.Floats:
    """Values one by one; the series' local times are read as China's (the detectors' default)."""
    local = (series.at - anomaly.Setting().offset_s) * MICROSECOND
    pairs = zip(local.tolist(), series.values.tolist(), strict=True)
    return np.array([fold(state, at, value) for at, value in pairs])


def gaussian(series: nab.Series) -> nab.Floats:
    """How far in the tail of a normal distribution fitted to the last values, refitted after every step."""
    values, scores = series.values, np.zeros(len(series.values))
    mean, spread = 0.0, 1.0
    for n, value in enumerate(values.tolist()):
        if n:
            scores[n] = 1.0 - 0.5 * erfc(abs(value - mean) / spread / sqrt(2.0))
        seen = n + 1
        if seen <= GAUSSIAN_WINDOW or (seen - GAUSSIAN_WINDOW) % GAUSSIAN_STEP == 0:
            window = values[max(0, seen - GAUSSIAN_WINDOW) : seen]
            mean, spread = float(window.mean()), float(window.std()) or 1e-6
    return scores


def measure(who: str, detect: Callable[[nab.Series], nab.Floats], corpus: Sequence[nab.Series]) -> Measured:
    """Runs one detector over all series and scores it."""
    start = perf_counter()
    scores = [detect(series) for series in corpus]
    seconds = perf_counter() - start
    of = [nab.points(len(series.values), series.windows) for series in corpus]
    best = {name: nab.optimum(of, scores, profile) for name, profile in nab.PROFILES.items()}
    threshold = best["standard"][1]
    hit, false = nab.tally(of, scores, threshold)
    halves = {n: nab.optimum(of[n::2], scores[n::2], nab.STANDARD) for n in (0, 1)}
    crossed = nab.raw(of[1::2], scores[1::2], halves[0][1], nab.STANDARD)
    on_scale = {name: nab.normal(best[name][0], of, profile) for name, profile in nab.PROFILES.items()}
    return Measured(
        who,
        on_scale["standard"],
        on_scale["reward_low_FP"],
        on_scale["reward_low_FN"],
        *(nab.normal(halves[n][0], of[n::2], nab.STANDARD) for n in (0, 1)),
        nab.normal(crossed, of[1::2], nab.STANDARD),
        threshold,
        hit,
        sum(len(each.windows) for each in of),
        false,
        seconds / sum(len(series.values) for series in corpus) * 1e6,
    )


def each_series(corpus: Sequence[nab.Series], threshold: float) -> None:
    """Where our detector wins and loses: windows hit and false alarms of every series."""
    print(f"\n{'series':<58}{'values':>8}{'windows':>9}{'hit':>5}{'false':>7}")
    for series in corpus:
        of = nab.points(len(series.values), series.windows)
        hit, false = nab.tally([of], [ours(series)], threshold)
        print(f"{series.name:<58}{len(series.values):>8}{len(of.windows):>9}{hit:>5}{false:>7}")


def table(lines: Sequence[Measured]) -> None:
    """One line a detector."""
    heads = ("all", "low FP", "low FN", "odd half", "even half", "even by odd")
    print(f"{'detector':<26}" + "".join(f"{head:>12}" for head in heads) + f"{'hit':>9}{'false':>7}{'us':>7}")
    for x in lines:
        values = (x.all, x.low_fp, x.low_fn, x.odd, x.even, x.even_by_odd)
        numbers = "".join(f"{value:>12.1f}" for value in values)
        print(f"{x.who:<26}{numbers}{x.hit:>5}/{x.windows}{x.false:>7}{x.us_per_value:>7.1f}")


def _plain(value: Any) -> Any:
    """For JSON: rounded, and nothing for the threshold of a detector that had best been silent."""
    if isinstance(value, float):
        return round(value, 4) if isfinite(value) else None
    return value


def main() -> None:
    """Measures, prints the table and the JSON line; says so and stops when the data is not there."""
    parser = argparse.ArgumentParser(description="nab: the stream detector on NAB's 58 series")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with NAB's data/ and labels/")
    parser.add_argument("--series", action="store_true", help="also every series by itself")
    given = parser.parse_args()
    try:
        corpus = nab.load(given.data)
    except FileNotFoundError:
        reason = f"no NAB data at {given.data}: --data names a folder with its data/ and labels/"
        print(f"skipped: {reason}")
        print(json.dumps({"benchmark": "nab", "skipped": reason}))
        return
    detectors = {
        "Weige anomaly": ours,
        "Weige baseline alone": usual,
        "Weige change alone": moved,
        "windowed Gaussian": gaussian,
    }
    lines = [measure(who, detect, corpus) for who, detect in detectors.items()]
    table(lines)
    for x in lines:
        if x.who in PUBLISHED:
            off = x.all - PUBLISHED[x.who]
            print(f"{x.who}: published {PUBLISHED[x.who]}, here {x.all:.1f}, difference {off:+.1f}")
    if given.series:
        each_series(corpus, lines[0].threshold)
    rows = [{k: _plain(v) for k, v in asdict(x).items()} for x in lines]
    result = {"benchmark": "nab", "series": len(corpus), "published": PUBLISHED, "rows": rows}
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
