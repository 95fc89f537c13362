"""Words a guide quotes (“…”, 「…」, *…*) are texts of our screens, letter by letter, in the guide's language."""

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.guards.tree import read, tracked

QUOTED = re.compile(r"“([^”]+)”|「([^」]+)」|(?<![*\w])\*([^*\n]+)\*(?!\*)")
HAN = re.compile(r"[\u3400-\u9fff]")
HOLE = re.compile(r"\{[^}]*\}|…")
LONGEST = 60  # characters; a longer one is a paragraph set in italics
#: About programs and machines, not screens; and the pictures.
OTHERS = {"scale.md", "screens.md", "vision.md"}
#: Said by the phone's browser, not by us.
FOREIGN = {"添加到主屏幕"}
PAGES = [path for path in tracked() if path.parent == Path("docs/guide") and path.suffix == ".md"]


def plain(text: str) -> str:
    """Without what is filled in, the mark at the end, and the case of letters."""
    return re.sub(r"\s+", " ", HOLE.sub("", text).replace("’", "'")).strip(" :：。.?？!！,，").lower()


def leaves(value: Any) -> Iterator[str]:
    """Every text in a table of texts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)


@cache
def shown(language: str) -> frozenset[str]:
    """All texts of the screens in a language; those the server sends stand in both."""
    found: list[str] = []
    for path in tracked():
        if path.parent == Path("web/src/locales") / language:
            found += leaves(json.loads(read(path)))
        elif path.parts[0] == "weige" and path.suffix == ".toml":
            found += leaves(tomllib.loads(read(path)))
    return frozenset(plain(one) for text in found for one in text.split("|"))


def unknown(text: str) -> list[str]:
    """What a page quotes and no screen says; “A → B” is a way of two words."""
    quoted = (next(filter(None, match.groups())) for match in QUOTED.finditer(text))
    parts = (
        part
        for words in quoted
        if len(words) <= LONGEST and words not in FOREIGN
        for part in words.split("→")
    )
    return [part for part in parts if plain(part) not in shown("zh" if HAN.search(part) else "en")]


@pytest.mark.parametrize(
    "page", [path for path in PAGES if path.name not in OTHERS], ids=lambda path: path.stem
)
def test_what_a_guide_tells_to_press_is_called_so_on_the_screen(page: Path) -> None:
    assert not unknown(read(page))


def test_a_word_no_screen_says_is_found() -> None:
    assert unknown("按“确认并立案”，再按「没有这个按钮」, then *No such button*") == [
        "没有这个按钮",
        "No such button",
    ]
