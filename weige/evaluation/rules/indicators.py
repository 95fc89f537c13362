"""The indicators, read from data/indicators.csv: names, formulas, which facts make them, their source."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from weige.evaluation.rules.figures import Count, value_of

#: Weights of the composite after the Jinniu district's rules (domain.md 1.9); falling ones count as 1 minus the rate.
SCORE = (
    ("case.disposal_rate", 30, False),
    ("case.ontime_disposal_rate", 20, False),
    ("case.rework_rate", 20, True),
    ("case.overdue_pending_rate", 20, True),
    ("case.extension_rate", 10, True),
)
#: A town's hotline composite (赵巷镇, domain.md 1.9): share of the group's orders, first contact, solving (in
#: full), satisfaction.
TOWN = {"share": 5.0, "contact": 30.0, "solving": 20.0, "satisfaction": 40.0}
#: What the composites are made for: (kind, mark) of the orders that are shared out.
ORDERS = ("contact", "")
#: Units in English; what is not here is the same in both.
UNITS = {"分": "points", "件": "cases", "小时": "h", "分钟": "min", "张/件": "a case"}
GROUPS = {
    "case": ("处置与结案", "Handling and closing"),
    "register": ("立案", "Filing"),
    "dispatch": ("派遣", "Dispatch"),
    "collector": ("上报与核查", "Reporting and checking"),
    "accept": ("受理", "Acceptance"),
    "hotline": ("热线", "Hotline"),
    "joint": ("联合行动", "Joint action"),
    "enforcement": ("执法", "Enforcement"),
    "score": ("综合得分", "Composite"),
}


#: What stands beside a figure because it cannot be counted into it yet, in words; and the mark of those that can.
BESIDE = {"waiting": ("未认定", "not judged")}
SETTLED = {"waiting": "judged"}


@dataclass(frozen=True)
class Indicator:
    """One row. how: rate, ratio (numerator of another kind), each (same, a number), sums (of the values of two kinds),
    mean, weighted, count, or one of the composites score and town. beside: the mark of what is still to be judged."""

    code: str
    name_zh: str
    name_en: str
    group: str
    how: str
    unit: str
    direction: str
    kind: str
    mark: str
    num_kind: str
    beside: str
    formula_zh: str
    formula_en: str
    source: str
    note_zh: str
    note_en: str


@cache
def indicators() -> dict[str, Indicator]:
    """All, by code, in the file's order."""
    text = resources.files("weige.evaluation").joinpath("data/indicators.csv").read_text(encoding="utf-8")
    return {row["code"]: Indicator(**row) for row in csv.DictReader(text.splitlines())}


Counts = Mapping[
    tuple[str, str], tuple[int, float]
]  # (kind, mark or "") → how many facts, sum of their values


def count_of(one: Indicator, counts: Counts) -> Count:
    """Numerator and denominator of an indicator out of the counts of facts."""
    if one.how == "sums":
        numbers = (counts.get((kind, ""), (0, 0.0))[1] for kind in (one.kind, one.num_kind))
        total, good = (round(number) for number in numbers)
        return Count(total, good)
    total, value = counts.get((one.kind, ""), (0, 0.0))
    good = counts.get((one.num_kind, "") if one.num_kind else (one.kind, one.mark), (0, 0.0))[0]
    return Count(total, good if one.mark or one.num_kind else total, value)


def beside(one: Indicator, counts: Counts) -> int:
    """How many are still to be judged: with a figure that has them, they are said beside it."""
    return counts.get((one.kind, one.beside), (0, 0.0))[0] if one.beside else 0


def _nothing_judged(one: Indicator, counts: Counts) -> bool:
    return beside(one, counts) > 0 and (one.kind, SETTLED[one.beside]) not in counts


def share_of(counts: Counts, group: Counts) -> float:
    """Which part of the group's orders are these; all of them where the group has none."""
    return counts.get(ORDERS, (0, 0.0))[0] / (group.get(ORDERS, (0, 0.0))[0] or 1)


def _town(counts: Counts, share: float) -> float | None:
    made = figure(indicators()["hot.first_contact_rate"], counts)
    pleased = figure(indicators()["hot.satisfaction_rate"], counts)
    if made is None or pleased is None:
        return None
    return TOWN["share"] * share + TOWN["contact"] * made + TOWN["solving"] + TOWN["satisfaction"] * pleased


def figure(one: Indicator, counts: Counts, share: float = 1.0) -> float | None:
    """Its value: a share (0–1, also beyond for ratios), an average, a count or a score; None for no denominator, and
    where what it needs judged was not judged in a single case.

    share: of the group's hotline orders, for the composite that looks at it.
    """
    if one.how == "town":
        return _town(counts, share)
    if one.how == "score":
        parts = [(figure(indicators()[code], counts), weight, falling) for code, weight, falling in SCORE]
        if any(value is None for value, _, _ in parts):
            return None
        return sum(
            weight * (1 - (value or 0.0) if falling else (value or 0.0)) for value, weight, falling in parts
        )
    if _nothing_judged(one, counts):
        return None
    how = {"ratio": "rate", "each": "rate", "sums": "rate", "weighted": "mean"}.get(one.how, one.how)
    return value_of(how, count_of(one, counts))
