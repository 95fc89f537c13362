"""退回: a case that went to the wrong house goes back with its basis, and the third time to the coordinator."""

from tests.cases.town import Town, wall


def test_the_wrong_unit_returns_it_and_the_clock_runs_on(town: Town) -> None:
    case = town.filed(matter="06013", text="人行道坑洼")
    case = town.move("dispatcher", case, "dispatch", department="squad")
    due = case["due_at"]

    town.clock.on(minutes=40)
    refused = town.move("squad1", case, "return", status=422, reason="非我局职责")
    assert [(e["field"], e["code"]) for e in refused["errors"]] == [("clause", "field_missing")]
    town.move("squad1", case, "return", reason="非我局职责", clause="街道权力清单 2026-07 第 12 项")

    case = town.read("dispatcher", case)
    assert case["state"] == "dispatching"
    assert case["stage"] == "dispatch"
    assert case["due_at"] == due, "the first receiver's clock runs on while it waits"
    assert case["department"]["code"] == "squad", "first receiver stays responsible until another signs"
    assert case["timeline"][0]["text_zh"] == "退回"
    assert "第 12 项" in case["timeline"][0]["detail_zh"]

    case = town.move("dispatcher", case, "dispatch", department="works")
    assert case["due_at"] == due
    assert town.client_for("squad1").get(f"/api/cases/{case['id']}").status_code == 200, (
        "who returned it may look"
    )
    assert "start" not in town.actions("squad1", case)
    assert "start" in town.actions("works", case)


def test_the_third_return_goes_to_the_coordinator(town: Town) -> None:
    case = town.dispatched()
    for count in (1, 2, 3):
        town.move("worker01", case, "return", reason="不在本路段", clause="路段划分表")
        if count < 3:
            town.move("dispatcher", case, "dispatch", post="worker-L01")
    action = town.actions("dispatcher", case)["dispatch"]
    assert action["allowed"] is False
    assert action["missing"][0]["code"] == "guard_coordinator"
    refused = town.move("dispatcher", case, "dispatch", status=422, post="worker-L01")
    assert refused["errors"][0]["message"] == "已退回三次，由协调席派遣"
    assert town.move("duty", case, "dispatch", post="squad-C1")["state"] == "dispatched"


def test_a_department_takes_its_assignment_back_before_it_returns(town: Town) -> None:
    case = town.filed(matter="06027", text="油烟扰民")
    town.move("dispatcher", case, "dispatch", department="squad")
    town.move("squad2", case, "assign", post="squad-C1")
    town.move("squad1", case, "start")
    blocked = town.move("squad1", case, "return", status=422, reason="非我局", clause="清单")
    assert blocked["errors"][0]["code"] == "guard_assignment_revoked"
    town.move("squad2", case, "revoke", reason="改由他人")
    case = town.move("squad2", case, "return", reason="非我局", clause="清单")
    assert case["returns"] == 1


def test_a_returned_case_cannot_go_to_closing(town: Town) -> None:
    case = town.dispatched()
    case = town.move("worker01", case, "return", reason="不在本路段", clause="路段划分表")
    for move, given in (("pass_check", {}), ("close", {"condition_met": True}), ("send_check", {})):
        refused = town.move("duty", case, move, status=409, **given)
        assert refused["code"] == "illegal_move"
    assert wall(case["ended_at"]) == ""
