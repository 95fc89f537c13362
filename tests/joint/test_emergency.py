"""The peace/emergency switch: on, duties at the posts, done twice is once, strangers refused, off, and the record."""

from typing import Any

import pytest

from tests.cases.town import body
from tests.joint.world import World
from weige.joint.models import Emergency, EmergencyDuty
from weige.joint.rules import emergency as table
from weige.joint.services import emergency
from weige.joint.services.emergencytable import Duties
from weige.kernel.errors import Invalid
from weige.kernel.models import Event
from weige.kernel.reference import NO_NOTE
from weige.kernel.services.reference import restore, save
from weige.registry.models import Headcount
from weige.territory.models import Building

SAID = {"kind": "typhoon", "reason": "市防汛指挥部橙色预警"}


def begin(world: World, by: str = "duty", status: int = 201, **said: Any) -> Any:
    return world.post(by, "emergencies", status, **(SAID | said))


def do(world: World, by: str, duty: Any, move: str, status: int = 200, **said: Any) -> Any:
    return world.post(by, f"emergencies/duties/{duty['id']}/moves/{move}", status, **said)


def mine(world: World, by: str = "worker01") -> dict[str, Any]:
    return {duty["code"]: duty for duty in world.get(by, "emergencies/duties/mine")["duties"]}


@pytest.mark.django_db(transaction=True)
def test_on_done_twice_off_and_the_record(world: World) -> None:
    """15:22 on; the worker of L01 counts once though the phone sends it twice; 15:52 off; all of it is kept."""
    assert world.get("worker01", "emergencies/now")["state"] == "normal"
    made = begin(world)
    assert made["figures"]["duties"] == made["figures"]["open"] > 0
    duties = mine(world)
    assert {duty["place_zh"] for duty in duties.values()} == {"L01"}
    assert any("急时：台风防汛" in text for text in world.notices("worker01"))
    do(world, "worker01", duties["count"], "arrive", sent="a1")
    for _ in range(2):
        told = do(world, "worker01", duties["count"], "done", count=41, unreached=2, sent="d1")
        assert (told["state"], told["count"], told["unreached"]) == ("done", 41, 2)
    assert Event.objects.filter(kind="joint.duty_done").count() == 1
    figures = world.get("duty", f"emergencies/{made['id']}")["figures"]
    assert (figures["done"], figures["people"], figures["unreached"]) == (1, 41, 2)
    before = world.clock.now.isoformat()
    world.clock.on(minutes=30)
    over = world.post("duty", f"emergencies/{made['id']}/end", note="解除预警")
    assert over["state"] == "normal"
    assert over["figures"]["closed"] == made["figures"]["duties"] - 1
    assert mine(world) == {}
    assert any("已转回平时" in text for text in world.notices("worker01"))
    assert world.get("duty", "emergencies/now")["state"] == "normal"
    then = world.get("duty", "emergencies/now", at=before)
    assert (then["state"], then["figures"]["done"], then["figures"]["closed"]) == ("emergency", 1, 0)
    kept = world.get("duty", "emergencies")["items"][0]
    assert (kept["number"], kept["note"], kept["figures"]["people"]) == (made["number"], "解除预警", 41)


def test_the_preview_writes_nothing_and_says_what_will_be(world: World) -> None:
    plan = world.post("duty", "emergencies/preview", kind="typhoon")
    assert not Emergency.objects.exists()
    made = begin(world)
    assert (plan["duties"], plan["posts"]) == (made["figures"]["duties"], made["figures"]["posts"])


def test_who_may_switch_and_one_at_a_time(world: World) -> None:
    begin(world, "worker01", 404)
    begin(world, "stranger", 404)
    begin(world, "duty", 422, reason=" ")
    begin(world, "duty", 422, kind="war")
    refused = begin(world, "duty", 422, areas=["L01", "N01"])
    assert refused["errors"][0]["field"] == "areas[1]"
    made = begin(world, "chief")
    begin(world, "duty", 409)
    world.post("worker01", f"emergencies/{made['id']}/end", 404, note="x")
    world.post("duty", f"emergencies/{made['id']}/end", 422, note="")
    world.post("duty", f"emergencies/{made['id']}/end", note="好了")
    world.post("duty", f"emergencies/{made['id']}/end", 409, note="好了")
    assert begin(world)["number"] != made["number"]


def test_pressed_twice_is_one_emergency(world: World) -> None:
    client = world.client_for("duty")
    said = {"json": SAID, "headers": {"Idempotency-Key": "press-0001"}}
    answers = [body(client.post("/api/joint/emergencies", **said), 201) for _ in range(2)]
    assert answers[0]["id"] == answers[1]["id"]
    assert Emergency.objects.count() == 1


def test_a_colleague_above_may_do_it_a_stranger_and_a_neighbour_may_not(world: World) -> None:
    begin(world)
    duty = mine(world)["check"]
    do(world, "stranger", duty, "arrive", 404)
    do(world, "worker02", duty, "arrive", 404)
    do(world, "worker03", duty, "done", 404, count=1)
    assert do(world, "deputy1", duty, "done", count=12)["state"] == "done"
    do(world, "worker01", duty, "done", 409, count=13)
    assert do(world, "worker01", duty, "correct", count=13)["count"] == 13


def test_a_headcount_holds_numbers_and_no_words(world: World) -> None:
    begin(world)
    duties = mine(world)
    refused = do(world, "worker01", duties["count"], "done", 422, count=3, note="张某不在")
    assert refused["errors"][0]["field"] == "note"
    assert do(world, "worker01", duties["count"], "done", 422)["errors"][0]["field"] == "count"
    do(world, "worker01", duties["count"], "done", 422, count=-1)
    do(world, "worker01", duties["check"], "done", count=3, note="3 号门锁坏")


def test_chosen_cells_only(world: World) -> None:
    made = begin(world, areas=["L03"])
    assert {cell["code"] for cell in made["cells"]} <= {"L03", "C2"}
    assert mine(world) == {}
    assert set(mine(world, "worker03")) == {"check", "count"}


def test_who_comes_on_duty_takes_over_what_nobody_has_begun(world: World) -> None:
    """20:30: the day's workers are off, the night patrol has the street; what was begun stays with who began it."""
    begin(world)
    do(world, "worker01", mine(world)["check"], "arrive")
    world.clock.at("2026-11-20 20:30")
    emergency.sweep(now=world.clock.now)
    assert set(mine(world)) == {"check"}
    taken = EmergencyDuty.objects.filter(area__code="L02", seat="grid_worker")
    assert {one.post.code for one in taken} == {"deputy-C1"}
    count = Event.objects.count()
    emergency.sweep(now=world.clock.now)
    assert Event.objects.count() == count


def test_kept_on_a_phone_until_after_the_end_it_stands_as_late(world: World) -> None:
    made = begin(world)
    duties = mine(world)
    world.post("duty", f"emergencies/{made['id']}/end", note="解除")
    do(world, "worker01", duties["count"], "arrive", 409)
    assert do(world, "worker01", duties["count"], "done", count=9, sent="x1")["late"]
    world.clock.on(hours=25)
    do(world, "worker01", duties["check"], "done", 409, count=9)


def test_registered_numbers_are_whole_tens_until_a_purpose_is_stated(world: World) -> None:
    made_house(world)
    made = begin(world)
    cell = next(one for one in made["cells"] if one["code"] == "L01")
    assert (cell["registered"]["residents_from"], cell["registered"]["residents"]) == (40, None)
    asked = world.client_for("duty").get(
        f"/api/joint/emergencies/{made['id']}", headers={"X-Purpose": "%E6%B8%85%E7%82%B9"}
    )
    cell = next(one for one in body(asked)["cells"] if one["code"] == "L01")
    assert cell["registered"]["residents"] == 47
    assert Event.objects.filter(subject=f"emergency:{made['id']}", kind="people.personal_data_seen").exists()


def made_house(world: World) -> None:
    """A house of L01 with 47 people."""
    area = world.town.people["worker01"].post.area  # type: ignore[union-attr]
    place = {"lon": 121.481, "lat": 31.231, "cells": area.path, "leaf_cells": [area.pk]}
    house = Building.objects.create(code="B1", footprint={}, height_m=9, height_source="x", **place)
    Headcount.objects.create(
        building=house, households=20, residents=47, as_of=world.clock.now.date(), source="台账"
    )


@pytest.mark.parametrize("state", list(table.Duty))
@pytest.mark.parametrize("move", [one for one in table.TABLE if not one.system], ids=lambda one: one.code)
def test_moves_outside_the_table_are_refused(world: World, state: table.Duty, move: table.Move) -> None:
    begin(world)
    duty = mine(world)["check"]
    EmergencyDuty.objects.filter(pk=duty["id"]).update(state=state.value)
    allowed = state in move.sources
    do(world, "worker01", duty, move.code, 200 if allowed else 409, count=1)


def test_every_shipped_kind_is_whole_and_counts_people_once() -> None:
    for code, kind in table.packaged().items():
        duties = kind["duty"].values()
        assert kind["zh"], code
        assert kind["en"], code
        assert {duty["seat"] for duty in duties} <= set(table.SEATS)
        assert {duty["form"] for duty in duties} <= set(table.FORMS)
        assert len({duty["seat"] for duty in duties if duty["form"] == "count"}) <= 1


def test_the_office_edits_duties_with_preview_and_undo(world: World) -> None:
    """A duty switched off is given no more; brought back it is; people are counted by one kind of post only."""
    duties = Duties()
    access = world.town.access("duty")
    row = duties.row(access, "typhoon:check", world.clock.now)
    gives = duties.effects(access, row.key, row.values, now=world.clock.now)[0]
    assert (gives.code, gives.params["duties"]) == ("emergency_gives", 3)
    edit = {"table": duties, "access": access, "key": row.key, "version": None, "note": NO_NOTE}
    save(**edit, given={"active": False}, now=world.clock.now)
    begin(world)
    assert set(mine(world)) == {"count"}
    restore(**edit, no=0, now=world.clock.now)
    emergency.sweep(now=world.clock.now)
    assert set(mine(world)) == {"check", "count"}
    with pytest.raises(Invalid) as wrong:
        save(**edit | {"key": "typhoon:shops"}, given={"form": "count"}, now=world.clock.now)
    assert wrong.value.errors[0].code == "emergency_counted_twice"
