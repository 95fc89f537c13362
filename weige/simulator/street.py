"""The simulated street's state: who is where, what stands on the pavement, which car is parked, how houses lean."""

import asyncio
import itertools
import logging
import random
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from weige.simulator.client import Person, Refused
from weige.simulator.clock import StreetClock
from weige.simulator.signals import SignalIds

log = logging.getLogger("weige.simulator")


@dataclass
class Trouble:
    """Something that is really there until somebody ends it (goods out, a parked car, a full bin)."""

    kind: str
    lon: float
    lat: float
    where: dict[str, str]
    scene: str
    after: str
    ended: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Seat:
    """A post of the office and the simulated person who sits in it."""

    code: str
    role: str
    person: Person
    department: str
    lon: float
    lat: float
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class Street:
    """Everything the actors share. `rng(name)` gives each actor its own seeded dice, so that order does not matter."""

    http: httpx.AsyncClient
    clock: StreetClock
    seed: int
    ids: SignalIds
    people: dict[str, Person]
    gateway: Person
    seats: dict[str, Seat] = field(default_factory=dict)
    shops: list[dict[str, Any]] = field(default_factory=list)
    devices: list[dict[str, Any]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Lets something go on by itself; it is kept until it ends."""
        self.once(f"task:{next(self.numbers)}", work)

    def once(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Starts the work unless work of that name is still going on."""
        if name in self.tasks:
            work.close()
            return
        task = asyncio.ensure_future(work)
        self.tasks[name] = task
        task.add_done_callback(lambda done: self.done(name, done))

    def done(self, name: str, task: "asyncio.Task[None]") -> None:
        self.tasks.pop(name, None)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("%s ended with %r", name, fault)

    def note(self, who: str, refusal: Exception) -> None:
        """A refused step is part of life (somebody was faster); it is written down and life goes on."""
        log.info("%s: %s", who, refusal)

    async def tell(self, signals: list[dict[str, Any]]) -> None:
        """Sends signals through the gateway; what is refused is noted."""
        try:
            await self.gateway.post("/api/signals", signals)
        except Refused as refusal:
            self.note("gateway", refusal)

    async def look(self, seat: Seat, path: str, **params: Any) -> list[dict[str, Any]]:
        """The first page of a list as this seat sees it; nothing when the server refuses."""
        try:
            found: list[dict[str, Any]] = (await seat.person.get(path, **params))["items"]
        except Refused as refusal:
            self.note(seat.code, refusal)
            return []
        return found

    def rng(self, name: str) -> random.Random:
        return random.Random(f"{self.seed}:{name}")

    def begin(self, trouble: Trouble) -> Trouble:
        self.troubles.append(trouble)
        return trouble

    def end(self, trouble: Trouble) -> None:
        trouble.ended.set()
        if trouble in self.troubles:
            self.troubles.remove(trouble)

    def nearest(
        self, lon: float, lat: float, kind: str | None = None, within_m: float = 60
    ) -> Trouble | None:
        """The trouble that is really at this place, or None: then a warning about it was false."""
        best, best_m = None, within_m
        for trouble in self.troubles:
            if kind is None or trouble.kind == kind:
                away = metres(lon, lat, trouble.lon, trouble.lat)
                if away <= best_m:
                    best, best_m = trouble, away
        return best


def metres(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Distance on the ground; good to a metre at street scale (31° N)."""
    return float(((lon1 - lon2) ** 2 * 95_500**2 + (lat1 - lat2) ** 2 * 110_900**2) ** 0.5)
