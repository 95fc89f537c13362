"""The baseline: learns level, spread and the shape of the day; says what is unusual; forgets nothing at a restart."""

from math import pi, sin

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weige.kernel.series import baseline, change

SECOND = 1_000_000
START = 1_790_000_000 * SECOND
STEP = 600 * SECOND  # a reading every ten minutes
DAY = 144


def day_shape(n: int) -> float:
    return 20 + 8 * sin(2 * pi * (n % DAY) / DAY)


def noisy(days: int, seed: int = 1) -> list[float]:
    rng = np.random.default_rng(seed)
    return [day_shape(n) + e for n, e in enumerate(rng.normal(0, 0.5, days * DAY).tolist())]


def run(values: list[float], module=baseline, state=None):
    state = state or module.State()
    scores = []
    for n, value in enumerate(values):
        score, state = module.update(state, START + n * STEP, value)
        scores.append(score)
    return scores, state


def test_while_it_learns_it_says_nothing() -> None:
    scores, state = run([1.0, 900.0] * 12)
    assert scores == [0.0] * 24
    assert baseline.usual(state, START) is not None


def test_a_wild_value_is_seen_and_does_not_move_what_is_usual() -> None:
    rng = np.random.default_rng(3)
    _, state = run(rng.normal(10, 1, 500).tolist())
    before = baseline.usual(state, START + 500 * STEP)
    score, state = baseline.update(state, START + 500 * STEP, 1e9)
    after = baseline.usual(state, START + 501 * STEP)
    assert score > 0.9
    assert before is not None
    assert after is not None
    assert after.middle == pytest.approx(before.middle, abs=0.2)
    assert baseline.update(state, START + 501 * STEP, 10.2)[0] < 0.25


def test_the_shape_of_the_day_is_learned() -> None:
    """The noon value at midnight is within the range of the whole day, and yet it is unusual."""
    values = noisy(10)
    _, state = run(values)
    night = 10 * DAY + 108  # where the sine is lowest
    at = START + night * STEP
    assert baseline.update(state, at, day_shape(night))[0] < 0.3
    assert baseline.update(state, at, 28.0)[0] > 0.6
    usual = baseline.usual(state, at)
    assert usual is not None
    assert usual.middle == pytest.approx(day_shape(night), abs=1.5)


def test_a_stream_without_a_day_uses_no_profile() -> None:
    _, state = run(np.random.default_rng(5).normal(10, 1, 2000).tolist())
    usual = [baseline.usual(state, START + n * STEP).middle for n in range(2000, 2144)]
    assert len(set(usual)) == 1


def test_a_constant_stream_is_quiet_and_any_step_is_unusual() -> None:
    scores, state = run([45.0] * 300)
    assert set(scores) == {0.0}
    assert baseline.update(state, START + 300 * STEP, 46.0)[0] > 0.75
    assert baseline.update(state, START + 300 * STEP, 45.01)[0] < 0.1


def test_the_floor_is_the_smallest_deviation_that_counts() -> None:
    setting = baseline.Setting(floor=5.0)
    state = baseline.State()
    for n in range(100):
        _, state = baseline.update(state, START + n * STEP, 0.0, setting)
    assert baseline.update(state, START + 100 * STEP, 5.0, setting)[0] == pytest.approx(1 / 7)


def test_a_new_level_becomes_the_usual_one() -> None:
    rng = np.random.default_rng(9)
    _, state = run(rng.normal(10, 1, 600).tolist())
    for n, value in enumerate(rng.normal(30, 1, 600).tolist(), start=600):
        score, state = baseline.update(state, START + n * STEP, value)
    usual = baseline.usual(state, START + 1200 * STEP)
    assert usual.middle == pytest.approx(30, abs=1.5)
    assert score < 0.4


def test_after_a_very_long_silence_it_learns_anew() -> None:
    _, state = run(noisy(5))
    score, state = baseline.update(state, START + 5 * DAY * STEP + 31 * 86_400 * SECOND, 1e6)
    assert score == 0.0
    assert state.count == 1


def test_the_given_state_is_not_changed() -> None:
    _, state = run(noisy(3))
    before = msgspec.msgpack.encode(state)
    baseline.update(state, START + 3 * DAY * STEP, 99.0)
    assert msgspec.msgpack.encode(state) == before


@pytest.mark.parametrize("module", [baseline, change])
def test_a_state_is_small_and_survives_a_round_trip(module) -> None:
    values = noisy(20)
    _, half = run(values[: 10 * DAY], module)
    packed = msgspec.msgpack.encode(half)
    assert len(packed) < 4096
    again = msgspec.msgpack.decode(packed, type=module.State)
    rest = [(START + n * STEP, value) for n, value in enumerate(values[10 * DAY :], start=10 * DAY)]
    for at, value in rest:
        one, half = module.update(half, at, value)
        two, again = module.update(again, at, value)
        assert one == two
    assert half == again


@pytest.mark.parametrize("module", [baseline, change])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_a_number_is_refused(module, value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        module.update(module.State(), START, value)


@pytest.mark.parametrize("module", [baseline, change])
@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 40 * 86_400 * SECOND),
            st.floats(allow_nan=False, allow_infinity=False),
        ),
        max_size=80,
    )
)
@settings(max_examples=80, deadline=None)
def test_whatever_comes_the_score_is_a_share(module, steps) -> None:
    """Any finite values with any gaps, also none: the score stays within [0, 1] and the state stays finite."""
    state, at = module.State(), START
    for gap, value in steps:
        at += gap
        score, state = module.update(state, at, value)
        assert 0.0 <= score <= 1.0
    assert msgspec.json.decode(msgspec.json.encode(state), type=module.State) == state


def test_a_change_is_found_once_and_dated() -> None:
    rng = np.random.default_rng(11)
    values = rng.normal(10, 1, 400).tolist() + rng.normal(16, 1, 400).tolist()
    state, said = change.State(), []
    for n, value in enumerate(values):
        score, state = change.update(state, START + n * STEP, value)
        if score >= 0.75:
            said.append((n, (change.since(state) - START) // STEP))
    assert len(said) == 1
    assert 400 <= said[0][0] < 440
    assert abs(said[0][1] - 400) <= 3


def test_noise_one_wild_value_and_the_hours_of_the_day_are_no_change() -> None:
    values = noisy(12)
    values[1500] = 1e6
    scores, _ = run(values, change)
    assert max(scores) < 0.75


def test_nothing_moves_no_date() -> None:
    _, state = run([5.0] * 60, change)
    assert change.since(state) is None
