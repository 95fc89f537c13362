"""Small makers of rules, devices and signals for the tests of sensing's pure rules."""

from datetime import UTC, datetime, timedelta
from typing import Any

from weige.sensing.rules.machine import SECOND
from weige.sensing.rules.routing import Device, Zone
from weige.sensing.rules.signals import Signal, micros
from weige.sensing.rules.spec import Limit, RuleSpec, load

START = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)  # 15:22 in the street
WORDS = {"zh": "词", "en": "words"}


def at(minutes: float) -> int:
    """µs of START plus so many minutes."""
    return micros(START + timedelta(minutes=minutes))


def goods(**changes: Any) -> RuleSpec:
    """Goods before a shop for 5 min, gone for 3 min, seen at least every 2 min."""
    raw: dict[str, Any] = {
        "scenario": "goods",
        "version": 1,
        "name": WORDS,
        "title": WORDS,
        "sentence": WORDS,
        "signal": {"kind": "detection", "labels": ["goods"], "zone": "frontage", "min_confidence": 0.6},
        "judge": "presence",
        "levels": [{"level": "yellow"}],
        "for_s": 300,
        "gap_s": 120,
        "clear_after_s": 180,
        "one_per": "shop",
        "unless": ["permitted-hours"],
        "case": {"matter": "09005", "condition": 1, "send_to": ["segment duty"]},
    }
    return load(raw | changes)


def tilt(**changes: Any) -> RuleSpec:
    """Tilt against a signed limit: 60, 80, 100 % for 30 min; +0.5 in a day; clears 10 % below for 30 min."""
    raw: dict[str, Any] = {
        "scenario": "tilt",
        "version": 1,
        "name": WORDS,
        "title": WORDS,
        "sentence": WORDS,
        "signal": {"kind": "tilt"},
        "judge": "threshold",
        "levels": [
            {"level": "yellow", "share": 0.6},
            {"level": "orange", "share": 0.8},
            {"level": "red", "share": 1.0, "for_s": 600},
        ],
        "for_s": 1800,
        "gap_s": 2400,
        "clear_after_s": 1800,
        "one_per": "building",
        "magnitude": True,
        "unit": "‰",
        "confirm": {"mode": "auto", "levels": ["orange", "red"], "hours": "20:00-08:00"},
        "again": "worsens",
    }
    return load(raw | changes)


CAMERA = Device(
    id=1,
    code="CAM-1",
    kind="camera",
    zones=(
        Zone(id="f1", kind="frontage", shop="S-1"),
        Zone(id="f2", kind="frontage", shop="S-2"),
        Zone(id="p1", kind="no_parking"),
    ),
)
SECOND_CAMERA = Device(id=2, code="CAM-2", kind="camera", zones=(Zone(id="a", kind="frontage", shop="S-1"),))
TILT = Device(
    id=3,
    code="QX-1",
    kind="tilt",
    building="B-1",
    limits={"tilt": Limit(7.0, "‰", "李工", "Li", "2026-05-12")},
)


def look(minutes: float, *shops: str, device: str = "CAM-1", confidence: float = 0.9, **data: Any) -> Signal:
    """A camera's whole look: which shops have goods before them."""
    things = [{"label": "goods", "confidence": confidence, "shop": shop} for shop in shops]
    return Signal(
        f"{device}@{minutes}", "test", device, "detection", at(minutes), None, {"objects": things} | data
    )


def value(minutes: float, number: float, **data: Any) -> Signal:
    """A tilt reading."""
    return Signal(f"v@{minutes}", "test", "QX-1", "tilt", at(minutes), number, data)


def minute(micro: int) -> float:
    """Minutes since START."""
    return (micro - at(0)) / SECOND / 60
