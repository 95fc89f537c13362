"""What the street would have said in the days before: the actors' habits without waiting, in order of time.

The same seed, devices and days give the same signals to the byte. Sensors are kept thinner than live ones,
as an archive would. Beside the signals stands what was really there ("truth"), which only the street knows.
"""

import heapq
import itertools
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from weige.simulator.actors.cars import LETTERS, no_parking
from weige.simulator.actors.meters import DOOR_SHUT, LEAN, MINUTES_TO_TILT, RHYTHMS, Rhythm, quiet
from weige.simulator.clock import SHANGHAI

Line = dict[str, Any]
THIN = 5
"""A sensor's past is kept at this many times its live interval (our default)."""
BEAT_S, LOOK_S = 300.0, 60.0
LONGEST_SHUT = 12 * 3600.0
KEEPERS, GHOSTS, DELIVERIES = 9, 3, 9
CAR_EVERY_S = 36 * 3600.0
SUNNY, SETTLING = 2, 2
"""Houses whose sensor the afternoon sun bends, and houses that really work beside a building pit."""


@dataclass(frozen=True)
class Past:
    """devices: {"code", "kind", "zones"} each; [start, end) in any zone; `rng(name)` as the live street's."""

    devices: Sequence[Line]
    start: datetime
    end: datetime
    seed: int

    def rng(self, name: str) -> random.Random:
        return random.Random(f"{self.seed}:past:{name}")

    def of(self, kind: str) -> list[Line]:
        return [one for one in self.devices if one["kind"] == kind]

    def after(self, at: datetime, seconds: float) -> datetime:
        return at + timedelta(seconds=seconds)


def lines(past: Past) -> Iterator[Line]:
    """Signals (shape of POST /api/signals) and truths ({"kind": "truth", …}), by time."""
    streams = [meter(past, one, bend) for one, bend in bent(past)]
    streams += [beats(past), standing(past)]
    streams += [parked(past, one, zone) for one in past.of("camera") for zone in no_parking(one)[:1]]
    streams += list(pavements(past))
    streams += [door(past, one) for one in past.of("door")]
    numbers = itertools.count(1)
    for _, _, line in heapq.merge(*(keyed(number, one) for number, one in enumerate(streams))):
        known = line["kind"] == "truth"
        yield line if known else {"id": f"past{past.seed}-{next(numbers)}", "source": "simulator"} | line


def keyed(number: int, stream: Iterator[Line]) -> Iterator[tuple[str, int, Line]]:
    """Lines with what they are merged by: their time, then the stream they come from."""
    for line in stream:
        yield line["time"], number, line


def stamp(at: datetime) -> str:
    """The street's time to the millisecond: one form, so that text sorts as time does."""
    return at.astimezone(SHANGHAI).isoformat(timespec="milliseconds")


Bend = Callable[[datetime], float]


def bent(past: Past) -> Iterator[tuple[Line, Bend | None]]:
    """Every measuring device, and what bends its reading beside the daily rhythm."""
    tilts = past.of("tilt")
    chosen = past.rng("house").sample(tilts, min(len(tilts), 1 + SUNNY + SETTLING))
    bends: dict[str, Bend] = {}
    makers = (leaning, *[sunny] * SUNNY, *[settling] * SETTLING)
    for device, maker in zip(chosen, makers, strict=False):
        bends[device["code"]] = maker(past, past.rng(f"bend:{device['code']}"))
    for device in past.devices:
        if device["kind"] in RHYTHMS:
            yield device, bends.get(device["code"])


def standing(past: Past) -> Iterator[Line]:
    """The truth about the houses whose sensors are bent: all the time, and whether the house itself moves."""
    stay = (past.end - past.start).total_seconds()
    for device, bend in bent(past):
        if bend is not None:
            real = not getattr(bend, "__qualname__", "").startswith(sunny.__name__)
            yield truth(past.start, stay, device, {}, real=real, reason="weather_light")


def leaning(past: Past, rng: random.Random) -> Bend:
    """One house leaned half-way through the past, was propped after some hours and stands again."""
    began = past.after(past.start, (past.end - past.start).total_seconds() * rng.uniform(0.4, 0.6))
    hours = rng.uniform(5, 9)

    def lean(at: datetime) -> float:
        minutes = (at - began).total_seconds() / 60
        if not 0 <= minutes < hours * 60:
            return 0.0
        return LEAN * min(minutes / MINUTES_TO_TILT, 1.0)

    return lean


def afternoon(at: datetime, first: float, last: float) -> float:
    """0 … 1 … 0 between two o'clocks."""
    hour = at.astimezone(SHANGHAI).hour + at.astimezone(SHANGHAI).minute / 60
    return math.sin((hour - first) / (last - first) * math.pi) if first < hour < last else 0.0


def sunny(_: Past, rng: random.Random) -> Bend:
    """The bracket bends in the sun: more on clear days, back every evening. Nothing is wrong with the house."""
    clear = {day: rng.uniform(1.6, 3.0) for day in range(1, 367)}
    return lambda at: clear[at.astimezone(SHANGHAI).timetuple().tm_yday] * afternoon(at, 12, 17)


def settling(past: Past, rng: random.Random) -> Bend:
    """Beside a building pit: works by day, a little more each day."""
    rate = rng.uniform(0.15, 0.2)
    return lambda at: 1.9 + rate * (at - past.start).total_seconds() / 86400 + 0.5 * afternoon(at, 8, 18)


def meter(past: Past, device: Line, bend: Bend | None) -> Iterator[Line]:
    """One sensor's readings; silent for an hour or two once in a few days."""
    rhythm: Rhythm = RHYTHMS[device["kind"]]
    rng = past.rng(f"meter:{device['code']}")
    at = past.after(past.start, rng.uniform(0, rhythm.every * THIN))
    while at < past.end:
        if rng.random() < 0.0008 * THIN:
            at = past.after(at, rng.uniform(3600, 7200))
            continue
        local = at.astimezone(SHANGHAI)
        value = quiet(rhythm, local, rng) + (bend(at) if bend else 0.0)
        yield {
            "device": device["code"],
            "kind": rhythm.signal,
            "time": stamp(at),
            "value": round(value, 3),
        }
        at = past.after(at, rhythm.every * THIN)


def door(past: Past, device: Line) -> Iterator[Line]:
    """A house door: shut, and open for a minute or two now and then, at least twice a day."""
    rng = past.rng(f"door:{device['code']}")
    at = past.after(past.start, rng.uniform(0, 3600))
    while at < past.end:
        for opened in (False, True):
            if at < past.end:
                yield {"device": device["code"], "kind": "door", "time": stamp(at), "data": {"open": opened}}
            shut = min(rng.expovariate(1 / (DOOR_SHUT * THIN)), LONGEST_SHUT)
            at = past.after(at, rng.uniform(20, 150) if opened else shut)


def beats(past: Past) -> Iterator[Line]:
    """Cameras say that they are there; one of them drops out for a while each day."""
    rng, codes = past.rng("heartbeats"), [one["code"] for one in past.of("camera")]
    at, out, back = past.start, "", past.start
    while at < past.end and codes:
        if at > back:
            out = ""
            if rng.random() < BEAT_S / 86400 * 3:
                out, back = rng.choice(codes), past.after(at, rng.uniform(1800, 5400))
        for code in codes:
            if code != out:
                yield {"device": code, "kind": "heartbeat", "time": stamp(at)}
        at = past.after(at, BEAT_S)


def parked(past: Past, device: Line, zone: Line) -> Iterator[Line]:
    """In one no-parking zone a car stops every few hours; most leave within minutes, some stay."""
    rng = past.rng(f"car:{device['code']}:{zone['id']}")
    at = past.after(past.start, rng.expovariate(1 / CAR_EVERY_S))
    while at < past.end:
        stay = rng.choice([240.0, 420.0, 540.0, 700.0, 1500.0, 3600.0])
        plate = f"沪{rng.choice(LETTERS)}D{rng.randint(10000, 99999)}"
        unloading = 600 < stay < 1000
        where = {"zone": zone["id"]}
        yield truth(at, stay, device, where, real=not unloading, reason="passing")
        more = {"track": f"past-{device['code']}-{int(at.timestamp())}", "plate": plate}
        sight = Sight(device["code"], "vehicle", (0.72, 0.97), where | more)
        yield from looks(past, at, stay, rng, sight)
        at = past.after(at, stay + rng.expovariate(1 / CAR_EVERY_S))


def pavements(past: Past) -> Iterator[Iterator[Line]]:
    """Shopkeepers with a habit, cameras that see ghosts, vans that unload: each shop plays one part."""
    seen: dict[str, Line] = {}
    for device in past.of("camera"):
        for zone in device["zones"]:
            if zone.get("shop"):
                seen.setdefault(zone["shop"], device)
    shops = sorted(seen)
    random.Random(f"{past.seed}:shops").shuffle(shops)
    ghosts, vans = KEEPERS + GHOSTS, KEEPERS + GHOSTS + DELIVERIES
    for number, shop in enumerate(shops[:vans]):
        part = keeper if number < KEEPERS else ghost if number < ghosts else delivery
        yield goods(past, seen[shop], shop, part)


@dataclass(frozen=True)
class Part:
    """How often (mean seconds between), how long, how surely seen, whether a problem, and else why not."""

    every: float
    stay: tuple[float, float]
    sure: tuple[float, float]
    real: bool
    reason: str = ""


keeper = Part(9 * 3600, (500, 7200), (0.72, 0.95), real=True)
ghost = Part(7 * 3600, (360, 560), (0.6, 0.7), real=False, reason="weather_light")
delivery = Part(11 * 3600, (120, 640), (0.62, 0.9), real=False, reason="passing")


def goods(past: Past, device: Line, shop: str, part: Part) -> Iterator[Line]:
    """What the camera saw before one shop, in opening hours."""
    rng, where = past.rng(f"goods:{shop}"), {"shop": shop}
    at = past.after(past.start, rng.expovariate(1 / part.every))
    while at < past.end:
        stay = rng.uniform(*part.stay)
        if 7 <= at.astimezone(SHANGHAI).hour < 21:
            yield truth(at, stay, device, where, real=part.real, reason=part.reason)
            yield from looks(past, at, stay, rng, Sight(device["code"], "goods", part.sure, where))
        at = past.after(at, stay + rng.expovariate(1 / part.every))


def truth(at: datetime, stay: float, device: Line, where: Line, *, real: bool, reason: str) -> Line:
    """What was there: {"kind": "truth", "time", "until", "device", "shop" or "zone", "real", "reason"}."""
    until = stamp(at + timedelta(seconds=stay))
    told = {"real": real, "reason": "" if real else reason}
    return {"kind": "truth", "time": stamp(at), "until": until, "device": device["code"]} | where | told


@dataclass(frozen=True)
class Sight:
    """What a camera sees: the label, how surely (from, to), and what else its signal says."""

    code: str
    label: str
    sure: tuple[float, float]
    more: Line


def looks(past: Past, at: datetime, stay: float, rng: random.Random, sight: Sight) -> Iterator[Line]:
    """One look a minute while the thing is there; no pictures are kept of the past."""
    until = min(past.after(at, stay), past.end)
    while at < until:
        sure = round(rng.uniform(*sight.sure), 2)
        data = {"label": sight.label, "confidence": sure} | sight.more
        yield {"device": sight.code, "kind": "detection", "time": stamp(at), "data": data}
        at = past.after(at, LOOK_S)
