"""Intervals, ranks and the composite: pure."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weige.evaluation.queries.figures import ranked
from weige.evaluation.rules.figures import SMALL, wilson
from weige.evaluation.rules.indicators import SCORE, count_of, figure, indicators


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_rate_and_lies_between_0_and_1(counts: tuple[int, int]) -> None:
    good, total = counts
    low, high = wilson(good, total)
    assert 0 <= low <= good / total + 1e-12
    assert good / total - 1e-12 <= high <= 1
    if total >= 3:  # one of two is as wide as it gets
        wider = wilson(0, 1)
        assert high - low <= wider[1] - wider[0] + 1e-9


@pytest.mark.parametrize(
    ("good", "total", "low", "high"), [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (50, 100, 0.404, 0.596)]
)
def test_known_intervals(good: int, total: int, low: float, high: float) -> None:
    assert wilson(good, total) == pytest.approx((low, high), abs=0.001)


def test_nothing_to_count_is_no_rate() -> None:
    for one in indicators().values():
        assert figure(one, {}) is None or one.how == "count", one.code
    assert figure(indicators()["case.exempt_overtime"], {}) == 0


def test_the_composite_is_the_weighted_sum() -> None:
    many = {"": 10, "handled": 9, "on_time": 8, "reworked": 1, "pending": 1}
    counts = {("due", mark): (n, 0.0) for mark, n in many.items()}
    score = figure(indicators()["case.score_digital_cm"], counts)
    assert score == pytest.approx(0.9 * 30 + 0.8 * 20 + 0.9 * 20 + 0.9 * 20 + 1 * 10)
    assert sum(weight for _, weight, _ in SCORE) == 100


def test_repeats_are_counted_against_closed_cases() -> None:
    one = indicators()["case.repeat_rate"]
    assert figure(one, {("close", ""): (4, 0.0), ("again", ""): (1, 0.0)}) == 0.25
    assert count_of(one, {("close", ""): (4, 0.0)}).good == 0


def test_small_ones_have_no_rank_and_equals_share_theirs() -> None:
    def item(number: int, value: float, total: int) -> dict[str, Any]:
        return {"id": number, "value": value, "denominator": total, "small": total < SMALL, "beside": 0}

    items = [item(1, 1.0, 3), item(2, 0.8, 40), item(3, 0.9, 50), item(4, 0.8, 60), item(5, 0.7, 30)]
    ranked(items, "up")
    assert [(one["id"], one["rank"]) for one in items] == [(3, 1), (4, 2), (2, 2), (5, 4), (1, None)]
    ranked(items, "down")
    assert items[0]["id"] == 5


def test_every_indicator_says_what_it_is() -> None:
    for one in indicators().values():
        assert one.name_zh
        assert one.name_en
        assert one.formula_zh
        assert one.formula_en
        assert one.source
        assert one.direction in {"up", "down", "neutral"}
