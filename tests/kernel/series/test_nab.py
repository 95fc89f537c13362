"""NAB's scoring by hand-computed cases and against a slow scorer; the detector's figure where the data is."""

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import _nab, nab

STANDARD = _nab.STANDARD
WINDOW = (50, 59)  # of a series of 100: the first 15 are not scored


def said(*places: int, length: int = 100) -> np.ndarray:
    scores = np.zeros(length)
    scores[list(places)] = 1.0
    return scores


def result(*places: int) -> float:
    return _nab.raw([_nab.points(100, [WINDOW])], [said(*places)], 1.0, STANDARD)


def test_silence_is_nought_and_the_first_value_of_every_window_is_a_hundred() -> None:
    of = [_nab.points(100, [WINDOW]), _nab.points(200, [(60, 69), (120, 139)])]
    silent = [said(), said(length=200)]
    perfect = [said(50), said(60, 120, length=200)]
    assert _nab.normal(_nab.raw(of, silent, 1.0, STANDARD), of, STANDARD) == 0
    assert _nab.normal(_nab.raw(of, perfect, 1.0, STANDARD), of, STANDARD) == pytest.approx(100)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((), -1.0),
        ((50,), 1.0),
        (
            (59,),
            0.2449187 / 0.9866143,
        ),  # a tenth of the window left: 2/(1+e^-0.5)-1, over its value at the edge
        ((55,), 0.8482836 / 0.9866143),  # half of it left: 2/(1+e^-2.5)-1
        ((59, 55, 50), 1.0),  # the earliest counts, the others cost nothing
        ((50, 20), 1.0 - 0.11),  # before any window: in full
        ((50, 60), 1.0 + 0.11 * (2 / (1 + exp(5 / 9)) - 1)),  # one value behind, of nine steps of width
        ((50, 85), 1.0 + 0.11 * (2 / (1 + exp(5 * 26 / 9)) - 1)),
        ((50, 86), 1.0 - 0.11),  # three widths behind: in full
        ((50, 14), 1.0),  # not scored
        ((50, 15), 1.0 - 0.11),
    ],
)
def test_what_a_detection_is_worth(places: tuple[int, ...], expected: float) -> None:
    assert result(*places) == pytest.approx(expected, abs=1e-6)


def test_probation_is_never_longer_than_750_values() -> None:
    counts = _nab.points(10_000, []).counts
    assert not counts[:750].any()
    assert counts[750:].all()


def test_a_window_that_lies_in_the_probation_is_not_asked_for() -> None:
    assert _nab.points(100, [(3, 9), WINDOW]).windows == [1]
    assert _nab.points(100, [(10, 20)]).windows == [0]


def test_the_profiles_weigh_misses_and_false_alarms() -> None:
    of, scores = [_nab.points(100, [WINDOW])], [said(20)]
    raws = {name: _nab.raw(of, scores, 1.0, profile) for name, profile in _nab.PROFILES.items()}
    assert raws == {"standard": -1.11, "reward_low_FP": -1.22, "reward_low_FN": -2.11}


def test_nothing_said_is_the_best_of_a_detector_that_is_always_wrong() -> None:
    of, scores = [_nab.points(100, [WINDOW])], [said(20, 30, 40)]
    assert _nab.optimum(of, [scores[0][:]], STANDARD)[0] == pytest.approx(
        # falling to score 0 says everything: the hit at 50 is worth less than what the 75 others cost
        -1.0
    )


def slow(length: int, windows: list[tuple[int, int]], scores: list[float], threshold: float) -> float:
    """The rules told one by one, without arrays."""
    start = min(int(0.15 * length), 750)
    total, ended = 0.0, None
    hits = {window: -1.0 for window in windows if window[1] >= start}
    for n in range(length):
        inside = next((w for w in windows if w[0] <= n <= w[1]), None)
        ended = next((w for w in reversed(windows) if w[1] < n), None)
        if n < start or scores[n] < threshold:
            continue
        if inside:
            place = -(inside[1] - n + 1) / (inside[1] - inside[0] + 1)
            worth = (2 / (1 + exp(5 * place)) - 1) / (2 / (1 + exp(-5)) - 1)
            hits[inside] = max(hits[inside], worth)
        else:
            place = (n - ended[1]) / (ended[1] - ended[0]) if ended else 3.0
            total += 0.11 * (-1.0 if place >= 3 else 2 / (1 + exp(5 * place)) - 1)
    return total + sum(hits.values())


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_sweep_finds_what_the_slow_scorer_finds(data: st.DataObject) -> None:
    corpus = []
    for _ in range(data.draw(st.integers(1, 3))):
        length = data.draw(st.integers(30, 80))
        edges = sorted(data.draw(st.sets(st.integers(0, length - 1), min_size=4, max_size=4)))
        windows = [(edges[0], edges[1]), (edges[2], edges[3])][: data.draw(st.integers(0, 2))]
        scores = data.draw(st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.9]), min_size=length, max_size=length))
        corpus.append((length, windows, scores))
    of = [_nab.points(length, windows) for length, windows, _ in corpus]
    given_scores = [np.array(scores) for _, _, scores in corpus]
    thresholds = [2.0, 0.9, 0.5, 0.2, 0.0]
    slowly = [sum(slow(*each, threshold) for each in corpus) for threshold in thresholds]
    fast = [_nab.raw(of, given_scores, threshold, STANDARD) for threshold in thresholds]
    assert fast == pytest.approx(slowly)
    assert _nab.optimum(of, given_scores, STANDARD)[0] == pytest.approx(max(slowly))


@pytest.mark.slow
def test_our_figure_and_the_gaussian_of_the_publication() -> None:
    """One setting for all 58 series; the windowed Gaussian shows that we score as NAB does."""
    if not nab.DATA.is_dir():
        pytest.skip("the NAB series are not on this machine (../shared/data/sensor_nab)")
    corpus = _nab.load(nab.DATA)
    gaussian = nab.measure("windowed Gaussian", nab.gaussian, corpus)
    ours = nab.measure("ours", nab.ours, corpus)
    assert (len(corpus), ours.windows) == (58, 116)
    assert gaussian.all == pytest.approx(nab.PUBLISHED["windowed Gaussian"], abs=1.0)
    assert ours.all >= 65
    assert ours.even_by_odd >= 55
