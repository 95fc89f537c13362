"""Whether two accounts tell of the same problem: features, a probability, and the reasons in words.

Pure. The weights stand in data/sameness.toml with how they were obtained; benchmarks/duplicates.py measures them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from importlib import resources
from math import cos, exp, hypot, radians, sqrt

from weige.cases.rules.textmarks import Marks, marks_of
from weige.cases.rules.words import label

METRES_A_DEGREE = 111_320.0
#: Half of the nearness is gone at this distance and gap (shape of the features, not a limit).
HALF_M = 30.0
HALF_HOURS = 24.0
#: Texts less alike than this are not named among the reasons.
WORTH_SAYING = 0.2


def distance_m(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Metres between two places less than some kilometres apart (flat earth at that latitude)."""
    x = (to_lon - lon) * cos(radians(lat))
    return METRES_A_DEGREE * hypot(x, to_lat - lat)


@dataclass(frozen=True, kw_only=True)
class Account:
    """One account of a problem: a case, a report, a warning. lon/lat WGS84 degrees, None when not known.

    matter: its code, empty when not known. text: everything said about it. shop, building: ids of the register.
    """

    at: datetime
    lon: float | None = None
    lat: float | None = None
    matter: str = ""
    text: str = ""
    shop: int | None = None
    building: int | None = None

    @cached_property
    def marks(self) -> Marks:
        return marks_of(self.text)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for (or against) it being the same, in both languages."""

    code: str
    speaks_for: bool
    zh: str
    en: str

    def as_json(self) -> dict[str, str | bool]:
        return {"code": self.code, "speaks_for": self.speaks_for, "text_zh": self.zh, "text_en": self.en}


@dataclass(frozen=True, slots=True)
class Sameness:
    """The judgement: a probability between 0 and 1, and what led to it."""

    probability: float
    reasons: tuple[Reason, ...]


def features(one: Account, other: Account) -> dict[str, float]:
    """The numbers the judgement is made of, each between 0 and 1; what is not known is 0."""
    metres, hours = _metres(one, other), _hours(one, other)
    a, b = one.marks, other.marks
    number_same, number_other = _agreement(a.numbers, b.numbers)
    name_same, name_other = _agreement(a.names, b.names)
    plate_same, plate_other = _agreement(a.plates, b.plates)
    shop_same, shop_other = _one_thing(one.shop, other.shop)
    building_same, building_other = _one_thing(one.building, other.building)
    known = bool(one.matter and other.matter)
    same, kin = known and one.matter == other.matter, known and one.matter[:2] == other.matter[:2]
    return {
        "here": 0.0 if metres is None else 1.0,
        "near": 0.0 if metres is None else 1 / (1 + (metres / HALF_M) ** 2),
        "soon": 1 / (1 + hours / HALF_HOURS),
        "text": alike(a.grams, b.grams),
        "within": inside(a.grams, b.grams),
        "no_text": float(not a.grams or not b.grams),
        "number_same": number_same,
        "number_other": number_other,
        "name_same": name_same,
        "name_other": name_other,
        "plate_same": plate_same,
        "plate_other": plate_other,
        "shop_same": shop_same,
        "shop_other": shop_other,
        "building_same": building_same,
        "building_other": building_other,
        # the same matter; else the same class (first two digits); else another; nothing when one is not known
        "same_matter": float(same),
        "same_class": float(kin and not same),
        "other_matter": float(known and not kin),
    }


def _agreement(one: frozenset[str], other: frozenset[str]) -> tuple[float, float]:
    """(both name one thing; both name some and none in common)."""
    if not one or not other:
        return 0.0, 0.0
    return (0.0, 1.0) if one.isdisjoint(other) else (1.0, 0.0)


def _one_thing(one: int | None, other: int | None) -> tuple[float, float]:
    """(the same; another), of two things that are known."""
    if one is None or other is None:
        return 0.0, 0.0
    return (1.0, 0.0) if one == other else (0.0, 1.0)


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Cosine of two sets of n-grams."""
    return len(one & other) / sqrt(len(one) * len(other)) if one and other else 0.0


def inside(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter text's n-grams that the longer has too."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _metres(one: Account, other: Account) -> float | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return distance_m(one.lon, one.lat, other.lon, other.lat)


def _hours(one: Account, other: Account) -> float:
    return abs((one.at - other.at).total_seconds()) / 3600


@cache
def weights() -> Mapping[str, float]:
    """Feature → weight, and "bias", from data/sameness.toml."""
    text = resources.files("weige.cases").joinpath("data", "sameness.toml").read_text(encoding="utf-8")
    found: dict[str, float] = tomllib.loads(text)["weights"]
    return found


def judge(one: Account, other: Account, by: Mapping[str, float] | None = None) -> Sameness:
    """How probable it is that both tell of one problem, and why. `by`: other weights than the shipped ones."""
    given = features(one, other)
    return Sameness(_chance(given, weights() if by is None else by), _reasons(one, other, given))


def probability(one: Account, other: Account) -> float:
    """The probability alone, without the words (a third of the work of judge)."""
    return _chance(features(one, other), weights())


def _chance(given: Mapping[str, float], by: Mapping[str, float]) -> float:
    score = by["bias"] + sum(by.get(name, 0.0) * value for name, value in given.items())
    return 1 / (1 + exp(-score))


#: The order in which reasons are said; the value says whether they speak for it.
SAID = {
    "plate_same": True, "shop_same": True, "building_same": True, "number_same": True, "name_same": True,
    "same_matter": True, "same_class": True,
    "plate_other": False, "shop_other": False, "building_other": False, "number_other": False,
    "name_other": False, "other_matter": False,
}  # fmt: skip


def _reasons(one: Account, other: Account, given: Mapping[str, float]) -> tuple[Reason, ...]:
    found = [_reason(code, good) for code, good in SAID.items() if given[code]]
    metres, hours = _metres(one, other), _hours(one, other)
    if metres is not None:
        found.append(_reason("metres", given["near"] >= 0.2, n=round(metres)))
    found.append(_gap(hours, given["soon"] >= 0.5))
    if given["text"] >= WORTH_SAYING:
        found.append(_reason("text", True, n=f"{given['text']:.2f}"))
    return tuple(found)


def _gap(hours: float, soon: bool) -> Reason:
    if hours < 1:
        return _reason("minutes", soon, n=round(hours * 60))
    return (
        _reason("hours", soon, n=round(hours)) if hours < 48 else _reason("days", soon, n=round(hours / 24))
    )


def _reason(code: str, speaks_for: bool, **params: object) -> Reason:
    zh, en = (label("sameness", code, language).format(**params) for language in ("zh", "en"))
    return Reason(code, speaks_for, zh, en)
