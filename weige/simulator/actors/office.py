"""The office: those who confirm warnings, accept, file and dispatch reports, verify what was done and close."""

from collections.abc import Callable
from typing import Any

from weige.simulator import camera
from weige.simulator.actors.residents import SIGHTS
from weige.simulator.client import Refused
from weige.simulator.street import Seat, Street, Trouble

OnShift = Callable[[], Seat]
"""Who sits at the desk now: the day's or the night's holder."""
LOOK_EVERY = 40.0
"""Seconds of the street's time between two looks at a list."""
BY_MATTER = {sight.matter: sight for sight in SIGHTS}
BY_TEXT = {sight.text: sight for sight in SIGHTS}


async def warnings_desk(street: Street, desk: OnShift) -> None:
    """Looks at unconfirmed warnings; after a minute or two says true or false, as it really is."""
    rng = street.rng("warnings-desk")
    seen: set[str] = set()
    while True:
        seat = desk()
        for row in await street.look(seat, "/api/warnings", state="open", limit=50):
            if row["id"] not in seen:
                seen.add(row["id"])
                street.start(decide(street, seat, row, rng.uniform(50, 150)))
        await street.clock.sleep(LOOK_EVERY)


async def decide(street: Street, seat: Seat, row: dict[str, Any], think_s: float) -> None:
    await street.clock.sleep(think_s)
    path = f"/api/warnings/{row['id']}"
    true = street.nearest(row["lon"], row["lat"]) is not None
    try:
        if true:
            await seat.person.post(f"{path}/confirm", {"note": "看过画面，属实"})
        else:
            await seat.person.post(
                f"{path}/dismiss", {"reason_code": "nothing_there", "note": "看过画面，没有占道物品"}
            )
    except Refused as refusal:
        street.note(seat.code, refusal)


async def case_desk(street: Street, desk: OnShift) -> None:
    """Takes reports through acceptance, filing and dispatch, each after a short while."""
    rng = street.rng("case-desk")
    while True:
        seat = desk()
        for row in await street.look(
            seat, "/api/cases", open=True, stage="report,accept,file,dispatch", limit=100
        ):
            if row["state"] in {"reported", "accepted", "filed", "dispatching"}:
                street.once(f"desk:{row['id']}", forward(street, seat, row["id"], rng.uniform(60, 240)))
        await street.clock.sleep(LOOK_EVERY)


async def forward(street: Street, seat: Seat, case_id: str, think_s: float) -> None:
    """One report, as far as this desk can take it."""
    await street.clock.sleep(think_s)
    try:
        case = await seat.person.get(f"/api/cases/{case_id}")
        if case["state"] == "reported":
            case = await move(seat, case, "accept")
        if case["state"] == "accepted":
            sight = BY_TEXT.get(case["description"]) or BY_MATTER.get((case["matter"] or {}).get("code", ""))
            if sight is None:
                return
            case = await move(seat, case, "file", matter=sight.matter, condition_no=sight.condition_no)
        if case["state"] in {"filed", "dispatching"}:
            advice = await seat.person.get(f"/api/cases/{case_id}/suggestion")
            if advice["items"]:
                best = advice["items"][0]
                target = (
                    {"post": best["post"]["code"]}
                    if best["post"]
                    else {"department": best["department"]["code"]}
                )
                await move(seat, case, "dispatch", **target)
    except Refused as refusal:
        street.note(seat.code, refusal)


async def check_desk(street: Street, desk: OnShift) -> None:
    """Verifies handled cases with a look of its own, sends some back, and closes the rest."""
    rng = street.rng("check-desk")
    while True:
        seat = desk()
        for row in await street.look(seat, "/api/cases", open=True, stage="check", limit=100):
            street.once(f"check:{row['id']}", verify(street, seat, row["id"], rng.uniform(180, 700)))
        await street.clock.sleep(LOOK_EVERY)


async def verify(street: Street, seat: Seat, case_id: str, think_s: float) -> None:
    await street.clock.sleep(think_s)
    rng = street.rng(f"verify:{case_id}")
    try:
        case = await seat.person.get(f"/api/cases/{case_id}")
        if case["state"] in {"handled", "checking"}:
            still: Trouble | None = street.nearest(case["lon"], case["lat"], within_m=15)
            if still is not None and rng.random() < 0.9:
                await move(seat, case, "fail_check", reason="现场还没有恢复")
                return
            scene = scene_after(case)
            shot = camera.take(scene, at=street.clock.now(), lon=case["lon"], lat=case["lat"], rng=rng)
            await add_photo(seat, case_id, shot, "check")
            case = await seat.person.get(f"/api/cases/{case_id}")
            case = await move(seat, case, "pass_check", note="同角度看过，已恢复")
        if case["state"] == "checked":
            await move(seat, case, "close", condition_met=True)
    except Refused as refusal:
        street.note(seat.code, refusal)


async def move(seat: Seat, case: dict[str, Any], code: str, **fields: Any) -> dict[str, Any]:
    """Makes a move with the version just seen and returns the case after it. Raises Refused."""
    body = {"version": case["version"], **fields}
    await seat.person.post(f"/api/cases/{case['id']}/moves/{code}", body)
    after: dict[str, Any] = await seat.person.get(f"/api/cases/{case['id']}")
    return after


async def add_photo(seat: Seat, case_id: str, shot: bytes, kind: str) -> None:
    files = {"file": ("photo.jpg", shot, "image/jpeg")}
    await seat.person.call("POST", f"/api/cases/{case_id}/evidence", files=files, data={"kind": kind})


def scene_after(case: dict[str, Any]) -> str:
    """What the place looks like when it is in order again."""
    code = (case["matter"] or {}).get("code", "")
    if code in BY_MATTER:
        return BY_MATTER[code].after
    return "frontage"
