"""What a party reads in English over its link: our own drafts' sentences, and nothing half translated."""

import pytest

from weige.enforcement.rules.english import WANTED_ZH, english

NAMES = {
    "钟楼下文具店": "Bell Tower Stationery",
    "钟楼下文具店 店外经营": "Goods on the pavement: Bell Tower Stationery",
    "南苏州路153号": "153 South Suzhou Road",
    "现场无堆物": "Nothing is left on the pavement",
}


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        (
            "2026年11月23日04时02分，南苏州路153号，钟楼下文具店 店外经营。",
            "2026-11-23 04:02, 153 South Suzhou Road, Goods on the pavement: Bell Tower Stationery.",
        ),
        (
            "2026年11月23日04时02分，在南苏州路153号发现：钟楼下文具店 店外经营。",
            "2026-11-23 04:02, 153 South Suzhou Road: Goods on the pavement: Bell Tower Stationery.",
        ),
        (
            "钟楼下文具店 店外经营（南苏州路153号）",
            "Goods on the pavement: Bell Tower Stationery (153 South Suzhou Road)",
        ),
        (
            f"{WANTED_ZH}：现场无堆物。",
            "Please put it right within the term: Nothing is left on the pavement.",
        ),
        ("门口堆了三箱酒瓶，挡住盲道。", "门口堆了三箱酒瓶，挡住盲道。"),
        ("钟楼下文具店门口堆物", "钟楼下文具店门口堆物"),
        ("", ""),
    ],
)
def test_own_sentences_have_english_and_others_stay(zh: str, en: str) -> None:
    assert english(zh, NAMES) == en
