"""G6: a black spot of parking comes back after every campaign, until merchants and units agree on removable bollards.

Who installs, who holds the keys, who patrols, under which covenant; the tasks are done and checked by others.
"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.town import IN_L01, body, picture
from tests.joint.test_meetings import done, moved
from tests.joint.world import World
from weige.cases.models import Case
from weige.kernel import outbox

pytestmark = pytest.mark.django_db(transaction=True)
COVENANT = "一、卸货 6:00–8:00，其余时间立桩。\n二、钥匙由物业保管，借还登记。\n三、每天 20:00 商户轮流巡。"


@pytest.fixture
def street(town: Any) -> World:
    outbox.discover()
    return World(town)


def campaign(street: World, colour: str) -> Any:
    """One more time: reported, handled, checked, closed; and a week later it is back."""
    town = street.town
    case = town.handling(text="路口违停，卸货占道")
    town.photo("worker01", case, colour=colour)
    town.move("worker01", case, "finish", outcome="solved")
    town.move("supervisor", case, "pass_check")
    case = town.move("duty", case, "close", condition_met=True)
    street.clock.on(days=7)
    return case


def test_rectified_came_back_agreed(street: World) -> None:
    town = street.town
    for colour in ("red", "green", "blue"):
        campaign(street, colour)
    case = town.handling(text="路口又停满了")

    # A joint meeting with the merchants' street, the works centre and the property's patrol.
    agenda = [{"case": case["id"], "question": "可拆护栏：谁装、谁管钥匙、谁巡"}]
    units = [{"department": "works"}, {"post": "squad-C1"}, {"post": "worker-L01"}]
    said = {"title": "路口护栏专题会", "place": "街区工作站", "kind": "special", "call": True}
    meeting = moved(street, street.post("duty", "meetings", 201, agenda=agenda, units=units, **said), "open")
    assert meeting["agenda"][0]["case_number"] == case["number"]
    tasks = [
        {"what": "装六根可拆护栏", "units": [{"department": "works"}], "amount": 5},
        {"what": "选钥匙保管人，登记借还", "units": [{"post": "worker-L01"}], "amount": 2},
        {
            "what": "头两周每天两次巡查",
            "units": [{"post": "squad-C1", "lead": True}, {"post": "worker-L01"}],
            "amount": 10,
        },
    ]
    text = "装可拆护栏；市政安装，物业管钥匙，商户轮巡"
    item = meeting["agenda"][0]["id"]
    meeting = moved(street, meeting, "decide", item=item, text=text, covenant=COVENANT, tasks=tasks)
    (decision,) = meeting["agenda"][0]["decisions"]
    assert decision["covenant"] == COVENANT
    install, keys, patrol = decision["tasks"]
    assert [[unit["unit_code"] for unit in task["units"] if unit["lead"]] for task in decision["tasks"]] == [
        ["works"],
        ["ops"],
        ["squad"],
    ]
    present = [{"attendee": one["id"], "present": True} for one in meeting["attendees"]]
    moved(street, meeting, "close", minutes="商户代表五人列席，同意公约。", present=present)
    street.deliver()
    assert len(Case.objects.get(pk=case["id"]).held_by) == 3

    # Each is done by its unit and checked by somebody of none of them.
    for task, by, words in (
        (install, "works", "六根装好"),
        (keys, "worker01", "物业张师傅保管"),
        (patrol, "squad1", "两周巡完"),
    ):
        done(street, task, "report", by, text=words)
        done(street, task, "verify", by, status=403)
        assert done(street, task, "verify", "supervisor")["state"] == "verified"
    street.deliver()
    town.photo("worker01", case, colour="white")
    town.move("worker01", case, "finish", outcome="solved")
    town.move("supervisor", case, "pass_check")
    assert town.move("duty", case, "close", condition_met=True)["state"] == "closed"
    over = street.get("duty", "tasks", open=False)["items"]
    assert {task["state"] for task in over} == {"verified"}


def evenings(street: World, many: int) -> None:
    """So many evenings, a parked car on each."""
    for _ in range(many):
        street.town.report(matter="09009", text="下班时间又停满")
        street.clock.on(days=1)


def called_to(street: World, spot: Any) -> Any:
    """The squad is called in to the black spot, comes, and says what it did."""
    said = {"kind": "ordinary", "why": "晚高峰联合整治", "title": spot["title_zh"], "spot": spot["id"]}
    at = {"lon": spot["lon"], "lat": spot["lat"]}
    call = street.post("duty", "calls", 201, units=[{"post": "squad-C1"}], **said, **at)
    street.answer("squad1", call, "squad", "on_site")
    street.answer("squad1", call, "squad", "arrive", **at)
    call = street.answer("squad1", call, "squad", "result", text="劝离 9 辆")
    street.deliver()
    return call


def bollards_agreed(street: World, spot: Any) -> Any:
    """A meeting about the black spot; its one task is done and checked."""
    agenda = [{"title": f"{spot['number']} {spot['title_zh']}", "question": "可拆护栏"}]
    said = {"title": "路口护栏专题会", "place": "街区工作站", "kind": "special", "call": True}
    units = [{"department": "works"}]
    meeting = street.post("duty", "meetings", 201, agenda=agenda, units=units, spot=spot["id"], **said)
    meeting = moved(street, meeting, "open")
    item = meeting["agenda"][0]["id"]
    tasks = [{"what": "装六根可拆护栏", "units": units, "amount": 5}]
    meeting = moved(street, meeting, "decide", item=item, text="装护栏", covenant=COVENANT, tasks=tasks)
    task = meeting["agenda"][0]["decisions"][0]["tasks"][0]
    done(street, task, "report", "works", text="六根装好")
    done(street, task, "verify", "supervisor")
    street.deliver()
    return meeting


def looked(street: World, check: Any, found: str) -> Any:
    """On the phone: there, a photo, what was found."""
    path = f"/api/spots/{check['spot_id']}/checks/{check['id']}"
    phone = street.town.client_for("worker01")
    body(phone.post(f"{path}/arrive", json={"lon": check["lon"], "lat": check["lat"] + 0.0001}))
    file = SimpleUploadedFile("p.jpg", picture(), "image/jpeg")
    sha = body(phone.post(f"{path}/pictures", {"file": file}), 201)["sha"]
    assert phone.get(f"/api/spots/{check['spot_id']}/pictures/{sha}?size=thumb").status_code == 200
    return body(phone.post(path, json={"found": found}))


def test_joint_action_shows_its_effect_at_the_black_spot_which_is_watched_on(street: World) -> None:
    town = street.town
    evenings(street, 10)
    said = {"title_zh": "路口停车", "matters": ["09009"], "why": "反复", "radius_m": 60} | IN_L01
    duty = town.client_for("duty")
    spot = body(duty.post("/api/spots", json=said), 201)

    call = called_to(street, spot)
    evenings(street, 10)
    meeting = bollards_agreed(street, spot)
    street.clock.on(days=30)

    # Both stand among the measures with what they changed; the calls and meetings about it are found by it.
    page = body(duty.get(f"/api/spots/{spot['id']}"))
    assert page["joint_ref"] == meeting["number"]
    campaign_, bollards = page["measures"]
    assert [campaign_["ref"], bollards["ref"]] == [f"call:{call['id']}", f"meeting:{meeting['id']}"]
    assert "装六根可拆护栏" in bollards["text"]
    assert campaign_["effect"]["verdict"] == "unclear", "ten evenings before, ten after"
    effect = bollards["effect"]
    assert (effect["before"], effect["after"], effect["verdict"]) == (10, 0, "less")
    assert effect["high"] < 1
    assert [one["id"] for one in street.get("duty", "calls", spot=spot["id"])["items"]] == [call["id"]]
    assert [one["id"] for one in street.get("duty", "meetings", spot=spot["id"])["items"]] == [meeting["id"]]
    assert [one["state"] for one in street.get("duty", "tasks", spot=spot["id"])["items"]] == ["verified"]

    # 长效监管: a worker looks there every three days with the phone in one hand.
    plan = {"text": "晚高峰看护栏", "post": "worker-L01", "every_days": 3}
    body(duty.post(f"/api/spots/{spot['id']}/plans", json=plan), 201)
    closed = body(
        duty.post(f"/api/spots/{spot['id']}/moves/close", json={"version": 1, "note": "三十天无回潮"})
    )
    assert closed["state"] == "closed"
    for found in ("clear", "back"):
        street.clock.on(days=3)
        (check,) = body(town.client_for("worker01").get("/api/spots/checks/mine"))["items"]
        page = looked(street, check, found)
        first = next(one for one in page["plans"][0]["checks"] if one["id"] == check["id"])
        assert (first["found"], len(first["pictures"])) == (found, 1)
        assert 5 < first["arrived_m"] < 20
    assert (page["plans"][0]["done"], page["plans"][0]["came_back"]) == (2, 1)
    assert body(town.client_for("worker02").get("/api/spots/checks/mine"))["items"] == []
    back = body(duty.post(f"/api/spots/{spot['id']}/moves/reopen", json={"version": 2, "note": "回潮"}))
    assert back["state"] == "open"
