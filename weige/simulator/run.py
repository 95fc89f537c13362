"""Puts the street together: signs the cast in, reads the map of shops and devices, lets everybody live."""

import asyncio
import json
import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from weige.simulator.actors import cars, hotline, meters, office, registrar, residents, shops, workers
from weige.simulator.broker import Broker
from weige.simulator.client import Person, Refused
from weige.simulator.clock import StreetClock
from weige.simulator.frigate import runs_frigate
from weige.simulator.signals import SignalIds
from weige.simulator.street import Seat, Street

log = logging.getLogger("weige.simulator")
FIRST_GOODS_S = 45.0
"""The opening story begins so many seconds of the street's time after the start."""
LEANING_AFTER_S = 1500.0
KEEPERS, GHOSTS = 26, 4
HOTLINE_EVERY_S = 900.0
RESIDENT_EVERY_S, PATROL_EVERY_S = 3 * 3600.0, 4 * 3600.0
ROUND_EVERY_S = 4 * 3600.0
FIELD = ("grid_worker", "squad_member", "unit_handler")


@dataclass(frozen=True)
class Secrets:
    """What the demonstration hands to its own simulator: logins, one password, the devices' secrets."""

    password: str
    logins: tuple[str, ...]
    devices: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> "Secrets":
        """Reads {"password": …, "logins": […], "devices": {code: secret}}. Raises OSError, KeyError, ValueError."""
        found = json.loads(path.read_text(encoding="utf-8"))
        return cls(found["password"], tuple(found["logins"]), dict(found["devices"]))


async def live(base_url: str, mqtt_url: str, secrets: Secrets, seed: int) -> None:
    """Runs until it is cancelled."""
    limits = httpx.Limits(max_connections=16, max_keepalive_connections=16)
    async with httpx.AsyncClient(base_url=base_url, timeout=20, limits=limits) as http:
        street = await found_street(http, secrets, seed)
        broker = Broker(mqtt_url, secrets.devices)
        try:
            populate(street, broker)
            while True:
                await asyncio.sleep(60)
        finally:
            broker.close()


async def found_street(http: httpx.AsyncClient, secrets: Secrets, seed: int) -> Street:
    """The street as the public API shows it."""
    health = (await http.get("/healthz")).json()
    clock = StreetClock(datetime.fromisoformat(health["time"]), float(health["speed"]))
    people = {login: Person(http, login, secrets.password) for login in secrets.logins}
    run = f"sim{seed}-{uuid.uuid4().hex[:8]}"
    street = Street(http, clock, seed, SignalIds(run), people, people["gateway"])
    eye = people["duty"]
    street.shops = await everything(eye, "/api/shops")
    street.devices = await everything(eye, "/api/devices")
    for device in street.devices:
        if device["kind"] == "camera":
            device["zones"] = (await eye.get(f"/api/devices/{device['code']}"))["zones"]
    posts = {post["code"]: post for post in await everything(eye, "/api/posts")}
    for login, person in people.items():
        if login != "gateway":
            await take_seats(street, person, posts)
    return street


async def everything(person: Person, path: str) -> list[dict[str, Any]]:
    """All pages of a list."""
    found: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        page = await person.get(path, limit=200, **({"after": after} if after else {}))
        found += page["items"]
        after = page["next"]
    return found


async def take_seats(street: Street, person: Person, posts: dict[str, Any]) -> None:
    """Signs a person in and seats them; field workers start somewhere in their own cell."""
    try:
        me = await person.get("/api/auth/me")
    except Refused as refusal:
        street.note(person.username, refusal)
        return
    for post in me["posts"]:
        near = [shop for shop in street.shops if post["area"]["id"] in shop["cells"]] or street.shops
        home = street.rng(f"home:{post['code']}").choice(near)
        department = (posts.get(post["code"], {}).get("department") or {}).get("code", "")
        street.seats[post["code"]] = Seat(
            post["code"], post["role"], person, department, home["lon"], home["lat"]
        )


def populate(street: Street, broker: Broker) -> None:
    """Everybody begins."""
    open_shops(street)
    for device in street.devices:
        if device["kind"] == "camera":
            for zone in cars.no_parking(device)[:1]:
                if runs_frigate(device):
                    street.start(cars.parker_seen_by_frigate(street, device, zone, broker.publish))
                else:
                    street.start(cars.parker(street, device, zone))
        elif device["code"] in broker.secrets:
            street.start(meters.meter(street, device, broker.publish))
    seeing = [one for one in street.devices if one["kind"] == "camera"]
    street.start(meters.heartbeats(street, [one["code"] for one in seeing if not runs_frigate(one)]))
    street.start(
        cars.frigate_stats(street, [one["code"] for one in seeing if runs_frigate(one)], broker.publish)
    )
    tilting = [device for device in street.devices if device["kind"] == "tilt"]
    if tilting:
        street.start(meters.leaning_house(street, street.rng("house").choice(tilting), LEANING_AFTER_S))
    houses = [device for device in tilting if device.get("building")]
    if houses:
        street.start(registrar.registrar(street, houses))
    open_office(street)


def open_shops(street: Street) -> None:
    """Shopkeepers with a habit; the first of them opens the story; a few cameras see ghosts."""
    seen = shops.covered(street)
    street.rng("shops").shuffle(seen)
    for number, (shop, device) in enumerate(seen[:KEEPERS]):
        street.start(shops.keeper(street, shop, device, FIRST_GOODS_S if number == 0 else None))
    for shop, device in seen[KEEPERS : KEEPERS + GHOSTS]:
        street.start(shops.ghost(street, shop, device))


def open_office(street: Street) -> None:
    """Desks by day and by night, workers, patrols, residents."""

    def desk(day: str, night: str) -> office.OnShift:
        def seat() -> Seat:
            return street.seats[day if 8 <= street.clock.now().hour < 20 else night]

        return seat

    duty = desk("duty-day", "duty-night")
    street.start(office.warnings_desk(street, duty))
    street.start(office.case_desk(street, desk("dispatch-day", "dispatch-night")))
    street.start(office.check_desk(street, desk("check-day", "check-night")))
    street.start(workers.foreman(street, duty))
    if "hotline" in street.people:
        street.start(hotline.callers(street, HOTLINE_EVERY_S))
        checkers = desk("check-day", "check-night")
        street.start(hotline.hotline_desk(street, desk("dispatch-day", "dispatch-night"), checkers))
    for seat in list(street.seats.values()):
        name = seat.person.username
        if seat.role == "resident":
            street.start(residents.reporter(street, name, RESIDENT_EVERY_S, "resident", at_work=False))
        elif seat.role == "grid_worker":
            street.start(residents.reporter(street, name, PATROL_EVERY_S, "patrol", at_work=True))
        if seat.role in {"grid_worker", "segment_chief"}:
            street.start(residents.rounds(street, name, ROUND_EVERY_S))
