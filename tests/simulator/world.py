"""A server made of paper and a clock that is turned by hand, so that a simulated day passes in a second."""

import asyncio
import heapq
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from weige.simulator.client import Person
from weige.simulator.clock import SHANGHAI, StreetClock
from weige.simulator.run import Secrets, found_street
from weige.simulator.street import Street

MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # 08:00 on a Friday in Shanghai
POSTS = {
    "duty": ("duty-day", "duty_officer"),
    "duty_night": ("duty-night", "duty_officer"),
    "dispatcher": ("dispatch-day", "dispatcher"),
    "dispatcher_night": ("dispatch-night", "dispatcher"),
    "supervisor": ("check-day", "supervisor"),
    "supervisor_night": ("check-night", "supervisor"),
    "worker01": ("worker-L01", "grid_worker"),
    "resident": ("resident", "resident"),
}
LOGINS = ("gateway", *POSTS)
SETTLE = 60  # turns of the event loop that let everything between two sleeps happen


class HandClock(StreetClock):
    """Time passes only in run_until; who sleeps is woken in the order of the times asked for."""

    def __init__(self, start: datetime = MORNING) -> None:
        super().__init__(start, 1.0)
        self.at = start
        self.waiting: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self.count = itertools.count()

    def now(self) -> datetime:
        return self.at.astimezone(SHANGHAI)

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        wake = self.at + timedelta(seconds=max(seconds, 0))
        heapq.heappush(self.waiting, (wake, next(self.count), future))
        await future

    async def run_until(self, end: datetime) -> None:
        """Turns the clock from sleeper to sleeper."""
        await settle()
        while self.waiting and self.waiting[0][0] <= end:
            self.at, _, future = heapq.heappop(self.waiting)
            if not future.done():
                future.set_result(None)
            await settle()
        self.at = end


async def settle() -> None:
    """Lets everybody go on until all of them wait for something."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    for _ in range(SETTLE):
        await asyncio.sleep(0)
        if not ready:  # nobody else was woken in this turn
            return


@dataclass
class PaperServer:
    """Answers like the product where the simulator asks, and writes down what was sent.

    `refuse` may answer in its place: it gets the request and gives a response or None.
    """

    clock: HandClock
    refuse: Callable[[httpx.Request], httpx.Response | None] = lambda request: None
    signals: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append(f"{request.method} {path}")
        refused = self.refuse(request)
        if refused is not None:
            return refused
        if path == "/api/signals":
            self.signals += json.loads(request.content)
            return httpx.Response(200, json={})
        if path == "/api/signals/cloudevents":
            self.changes.append(json.loads(request.content))
            return httpx.Response(200, json={})
        if request.method == "POST" and path == "/api/cases":
            self.reports.append(json.loads(request.content))
            return httpx.Response(201, json={"id": f"case-{len(self.reports)}"})
        if request.method == "POST" and path.startswith("/api/cases/"):
            self.moves.append(path)
        return httpx.Response(200, json=self.read(request, path))

    def read(self, request: httpx.Request, path: str) -> Any:
        if path == "/healthz":
            return {"time": self.clock.now().isoformat(), "speed": 1.0}
        if path == "/api/auth/token":
            username = json.loads(request.content)["username"]
            self.tokens[f"Bearer {username}"] = username
            return {"token": username}
        if path == "/api/auth/me":
            code, role = POSTS[self.tokens[request.headers["Authorization"]]]
            return {"posts": [{"code": code, "role": role, "area": {"id": 1}}]}
        if path in self.lists:
            return {"items": self.lists[path], "next": None}
        found = [one for one in self.lists.get("/api/devices", ()) if path == f"/api/devices/{one['code']}"]
        return found[0] if found else {"items": [], "next": None}


class PaperBroker:
    """Keeps what sensors publish."""

    def __init__(self, secrets: dict[str, str]) -> None:
        self.secrets = secrets
        self.sent: list[tuple[str, str, Any]] = []

    def publish(self, device: str, kind: str, text: str | bytes) -> None:
        self.sent.append((device, kind, text if isinstance(text, bytes) else json.loads(text)))


def little_town() -> dict[str, list[Any]]:
    """Six shops before two cameras, a no-parking zone, two tilt sensors and a bin."""
    shops = [
        {"code": f"S{n}", "lon": 121.48 + n * 1e-3, "lat": 31.23, "cells": [1], "address": f"示范路 {n} 号"}
        for n in range(6)
    ]
    zones = [
        {"id": f"f{n}", "kind": "frontage", "shop": f"S{n}", "lon": 121.48, "lat": 31.23} for n in range(6)
    ]
    ring = [[121.4814, 31.2304], [121.4816, 31.2304], [121.4816, 31.2306], [121.4814, 31.2306]]
    parking = {"id": "p1", "kind": "no_parking", "shop": None, "polygon": [*ring, ring[0]]}
    place = {"lon": 121.482, "lat": 31.231}
    devices = [
        {"code": "CAM-1", "kind": "camera", "zones": [*zones[:3], parking], **place},
        {"code": "CAM-2", "kind": "camera", "zones": zones[3:], **place},
        {"code": "QX-1", "kind": "tilt", "zones": [], **place},
        {"code": "QX-2", "kind": "tilt", "zones": [], **place},
        {"code": "BIN-1", "kind": "level", "zones": [], **place},
    ]
    return {"/api/shops": shops, "/api/devices": devices}


def paper(refuse: Callable[[httpx.Request], httpx.Response | None] = lambda request: None) -> PaperServer:
    return PaperServer(HandClock(), refuse, lists=little_town())


async def street_at(server: PaperServer, seed: int = 1) -> Street:
    """The simulated street as it finds this server, on this server's clock."""
    http = httpx.AsyncClient(transport=httpx.MockTransport(server), base_url="http://paper")
    devices = {one["code"]: "secret" for one in server.lists["/api/devices"]}
    street = await found_street(http, Secrets("password", LOGINS, devices), seed)
    street.clock = server.clock
    return street


def person(server: Callable[[httpx.Request], httpx.Response]) -> Person:
    """Somebody who talks to a server made of paper."""
    http = httpx.AsyncClient(transport=httpx.MockTransport(server), base_url="http://paper")
    return Person(http, "worker01", "password")
