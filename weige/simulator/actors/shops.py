"""Shops that put goods out on the pavement, and the cameras that see it."""

from typing import Any

from weige.simulator import camera, signals
from weige.simulator.street import Street, Trouble

LOOK_EVERY = 60.0
"""Seconds between two detections of a camera while it sees something (our default)."""


def covered(street: Street) -> list[tuple[dict[str, Any], str]]:
    """Shops that some camera sees, with the camera's code; deterministic order."""
    by_shop: dict[str, str] = {}
    for device in street.devices:
        if device["kind"] == "camera":
            for zone in device["zones"]:
                if zone.get("shop"):
                    by_shop.setdefault(zone["shop"], device["code"])
    return [(shop, by_shop[shop["code"]]) for shop in street.shops if shop["code"] in by_shop]


async def goods_out(street: Street, shop: dict[str, Any], device: str, stay_s: float | None) -> None:
    """Goods stand before the shop until somebody ends it, or stay_s seconds of the street's time have passed."""
    rng = street.rng(f"goods:{shop['code']}:{street.clock.now():%Y%m%d%H%M}")
    trouble = street.begin(
        Trouble("goods", shop["lon"], shop["lat"], {"shop": shop["code"]}, "goods", "goods-after")
    )
    waited, looks = 0.0, 0
    while not trouble.ended.is_set() and (stay_s is None or waited < stay_s):
        at = street.clock.now()
        seen = None
        if looks % 5 == 0:
            seen = camera.take("goods", at=at, lon=shop["lon"], lat=shop["lat"], rng=rng, boxed=True)
        signal = signals.detection(
            street.ids,
            device,
            at,
            label="goods",
            confidence=rng.uniform(0.72, 0.95),
            where={"shop": shop["code"]},
            picture=seen,
        )
        await street.tell([signal])
        looks += 1
        waited += LOOK_EVERY
        await street.clock.sleep(LOOK_EVERY)
    street.end(trouble)


async def keeper(
    street: Street, shop: dict[str, Any], device: str, first_after_s: float | None = None
) -> None:
    """One shopkeeper's days: now and then, in opening hours, goods go out for ten minutes to two hours."""
    rng = street.rng(f"keeper:{shop['code']}")
    if first_after_s is not None:
        await street.clock.sleep(first_after_s)
        await goods_out(street, shop, device, None)
    while True:
        await street.clock.sleep(rng.expovariate(1 / (6 * 3600)))
        if 8 <= street.clock.now().hour < 21:
            await goods_out(street, shop, device, rng.uniform(600, 7200))


async def ghost(street: Street, shop: dict[str, Any], device: str) -> None:
    """A camera that takes a delivery or a shadow for goods: the warning it makes is a false alarm."""
    rng = street.rng(f"ghost:{shop['code']}")
    while True:
        await street.clock.sleep(rng.expovariate(1 / (5 * 3600)))
        for _ in range(rng.randint(6, 9)):
            at = street.clock.now()
            shot = camera.take("frontage", at=at, lon=shop["lon"], lat=shop["lat"], rng=rng)
            signal = signals.detection(
                street.ids,
                device,
                at,
                label="goods",
                confidence=rng.uniform(0.6, 0.7),
                where={"shop": shop["code"]},
                picture=shot,
            )
            await street.tell([signal])
            await street.clock.sleep(LOOK_EVERY)
