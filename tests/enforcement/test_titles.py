"""Titles and powers in English: made of the case's words where the title was, left alone where somebody wrote it."""

import csv
from types import SimpleNamespace as Row

import pytest

from weige.demo.ground import in_english
from weige.enforcement.queries.speaking import english_title
from weige.enforcement.services.powers import DATA

CASE = Row(
    title_zh="店外经营", title_en="Goods on the pavement", place_zh="九江路36号", place_en="36 Jiujiang Road"
)
SHOP = Row(name_zh="小满鲜果", name_en="Xiaoman Fruit")
POWER = Row(name_zh="无照经营", name_en="Trading without a licence")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row(title="九江路36号 店外经营", case=CASE), "36 Jiujiang Road: Goods on the pavement"),
        (Row(title="小满鲜果 店外经营", case=CASE, shop=SHOP), "Xiaoman Fruit: Goods on the pavement"),
        (Row(title="店外经营", case=CASE), "Goods on the pavement"),
        (
            Row(title="九江路36号 无照经营", case=CASE, power=POWER),
            "36 Jiujiang Road: Trading without a licence",
        ),
        (Row(title="别的话", case=CASE, power=POWER), "别的话"),
        (Row(title="门前堆放", case=None), "门前堆放"),
    ],
)
def test_a_title_is_said_in_english_where_its_words_are_known(row, said):
    assert english_title(row) == said


def test_every_packaged_power_has_our_translation():
    with (DATA / "powers.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    with (DATA / "powers_en.csv").open(encoding="utf-8", newline="") as file:
        english = {row["code"]: row["en"] for row in csv.DictReader(file)}
    assert list(english) == codes
    assert all(0 < len(text) <= 200 for text in english.values())


def test_addresses_of_the_demonstration_have_an_english_form():
    assert in_english("九江路36号") == "36 Jiujiang Road"
    assert in_english("没有这条路9号") == ""
