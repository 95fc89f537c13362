"""Many cases at once: each whole or not at all, each with its own answer; undo; saved filters; standard views."""

from typing import Any
from uuid import uuid4

from tests.cases.town import Town, body
from weige.cases.models import Case
from weige.kernel.models import Event


def bulk(town: Town, by: str, move: str, cases: list[Any], status: int = 200, **more: Any) -> Any:
    rows = [{"id": case["id"], "version": case["version"]} for case in cases]
    return body(
        town.client_for(by).post("/api/cases/bulk", json={"move": move, "cases": rows} | more), status
    )


def test_each_row_says_what_became_of_it(town: Town) -> None:
    cases = [town.report() for _ in range(3)]
    town.move("duty", cases[1], "accept")
    told = bulk(town, "dispatcher", "accept", cases)
    assert (told["done"], told["failed"]) == (2, 1)
    late = told["items"][1]
    assert (late["done"], late["status"], late["code"]) == (False, 409, "case_already_done")
    assert "受理" in late["detail"]
    assert late["state_zh"] == "已受理待立案"
    assert Case.objects.filter(state="accepted").count() == 3

    filed = bulk(town, "dispatcher", "file", told["items"][::2], input={"condition_no": 1})
    assert filed["failed"] == 0
    sent = bulk(town, "dispatcher", "dispatch", filed["items"], suggested=True)
    assert [row["state_zh"] for row in sent["items"]] == ["已派遣待处置", "已派遣待处置"]
    assert sent["items"][0]["undo"]["move"] == "recall"
    back = bulk(town, "dispatcher", "recall", sent["items"][:1], input={"reason": "撤销"})
    assert back["items"][0]["state_zh"] == "退回待再派"


def test_a_refused_row_is_left_as_it_was(town: Town) -> None:
    case = town.report()
    before = Case.objects.get(pk=case["id"]).version
    told = bulk(town, "worker01", "accept", [case])
    assert told["items"][0]["code"] == "not_your_move"
    assert Case.objects.get(pk=case["id"]).version == before
    bulk(town, "dispatcher", "close", [case], status=422)
    wrong = bulk(town, "dispatcher", "accept", [case], status=422, input={"post": {}})
    assert wrong["errors"][0]["field"] == "input"


def test_saved_filters_are_ones_own_or_the_posts(town: Town) -> None:
    desk = town.client_for("dispatcher")
    said: dict[str, Any] = {
        "name": "超期的店外经营",
        "query": {"view": "open", "matter": "09005", "overdue": "true"},
    }
    mine = body(desk.post("/api/case-filters", json=said | {"shared": True}), 201)
    assert mine["own"]
    assert mine["post_zh"]
    twice = body(desk.post("/api/case-filters", json=said), 422)
    assert twice["errors"][0]["code"] == "filter_name_taken"
    wrong = body(desk.post("/api/case-filters", json=said | {"name": "x", "query": {"colour": "1"}}), 422)
    assert wrong["errors"][0]["code"] == "unknown_filter"
    assert body(town.client_for("duty").get("/api/case-filters"))["items"] == []
    assert town.client_for("duty").delete(f"/api/case-filters/{mine['id']}").status_code == 404
    change = said | {"name": "超期", "version": mine["version"]}
    assert body(desk.put(f"/api/case-filters/{mine['id']}", json=change))["shared"] is False
    assert desk.put(f"/api/case-filters/{mine['id']}", json=change).status_code == 409
    assert desk.delete(f"/api/case-filters/{mine['id']}").status_code == 204


def test_standard_views(town: Town) -> None:
    case = town.filed(matter="06013", text="坑洼")
    case = town.move("dispatcher", case, "dispatch", department="works")
    town.dispatched()

    def listed(by: str, **wanted: str) -> list[str]:
        return [row["number"] for row in body(town.client_for(by).get("/api/cases", wanted))["items"]]

    assert listed("works", unit="true") == [case["number"]]
    town.move("works", case, "request_extension", reason="等料")
    assert listed("dispatcher", approval="true") == [case["number"]]
    assert listed("works", approval="true") == []
    town.move("dispatcher", case, "refuse_extension", reason="先围挡")
    said = {"standard": "not_our_duty", "reason": "x", "clause": "清单", "department": "squad"}
    town.move("works", case, "propose_transfer", **said)
    assert listed("squad1", approval="true") == [case["number"]]
    assert listed("dispatcher", approval="true") == [case["number"]]


def test_a_merge_of_many_is_taken_back_by_the_same_press(town: Town) -> None:
    kept, one, other = (town.report(text=f"路口堆物 {n}") for n in range(3))
    told = bulk(town, "dispatcher", "merge", [one, other], input={"into": kept["id"]})
    assert [row["undo"] for row in told["items"]] == [
        {"move": "split_off", "label_zh": "拆出来", "label_en": "Split off again"}
    ] * 2
    back = bulk(town, "dispatcher", "split_off", told["items"], input={"reason": "撤销"})
    assert (back["done"], back["failed"]) == (2, 0)
    assert Case.objects.filter(state="reported").count() == 3
    assert bulk(town, "dispatcher", "split_off", told["items"], input={"reason": "撤销"})["done"] == 0


def test_accepting_and_filing_many_is_taken_back(town: Town) -> None:
    cases = [town.report(text=f"占道 {n}") for n in range(2)]
    stood = [Case.objects.get(pk=case["id"]) for case in cases]
    town.clock.on(minutes=3)
    told = bulk(town, "dispatcher", "accept", cases)
    assert told["items"][0]["undo"] == {
        "move": "take_back",
        "label_zh": "收回这一步",
        "label_en": "Take the step back",
    }
    back = bulk(town, "dispatcher", "take_back", told["items"], input={"reason": "批量撤销"})
    assert [row["state_zh"] for row in back["items"]] == ["待受理", "待受理"]
    for was in stood:
        now = Case.objects.get(pk=was.pk)
        assert (now.accepted_at, now.clocks, now.stage_due_at) == (None, was.clocks, was.stage_due_at)
    page = town.read("dispatcher", cases[0])
    assert [line["text_zh"] for line in page["timeline"][:2]] == ["收回上一步", "受理"], "both stay told"

    told = bulk(town, "dispatcher", "accept", back["items"])
    filed = bulk(town, "dispatcher", "file", told["items"], input={"condition_no": 1})
    back = bulk(town, "dispatcher", "take_back", filed["items"])
    row = Case.objects.get(pk=cases[0]["id"])
    assert (row.state, row.condition_id, row.filed_at, row.filer_post_id) == ("accepted", None, None, None)
    assert bulk(town, "dispatcher", "take_back", back["items"])["items"][0]["code"] == "case_changed", "once"
    assert bulk(town, "dispatcher", "file", back["items"], input={"condition_no": 1})["done"] == 2


def test_an_extension_and_a_check_are_taken_back(town: Town) -> None:
    case = town.handling()
    due_at = Case.objects.get(pk=case["id"]).due_at
    case = town.move("worker01", case, "request_extension", reason="等料")
    told = bulk(town, "dispatcher", "approve_extension", [case])
    assert Case.objects.get(pk=case["id"]).due_at != due_at
    bulk(town, "dispatcher", "take_back", told["items"])
    row = Case.objects.get(pk=case["id"])
    assert (row.due_at, row.extensions, row.request) == (due_at, 0, "extension_desk"), (
        "asked, and not decided"
    )
    town.move("dispatcher", case, "refuse_extension", reason="先围挡")
    town.photo("worker01", case)
    case = town.move("worker01", case, "finish", outcome="solved")
    told = bulk(town, "dispatcher", "send_check", [case])
    back = bulk(town, "dispatcher", "take_back", told["items"])
    assert Case.objects.get(pk=case["id"]).state == "handled"
    assert bulk(town, "dispatcher", "send_check", back["items"])["done"] == 1


def test_a_rejection_and_an_urging_are_taken_back_and_who_was_told_is_told(town: Town) -> None:
    case = town.report()
    told = bulk(town, "dispatcher", "reject", [case], input={"reason": "点错了"})["items"]
    assert Case.objects.get(pk=case["id"]).ended_at is not None
    told = bulk(town, "dispatcher", "take_back", told, input={"reason": "批量撤销"})["items"]
    row = Case.objects.get(pk=case["id"])
    assert (row.state, row.ended_at, row.outcome) == ("reported", None, "")
    case = town.handling()
    told = bulk(town, "dispatcher", "urge", [case])["items"]
    told = bulk(town, "dispatcher", "take_back", told)["items"]
    row = Case.objects.get(pk=case["id"])
    assert (told[0]["done"], row.urges, row.urged_at) == (True, 0, None)
    back = Event.objects.filter(kind="cases.taken_back").order_by("id")
    assert [bool(one.payload["reported"]) for one in back] == [True, False]
    assert back[1].payload["urged_post_id"] == row.handler_post_id
    told = bulk(town, "dispatcher", "urge", told)["items"]
    town.photo("worker01", case)
    town.move("worker01", town.read("worker01", case), "finish", outcome="solved")
    late = bulk(town, "dispatcher", "take_back", told)["items"][0]
    assert late["code"] == "case_changed", "the other side has acted"
    assert late["detail"]


def test_a_case_of_a_warning_stays_rejected(town: Town) -> None:
    case = town.report()
    Case.objects.filter(pk=case["id"]).update(warning_id=uuid4())
    told = bulk(town, "dispatcher", "reject", [case], input={"reason": "误报"})["items"]
    assert bulk(town, "dispatcher", "take_back", told)["items"][0]["code"] == "taken_back_warning"


def test_what_is_another_s_late_or_told_outside_is_not_taken_back(town: Town) -> None:
    case = town.report()
    told = bulk(town, "dispatcher", "accept", [case])["items"]
    assert bulk(town, "duty", "take_back", told)["items"][0]["code"] == "not_your_move"
    town.clock.on(minutes=11)
    assert bulk(town, "dispatcher", "take_back", told)["items"][0]["code"] == "not_taken_back"
    offers = {one["move"]: one for one in body(town.client_for("dispatcher").get("/api/cases/bulk"))}
    assert [move for move, one in offers.items() if one["undo"] is None] == []
    assert "再告知" in offers["reject"]["why_zh"]
    assert offers["accept"]["why_zh"] == "", "nobody outside has heard of it"
    assert (offers["accept"]["minutes"], offers["dispatch"]["undo"]["move"]) == (10, "recall")
