"""Sensors with a daily rhythm and faults: they breathe, drift, fall silent and come back."""

import json
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weige.simulator import signals
from weige.simulator.street import Street, Trouble

Publish = Callable[[str, str, str], None]
"""publish(device code, kind, JSON text) over MQTT."""


@dataclass(frozen=True)
class Rhythm:
    """What a kind of sensor measures on a quiet day: signal kind, centre, daily swing, seconds between readings."""

    signal: str
    base: float
    swing: float
    every: float


RHYTHMS = {
    "tilt": Rhythm("tilt", 1.8, 0.05, 120),
    "crack": Rhythm("crack", 0.4, 0.02, 300),
    "vibration": Rhythm("vibration", 0.05, 0.02, 300),
    "level": Rhythm("level", 38.0, 26.0, 300),
    "manhole": Rhythm("water", 12.0, 3.0, 300),
    "smoke": Rhythm("smoke", 0.01, 0.004, 300),
    "environment": Rhythm("noise", 52.0, 7.0, 300),
}
"""Invented, near what such sensors show."""
HEARTBEAT = 120.0
DOOR_SHUT = 3600.0
MINUTES_TO_TILT = 25.0
LEAN = 4.6
"""The leaning house gains so many per mille in so many minutes: across yellow and orange, short of red."""


def quiet(rhythm: Rhythm, at: datetime, rng: random.Random) -> float:
    """A quiet value at this hour: sun on the wall, bins filling up, plus noise."""
    hour = at.hour + at.minute / 60
    wave = math.sin((hour - 9) / 24 * 2 * math.pi)
    return max(0.0, rhythm.base + rhythm.swing * wave + rng.gauss(0, rhythm.swing / 6))


async def meter(street: Street, device: dict[str, Any], publish: Publish) -> None:
    """One sensor for ever: a reading every few minutes, silent for an hour or two once in a few days."""
    rng = street.rng(f"meter:{device['code']}")
    if device["kind"] == "door":
        await door(street, device, publish, rng)
    rhythm = RHYTHMS.get(device["kind"])
    if rhythm is None:
        return
    await street.clock.sleep(rng.uniform(0, rhythm.every))
    while True:
        if rng.random() < 0.0008:
            await street.clock.sleep(rng.uniform(3600, 7200))
        at = street.clock.now()
        lean = next(
            (t for t in street.troubles if t.kind == "tilt" and t.where.get("device") == device["code"]), None
        )
        value = quiet(rhythm, at, rng) + (lean_of(lean, at) if lean else 0.0)
        signal = signals.reading(street.ids, device["code"], rhythm.signal, at, value)
        publish(device["code"], rhythm.signal, json.dumps(signal))
        await street.clock.sleep(rhythm.every)


async def door(street: Street, device: dict[str, Any], publish: Publish, rng: random.Random) -> None:
    """A house door for ever: shut, and open for a minute or two every hour or so."""
    while True:
        for opened, seconds in ((False, rng.expovariate(1 / DOOR_SHUT)), (True, rng.uniform(20, 150))):
            signal = signals.door(street.ids, device["code"], street.clock.now(), opened)
            publish(device["code"], "door", json.dumps(signal))
            await street.clock.sleep(seconds)


async def heartbeats(street: Street, cameras: list[str]) -> None:
    """Cameras say that they are there even when they see nothing; one of them drops out for a while each day."""
    rng = street.rng("heartbeats")
    out, back = "", 0.0
    while True:
        at = street.clock.now()
        if at.timestamp() > back:
            out = ""
            if cameras and rng.random() < HEARTBEAT / 86400 * 3:
                out, back = rng.choice(cameras), at.timestamp() + rng.uniform(1800, 5400)
        beats = [signals.heartbeat(street.ids, code, at) for code in cameras if code != out]
        await street.tell(beats)
        await street.clock.sleep(HEARTBEAT)


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
