"""Cars that park where they must not, and drive off."""

from typing import Any

from weige.simulator import camera, signals
from weige.simulator.street import Street, Trouble

LOOK_EVERY = 60.0
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


async def parker(street: Street, device: dict[str, Any], zone: dict[str, Any]) -> None:
    """In one no-parking zone a car stops every few hours; most leave within minutes, some stay."""
    rng = street.rng(f"car:{device['code']}:{zone['code']}")
    while True:
        await street.clock.sleep(rng.expovariate(1 / (4 * 3600)))
        stay = rng.choice([240.0, 420.0, 1500.0, 3600.0])
        plate = f"沪{rng.choice(LETTERS)}D{rng.randint(10000, 99999)}"
        track = street.ids.next()
        trouble = street.begin(
            Trouble("car", zone["lon"], zone["lat"], {"zone": zone["code"]}, "car", "frontage")
        )
        waited, looks = 0.0, 0
        while waited < stay and not trouble.ended.is_set():
            at = street.clock.now()
            shot = None
            if looks % 5 == 0:
                shot = camera.take("car", at=at, lon=zone["lon"], lat=zone["lat"], rng=rng, boxed=True)
            signal = signals.detection(
                street.ids,
                device["code"],
                at,
                label="vehicle",
                confidence=rng.uniform(0.8, 0.97),
                where={"zone": zone["code"]},
                picture=shot,
                extra={"track": track, "plate": plate},
            )
            await street.gateway.post("/api/signals", [signal])
            looks += 1
            waited += LOOK_EVERY
            await street.clock.sleep(LOOK_EVERY)
        street.end(trouble)
