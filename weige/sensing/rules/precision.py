"""How often a camera is right, with its uncertainty, and what a higher threshold would have done. Pure."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

Z: Final = 1.959964  # 95 %


@cache
def defaults() -> dict[str, Any]:
    """data/advice.toml."""
    path = Path(__file__).resolve().parent.parent / "data" / "advice.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def wilson(right: int, of: int) -> tuple[float, float] | None:
    """The 95 % interval of a share (Wilson 1927), honest for small numbers; None of none."""
    if not of:
        return None
    share, square = right / of, Z * Z
    middle = share + square / (2 * of)
    reach = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    low, high = (middle - reach) / (1 + square / of), (middle + reach) / (1 + square / of)
    return (max(0.0, low), min(1.0, high))


def advise(verdicts: Sequence[tuple[float, bool]], now: float) -> dict[str, Any]:
    """verdicts: (confidence, whether it was true) of warnings people decided; now: the threshold in force.

    {"advice": "raise", "then", "saved", "lost", "true", "false", zh, en}, or only "few", "fine" or "right" with
    words: of the thresholds that miss few true ones, the lowest that saves most false alarms.
    """
    data, true = defaults(), sum(right for _, right in verdicts)
    false = len(verdicts) - true
    if len(verdicts) < data["least"]:
        return _said("few", least=data["least"], n=len(verdicts))
    if not false:
        return _said("right")
    best: tuple[int, float, int] | None = None
    for number in range(1, round((1 - now) / data["step"])):
        then = round(now + number * data["step"], 4)
        lost = sum(right and one < then for one, right in verdicts)
        saved = sum(not right and one < then for one, right in verdicts)
        if lost > data["most_lost"] * true:
            break
        if best is None or saved > best[0]:
            best = (saved, then, lost)
    if best is None or best[0] < data["least_saved"] * false:
        return _said("fine")
    saved, then, lost = best
    return _said("advice", now=f"{now:g}", then=then, saved=saved, lost=lost, true=true, false=false)


def _said(key: str, **params: Any) -> dict[str, Any]:
    words = defaults()[key]
    kind = "raise" if key == "advice" else key
    return {"advice": kind, **params, **{one: words[one].format(**params) for one in ("zh", "en")}}
