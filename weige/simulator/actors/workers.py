"""Those in the street: they get a case, walk there, do the work, send a photo; now and then they forget."""

from typing import Any

from weige.simulator import camera
from weige.simulator.actors.office import OnShift, add_photo, move, scene_after
from weige.simulator.client import Refused
from weige.simulator.street import Seat, Street, metres

LOOK_EVERY = 40.0
WALK_M_A_SECOND = 1.2
STEP_S = 40.0
FORGETS = 0.04


async def foreman(street: Street, desk: OnShift) -> None:
    """Sees who got which case (as the duty desk sees it) and lets that person begin."""
    while True:
        for row in await street.look(
            desk(), "/api/cases", open=True, state="dispatched,handling,rework", limit=200
        ):
            seat = seat_of(street, row)
            if seat is not None:
                street.once(f"work:{row['id']}", work(street, seat, row["id"]))
        await street.clock.sleep(LOOK_EVERY)


def seat_of(street: Street, row: dict[str, Any]) -> Seat | None:
    """The post that has the case, or the first seat of the department that has it."""
    if row["handler_post"]:
        return street.seats.get(row["handler_post"]["code"])
    code = (row["department"] or {}).get("code")
    return next((seat for seat in street.seats.values() if seat.department == code), None)


async def work(street: Street, seat: Seat, case_id: str) -> None:
    """From the notice on the phone to the photo of the work done; one case at a time a person."""
    rng = street.rng(f"work:{case_id}")
    if rng.random() < FORGETS:
        await street.clock.sleep(rng.uniform(3, 8) * 3600)
    await street.clock.sleep(rng.uniform(40, 180))
    async with seat.busy:
        try:
            case = await seat.person.get(f"/api/cases/{case_id}")
            if case["state"] not in {"dispatched", "handling", "rework"}:
                return
            await walk(street, seat, case["lon"], case["lat"])
            if case["state"] in {"dispatched", "rework"}:
                case = await move(seat, case, "start")
            await street.clock.sleep(rng.uniform(180, 900))
            await finish(street, seat, case)
        except Refused as refusal:
            street.note(seat.code, refusal)


async def finish(street: Street, seat: Seat, case: dict[str, Any]) -> None:
    """Puts the street in order, photographs it and says so."""
    trouble = street.nearest(case["lon"], case["lat"])
    if trouble is not None:
        street.end(trouble)
    rng = street.rng(f"finish:{case['id']}:{case['version']}")
    scene = trouble.after if trouble is not None else scene_after(case)
    shot = camera.take(scene, at=street.clock.now(), lon=case["lon"], lat=case["lat"], rng=rng)
    await add_photo(seat, case["id"], shot, "after")
    case = await seat.person.get(f"/api/cases/{case['id']}")
    await move(seat, case, "finish", outcome="solved")


async def walk(street: Street, seat: Seat, lon: float, lat: float) -> None:
    """Goes there on foot in a straight line, telling the position every so often while on duty."""
    away = metres(seat.lon, seat.lat, lon, lat)
    steps = max(1, round(away / WALK_M_A_SECOND / STEP_S))
    start_lon, start_lat = seat.lon, seat.lat
    for step in range(1, steps + 1):
        share = step / steps
        seat.lon, seat.lat = start_lon + (lon - start_lon) * share, start_lat + (lat - start_lat) * share
        await street.clock.sleep(min(STEP_S, away / WALK_M_A_SECOND))
        try:
            await seat.person.post("/api/me/position", {"lon": seat.lon, "lat": seat.lat})
        except Refused:
            continue  # off duty: the server does not take positions, and that is right
