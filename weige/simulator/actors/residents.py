"""Residents and patrols who report what they see; the rounds patrols walk."""

import uuid
from dataclasses import dataclass

from weige.simulator import camera
from weige.simulator.client import Refused
from weige.simulator.street import Street, Trouble


@dataclass(frozen=True)
class Sight:
    """A thing people report: its matter, condition, words and how long it waits to be seen."""

    kind: str
    matter: str
    condition_no: int
    text: str
    scene: str
    after: str


SIGHTS = (
    Sight("bin", "06042", 1, "垃圾桶满出来了，袋子堆在地上", "bin-full", "bin-clean"),
    Sight("litter", "06010", 1, "路边有一堆垃圾没人收", "bin-full", "bin-clean"),
    Sight("drain", "01004", 1, "雨水口堵了，油污往外冒", "drain", "frontage"),
    Sight("bikes", "09010", 1, "非机动车停得人行道走不过去", "frontage", "frontage"),
    Sight("goods", "09005", 1, "店家把货摆到人行道上了", "goods", "goods-after"),
    Sight("goods_pile", "06036", 1, "门口堆了杂物好几天", "goods", "frontage"),
)


async def reporter(street: Street, username: str, mean_s: float, source: str, *, at_work: bool) -> None:
    """One person who now and then reports something near a shop; patrols only report while on duty hours."""
    rng = street.rng(f"reporter:{username}")
    person = street.people[username]
    while True:
        await street.clock.sleep(rng.expovariate(1 / mean_s))
        now = street.clock.now()
        if at_work and not 7 <= now.hour < 21:
            continue
        sight, shop = rng.choice(SIGHTS), rng.choice(street.shops)
        lon, lat = shop["lon"] + rng.uniform(-1, 1) * 8e-5, shop["lat"] + rng.uniform(-1, 1) * 8e-5
        street.begin(Trouble(sight.kind, lon, lat, {"matter": sight.matter}, sight.scene, sight.after))
        body = {
            "text": sight.text,
            "source": source,
            "lon": lon,
            "lat": lat,
            "place": shop["address"],
            "dedupe_key": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        }
        if at_work:
            body |= {"matter": sight.matter}
        try:
            case = await person.post("/api/cases", body)
            shot = camera.take(sight.scene, at=now, lon=lon, lat=lat, rng=rng)
            await person.call(
                "POST",
                f"/api/cases/{case['id']}/evidence",
                files={"file": ("photo.jpg", shot, "image/jpeg")},
                data={"kind": "before"},
            )
        except Refused as refusal:
            street.note(username, refusal)


async def rounds(street: Street, username: str, mean_s: float) -> None:
    """Who walks a segment begins a round now and then and ends it in an hour or so; off duty the server says no."""
    rng = street.rng(f"rounds:{username}")
    person = street.people[username]
    while True:
        await street.clock.sleep(rng.expovariate(1 / mean_s))
        try:
            await person.post("/api/me/patrol/begin", {})
            await street.clock.sleep(rng.uniform(1800, 4800))
            await person.post("/api/me/patrol/end", {})
        except Refused:
            continue
