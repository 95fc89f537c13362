"""The anomaly detector: says what was never like this, once; learns first; its state is small and exact."""

from math import pi, sin

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weige.kernel.series import anomaly

SECOND = 1_000_000
START = 1_790_000_000 * SECOND
STEP = 600 * SECOND
DAY = 144
CLEAR = 0.5


def day(days: int, seed: int = 1) -> list[float]:
    noise = np.random.default_rng(seed).normal(0, 0.5, days * DAY).tolist()
    return [20 + 8 * sin(2 * pi * (n % DAY) / DAY) + e for n, e in enumerate(noise)]


def run(values: list[float], state: anomaly.State | None = None, start: int = 0):
    state, scores = state or anomaly.State(), []
    for n, value in enumerate(values, start=start):
        score, state = anomaly.update(state, START + n * STEP, value)
        scores.append(score)
    return scores, state


def test_while_it_learns_it_says_nothing() -> None:
    scores, _ = run([float(n % 7 == 0) * n for n in range(150)])
    assert set(scores) == {0.0}


def test_a_higher_value_than_ever_is_said_at_once_and_once() -> None:
    values = day(10)
    values += [45.0] * 12
    scores, _ = run(values)
    assert scores[10 * DAY] > 0.9
    assert max(scores[10 * DAY + 1 :]) <= scores[10 * DAY]
    assert sum(score >= CLEAR for score in scores[10 * DAY :]) <= 2


def test_a_value_that_is_usual_at_another_hour_is_strange_at_this_one() -> None:
    """Twenty-seven degrees are reached every day, but not at that time."""
    values = day(20)
    night = 20 * DAY + 108
    values += day(1, seed=7)[:108]
    _, state = run(values)
    assert anomaly.update(state, START + night * STEP, 12.5)[0] < CLEAR
    assert anomaly.update(state, START + night * STEP, 27.0)[0] > 0.8


def test_a_stream_that_stops_moving_or_swings_more_is_strange() -> None:
    rng = np.random.default_rng(5)
    calm = rng.normal(10, 1, 2000).tolist()
    _, state = run(calm)
    stopped, _ = run([10.0] * 60, state, 2000)
    assert max(stopped) >= CLEAR
    wild, _ = run(rng.normal(10, 2.5, 60).tolist(), state, 2000)
    assert max(wild) >= CLEAR


def test_noise_alone_is_seldom_strange_and_less_so_the_longer_it_is_known() -> None:
    said = np.zeros(8)
    for seed in range(10):
        scores, _ = run(np.random.default_rng(seed).normal(0, 1, 4000).tolist())
        said += np.array(scores).reshape(8, -1).__ge__(CLEAR).sum(axis=1)
    assert said[1:].sum() < 10 * 12  # a day of a minute's sensor holds a handful
    assert said[1] > said[4:].mean()


def test_a_constant_stream_is_quiet_until_it_moves() -> None:
    scores, state = run([45.0] * 1000)
    assert set(scores) == {0.0}
    assert anomaly.update(state, START + 1000 * STEP, 46.0)[0] > 0.9


def test_a_state_is_small_and_survives_a_round_trip() -> None:
    values = day(12)
    _, state = run(values[: 6 * DAY])
    packed = msgspec.msgpack.encode(state)
    assert len(packed) < 5000
    before = bytes(packed)
    one, ended = run(values[6 * DAY :], state, 6 * DAY)
    assert msgspec.msgpack.encode(state) == before
    two, again = run(values[6 * DAY :], msgspec.msgpack.decode(packed, type=anomaly.State), 6 * DAY)
    assert one == two
    assert ended == again


def test_after_a_very_long_silence_it_learns_anew() -> None:
    _, state = run(day(5))
    score, state = anomaly.update(state, START + 5 * DAY * STEP + 31 * 86_400 * SECOND, 1e6)
    assert (score, state.count) == (0.0, 1)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_a_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        anomaly.update(anomaly.State(), START, value)


@given(
    steps=st.lists(
        st.tuples(st.integers(0, 3 * 86_400 * SECOND), st.floats(allow_nan=False, allow_infinity=False)),
        min_size=10,
        max_size=60,
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_comes_the_score_is_a_share(steps: list[tuple[int, float]]) -> None:
    setting = anomaly.Setting(warm=5)
    state, at = anomaly.State(), START
    for gap, value in steps:
        at += gap
        score, state = anomaly.update(state, at, value, setting)
        assert 0.0 <= score <= 1.0
    assert msgspec.json.decode(msgspec.json.encode(state), type=anomaly.State) == state
