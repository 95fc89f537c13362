"""Precision, recall, F1, average precision; baselines; and fitting the weights on the tuning half."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from benchmarks._duplicates.pairs import Pair
from weige.cases.rules.sameness import Account, alike, distance_m, features, judge

Score = Callable[[Account, Account], float]
#: How strongly a weight is held to its hand-set value: few pairs may not say much (ridge).
HELD = 1.0
STEPS, RATE = 4000, 0.05


@dataclass(frozen=True)
class Figures:
    """What a way of judging achieves on some pairs at its threshold."""

    pairs: int
    same: int
    precision: float | None
    recall: float
    f1: float | None
    average_precision: float | None


def by_distance(one: Account, other: Account) -> float:
    """The nearer the likelier."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return 0.0
    return 1 / (1 + distance_m(one.lon, one.lat, other.lon, other.lat))


def by_text(one: Account, other: Account) -> float:
    """Cosine of character n-grams."""
    return alike(one.marks.grams, other.marks.grams)


def ours(weights: Mapping[str, float] | None = None) -> Score:
    """The judgement of the product, with its shipped weights unless told."""
    return lambda one, other: judge(one, other, weights).probability


def best_threshold(score: Score, pairs: Sequence[Pair]) -> float:
    """The threshold with the best F1 on these pairs."""
    scored = sorted(((score(p.one, p.other), p.same) for p in pairs), reverse=True)
    total = sum(same for _, same in scored)
    hit, best, at = 0, -1.0, 0.5
    for n, (value, same) in enumerate(scored, start=1):
        hit += same
        f1 = 2 * hit / (n + total)
        if f1 > best:
            best, at = f1, value
    return at


def figures(score: Score, threshold: float, pairs: Sequence[Pair]) -> Figures:
    """The figures at a threshold; without pairs that are not the same only the recall."""
    scored = sorted(((score(p.one, p.other), p.same) for p in pairs), key=lambda s: (-s[0], s[1]))
    said = [same for value, same in scored if value >= threshold]
    total, hit = sum(p.same for p in pairs), sum(said)
    recall = hit / total if total else 0.0
    if total == len(pairs):
        return Figures(len(pairs), total, None, recall, None, None)
    precision = hit / len(said) if said else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hit else 0.0
    return Figures(len(pairs), total, precision, recall, f1, average_precision([same for _, same in scored]))


def average_precision(ranked: Sequence[bool]) -> float:
    """Mean of the precisions at each pair that is the same, best score first; ties count against."""
    hit, total = 0, 0.0
    for n, same in enumerate(ranked, start=1):
        if same:
            hit += 1
            total += hit / n
    return total / hit if hit else 0.0


def fit(pairs: Sequence[Pair], start: Mapping[str, float]) -> dict[str, float]:
    """Logistic regression by plain descent, held to `start`; features these pairs never have keep their weight."""
    rows = [(features(p.one, p.other) | {"bias": 1.0}, p.same) for p in pairs]
    weights = dict(start)
    for _ in range(STEPS):
        slope = {name: HELD * (weights[name] - start[name]) / len(rows) for name in weights}
        for row, same in rows:
            told = 1 / (1 + exp(-sum(weights[name] * value for name, value in row.items())))
            for name, value in row.items():
                if value:
                    slope[name] += (told - same) * value / len(rows)
        for name, value in slope.items():
            weights[name] = _signed(name, weights[name] - RATE * 10 * value)
    return {name: round(value, 2) for name, value in weights.items()}


def _signed(name: str, weight: float) -> float:
    """What is said to people as speaking for it never counts against it, nor the other way round."""
    if name.endswith("_other") or name.startswith("other_"):
        return min(weight, 0.0)
    return weight if name in {"bias", "here", "no_text"} else max(weight, 0.0)
