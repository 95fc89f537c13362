"""The tables of calling in, and distributions that do not say more than they know."""

from itertools import product
from statistics import median, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weige.joint.rules.calls import (
    CALL_TABLE,
    MOVES,
    OVER,
    STILL,
    TABLE,
    Call,
    Unit,
    lacking,
    moves_from,
    stage,
)
from weige.joint.rules.distribution import FEW, axes, change, interval, spread
from weige.joint.rules.words import labels, packaged_kinds

U = Unit


def test_every_state_is_reached_and_over_is_over() -> None:
    reached = {move.target for move in TABLE} | {U.WAITING}
    assert reached - {None} == set(U)
    for state in OVER:
        assert all(move.target is None for move in moves_from(state)), state
    for state in STILL:
        assert {move.code for move in moves_from(state)} >= {"drop"}


def test_everything_has_words() -> None:
    words = labels()
    assert set(words["unit"]) == set(U)
    assert set(words["call"]) == set(Call)
    assert set(words["move"]) == {*MOVES, *(move.code for move in CALL_TABLE)}
    assert set(words["kind"]) == set(packaged_kinds())


def test_the_call_never_says_more_than_its_units() -> None:
    """All combinations of three units."""
    for states in product(U, repeat=3):
        where = stage(states)
        if where is Call.RESULT:
            assert U.DONE in states
            assert not set(states) & STILL
        if where is Call.ARRIVED:
            assert {U.ARRIVED, U.DONE} & set(states)
        if where is Call.CALLED:
            assert set(states) <= {U.WAITING, U.DROPPED}


def test_closing_wants_everybody_done_and_judged() -> None:
    close = next(move for move in CALL_TABLE if move.code == "close")
    assert lacking(close, units=[(U.DONE, True), (U.DECLINED, False)]) == []
    assert lacking(close, units=[(U.DONE, False)]) == ["units_rated"]
    assert lacking(close, units=[(U.WAITING, False)]) == ["units_over"]


@given(st.lists(st.integers(0, 10_000).map(float), min_size=FEW, max_size=80))
def test_quartiles_are_those_of_the_statistics_module(minutes: list[float]) -> None:
    found = spread(minutes)
    low, middle, high = quantiles(minutes, n=4, method="inclusive")
    assert (found.q1, found.median, found.q3) == pytest.approx((low, middle, high))
    assert found.median == pytest.approx(median(minutes))
    if found.low is not None and found.high is not None:
        assert found.low <= found.median <= found.high


def test_few_cases_give_no_quartiles_and_no_claim() -> None:
    found = spread([3, 9, 40, 55])
    assert (found.n, found.median, found.low) == (4, None, None)
    assert change(100, found) is None
    assert change(None, spread([1.0] * 40)) is None


def test_the_interval_is_the_textbook_one() -> None:
    """n = 10: the 2nd and the 9th value (97.9 %); below six values there is none at 95 %."""
    assert interval([float(n) for n in range(1, 11)]) == (2, 9)
    assert interval([1.0] * 5) is None
    assert interval([1.0, 2, 3, 4, 5, 6]) == (1, 6)


def test_eighty_percent_faster_is_computed() -> None:
    found = change(100.0, spread([20.0] * 30))
    assert found is not None
    assert (found.share, found.low, found.high) == (0.8, 0.8, 0.8)


@pytest.mark.parametrize(("departments", "areas", "districts"), list(product([1, 2], [1, 2], [0, 1])))
def test_three_borders_by_what_is_counted(departments: int, areas: int, districts: int) -> None:
    assert axes(departments, areas, districts) == [
        *(["department"] if departments > 1 else []),
        *(["area"] if areas > 1 else []),
        *(["level"] if districts else []),
    ]
