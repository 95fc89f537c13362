"""Addresses as registers write them: brought to one form, compared, and never guessed.

Chinese addresses go from large to small: 省 市 区 街道 路 号 (弄 号) 楼 室. A register often names the district, wide
digits or the room; a house is meant all the same. Certain is only what is equal in this form and unique.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final

_ABOVE: Final = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,5}?市)?(?:[\u4e00-\u9fff]{2,5}?[区县])?"
    r"(?:[\u4e00-\u9fff]{2,8}?(?:街道|镇))?(?=[\u4e00-\u9fffA-Za-z])"
)
_UNIT: Final = re.compile(
    r"(?<=[号弄])(?:[\dA-Za-z一二三四五六七八九十底-]+(?:幢|座|单元|楼|层|室|铺|户))+.*$"
)
_JUNK: Final = re.compile(r"[\s,，。;；、()（）\"'“”‘’·]+")
SIMILAR: Final = 0.4  # share of common letter pairs from which a place is offered to a person (our default)


def plain(text: str) -> str:
    """One form for comparing: half-width, no spaces and punctuation, no province, city, district or street office.

    "上海市黄浦区 元芳弄７号" → "元芳弄7号".
    """
    text = _JUNK.sub("", unicodedata.normalize("NFKC", text)).lower()
    return _ABOVE.sub("", text)[:256]


def house(text: str) -> str:
    """plain() without what lies inside the house: "元芳弄7号2楼203室" → "元芳弄7号"."""
    return _UNIT.sub("", plain(text))


def likeness(one: str, other: str) -> float:
    """Share of common pairs of neighbouring letters (Dice), 0–1, of two plain() texts.

    A pair counts as often as it stands there: No. 9999 is not No. 99.
    """
    pairs = [Counter(text[at : at + 2] for at in range(len(text) - 1)) for text in (one, other)]
    total = pairs[0].total() + pairs[1].total()
    return 2 * (pairs[0] & pairs[1]).total() / total if total else 0.0
