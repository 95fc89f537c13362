"""Forces on call at the desk: made, edited, found by distance, phones masked, with their history."""

from typing import Any

import pytest

from tests.cases.town import IN_L01, IN_L03, body
from tests.joint.test_guests import link_of, with_gas
from tests.joint.world import World
from weige.joint.models import Force
from weige.kernel.models import ReferenceVersion
from weige.people.models import Look

pytestmark = pytest.mark.django_db
FORCE = {
    "kind": "on_call",
    "department": "works",
    "area": "L01",
    "people": 4,
    "skill_zh": "道路、井盖",
    "phone": "13812345678",
    "duty": "工作日 8–20 时",
} | IN_L01


def test_a_force_is_made_edited_and_called_by_its_distance(world: World) -> None:
    duty = world.town.client_for("duty")
    made = body(duty.post("/api/joint/forces", json=FORCE), 201)
    assert (made["phone"], made["version"], made["form"]) == ("138****5678", 1, "department")
    near = world.get("duty", "calls/forces", **IN_L01)["on_call"]
    assert [(one["code"], one["distance_m"]) for one in near] == [("works", 0)]
    path = f"/api/joint/forces/{made['id']}"
    moved = body(duty.put(path, json=FORCE | IN_L03 | {"phone": None, "version": 1}))
    assert (moved["version"], moved["phone"]) == (2, "138****5678"), "the number nobody touched is kept"
    body(duty.put(path, json=FORCE | {"version": 1}), 409)
    (first, last) = body(duty.get(f"{path}/history"))["items"]
    assert (first["before"]["lon"], first["after"]["lon"]) == (IN_L01["lon"], IN_L03["lon"])
    assert "13812345678" not in str(first) + str(last), "masked in the log too"
    gone = body(duty.put(path, json=FORCE | {"active": False, "version": 2}))
    assert not gone["active"]
    assert world.get("duty", "calls/forces", **IN_L01)["on_call"] == []


def test_whose_phone_it_is_is_seen_for_a_purpose_alone(world: World) -> None:
    duty = world.town.client_for("duty")
    body(duty.post("/api/joint/forces", json=FORCE), 201)
    (row,) = body(duty.get("/api/joint/forces"))["items"]
    assert row["phone"] == "138****5678"
    (row,) = body(duty.get("/api/joint/forces", HTTP_X_PURPOSE="call them in"))["items"]
    assert row["phone"] == "13812345678"
    assert Look.objects.get().subject == "joint:forces"


@pytest.mark.parametrize(
    ("said", "field"),
    [({"department": "gone"}, "unit"), ({"post": "squad-C1"}, "unit"), ({"area": "L99"}, "area")],
)
def test_what_is_wrong_is_named(world: World, said: dict[str, str], field: str) -> None:
    answer = world.town.client_for("duty").post("/api/joint/forces", json=FORCE | said)
    assert body(answer, 422)["errors"][0]["field"] == field
    body(world.town.client_for("worker01").post("/api/joint/forces", json=FORCE), 404)


def test_who_calls_from_a_segment_is_offered_the_posts_on_duty(world: World) -> None:
    """From the phone: nobody's position who is not seen from there, but whoever answers for the place."""
    found = body(world.town.client_for("worker01").get("/api/joint/calls/forces", dict(IN_L01)))
    assert set(found) == {"stationed", "on_call", "social", "partners", "fresh_minutes", "as_of"}
    assert "deputy-C1" in {row["code"] for row in found["stationed"]}


TABLES = "/api/office/tables"


def told(client: Any, table: str, key: str, **values: Any) -> dict[str, Any]:
    seen = body(client.post(f"{TABLES}/{table}/preview", json={"key": key, "values": values}))
    return {one["code"]: one["text_zh"] for one in seen["effects"]}


def test_a_force_is_looked_at_first_and_an_earlier_state_comes_back(world: World) -> None:
    duty, path = world.town.client_for("duty"), f"{TABLES}/joint_forces"
    made = body(duty.post("/api/joint/forces", json=FORCE), 201)
    key = str(made["id"])
    row = body(duty.get(f"{path}/rows/{key}"))
    assert (row["values"]["unit"], row["values"]["phone"]) == ("department:works", "138****5678")
    closing = told(duty, "joint_forces", key, active=False)
    assert closing["joint_force_on_call"] == "能约请的报到力量：1 支 4 人 → 0 支 0 人"
    moved = told(
        duty, "joint_forces", key, lon=str(IN_L03["lon"]), lat=str(IN_L03["lat"]), unit="department:squad"
    )
    assert {"joint_force_moved", "joint_force_unit"} <= moved.keys()
    done = duty.put(f"{path}/rows/{key}", json={"values": {"people": 6, "active": False}, "version": 1})
    assert (body(done)["off"], body(done)["version"]) == (True, 2)
    assert world.get("duty", "calls/forces", **IN_L01)["on_call"] == []
    back = body(duty.post(f"{path}/rows/{key}/restore", json={"no": 1}))
    assert (back["off"], back["values"]) == (False, row["values"])
    assert Force.objects.get().phone == "13812345678", "a number nobody touched is kept"
    body(duty.put(f"{path}/rows/{key}", json={"values": {"phone": "021-11111111"}}))
    assert Force.objects.get().phone == "021-11111111"
    past = duty.get(f"{path}/rows/{key}/versions").content.decode()
    assert "13812345678" not in past + str(list(ReferenceVersion.objects.values()))
    for values, field in (
        ({"phone": "call me"}, "phone"),
        ({"phone": "138****5678"}, "phone"),
        ({"unit": "department:gone"}, "unit"),
        ({"area": "L99"}, "area"),
        ({"lon": "999"}, "lon"),
        ({"lat": ""}, "lat"),
    ):
        for answer in (
            duty.post(f"{path}/preview", json={"key": key, "values": values}),
            duty.put(f"{path}/rows/{key}", json={"values": values}),
        ):
            assert body(answer, 422)["errors"][0]["field"] == f"values.{field}"
    body(world.town.client_for("worker01").get(path), 404)


def test_a_partner_is_closed_after_a_look_at_its_links(world: World) -> None:
    duty, path = world.client_for("duty"), f"{TABLES}/joint_partners"
    link_of(world, with_gas(world))
    closing = told(duty, "joint_partners", "gas", active=False)["joint_partner_closes"]
    assert "1 条链接立即失效，1 个等它答复" in closing
    assert "joint_partner_level" in told(duty, "joint_partners", "gas", level="district")
    before = body(duty.get(f"{path}/rows/gas"))
    done = duty.put(f"{path}/rows/gas", json={"values": {"active": False}, "version": before["version"]})
    assert body(done)["off"] is True
    assert "0 条" not in closing
    back = body(duty.post(f"{path}/rows/gas/restore", json={"no": 1}))
    assert (back["off"], back["values"]) == (False, before["values"])
    for values, field in (
        ({"code": "gas", "name_zh": "x"}, "code"),
        ({"code": "Gas Co", "name_zh": "x"}, "code"),
        ({"code": "new", "name_zh": ""}, "name_zh"),
    ):
        for end in ("preview", "rows"):
            answer = duty.post(f"{path}/{end}", json={"values": values})
            assert body(answer, 422)["errors"][0]["field"] == f"values.{field}"
    made = duty.post(f"{path}/rows", json={"values": {"code": "water", "name_zh": "水务", "phone": "021-1"}})
    assert body(made, 201)["version"] == 1


def test_the_limits_of_a_kind_are_looked_at_first(world: World) -> None:
    duty, path = world.client_for("duty"), f"{TABLES}/joint_kinds"
    world.call(kind="urgent", units=[{"post": "squad-C1"}])
    before = body(duty.get(f"{path}/rows/urgent"))["values"]
    seen = told(duty, "joint_kinds", "urgent", answer_amount="3", urges=5)
    assert seen["joint_kind_answer"].endswith("→ 11-20 18:22")
    assert seen["joint_kind_keep"].startswith("进行中的 1 个")
    assert "1 个单位在等答复" in seen["joint_kind_urge"]
    body(duty.put(f"{path}/rows/urgent", json={"values": {"answer_amount": "3"}, "version": 0}))
    back = body(duty.post(f"{path}/rows/urgent/restore", json={"no": 0}))
    assert (back["values"], back["version"]) == (before, 2)
    wrong = duty.put(f"{path}/rows/urgent", json={"values": {"urge_amount": "0.333"}})
    assert body(wrong, 422)["errors"][0]["field"] == "values.urge_amount"
