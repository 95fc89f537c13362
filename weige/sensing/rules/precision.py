"""How often a camera is right, with its uncertainty, and what a higher threshold would have done. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from weige.kernel.officedata import OfficeFile

Z: Final = 1.959964  # 95 %


def _read(raw: dict[str, Any]) -> dict[str, Any]:
    """Raises ValueError."""
    if not (
        raw["least"] > 0
        and 0 <= raw["most_lost"] <= 1
        and 0 <= raw["least_saved"] <= 1
        and 0 < raw["step"] < 1
    ):
        raise ValueError("least is above 0; most_lost, least_saved and step are shares")
    return raw


#: The numbers and words of advice (data/advice.toml, and the office's own).
defaults: Final = OfficeFile(Path(__file__).resolve().parent.parent / "data" / "advice.toml", _read)


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
