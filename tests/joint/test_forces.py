"""Forces on call at the desk: made, edited, found by distance, phones masked, with their history."""

import pytest

from tests.cases.town import IN_L01, IN_L03, body
from tests.joint.world import World
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
