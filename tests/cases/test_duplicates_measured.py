"""The benchmark of duplicates on its quick sets: what the judgement achieves does not fall below what was measured."""

from pathlib import Path

import pytest

from benchmarks._duplicates import pairs as made
from benchmarks._duplicates.scoring import (
    average_precision,
    best_threshold,
    by_distance,
    by_text,
    figures,
    ours,
)

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not (DATA / "complaints_zh").is_dir(), reason="labelled messages (../shared/data) are not on this machine"
)


def test_place_and_text_together_rank_better_than_either_alone() -> None:
    read = made.read_pairs(DATA)
    assert len(read) == 139
    tune, rest = made.halves(made.placed_pairs(read))
    assert not {pair.group for pair in tune} & {pair.group for pair in rest}
    told = {
        name: figures(score, best_threshold(score, tune), rest)
        for name, score in (("ours", ours()), ("distance", by_distance), ("text", by_text))
    }
    ap = {name: one.average_precision or 0 for name, one in told.items()}
    assert ap["ours"] > max(ap["distance"], ap["text"])
    assert ap["ours"] > 0.95
    assert (told["ours"].precision or 0) > 0.85


def test_average_precision_of_a_known_ranking() -> None:
    assert average_precision([True, False, True]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([False]) == 0
