"""A case goes to a district department and comes back; another comes in from one, over the API."""

import pytest

from tests.cases.town import IN_L01, body, clock, town
from tests.enforcement.conftest import office
from tests.enforcement.office import Holder, case_of, upload
from weige.cases.models import Case
from weige.enforcement.models import Transfer
from weige.enforcement.services.sweeping import sweep
from weige.messaging.models import Notice

__all__ = ["clock", "office", "town"]
pytestmark = pytest.mark.django_db
WISH = {"other": "区生态环境局", "reason": "油烟监测属专业权限", "basis": "示府〔2026〕9 号第三条"}
ARRIVAL = {
    "other": "区城管局",
    "other_number": "区城〔2026〕88 号",
    "subject": "占道堆物",
    "facts": "巡查发现堆物",
    "reason": "属街道赋权事项",
    "basis": "赋权清单第 35 项",
    "place": "示范路 12 号",
} | IN_L01


def act(office, who, transfer, code, **data):
    client, path = office.client_for(who), f"/api/transfers/{transfer['id']}"
    office.clock.on(minutes=1)
    return client.post(f"{path}/moves/{code}", json={"version": body(client.get(path))["version"], **data})


def do(office, who, transfer, code, **data):
    return body(act(office, who, transfer, code, **data))


def sent(office):
    squad = office.client_for("squad1")
    out = body(squad.post("/api/transfers", json={"case": str(case_of(office).pk), **WISH}), 201)
    assert [one["title"] for one in out["files"]] == ["照片 1"]
    own = act(office, "squad1", out, "approve")
    assert own.status_code == 403, "who drafts does not approve"
    do(office, "chief", out, "approve")
    out = do(office, "squad1", out, "send")
    url = body(squad.post(f"/api/transfers/{out['id']}/links", json={}), 201)["url"]
    return out, Holder(url)


def by_link(other, code, **data):
    version = body(other.get("/api/held/transfer"))["version"]
    return other.post(f"/api/held/transfer/moves/{code}", {"version": version, **data})


def test_out_with_receipt_number_and_result(office):
    out, other = sent(office)
    assert out["number"] == "示范街移字〔2026〕第1号"
    assert out["paper"]["kind_zh"] == "案件移送书"
    page = body(other.get("/api/held/transfer"))
    assert [move["code"] for move in page["moves"]] == ["receive", "give_back"]
    assert page["sealed_hash"] == out["sealed_hash"]
    assert other.get(f"/api/held/transfer/files/{page['files'][0]['id']}").status_code == 200
    assert by_link(other, "accept", other_number="1").status_code == 409, "it must be signed for first"
    first_due = out["due_at"]
    body(by_link(other, "receive", person="李科长"))
    after = body(office.client_for("squad1").get(f"/api/transfers/{out['id']}"))
    assert after["due_at"] > first_due, "the sender's clock stopped; the receiver's runs"
    body(by_link(other, "accept", other_number="环罚〔2026〕31 号"))
    body(by_link(other, "result", text="已责令清洗净化器"))
    done = do(office, "squad1", out, "close")
    assert (done["other_number"], done["state"]) == ("环罚〔2026〕31 号", "closed")
    told = body(office.client_for("squad1").get(f"/api/cases/{out['case_id']}"))["timeline"]
    assert [one["actor_zh"] for one in told if one["text_zh"] == "移送已受理"] == ["区生态环境局"]
    assert Notice.objects.filter(template="transfer_moved").count() >= 3
    assert by_link(other, "result", text="再说").status_code in {404, 409}


def test_given_back_once_then_coordination_decides(office):
    out, other = sent(office)
    bare = by_link(other, "give_back")
    assert bare.status_code == 422, "never silently"
    body(by_link(other, "give_back", reason="材料不全"))
    again = do(office, "squad1", out, "send_again", text="补充检测照片")
    assert (again["returned"], again["state"], again["number"]) == (1, "sent", out["number"])
    assert by_link(other, "give_back", reason="不归我们").status_code == 404, "a second time it is a dispute"
    body(by_link(other, "dispute", reason="不归我们"))
    settled = do(office, "chief", out, "settle", outcome="other", reason="区司法局协调：归环保")
    assert settled["state"] == "received"


def test_silence_is_noticed(office):
    out, _ = sent(office)
    office.clock.on(days=8)
    assert (sweep(now=office.clock.now), sweep(now=office.clock.now)) == (1, 0)
    late = body(office.client_for("squad1").get("/api/transfers?overdue=true"))["items"]
    assert [one["id"] for one in late] == [out["id"]]


def test_in_over_the_api_or_from_paper_it_becomes_a_case_under_their_number(office):
    desk = office.client_for("dispatcher")
    came = body(desk.post("/api/transfers/arrivals", json=ARRIVAL), 201)
    assert body(desk.post("/api/transfers/arrivals", json=ARRIVAL))["id"] == came["id"], (
        "sent twice it is one"
    )
    assert (came["direction"], came["state"]) == ("in", "arrived")
    assert desk.get(f"/api/transfers/{came['id']}/receipt.pdf").status_code == 404, "nobody has signed"
    upload(desk, f"/api/transfers/{came['id']}/files")
    do(office, "dispatcher", came, "receive", person="陆雨晴")
    offered = body(desk.get(f"/api/transfers/{came['id']}"))["actions"]
    assert {one["code"] for one in offered} >= {"take_in"}
    assert "accept" not in {one["code"] for one in offered}, "their number is known; ours is the case's"
    taken = do(office, "dispatcher", came, "take_in", matter="09005")
    case = body(desk.get(f"/api/cases/{taken['case_id']}"))
    assert (taken["number"], taken["other_number"]) == (case["number"], "区城〔2026〕88 号")
    assert Case.objects.get(pk=case["id"]).outer_numbers == ["区城〔2026〕88 号"]
    assert taken["due_at"] is not None, "the clock of the answer runs"
    assert case["evidence"], "its pictures are the case's evidence"
    assert len(taken["timeline"]) >= 3, "what happened before there was a case is still told"
    link = Holder(body(desk.post(f"/api/transfers/{came['id']}/links", json={}), 201)["url"])
    seen = body(link.get("/api/held/transfer"))
    assert (seen["moves"], seen["number"], seen["has_receipt"]) == ([], case["number"], True)
    for client, path in ((desk, f"/api/transfers/{came['id']}"), (link, "/api/held/transfer")):
        assert client.get(f"{path}/receipt.pdf").content.startswith(b"%PDF-")
    answered = do(office, "dispatcher", came, "result", text="已清理")
    assert answered["state"] == "answered"
    far = desk.post("/api/transfers/arrivals", json=ARRIVAL | {"lon": 100.0, "other_number": "9"})
    assert far.status_code == 422
    assert Transfer.objects.count() == 1


def test_in_joins_a_case_that_is_there(office):
    desk, known = office.client_for("dispatcher"), case_of(office)
    came = body(desk.post("/api/transfers/arrivals", json=ARRIVAL), 201)
    do(office, "dispatcher", came, "receive", person="陆雨晴")
    wrong = act(office, "dispatcher", came, "take_in", case_number="没有")
    assert wrong.json()["errors"][0]["code"] == "transfer_no_case"
    taken = do(office, "dispatcher", came, "take_in", case_number=known.number)
    assert taken["case_id"] == str(known.pk)
    known.refresh_from_db()
    assert (known.reports, known.outer_numbers) == (2, ["区城〔2026〕88 号"])


def test_both_sides_are_reminded_at_half_and_at_four_fifths(office):
    out, other = sent(office)
    office.clock.on(days=4)
    assert (sweep(now=office.clock.now), sweep(now=office.clock.now)) == (1, 0)
    assert body(other.get("/api/held/transfer"))["reminded"] == 50
    office.clock.on(days=2)
    sweep(now=office.clock.now)
    told = Notice.objects.filter(template="term_reminder").order_by("pk")
    assert [one.params["part"] for one in told] == [50, 80]
    line = body(office.client_for("squad1").get(f"/api/transfers/{out['id']}"))["timeline"][0]
    assert (line["text_zh"], line["detail_zh"]) == ("期限提醒", "已过 80%")
