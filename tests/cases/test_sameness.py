"""Whether two accounts tell of one problem: features, reasons in words, and which policy fits a matter."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cases.town import IN_L01, START, local
from weige.cases.rules.mergepolicy import FALLBACK, Mode, Policies, Policy
from weige.cases.rules.sameness import Account, features, judge, weights
from weige.cases.rules.textmarks import marks_of

METRE = 1 / 111_320
AT = local(START)


def account(*, metres: float = 0, hours: float = 0, **said: Any) -> Account:
    place = {"lon": IN_L01["lon"], "lat": IN_L01["lat"] + metres * METRE}
    return Account(**{"at": AT + timedelta(hours=hours)} | place | said)


def test_marks_of_chinese_and_english_texts() -> None:
    said = marks_of("您好，沪A12345 停在四川中路 12 号丽发新城门口，联系电话 13800138000")
    assert said.plates == {"沪a12345"}
    assert said.numbers == {"12"}
    assert "丽发新城" in said.names
    assert "您好" not in said.grams
    assert marks_of("2313 BRADDISH AVE, BALTIMORE").numbers == {"2313"}
    assert marks_of("2313 BRADDISH AVE").names == {"braddish"}
    assert marks_of("") == marks_of("，。")


def test_the_same_shop_is_the_same_problem_and_says_so() -> None:
    one = account(matter="09005", shop=7, text="花店把花摆到人行道上")
    other = account(metres=40, hours=2, matter="09005", shop=7, text="花摆到人行道上了，没法走")
    found = judge(one, other)
    assert found.probability > 0.9
    said = [reason.zh for reason in found.reasons]
    assert said[:2] == ["同一店铺", "同一事项"]
    assert {"相距 40 米", "相隔 2 小时"} <= set(said)
    assert any(text.startswith("文字相似 0.") for text in said)
    assert "same shop" in [reason.en for reason in found.reasons]


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        ({"metres": 5}, {"metres": 55}),
        ({"hours": 1}, {"hours": 40}),
        ({"matter": "09005"}, {"matter": "06042"}),
        ({"shop": 7}, {"shop": 8}),
        ({"text": "沪A12345 占道"}, {"text": "沪B54321 占道"}),
        ({"text": "12 号门口堆物"}, {"text": "14 号门口堆物"}),
        ({"text": "花摆到路上"}, {"text": "井盖响"}),
    ],
    ids=lambda said: next(iter(said)),
)
def test_what_speaks_for_it_counts_for_it(nearer: dict[str, Any], farther: dict[str, Any]) -> None:
    base: dict[str, Any] = {"matter": "09005", "shop": 7, "text": "12 号门口花摆到路上，沪A12345"}
    one = account(**base)
    assert (
        judge(one, account(**base | nearer)).probability > judge(one, account(**base | farther)).probability
    )


def test_it_is_symmetric_bounded_and_weighed_by_known_features_only() -> None:
    one, other = account(matter="09005", text="花"), Account(at=AT + timedelta(days=3), text="井盖")
    assert judge(one, other).probability == judge(other, one).probability
    given = features(one, other)
    assert all(0 <= value <= 1 for value in given.values())
    assert given["here"] == given["near"] == 0, "a place that is not known speaks neither for nor against"
    assert set(weights()) == {"bias", *given}


def test_the_longest_prefix_counts_and_the_more_careful_of_two() -> None:
    rest = {"within_m": 50, "within_hours": 24, "suggest_at": 0.3, "merge_at": 0.9}
    table = Policies(
        Policy(key=prefix or "all", prefix=prefix, mode=mode, **rest)
        for prefix, mode in (("", Mode.SUGGEST), ("09", Mode.AUTO), ("09009", Mode.OFF))
    )
    assert table.of("09005").prefix == "09"
    assert table.of("09009").mode is Mode.OFF
    assert table.of("").prefix == ""
    assert table.between("", "09005").prefix == "09", "the one that is known"
    assert table.between("09005", "01001").mode is Mode.SUGGEST
    assert Policies([]).of("09005") == FALLBACK
