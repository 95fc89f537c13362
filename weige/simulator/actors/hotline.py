"""The 12345 hotline: callers' orders come in, the desk calls back, replies when it is done, and others ask again."""

import random
from collections.abc import Callable
from typing import Any

from weige.simulator.actors.residents import SIGHTS
from weige.simulator.client import Refused
from weige.simulator.street import Seat, Street, Trouble

OnShift = Callable[[], Seat]
LOOK_EVERY = 90.0
"""Seconds of the street's time between two looks at the orders."""
DONE = {"handled", "checking", "checked", "closed"}
NAMES = ("周女士", "吴先生", "郑阿姨", "王先生", "冯女士", "陈老伯")
COMPLAINTS = ("complaint", "complaint", "request", "supervised")
QUESTIONS = ("consultation", "suggestion")
ASKED = ("想问垃圾厢房几点开门", "建议晚上多巡几次夜市")


async def callers(street: Street, mean_s: float) -> None:
    """Orders as the city's hotline sends them; most are about something that is really there."""
    rng = street.rng("hotline")
    person = street.people["hotline"]
    number = 0
    while True:
        await street.clock.sleep(rng.expovariate(1 / mean_s))
        number += 1
        body = order(street, rng, number)
        try:
            await person.post("/api/hotline/orders", body)
        except Refused as refusal:
            street.note("hotline", refusal)


def order(street: Street, rng: random.Random, number: int) -> dict[str, Any]:
    """One order; every seventh is a question, and now and then nobody says where it is."""
    shop, now = rng.choice(street.shops), street.clock.now()
    body: dict[str, Any] = {
        "number": f"12345-{now:%Y%m%d%H%M}-{number:03d}",
        "caller_name": rng.choice(NAMES),
        "caller_phone": f"1390000{rng.randrange(10_000):04d}",
        "received_at": now.isoformat(),
    }
    if number % 7 == 0:
        return body | {"kind": rng.choice(QUESTIONS), "text": rng.choice(ASKED), "address": shop["address"]}
    sight = rng.choice(SIGHTS)
    lon, lat = shop["lon"] + rng.uniform(-1, 1) * 8e-5, shop["lat"] + rng.uniform(-1, 1) * 8e-5
    body |= {"kind": rng.choice(COMPLAINTS), "text": sight.text}
    if number % 9 == 0:
        return body | {"address": "记不清门牌，在弄堂口"}
    street.begin(Trouble(sight.kind, lon, lat, {"matter": sight.matter}, sight.scene, sight.after))
    return body | {"address": shop["address"], "lon": lon, "lat": lat}


async def hotline_desk(street: Street, desk: OnShift, checker: OnShift) -> None:
    """The desk contacts and replies; another seat asks the callers again."""
    while True:
        for row in await street.look(desk(), "/api/hotline/orders", limit=100):
            if row["state"] == "arrived":
                street.once(f"hotline:{row['id']}", contact(street, desk(), row))
            elif row["state"] == "contacted" and answerable(row):
                street.once(f"hotline:{row['id']}", reply(street, desk(), row))
            elif row["state"] == "replied":
                street.once(f"hotline:{row['id']}", ask_again(street, checker(), row))
            elif row["state"] == "disputed":
                street.once(f"hotline:{row['id']}", decide(street, checker(), row))
        await street.clock.sleep(LOOK_EVERY)


def answerable(row: dict[str, Any]) -> bool:
    """Its case is done, or it was only a question."""
    return row["kind"] in QUESTIONS or (row["case"] or {}).get("state") in DONE


async def step(street: Street, seat: Seat, row: dict[str, Any], code: str, **said: Any) -> None:
    path = f"/api/hotline/orders/{row['id']}/steps/{code}"
    try:
        await seat.person.post(path, {"version": row["version"], **said})
    except Refused as refusal:
        street.note(seat.code, refusal)


async def contact(street: Street, seat: Seat, row: dict[str, Any]) -> None:
    rng = street.rng(f"contact:{row['id']}:{row['version']}")
    await street.clock.sleep(rng.uniform(300, 1500))
    await step(street, seat, row, "contact", reached=rng.random() < 0.85, how="phone")


async def reply(street: Street, seat: Seat, row: dict[str, Any]) -> None:
    rng = street.rng(f"reply:{row['id']}:{row['version']}")
    await street.clock.sleep(rng.uniform(200, 900))
    if row["kind"] in QUESTIONS:
        await step(street, seat, row, "reply", outcome="explained", text="已电话答复来电人")
    else:
        await step(street, seat, row, "reply", outcome="solved", text="已到场处置并复核，电话告知来电人")


async def ask_again(street: Street, seat: Seat, row: dict[str, Any]) -> None:
    rng = street.rng(f"revisit:{row['id']}:{row['version']}")
    await street.clock.sleep(rng.uniform(900, 3600))
    if rng.random() < 0.2:
        await step(street, seat, row, "revisit", reached=False)
        return
    mood = rng.choices(("satisfied", "fairly", "so_so", "dissatisfied"), (62, 20, 8, 10))[0]
    await step(street, seat, row, "revisit", reached=True, solved=mood != "dissatisfied", satisfaction=mood)


async def decide(street: Street, seat: Seat, row: dict[str, Any]) -> None:
    rng = street.rng(f"decide:{row['id']}:{row['version']}")
    await street.clock.sleep(rng.uniform(600, 1800))
    if row["rounds"] < 2 and row["kind"] not in QUESTIONS:
        await step(street, seat, row, "rework", text="来电人说又是老样子，重新办理")
    else:
        await step(street, seat, row, "settle", text="已两次上门说明，诉求超出职责范围")
