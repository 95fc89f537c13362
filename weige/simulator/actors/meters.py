"""Sensors with a daily rhythm and faults: they breathe, drift, fall silent and come back."""

import json
import math
import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

from weige.simulator import signals
from weige.simulator.street import Street, Trouble

Publish = Callable[[str, str, str], None]
"""publish(device code, kind, JSON text) over MQTT."""

BASE = {"tilt": 1.8, "crack": 0.4, "level": 22.0, "manhole": 8.0, "smoke": 0.01, "vibration": 0.05}
SWING = {"tilt": 0.05, "crack": 0.02, "level": 18.0, "manhole": 3.0, "smoke": 0.004, "vibration": 0.02}
EVERY = {"tilt": 120.0, "crack": 300.0, "level": 300.0, "manhole": 300.0, "smoke": 300.0, "vibration": 300.0}
"""Centre, daily swing and seconds between readings a kind; invented, near what such sensors show."""
MINUTES_TO_TILT = 25.0
LEAN = 4.6
"""The leaning house gains so many per mille in so many minutes: across yellow and orange, short of red."""


def rhythm(kind: str, at: datetime, rng: random.Random) -> float:
    """A quiet value of this kind at this hour: sun on the wall, bins filling up, plus noise."""
    hour = at.hour + at.minute / 60
    wave = math.sin((hour - 9) / 24 * 2 * math.pi)
    base, swing = BASE.get(kind, 1.0), SWING.get(kind, 0.1)
    return max(0.0, base + swing * wave + rng.gauss(0, swing / 6))


async def meter(street: Street, device: dict[str, Any], publish: Publish) -> None:
    """One sensor for ever: a reading every few minutes, silent for an hour or two once in a few days."""
    rng = street.rng(f"meter:{device['code']}")
    kind = device["kind"]
    every = EVERY.get(kind, 300.0)
    await street.clock.sleep(rng.uniform(0, every))
    while True:
        if rng.random() < 0.0008:
            await street.clock.sleep(rng.uniform(3600, 7200))
        at = street.clock.now()
        lean = next(
            (t for t in street.troubles if t.kind == "tilt" and t.where.get("device") == device["code"]), None
        )
        value = rhythm(kind, at, rng) + (lean_of(lean, at) if lean else 0.0)
        signal = signals.reading(street.ids, device["code"], kind, at, value)
        publish(device["code"], kind, json.dumps(signal))
        await street.clock.sleep(every)


def lean_of(trouble: Trouble, at: datetime) -> float:
    """How far the leaning house has come, in per mille above its rest."""
    began = datetime.fromisoformat(trouble.where["since"])
    minutes = (at - began).total_seconds() / 60
    return LEAN * min(max(minutes / MINUTES_TO_TILT, 0.0), 1.0)


async def leaning_house(street: Street, device: dict[str, Any], after_s: float) -> None:
    """One historic house begins to lean and stays so until somebody has propped it; then it rests for a day."""
    await street.clock.sleep(after_s)
    while True:
        since = street.clock.now().isoformat()
        trouble = street.begin(
            Trouble(
                "tilt",
                device["lon"],
                device["lat"],
                {"device": device["code"], "since": since},
                "crack",
                "frontage",
            )
        )
        await trouble.ended.wait()
        street.end(trouble)
        await street.clock.sleep(24 * 3600)
