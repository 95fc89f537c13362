"""Outside units at the desk: made, edited, closed, phones masked, with their history and the links they were given."""

from typing import Any

import pytest

from tests.cases.town import body
from tests.joint.test_guests import guest, link_of, with_gas
from tests.joint.world import World
from weige.joint.models import Partner
from weige.kernel.models import Event
from weige.people.models import Look

pytestmark = pytest.mark.django_db
GAS = {"name_zh": "燃气公司应急站", "level": "company", "phone": "13812345678", "duty_zh": "停气、锁阀"}
PATH = "/api/joint/partners/gas"


def put(world: World, status: int = 200, **said: Any) -> Any:
    return body(world.client_for("duty").put(PATH, json=GAS | said), status)


def test_a_partner_is_made_and_edited_once_a_version(world: World) -> None:
    made = put(world)
    assert (made["phone"], made["version"], made["links_ended"]) == ("138****5678", 1, 0)
    assert put(world, 409)["code"] == "partner_there"
    after = put(world, phone=None, duty_zh="停气", version=1)
    assert (after["version"], Partner.objects.get().phone) == (2, "13812345678"), (
        "an untouched number is kept"
    )
    assert put(world, 409, version=1)["code"] == "partner_changed"
    assert put(world, 422, version=2, phone="call me")["errors"][0]["field"].endswith("phone")
    assert put(world, 422, version=2, name_zh="")["errors"][0]["field"].endswith("name_zh")
    body(world.client_for("duty").put("/api/joint/partners/Gas Co", json=GAS), 422)
    body(world.client_for("worker01").put(PATH, json=GAS | {"version": 2}), 404)
    last, first = body(world.client_for("duty").get(f"{PATH}/history"))["items"]
    assert (last["before"]["duty_zh"], last["after"]["duty_zh"]) == ("停气、锁阀", "停气")
    assert "13812345678" not in str(last) + str(first), "masked in the log too"


def test_its_phone_is_seen_for_a_purpose_alone(world: World) -> None:
    put(world)
    assert body(world.client_for("duty").get("/api/joint/partners"))[0]["phone"] == "138****5678"
    told = {"HTTP_X_PURPOSE": "call them in"}
    assert body(world.client_for("duty").get("/api/joint/partners", **told))[0]["phone"] == "13812345678"
    assert Look.objects.get().subject == "joint:partners"
    body(world.client_for("squad1").get("/api/joint/partners", **told), 404)


def test_the_desk_s_number_is_the_office_s_and_stands_on_the_link_s_page(world: World) -> None:
    duty = world.client_for("duty")
    gas = guest(link_of(world, with_gas(world)))
    assert body(gas.get("/api/joint/guest"))["contact"] == ""
    assert body(duty.put("/api/joint/desk", json={"phone": "021-00000000"}))["phone"] == "021-00000000"
    body(duty.put("/api/joint/desk", json={"phone": "call me"}), 422)
    body(world.client_for("worker01").put("/api/joint/desk", json={"phone": "1"}), 404)
    assert body(gas.get("/api/joint/guest"))["contact"] == "021-00000000"
    assert Event.objects.filter(kind="joint.setting_changed", payload__what="desk").count() == 1


def test_its_links_and_how_they_ended(world: World) -> None:
    call = with_gas(world)
    gone, living = guest(link_of(world, call)), guest(link_of(world, call))
    assert living.get("/api/joint/guest").status_code == 200
    first, second = body(world.client_for("duty").get(f"{PATH}/links"))["items"]
    assert (first["state"], first["uses"], first["call_number"]) == ("living", 1, call["number"])
    assert (second["state"], second["why"]) == ("revoked", "renewed")
    closed = put(world, phone=None, active=False, version=1)
    assert closed["links_ended"] == 1
    assert {one.get("/api/joint/guest").status_code for one in (gone, living)} == {410}
    newest = body(world.client_for("duty").get(f"{PATH}/links"))["items"][0]
    assert (newest["state"], newest["why"]) == ("revoked", "partner_closed")
    body(world.client_for("worker01").get(f"{PATH}/links"), 404)
    units = [{"post": "squad-C1", "lead": True}, {"partner": "gas"}]
    world.call(case=world.town.handling(), units=units, status=422)
