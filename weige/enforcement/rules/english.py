"""The sentences our own drafts are made of, in English: an aid for who reads over a link; the paper is Chinese."""

import re
from collections.abc import Mapping
from typing import Final

#: What a draft asks for where nobody wrote anything else; the closing condition follows after a colon.
WANTED_ZH: Final = "请在期限前整改到位"
WANTED_EN: Final = "Please put it right within the term"
HAN: Final = re.compile(r"[\u3400-\u9fff]")
#: Chinese, its English: applied in this order.
SHAPES: Final = (
    (re.compile(r"(\d{4})年(\d{2})月(\d{2})日(\d{2})时(\d{2})分"), r"\1-\2-\3 \4:\5"),
    (re.compile(r"，在(.+?)发现：(.+)"), r", \1: \2"),
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
