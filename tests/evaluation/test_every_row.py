"""Every row of the reference's indicators is computed, waits for the office's data, or is left out with a reason."""

import csv
from pathlib import Path

import pytest

from tools.indicator_rows import HOW, SUPPLIED, TARGET, page, rows
from weige.evaluation.rules.indicators import figure, indicators

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "indicators.csv"
OWN = {
    *("joint.answer_rate", "joint.arrive_time", "joint.solve_time", "joint.task_rate"),
    *("enf.notice_ontime_rate", "enf.served_rate", "enf.answer_rate"),
}


@pytest.mark.parametrize("code", list(indicators()))
def test_a_computed_row_has_a_formula_and_shows_nothing_without_data(code: str) -> None:
    one = indicators()[code]
    assert one.formula_zh
    assert one.formula_en
    assert one.group
    assert figure(one, {}) is None or one.how == "count"


@pytest.mark.parametrize("row", rows("not_computed.csv"), ids=lambda row: row["code"])
def test_a_row_left_out_says_why(row: dict[str, str]) -> None:
    assert row["code"] not in indicators()
    assert row["how"] in HOW
    assert min(len(row["why_zh"]), len(row["why_en"])) > 6


def test_every_row_of_the_reference_is_accounted_for_once() -> None:
    if not REFERENCE.exists():
        pytest.skip("the reference table (../shared/reference) is not on this machine")
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        wanted = [row["code"] for row in csv.DictReader(file)]
    assert len(wanted) == len(set(wanted)) == 78
    left_out = {row["code"] for row in rows("not_computed.csv")}
    assert set(wanted) == (indicators().keys() - OWN) | left_out


def test_the_docs_print_them() -> None:
    assert TARGET.read_text(encoding="utf-8") == page()
    assert {one.kind for one in indicators().values() if one.how == "sums"} == SUPPLIED
