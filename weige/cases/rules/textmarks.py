"""What a text can be compared by: its n-grams, the numbers of houses, number plates, and names of places.

Chinese and English. Pure; and no names of persons are looked for.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

CJK = r"\u3400-\u9fff"
#: Forms of politeness and of complaint: they make any two letters look alike.
IDLE = re.compile(
    r"尊敬的|领导|您好|你好|谢谢|请问|希望|投诉|举报|反映|咨询|请求|建议|有关|部门|相关|问题|情况|我们|他们|你们|政府|解决|处理"
    r"|\b(?:please|the|and|for|there|this|that|with|have|has|are|is|at|on|in|of|to|a)\b"
)
#: Where a text ends for its n-grams: a novel is compared by its beginning, where people say what is wrong.
LENGTH = 400
HOUSE = re.compile(r"(?<![\d.年月])(\d{1,5})(?=\s*(?:号|弄|栋|幢|座|室|单元|店铺))")
STREET_NUMBER = re.compile(r"(?<![\d.])(\d{1,5})(?=\s+(?:[nsew]\.?\s+)?[a-z]{2,})")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·.\s]?[a-z0-9]{5,6}"
)
SUFFIXES = (
    "小区|花园|家园|新城|新村|公馆|雅苑|名苑|广场|大厦|大楼|公寓|别墅|学校|中学|小学|学院|大学|幼儿园|医院|市场|超市"
    "|公园|大道|公路|高速|路口|路|街道|街|巷|弄|里|桥|村|镇|社区|公司|酒店|饭店|宾馆|网吧|工地|厂|站|苑|府|城|湾|院"
)
NAME = re.compile(rf"(?=([{CJK}]{{2}}(?:{SUFFIXES})))")
#: Words that end like a name of a place and are none.
COMMON = re.compile(
    r"^(?:我们|这个|那个|一个|小区|附近|旁边|门口|现在|本人|居民|整个|每个|所有|开发|物业|自来|有限).+"
    r"|^.[到在条马道公这那个一出进过走的了上下占往向段修铁网](?:路|街|巷|里|站|城|院|厂|村)"
)
STREET = re.compile(
    r"\b([a-z0-9]+)\s+(?:st|ave|rd|ct|pkwy|hwy|blvd|ln|dr|way|pl|street|road|avenue|lane|drive|court)\b"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """Sets to be compared; empty where the text has none of the kind."""

    grams: frozenset[str]
    numbers: frozenset[str]
    plates: frozenset[str]
    names: frozenset[str]


@lru_cache(maxsize=4096)
def marks_of(text: str) -> Marks:
    """The marks of a text. Kept for the last 4096 texts (some 20 MB): the open cases of a street are compared often."""
    flat = unicodedata.normalize("NFKC", text).lower()
    return Marks(
        grams=_grams(flat),
        numbers=frozenset(HOUSE.findall(flat)) | frozenset(STREET_NUMBER.findall(flat)),
        plates=frozenset(re.sub(r"[·.\s]", "", plate) for plate in PLATE.findall(flat)),
        names=_names(flat),
    )


def _grams(flat: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters; triples of characters of other words, and short words whole."""
    kept = IDLE.sub(" ", flat)[:LENGTH]
    found: set[str] = set()
    for run in re.findall(rf"[{CJK}]+", kept):
        found.update(run[i : i + 2] for i in range(len(run) - 1))
    for word in re.findall(r"[a-z0-9]+", kept):
        found.update({word} if len(word) < 4 else (word[i : i + 3] for i in range(len(word) - 2)))
    return frozenset(found)


def _names(flat: str) -> frozenset[str]:
    chinese = {name for name in NAME.findall(flat[:LENGTH]) if not COMMON.match(name)}
    return frozenset(chinese | set(STREET.findall(flat)))
