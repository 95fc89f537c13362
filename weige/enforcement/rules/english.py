"""The sentences our own drafts are made of, in English: an aid for who reads over a link; the paper is Chinese."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

#: What a draft asks for where nobody wrote anything else; the closing condition follows after a colon.
WANTED_ZH: Final = "请在期限前整改到位"
WANTED_EN: Final = "Please put it right within the term"
HAN: Final = re.compile(r"[\u3400-\u9fff]")
#: Files that are called by us; the rest by their kind of paper, as numbered pictures, or as somebody called them.
FILES: Final = {"送达回证": "Record of service", "移送回执": "Receipt of transfer"}
PICTURE: Final = re.compile(r"照片 (\d+)")
KINDS: Final = Path(__file__).parent.parent / "data" / "kinds.toml"
#: Chinese, its English: applied in this order.
SHAPES: Final = (
    (re.compile(r"(\d{4})年(\d{2})月(\d{2})日(\d{2})时(\d{2})分"), r"\1-\2-\3 \4:\5"),
    (re.compile(r"，在(.+?)发现：(.+)"), r", \1: \2"),
    (
        re.compile(r"货品摆出店门线外约 (.+?) 米（现场目测）"),
        r" Goods some \1 m over the shop's line, by eye",
    ),
    (re.compile("，"), ", "),
    (re.compile("：(?= )?"), ": "),
    (re.compile("。"), ". "),
    (re.compile(" *（"), " ("),
    (re.compile("）"), ")"),
    (re.compile("  +"), " "),
)


def english(text: str, names: Mapping[str, str]) -> str:
    """The text where all of it is known by `names` (Chinese → English) and our own shapes; else as it is."""
    said = text.replace(WANTED_ZH, WANTED_EN)
    for zh in sorted(filter(None, names), key=len, reverse=True):
        said = said.replace(zh, names[zh])
    for shape, form in SHAPES:
        said = shape.sub(form, said)
    return text if HAN.search(said) else said.strip()


@cache
def file_names() -> dict[str, str]:
    """Chinese → English of the titles this product gives to files, the kinds of papers as they are packaged."""
    kinds = tomllib.loads(KINDS.read_text(encoding="utf-8")).values()
    return {one["zh"]: one["en"] for one in kinds} | FILES


def file_title(title: str) -> str:
    """A file's title in English: a paper with or without its number, a picture; else as it was written."""
    if picture := PICTURE.fullmatch(title):
        return f"Photo {picture[1]}"
    name, _, number = title.partition(" ")
    said = file_names().get(name)
    return f"{said} {number}".strip() if said else title
