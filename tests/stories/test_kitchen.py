"""G5: a kitchen rebuilt against the rules, from the first report to lasting supervision.

Residents report; a joint meeting is called at once; the gas company, which has no account, stops the supply by its
link; the squad serves an order with a term; the household is reminded and answers with a photo by its link; an officer
accepts it, another checks it; closed; the grid looks again.
"""

from typing import Any

import pytest

from tests.cases.town import body
from tests.cast import Api
from tests.enforcement.conftest import open_office
from tests.enforcement.office import OFFICERS, Holder, Papers, upload
from tests.joint.test_guests import guest
from tests.joint.test_meetings import done, moved
from tests.joint.world import World
from weige.cases.models import Case
from weige.enforcement.services.sweeping import sweep
from weige.kernel import outbox
from weige.messaging.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)
PARTY = {
    "party_type": "person",
    "party_name": "周某某",
    "party_id_type": "id_card",
    "party_id_no": "11010519491231002X",  # the example of GB 11643
    "rectify_content": "三日内恢复卧室用途，拆除燃气管路改动",
}
KITCHEN = {"matter": "06027", "text": "楼下把卧室改成厨房，煤气味大", "place": "示范路 1 号 301 室"}


@pytest.fixture
def street(town: Any) -> World:
    outbox.discover()
    world = World(town)
    partner = {"name_zh": "燃气公司应急站", "name_en": "Gas company", "phone": "021-962777"}
    body(world.client_for("duty").put("/api/joint/partners/gas", json=partner))
    open_office(now=town.clock.now)
    return world


def served_order(street: World, case: Any) -> tuple[Any, Holder]:
    """An order to put the kitchen back, with its number, served on the spot; and the household with its link."""
    squad, other = Papers(street.town, "squad1"), Papers(street.town, "squad2")
    paper = squad.draft(Case.objects.get(pk=case["id"]), "order")
    paper = squad.edit(paper, **PARTY, officers=OFFICERS)
    assert paper["missing"] == []
    assert squad.move(paper, "review").status_code == 422, "who drafts does not review"
    issued = other.made(other.made(other.read(paper), "review"), "issue")
    assert issued["number"] == "示范街责改字〔2026〕第1号"
    at_the_door = {"way": "on_site", "receiver": "周某某", "relation": "户主"}
    mark = upload(squad.api, f"/api/papers/{paper['id']}/files", role="signature")
    served = squad.made(squad.read(issued), "serve", signature=[mark], **at_the_door)
    assert served["due_at"] is not None
    url = body(squad.api.post(f"/api/papers/{paper['id']}/links", json={}), 201)["url"]
    return served, Holder(url)


def answered_and_accepted(town: Any, order: Any, household: Holder) -> None:
    """The household puts it back and answers by its link; the officer looks at the photo and accepts it."""
    photo = household.photo("/api/held/paper/files")
    body(household.post("/api/held/paper/answers", {"kind": "corrected", "photos": [photo]}), 201)
    squad = Papers(town, "squad1")
    accepted = squad.made(squad.read(order), "accept_answer")
    assert (accepted["state"], accepted["outcome"]) == ("complied", "corrected")
    squad.made(accepted, "close", outcome="done")


def by_link(gas: Api, move: str, **said: Any) -> Any:
    version = body(gas.get("/api/joint/guest"))["version"]
    return body(gas.post(f"/api/joint/guest/moves/{move}", json={"version": version} | said))


def gas_is_cut(street: World, case: Any) -> None:
    """Called in urgently: the squad by its account, the gas company by its link; both come, both say what they did."""
    gas_call = {"partner": "gas", "demand": "停气、锁阀、挂牌"}
    call = street.call(
        "duty",
        case=case,
        kind="urgent",
        why="先切断风险",
        units=[{"post": "squad-C1", "lead": True}, gas_call],
    )
    unit = street.unit(call, "partner:gas")
    gas = guest(street.post("duty", f"calls/units/{unit['id']}/link", 201)["address"])
    seen = str(body(gas.get("/api/joint/guest")))
    assert "停气" in seen
    assert "煤气味大" not in seen
    by_link(gas, "on_site")
    street.clock.on(minutes=35)
    by_link(gas, "arrive", lon=121.4811, lat=31.2310)
    by_link(gas, "result", text="17:20 已停气、锁阀、挂牌")
    street.answer("squad1", call, "squad", "arrive", lon=121.4810, lat=31.2310)
    street.answer("squad1", call, "squad", "result", text="见到户主，已说明，同意恢复")
    for code in ("squad", "partner:gas"):
        street.answer("duty", call, code, "rate_unit", rating="good")
    closed = street.move("duty", call, "close", outcome="solved", note="风险已切断")
    assert [axis["code"] for axis in closed["axes"]["axes"]] == ["department"]


def test_from_the_first_report_to_lasting_supervision(street: World) -> None:
    town = street.town
    # Two residents' words become one case on the desk, dispatched to the squad.
    case = town.report("resident", **KITCHEN)
    for move, said in (("accept", {}), ("file", {"condition_no": 1}), ("dispatch", {"post": "squad-C1"})):
        case = town.move("dispatcher", case, move, **said)
    town.move("squad1", case, "start")

    # The squad cannot do it alone: the duty officer calls a special meeting for the same afternoon.
    agenda = [{"case": case["id"], "question": "谁上门，谁停气，谁复查"}]
    units = [{"post": "squad-C1"}, {"post": "worker-L01"}, {"department": "market"}]
    said = {"title": "301 室厨房专题会", "place": "街区工作站", "kind": "special", "call": True}
    meeting = street.post("duty", "meetings", 201, agenda=agenda, units=units, **said)
    meeting = moved(street, meeting, "open")
    visit = {
        "what": "上门说明，交整改要求",
        "units": [{"post": "squad-C1", "lead": True}, {"post": "worker-L01"}],
        "amount": 1,
    }
    watch = {
        "what": "每月回看一次，连看三个月",
        "units": [{"post": "worker-L01"}],
        "amount": 90,
        "unit": "calendar_day",
    }
    text = "综合执法牵头上门；联系燃气公司停气；限期恢复"
    meeting = moved(street, meeting, "decide", item=meeting["agenda"][0]["id"], text=text, tasks=[visit])
    (first,) = meeting["agenda"][0]["decisions"][0]["tasks"]
    present = [{"attendee": one["id"], "present": True} for one in meeting["attendees"]]
    moved(street, meeting, "close", minutes="三家到会，意见一致。", present=present)
    street.deliver()

    # The gas company is called in by a link; it sees the place and the task, and nothing of who reported.
    gas_is_cut(street, case)

    # The order (责令改正): drafted from the case, reviewed by another officer, numbered, served with a term.
    town.photo("squad1", case, kind="before")
    order, household = served_order(street, case)
    done(street, first, "report", "squad1", text="户主签收整改要求，三日内恢复")
    street.clock.on(days=3)
    sweep(now=street.clock.now)
    assert Notice.objects.filter(template="term_for_party", channel="sms").count() == 1, "reminded at half"

    answered_and_accepted(town, order, household)

    # Another person checks on the spot; the case cannot be closed before its parts are done.
    town.photo("squad1", case)
    town.move("squad1", case, "finish", outcome="solved")
    town.move("supervisor", case, "pass_check")
    held = town.move("duty", case, "close", status=422, condition_met=True)
    assert held["errors"][0]["code"] == "guard_not_held"
    done(street, first, "verify", "supervisor", note="已恢复原状，燃气已通")
    street.deliver()
    case = town.move("duty", case, "close", condition_met=True)
    assert case["state"] == "closed"

    # Lasting supervision: decided in the next regular meeting, a task of the grid that lives on after the case.
    again = street.post(
        "duty",
        "meetings",
        201,
        title="商圈例会",
        place="街区工作站",
        agenda=[{"title": "301 室厨房回看"}],
        units=units,
    )
    again = moved(street, again, "open")
    again = moved(street, again, "decide", item=again["agenda"][0]["id"], text="每月回看", tasks=[watch])
    (kept,) = street.get("worker01", "tasks", mine=True)["items"]
    assert (kept["what"], kept["case_id"]) == (watch["what"], None)
    told = [line["text_zh"] for line in town.read("duty", case)["timeline"]]
    assert told[0] == "结案"
    assert {"提交联席会议", "会议决定", "约请到场", "到场", "约请归档", "任务核查通过"} <= set(told)
    papers = [
        line for line in told if line.startswith("文书") or line in {"当事人回复", "已改正", "期限提醒"}
    ]
    assert papers[::-1] == [
        "文书拟稿",
        "文书审核通过",
        "文书编号发出",
        "文书已送达",
        "期限提醒",
        "当事人回复",
        "已改正",
        "文书销号",
    ]
    assert Case.objects.get(pk=case["id"]).held_by == []
