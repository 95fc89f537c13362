"""What ails a device and how a building does, as pure functions of figures; weights stand in data/health.toml."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from weige.kernel.officedata import OfficeFile, like

SILENT: Final = "silent"
SIGMA: Final = 1.4826  # median absolute deviation → standard deviation of a normal distribution
PASSED: Final = frozenset({"ok", "pass", "passed", "good", "0", "normal", "正常", "通过"})
Told = dict[str, Any]


def _read(raw: dict[str, Any]) -> dict[str, Any]:
    """Raises ValueError: a name or a kind of value that is not known, or limits that cross."""
    more = {"weights", "drift"}
    for part, base in weights.base.items():
        like(base, raw[part], f"{part}.", more=part in more)
    limits, bands = raw["limits"], raw["bands"]
    if limits["battery_empty"] > limits["battery_low"] or bands["fair"] > bands["good"]:
        raise ValueError("battery_empty is not above battery_low, and fair not above good")
    return raw


#: What stands in data/health.toml, and what the office says in its place.
weights: Final = OfficeFile(Path(__file__).resolve().parent.parent / "data" / "health.toml", _read)


@dataclass(frozen=True)
class Shift:
    """How far the median of 24 hours lies from that of the 7 days before, and the usual spread of those days."""

    shift: float
    spread: float


@dataclass(frozen=True)
class Facts:
    """What one examination saw of a device.

    told: what it said of itself (battery %, selftest). last: kind of its readings. day: (count, low, high) of the
    last 24 hours. hours: hourly means of the last 24 hours; before: of the 7 days before. spans, heard: spans of
    its expected interval in the last 7 days since it was first due, and how many held a reading; 0 when nothing is
    expected of it. shift: where an examination found it already and the hours are not at hand.
    """

    told: Mapping[str, Any]
    last: str = ""
    day: tuple[int, float, float] | None = None
    hours: Sequence[float] = ()
    before: Sequence[float] = ()
    spans: int = 0
    heard: int = 0
    calibrated_until: date | None = None
    certificate_until: date | None = None
    shift: Shift | None = None


def shift_of(facts: Facts) -> Shift | None:
    """None with less than 6 hours of today or 2 days before (our default)."""
    if facts.shift is not None:
        return facts.shift
    if len(facts.hours) < 6 or len(facts.before) < 48:
        return None
    usual = statistics.median(facts.before)
    spread = SIGMA * statistics.median([abs(one - usual) for one in facts.before])
    return Shift(statistics.median(facts.hours) - usual, spread)


def ailments(facts: Facts, neighbours: Sequence[float], today: date) -> dict[str, Told]:
    """Reason → the figures it was found by. neighbours: the shifts of its neighbours in the same unit.

    Silence is not among them: the device's row says it.
    """
    found: dict[str, Told] = {}
    found |= _battery(facts) | _selftest(facts) | _frozen(facts) | _late(facts)
    found |= _drift(facts, neighbours)
    found |= _ends("calibration", facts.calibrated_until, today)
    return found | _ends("certificate", facts.certificate_until, today)


def _battery(facts: Facts) -> dict[str, Told]:
    battery, limits = facts.told.get("battery"), weights()["limits"]
    if isinstance(battery, bool) or not isinstance(battery, int | float):
        return {}
    if battery < limits["battery_empty"]:
        return {"battery_empty": {"battery": battery}}
    return {"battery_low": {"battery": battery}} if battery < limits["battery_low"] else {}


def _selftest(facts: Facts) -> dict[str, Told]:
    said = facts.told.get("selftest")
    if said is None or said == "" or str(said).strip().lower() in PASSED:
        return {}
    return {"selftest": {"said": str(said)[:60]}}


def _frozen(facts: Facts) -> dict[str, Told]:
    if facts.day is None or facts.last not in weights()["frozen"]["kinds"]:
        return {}
    count, low, high = facts.day
    if count < weights()["limits"]["frozen_least"] or low != high:
        return {}
    return {"frozen": {"count": count, "value": low}}


def _late(facts: Facts) -> dict[str, Told]:
    if not facts.spans or facts.heard / facts.spans >= weights()["limits"]["on_time"]:
        return {}
    share = round(100 * facts.heard / facts.spans)
    return {"late": {"spans": facts.spans, "heard": facts.heard, "share": share}}


def _drift(facts: Facts, neighbours: Sequence[float]) -> dict[str, Told]:
    least, own = weights()["drift"].get(facts.last), shift_of(facts)
    if not least or own is None:
        return {}
    limits = weights()["limits"]
    compared = len(neighbours) >= limits["neighbours_least"]
    theirs = statistics.median(neighbours) if compared else 0.0
    off = own.shift - theirs
    # Both: one neighbour that drifts must not make the others look as if they did.
    if min(abs(off), abs(own.shift)) < max(least, limits["drift_times"] * own.spread):
        return {}
    figures: Told = {"shift": round(own.shift, 3), "spread": round(own.spread, 3)}
    figures["times"] = round(abs(off) / own.spread, 1) if own.spread else None
    if compared:
        figures |= {"neighbours": len(neighbours), "theirs": round(theirs, 3)}
    return {"drift": figures}


def _ends(what: str, until: date | None, today: date) -> dict[str, Told]:
    if until is None or until > today + timedelta(days=weights()["limits"]["soon_days"]):
        return {}
    return {f"{what}_{'over' if until < today else 'soon'}": {"until": until.isoformat()}}


@dataclass(frozen=True)
class Part:
    """One term of a figure: what, how many points it takes, or what weight and score it has in a mean."""

    name: str
    points: int


def device_figure(reasons: Sequence[str]) -> tuple[int, list[Part]]:
    """0–100 and the terms it is made of, the heaviest first."""
    points = weights()["points"]
    parts = sorted((Part(one, points[one]) for one in set(reasons)), key=lambda one: (-one.points, one.name))
    return max(0, 100 - sum(one.points for one in parts)), parts


def weight_of(kind: str) -> int:
    return int(weights()["weights"].get(kind, 1))


def building_figure(devices: Sequence[tuple[str, int]], levels: Sequence[str]) -> int | None:
    """devices: (kind, figure) of those ever heard; levels: of the living warnings. None with no such device."""
    total = sum(weight_of(kind) for kind, _ in devices)
    if not total:
        return None
    mean = sum(weight_of(kind) * figure for kind, figure in devices) / total
    taken: int = sum(weights()["warnings"][level] for level in levels)
    return max(0, round(mean - taken))


def band(figure: int | None) -> str:
    """good, fair or poor; unknown without a figure."""
    if figure is None:
        return "unknown"
    bands = weights()["bands"]
    return "good" if figure >= bands["good"] else "fair" if figure >= bands["fair"] else "poor"


def said(reason: str, figures: Mapping[str, Any], unit: str, language: str) -> str:
    """What was found, in words."""
    key = reason
    if reason == "drift":
        key = "drift_neighbours" if "neighbours" in figures else "drift_own"
    shown = {name: "—" if value is None else value for name, value in figures.items()}
    for name in ("value", "shift", "theirs", "spread"):
        if isinstance(shown.get(name), float):
            shown[name] = f"{shown[name]:g}"
    return str(weights()["told"][key][language]).format(unit=f" {unit}" if unit else "", **shown)


def say(key: str, language: str, **params: Any) -> str:
    """A sentence of data/health.toml, [say.…]."""
    return str(weights()["say"][key][language]).format(**params)


def _both(key: str, zh: Mapping[str, Any], en: Mapping[str, Any]) -> dict[str, str]:
    return {"zh": say(key, "zh", **zh), "en": say(key, "en", **en)}


def device_formula(reasons: Sequence[Mapping[str, Any]], figure: int | None) -> dict[str, str]:
    """The sum a device's figure is, in words. reasons: with zh, en and points."""
    if figure is None:
        return _both("never_device", {}, {})
    if not reasons:
        return _both("well", {}, {})
    key = "floor" if sum(one["points"] for one in reasons) > 100 else "device"
    terms = {
        language: " − ".join(["100", *(f"{one[language]} {one['points']}" for one in reasons)])
        for language in ("zh", "en")
    }
    return _both(key, {"terms": terms["zh"], "figure": figure}, {"terms": terms["en"], "figure": figure})


def building_formula(
    devices: Sequence[tuple[str, int]], levels: Sequence[str], figure: int | None
) -> dict[str, str]:
    """The same for a building; devices, levels: as in building_figure(). The first twelve terms are written out."""
    if figure is None:
        return _both("never_building", {}, {})
    terms = " + ".join(f"{one}×{weight_of(kind)}" for kind, one in devices[:12])
    points = sum(weights()["warnings"][level] for level in levels)
    params = {
        "terms": terms + (" + …" if len(devices) > 12 else ""),
        "weights": sum(weight_of(kind) for kind, _ in devices),
        "figure": figure,
    }
    zh, en = (say("minus", language, points=points) if points else "" for language in ("zh", "en"))
    return _both("building", params | {"minus": zh}, params | {"minus": en})
