"""Cars that park where they must not, and drive off."""

from typing import Any

from weige.simulator import camera, frigate, signals
from weige.simulator.street import Street, Trouble

LOOK_EVERY = 60.0
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def no_parking(device: dict[str, Any]) -> list[dict[str, Any]]:
    """The camera's no-parking zones, each with a place in its middle."""
    found = []
    for zone in device["zones"]:
        ring = zone.get("polygon") or []
        if zone["kind"] == "no_parking" and ring:
            lon, lat = (sum(point[axis] for point in ring) / len(ring) for axis in (0, 1))
            found.append({"id": zone["id"], "lon": lon, "lat": lat})
    return found


async def parker(street: Street, device: dict[str, Any], zone: dict[str, Any]) -> None:
    """In one no-parking zone a car stops every few hours; most leave within minutes, some stay."""
    rng = street.rng(f"car:{device['code']}:{zone['id']}")
    while True:
        await street.clock.sleep(rng.expovariate(1 / (4 * 3600)))
        stay = rng.choice([240.0, 420.0, 1500.0, 3600.0])
        plate = f"沪{rng.choice(LETTERS)}D{rng.randint(10000, 99999)}"
        track = street.ids.next()
        trouble = street.begin(
            Trouble("car", zone["lon"], zone["lat"], {"zone": zone["id"]}, "car", "frontage")
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
                where={"zone": zone["id"]},
                picture=shot,
                extra={"track": track, "plate": plate},
            )
            await street.tell([signal])
            looks += 1
            waited += LOOK_EVERY
            await street.clock.sleep(LOOK_EVERY)
        street.end(trouble)


async def parker_seen_by_frigate(
    street: Street, device: dict[str, Any], zone: dict[str, Any], publish: frigate.Publish
) -> None:
    """The same before a camera that runs Frigate: told when the car comes and goes, not while it stands."""
    rng, code = street.rng(f"car:{device['code']}:{zone['id']}"), device["code"]
    while True:
        await street.clock.sleep(rng.expovariate(1 / (4 * 3600)))
        stay, start = rng.choice([240.0, 420.0, 1500.0, 3600.0]), street.clock.now()
        score = rng.uniform(0.8, 0.97)
        key = f"{start.timestamp():.6f}-{rng.randrange(36**6):06d}"
        trouble = street.begin(
            Trouble("car", zone["lon"], zone["lat"], {"zone": zone["id"]}, "car", "frontage")
        )
        told = {"label": "car", "zone": zone["id"], "score": score, "start": start}
        publish(code, "frigate/events", frigate.event("new", code, key, at=start, **told))
        shot = camera.take("car", at=start, lon=zone["lon"], lat=zone["lat"], rng=rng, boxed=True)
        publish(code, f"frigate/{code}/car/snapshot", shot)
        waited = 0.0
        while waited < stay and not trouble.ended.is_set():
            waited += LOOK_EVERY
            await street.clock.sleep(LOOK_EVERY)
        publish(code, "frigate/events", frigate.event("end", code, key, at=street.clock.now(), **told))
        street.end(trouble)


async def frigate_stats(street: Street, cameras: list[str], publish: frigate.Publish) -> None:
    """Every minute each of these cameras tells that it sees."""
    while True:
        for code in cameras:
            publish(code, "frigate/stats", frigate.stats(code, street.clock.now()))
        await street.clock.sleep(frigate.STATS_EVERY)
