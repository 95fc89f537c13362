"""What we ship in Chinese has its English: reference rows, conditions of filing, texts of papers; and it is English."""

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.guards.tree import ROOT, read, tracked
from weige.cases.rules.english import english
from weige.enforcement.rules.english import file_title
from weige.enforcement.rules.legal import packaged

HAN = re.compile(r"[\u3400-\u9fff]")
#: Places of the demonstration are called as the map calls them.
REFERENCE = [
    path
    for path in tracked()
    if path.parts[0] == "weige" and path.suffix in {".csv", ".toml"} and "geo" not in path.parts
]


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in read(path).splitlines() if not line.startswith("#")))


def pairs(row: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """(column, Chinese, English) of a row whose columns come in both languages."""
    for name, said in row.items():
        if name == "en" or name.endswith("_en"):
            yield name, row.get(f"{name.removesuffix('en')}zh"), said


def lacking(row: dict[str, Any], where: str) -> list[str]:
    return [
        f"{where} {name}: {said!r}"
        for name, zh, said in pairs(row)
        if isinstance(said, str) and (HAN.search(said) or (not said.strip() and zh != ""))
    ]


def tables(found: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a TOML file with its place."""
    if isinstance(found, dict):
        yield where, found
        for key, value in found.items():
            yield from tables(value, f"{where}.{key}")
    elif isinstance(found, list):
        for number, value in enumerate(found):
            yield from tables(value, f"{where}[{number}]")


def test_every_row_with_a_column_of_english_has_it() -> None:
    assert not [
        fault
        for path in REFERENCE
        if path.suffix == ".csv"
        for n, row in enumerate(rows(path), 2)
        for fault in lacking(row, f"{path}:{n}")
    ]


def test_every_table_with_english_has_it() -> None:
    files = [path for path in REFERENCE if path.suffix == ".toml"]
    found = [one for path in files for one in tables(tomllib.loads(read(path)), str(path))]
    assert not [fault for where, table in found for fault in lacking(table, where)]
    assert not [
        where
        for where, table in found
        for name in table
        if (name == "zh" or name.endswith("_zh")) and f"{name.removesuffix('zh')}en" not in table
        if isinstance(table[name], str)
    ]


@pytest.mark.parametrize("name", ["matters.csv", "matters_local.csv"])
def test_every_matter_with_its_class_and_conditions_has_our_english(name: str) -> None:
    said = english()
    missing = set()
    for row in rows(ROOT / "weige/cases/data" / name):
        kind = "component" if row["matter_type"] == "component_anomaly" else "matter"
        words = [row["class_name"], row["filing_condition"], row["closing_condition"]]
        missing |= {
            key for key in [(kind, row["code"]), *(("words", one) for one in words if one)] if key not in said
        }
    assert not missing


def test_every_text_of_the_procedures_has_our_english() -> None:
    texts = [one for one in packaged().values() if one.text_zh]
    assert texts
    assert not [one.code for one in texts if not one.text_en or HAN.search(one.text_en)]
    assert not [one.code for one in texts if ("{until}" in one.text_zh) != ("{until}" in one.text_en)]


def test_every_paper_and_what_goes_with_it_is_called_in_english() -> None:
    kinds = tomllib.loads(read(ROOT / "weige/enforcement/data/kinds.toml"))
    assert (
        file_title("责令限期改正通知书 示范街责改字〔2026〕第1号")
        == "Order to put right within a term 示范街责改字〔2026〕第1号"
    )
    assert file_title("照片 3") == "Photo 3"
    assert not [
        name for name in ["送达回证", *(one["zh"] for one in kinds.values())] if HAN.search(file_title(name))
    ]


def test_words_of_powers_are_in_the_table_of_words() -> None:
    said = {row["zh"] for row in rows(ROOT / "weige/registry/data/words.csv")}
    used = set()
    for row in rows(ROOT / "weige/enforcement/data/powers.csv"):
        used |= {row["domain"], row["original_department"], *row["penalty_types"].split(";")}
    assert not used - said - {""}
