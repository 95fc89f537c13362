"""A supervised overdue case: nudged before its limit, overdue, urged, supervised, late, answered twice, closed."""

import pytest

from tests.cases.town import Town, body, wall
from tests.stories.corner import Corner
from weige.cases.services.sweeping import sweep

pytestmark = pytest.mark.django_db(transaction=True)


def tick(corner: Corner, **on: float) -> None:
    corner.clock.on(**on)
    sweep(now=corner.clock.now)
    corner.deliver()


def listed(town: Town, by: str, **wanted: str) -> list[str]:
    return [row["number"] for row in body(town.client_for(by).get("/api/cases", wanted))["items"]]


def test_from_urging_to_answer_to_close(corner: Corner) -> None:
    town = corner.town
    case = town.report("resident", text="店外堆货挡路")
    town.move("dispatcher", case, "accept")
    town.move("dispatcher", case, "file", condition_no=1)
    case = corner.move("dispatcher", case, "dispatch", post="worker-L01")
    assert wall(case["due_at"]) == "2026-11-20 17:22"

    tick(corner, minutes=100)
    assert corner.notices("worker01")[0].startswith("催办"), "a fifth of the limit is left: told by itself"
    tick(corner, minutes=1)
    assert sum(text.startswith("催办") for text in corner.notices("worker01")) == 1
    assert town.read("worker01", case)["urges"] == 0, "the clock's own word is no urging"

    tick(corner, minutes=30)
    assert town.read("duty", case)["overdue_since"] is not None
    corner.move("resident", case, "follow_up", note="还堆着")
    again = town.move("resident", case, "follow_up", status=422)
    assert again["errors"][0]["message"] == "一天内已经催过，正在办"
    corner.move("dispatcher", case, "urge", note="尽快到场")
    assert town.read("duty", case)["urges"] == 2
    assert sum(text.startswith("催办") for text in corner.notices("worker01")) == 3

    case = corner.move("duty", case, "supervise", reason="居民两次催办，说明何时到场")
    assert case["supervision"] == "overdue", "an overdue case is supervised as such"
    told = town.read("duty", case)["timeline"][0]["detail_zh"]
    assert told.startswith("超时督办 · 橙色 · 督办编号 督〔2026〕第1号")
    assert wall(case["supervision_due_at"]) == "2026-11-23 17:33", "one working day, the office's own term"
    assert listed(town, "chief", supervised="true") == [case["number"]]
    assert "supervise" not in town.actions("chief", case)
    assert corner.notices("worker01")[0].startswith(f"督办 {case['number']}")

    town.move("worker01", case, "start")
    town.photo("worker01", case)
    town.move("worker01", case, "finish", outcome="solved")
    town.move("supervisor", case, "pass_check")
    blocked = town.actions("duty", case)["close"]
    assert [gap["code"] for gap in blocked["missing"]] == ["guard_supervision_settled"]

    tick(corner, days=3, hours=1)
    assert any(text.startswith("督办逾期未答复") for text in corner.notices("duty"))
    assert "answer_supervision" not in town.actions("duty", case)
    town.move("worker01", case, "answer_supervision", status=422, answer=" ")
    corner.move("worker01", case, "answer_supervision", answer="已清理")
    assert case["number"] in listed(town, "duty", approval="true")
    corner.move(
        "duty", case, "press_supervision", reason="说明为何超期", answer_by="2026-11-24T09:00:00+08:00"
    )
    corner.move("worker01", case, "answer_supervision", answer="当班处置另一件，到场晚了四十分钟")
    case = corner.move("duty", case, "close", condition_met=True)
    assert case["state"] == "closed"
    told = [line["kind"] for line in town.read("duty", case)["timeline"]]
    for kind in ("cases.urged", "cases.supervised", "cases.supervision_late", "cases.supervision_answered"):
        assert kind in told
    assert any("已办结" in text for text in corner.notices("resident"))


def test_a_supervision_can_be_ended_and_a_past_term_is_refused(corner: Corner) -> None:
    town = corner.town
    case = town.dispatched()
    past = town.move(
        "chief", case, "supervise", status=422, reason="x", answer_by="2026-11-19T09:00:00+08:00"
    )
    assert past["errors"][0]["code"] == "in_the_past"
    wrong = town.move("chief", case, "supervise", status=422, reason="x", urgency="very")
    assert wrong["errors"][0]["field"] == "urgency"
    wrong = town.move("chief", case, "supervise", status=422, reason="x", degree="purple")
    assert wrong["errors"][0]["field"] == "degree"
    town.move("chief", case, "supervise", reason="重点路段", urgency="leader", degree="red")
    told = town.read("chief", case)["timeline"][0]["detail_zh"]
    assert told.startswith("领导督办 · 红色 · 督办编号 督〔2026〕第1号")
    case = corner.move("supervisor", case, "end_supervision")
    assert case["supervision"] == ""
    assert corner.notices("worker01")[0].startswith("已解除督办")
