"""The gas company has no account: a link that opens one task, and nothing of who reported it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.town import body, picture
from tests.cast import Api
from tests.joint.world import World
from weige.cases.models import Evidence
from weige.kernel.models import Setting

pytestmark = pytest.mark.django_db


def with_gas(world: World, **said: Any) -> Any:
    """A call in which the gas company is one of two units."""
    partner = {"name_zh": "燃气公司应急站", "name_en": "Gas company", "phone": "021-962777"}
    body(world.client_for("duty").put("/api/joint/partners/gas", json=partner))
    units = [{"post": "squad-C1", "lead": True}, {"partner": "gas", "demand": "停气，挂牌"}]
    case = world.town.handling(text="三楼李阿姨说隔壁改厨房，电话 13900001111")
    return world.call(case=case, kind="urgent", units=units, **said)


def guest(address: str) -> Api:
    return Api(None, HTTP_X_WEIGE_LINK=address.partition("#")[2])


def link_of(world: World, call: Any, by: str = "duty", status: int = 201) -> str:
    unit = world.unit(call, "partner:gas")
    return str(world.post(by, f"calls/units/{unit['id']}/link", status).get("address", ""))


def test_the_gas_company_answers_arrives_reports_by_its_link(world: World) -> None:
    Setting.objects.create(key="desk_phone", value="021-12345678")
    call = with_gas(world)
    gas = guest(link_of(world, call))
    seen = body(gas.get("/api/joint/guest"))
    assert (seen["task"], seen["contact"], seen["state"]) == ("停气，挂牌", "021-12345678", "waiting")
    assert seen["moves"] == ["on_site", "decline", "arrive"]
    told = str(seen)
    assert not any(word in told for word in ("李阿姨", "13900001111", "resident", "综合执法")), told

    def act(move: str, status: int = 200, **said: Any) -> Any:
        version = body(gas.get("/api/joint/guest"))["version"]
        path = f"/api/joint/guest/moves/{move}"
        return body(gas.post(path, json={"version": version} | said), status)

    act("on_site")
    act("delegate", status=404, to="squad-C1", reason="x")
    act("rate_unit", status=404, rating="good")
    world.clock.on(minutes=20)
    act("arrive", lon=121.4811, lat=31.2310)
    file = SimpleUploadedFile("p.jpg", picture("red"), "image/jpeg")
    sha = body(gas.post("/api/joint/guest/pictures", {"file": file}), 201)["sha"]
    assert act("result", status=422)["errors"][0]["field"] == "text"
    done = act("result", text="已停气挂牌，锁阀")
    assert done["over"]
    assert "task" not in done
    unit = world.unit(world.read("duty", call), "partner:gas")
    assert (unit["result"], unit["pictures"]) == ("已停气挂牌，锁阀", [sha])
    assert unit["link"]["state"] == "living"
    assert Evidence.objects.get(case=call["case_id"], blob=sha).note == "燃气公司应急站"
    lines = world.read("duty", call)["history"]
    assert [line["kind"] for line in lines[:2]] == ["joint.result_given", "joint.unit_arrived"]


def test_a_link_opens_nothing_else_and_can_be_taken_back(world: World) -> None:
    call = with_gas(world)
    gas = guest(link_of(world, call))
    for path in ("/api/cases", f"/api/joint/calls/{call['id']}", "/api/joint/calls", "/api/auth/me"):
        assert gas.get(path).status_code in {401, 404}, path
    world.post("squad1", f"calls/units/{world.unit(call, 'partner:gas')['id']}/link", 403)
    world.post("duty", f"calls/units/{world.unit(call, 'squad')['id']}/link", 422)
    again = guest(link_of(world, call))
    assert gas.get("/api/joint/guest").status_code == 410
    assert again.get("/api/joint/guest").status_code == 200
    assert again.post("/api/joint/guest/moves/on_site", json={"version": 99}).status_code == 409
    world.post("duty", f"calls/units/{world.unit(call, 'partner:gas')['id']}/link/revoke")
    assert again.get("/api/joint/guest").status_code == 410
    assert world.client_for("duty").get("/api/joint/guest").status_code == 404
    assert world.unit(world.read("squad1", call), "partner:gas").get("link") is None


def test_the_gas_company_judges_the_call_and_changes_its_word(world: World) -> None:
    """互评: by its link too, once its part is over, as long as the link lives; each word is an event."""
    call = with_gas(world)
    gas = guest(link_of(world, call))

    def act(move: str, status: int = 200, **said: Any) -> Any:
        seen = body(gas.get("/api/joint/guest"))
        return body(
            gas.post(f"/api/joint/guest/moves/{move}", json={"version": seen["version"]} | said), status
        )

    assert act("rate_matter", 409, rating="needed")["code"] == "illegal_call_move"
    over = act("decline", reason="该段管线属另一公司")
    assert (over["over"], over["moves"], over["rating"]) == (True, ["rate_matter"], "")
    assert [one["code"] for one in over["ratings"]] == ["needed", "by_phone", "not_ours"]
    gas = guest(link_of(world, call))  # the address was lost: a new one, to be able to judge
    assert act("rate_matter", 422, rating="good")["errors"][0]["field"] == "rating"
    assert act("rate_matter", rating="not_ours", note="请先查管线权属")["rating"] == "not_ours"
    act("rate_matter", rating="not_ours", note="请先查管线权属")
    act("rate_matter", rating="by_phone")
    detail = world.read("duty", call)
    unit = world.unit(detail, "partner:gas")
    assert (unit["matter_rating"], unit["matter_rating_note"]) == ("by_phone", "")
    told = [(line["detail_en"], line["words"]) for line in detail["history"] if line["kind"] == "joint.rated"]
    assert told == [
        ("Gas company · a call would have done · before: not our duty", ""),
        ("Gas company · not our duty", "请先查管线权属"),
    ]
    assert not unit["linkable"], "it has nothing left to say"
    world.post("duty", f"calls/units/{unit['id']}/link", 409)
    world.post("duty", f"calls/units/{unit['id']}/link/revoke")
    assert (
        gas.post("/api/joint/guest/moves/rate_matter", json={"version": 1, "rating": "needed"}).status_code
        == 410
    )
