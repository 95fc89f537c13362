"""退单: the first receiver says whose it is and keeps it until somebody signs; others return with a standard reason."""

import pytest

from tests.cases.town import Town, wall
from tests.stories.corner import Corner

NOT_OURS = {"standard": "not_our_duty", "reason": "非我局职责", "clause": "街道权力清单 2026-07 第 12 项"}


def test_the_first_receiver_cannot_simply_pass_it_on(town: Town) -> None:
    case = town.filed(matter="06013", text="人行道坑洼")
    case = town.move("dispatcher", case, "dispatch", department="squad")
    due = case["due_at"]
    assert "先属地" in town.read("dispatcher", case)["timeline"][0]["detail_zh"]

    town.clock.on(minutes=40)
    offered = town.actions("squad1", case)
    assert "return" not in offered, "首接负责"
    blocked = town.move("squad1", case, "return", status=422, **NOT_OURS)
    assert blocked["errors"][0]["code"] == "guard_not_first"
    unnamed = town.move("squad1", case, "propose_transfer", status=422, **NOT_OURS)
    assert [(e["field"], e["code"]) for e in unnamed["errors"]] == [("target", "field_missing")]
    own = town.move("squad1", case, "propose_transfer", status=422, department="squad", **NOT_OURS)
    assert own["errors"][0]["code"] == "own_unit"

    town.move("squad1", case, "propose_transfer", department="works", **NOT_OURS)
    case = town.read("dispatcher", case)
    assert (case["state"], case["request"], case["proposed"]["code"]) == (
        "dispatched",
        "transfer_unit",
        "works",
    )
    assert case["department"]["code"] == "squad", "first receiver stays responsible until another signs"
    assert case["due_at"] == due
    assert "start" in town.actions("squad1", case), "it may still do the work"


@pytest.mark.django_db(transaction=True)
def test_the_unit_named_takes_it_over(corner: Corner) -> None:
    town = corner.town
    case = town.filed(matter="06013", text="人行道坑洼")
    case = town.move("dispatcher", case, "dispatch", department="squad")
    due = case["due_at"]
    corner.move("squad1", case, "propose_transfer", department="works", **NOT_OURS)
    assert any("是否接办" in text for text in corner.notices("works"))
    assert "agree_transfer" not in town.actions("squad1", case)
    case = corner.move("works", case, "agree_transfer")
    assert (case["state"], case["department"]["code"], case["returns"]) == ("dispatched", "works", 1)
    assert case["due_at"] == due, "the clock of the first receiver runs on"
    assert "start" in town.actions("works", case)
    assert "start" not in town.actions("squad1", case)
    chain = town.read("works", case)["passing"]
    assert [(hand["unit_zh"], hand["left"]) for hand in chain] == [
        ("综合行政执法队", "transferred"),
        ("市政建设服务中心", ""),
    ]
    assert (chain[0]["reason_zh"], chain[0]["said"]) == ("不属本单位职责", "非我局职责")
    assert any("已由对方接办" in text for text in corner.notices("dispatcher"))
    unnamed = town.move("works", case, "return", status=422, **NOT_OURS)
    assert unnamed["errors"][0]["code"] == "reason_names_unit"
    case = town.move("works", case, "return", department="squad", **NOT_OURS)
    assert case["state"] == "dispatching", "who did not receive it first may return it at once"


@pytest.mark.django_db(transaction=True)
def test_when_the_unit_named_does_not_want_it_the_desk_decides(corner: Corner) -> None:
    town = corner.town
    case = town.dispatched()
    case = town.move(
        "worker01",
        case,
        "propose_transfer",
        standard="not_here",
        reason="在 L02",
        clause="划分表",
        post="worker-L02",
    )
    corner.move("worker02", case, "decline_transfer", reason="也不在我这里")
    assert town.read("dispatcher", case)["request"] == "transfer_desk"
    assert "agree_transfer" not in town.actions("worker02", case)
    case = corner.move("dispatcher", case, "refuse_transfer", reason="地点在 L01 一侧")
    assert (case["request"], case["handler_post"]["code"], case["returns"]) == ("", "worker-L01", 0)
    assert any("不同意转办" in text for text in corner.notices("worker01"))

    case = town.back("worker01", case, to="worker-L02")
    assert (case["state"], case["returns"]) == ("dispatching", 1)
    last = town.read("dispatcher", case)["timeline"][0]
    assert last["text_zh"] == "退回"
    assert "应由" in last["detail_zh"]


def test_owner_first_and_locality_first_are_checked(town: Town) -> None:
    """A component's owner cannot say "not our area", a place's unit not "not our property"."""
    lamp = town.filed(matter="01037", text="路灯不亮")
    lamp = town.move("dispatcher", lamp, "dispatch", department="works")
    field = next(
        f for f in town.actions("works", lamp)["propose_transfer"]["fields"] if f["name"] == "standard"
    )
    offered = [choice["value"] for choice in field["choices"]]
    assert "not_owner" in offered
    assert "not_here" not in offered
    wrong = {"standard": "not_here", "reason": "不在辖区", "clause": "划分表", "post": "worker-L01"}
    refused = town.move("works", lamp, "propose_transfer", status=422, **wrong)
    assert refused["errors"][0]["message"] == "部件先属主后属地：「不在本单位（路段）辖区」不能作为退回理由"
    assert town.read("works", lamp)["principle"] == "owner_first"
    unknown = town.move("works", lamp, "propose_transfer", status=422, **wrong | {"standard": "nobody"})
    assert unknown["errors"][0]["code"] == "unknown_reason"


def test_a_department_takes_its_assignment_back_before_it_returns(town: Town) -> None:
    case = town.filed(matter="06027", text="油烟扰民")
    town.move("dispatcher", case, "dispatch", department="squad")
    town.move("squad2", case, "assign", post="squad-C1")
    town.move("squad1", case, "start")
    blocked = town.move("squad1", case, "propose_transfer", status=422, department="works", **NOT_OURS)
    assert blocked["errors"][0]["code"] == "guard_assignment_revoked"
    town.move("squad2", case, "revoke", reason="改由他人")
    case = town.back("squad2", case, to="works", **NOT_OURS)
    assert case["returns"] == 1


def test_a_returned_case_cannot_go_to_closing(town: Town) -> None:
    case = town.back("worker01", town.dispatched())
    for move, given in (("pass_check", {}), ("close", {"condition_met": True}), ("send_check", {})):
        refused = town.move("duty", case, move, status=409, **given)
        assert refused["code"] == "illegal_move"
    assert wall(case["ended_at"]) == ""


def test_the_office_edits_its_standard_reasons(town: Town) -> None:
    admin = town.client_for("admin")
    row = {"applies": "any", "text_zh": "夜间无人", "text_en": "Nobody at night", "order": 95}
    assert admin.put("/api/return-reasons/no_night", json=row).status_code == 200
    assert town.client_for("worker01").put("/api/return-reasons/no_night", json=row).status_code == 404
    listed = admin.get("/api/return-reasons").json()["items"]
    assert next(one for one in listed if one["code"] == "no_night")["source"] == "office"
    admin.put("/api/return-reasons/no_night", json=row | {"active": False})
    edits = admin.get("/api/return-reasons/no_night/history").json()["items"]
    assert [edit["after"]["active"] for edit in edits] == [False, True]
