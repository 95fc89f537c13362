"""结案后: a resident says that it is not solved; a unit contests how it was counted; others decide."""

from typing import Any

import pytest

from tests.cases.town import Town, body
from tests.stories.corner import Corner


def closed(town: Town) -> Any:
    case = town.report("resident", text="店外堆货挡路")
    town.move("dispatcher", case, "accept")
    town.move("dispatcher", case, "file", condition_no=1)
    town.move("dispatcher", case, "dispatch", post="worker-L01")
    town.clock.on(hours=3)
    town.move("worker01", case, "start")
    town.photo("worker01", case)
    town.move("worker01", case, "finish", outcome="solved")
    town.move("supervisor", case, "pass_check")
    return town.move("duty", case, "close", condition_met=True)


@pytest.mark.django_db(transaction=True)
def test_a_complaint_reopens_the_case_as_rework(corner: Corner) -> None:
    town = corner.town
    case = closed(town)
    assert "complain" not in town.actions("worker01", case), "who handled it does not complain"
    case = corner.move("resident", case, "complain", reason="又堆出来了")
    assert (case["state"], case["appeal"]) == ("closed", "complaint")
    assert any(text.startswith("结案后投诉，请复核") for text in corner.notices("duty"))
    assert "complain" not in town.actions("resident", case)
    assert town.actions("duty", case)["reopen"]["missing"][0]["code"] == "guard_outsider", "who closed it"
    assert town.actions("supervisor", case)["reopen"]["allowed"] is False, "who checked it"
    waiting = body(town.client_for("chief").get("/api/cases", {"approval": "true"}))["items"]
    assert [row["number"] for row in waiting] == [case["number"]]
    assert body(town.client_for("duty").get("/api/cases", {"approval": "true"}))["items"] == []

    case = corner.move("chief", case, "reopen", reason="照片里还有货")
    assert (case["state"], case["reworks"], case["ended_at"], case["outcome"]) == ("rework", 1, None, "")
    assert corner.notices("worker01")[0].startswith("投诉成立，请返工")
    assert any("重新处置" in text for text in corner.notices("resident"))
    town.move("worker01", case, "start")
    early = town.move("worker01", case, "finish", status=422, outcome="solved")
    assert early["errors"][0]["code"] == "guard_after_photo", "the old photo does not count"
    town.clock.on(minutes=5)
    town.photo("worker01", case, colour="blue")
    town.move("worker01", case, "finish", outcome="solved")
    town.move("supervisor", case, "pass_check")
    assert town.move("duty", case, "close", condition_met=True)["state"] == "closed"


def test_a_complaint_about_something_further_becomes_a_linked_case(town: Town) -> None:
    case = closed(town)
    town.move("resident", case, "complain", reason="隔壁店也在堆")
    town.move("chief", case, "follow_on", reason="隔壁店也在堆货")
    page = town.read("duty", case)
    assert (page["state"], page["appeal"]) == ("closed", "")
    assert [(one["kin"], one["state"]) for one in page["kin"]] == [("followed_by", "filed")]
    child = town.read("resident", page["kin"][0])
    assert child["kin"][0]["number"] == case["number"], "whoever reported it sees how it goes on"
    assert child["title_zh"].endswith("隔壁店也在堆货")


def test_terms_and_refusals(town: Town) -> None:
    case = closed(town)
    town.move("resident", case, "complain", reason="还有")
    town.move("chief", case, "reject_complaint", reason="现场已清")
    again = town.move("resident", case, "complain", status=422, reason="还有")
    assert again["errors"][0]["code"] == "guard_complaint_term"
    late = closed(town)
    town.clock.on(days=8)
    refused = town.move("resident", late, "complain", status=422, reason="还有")
    assert refused["errors"][0]["message"] == "投诉期限已过，或已经投诉过"


def test_a_unit_appeals_once_and_two_people_decide(town: Town) -> None:
    case = closed(town)
    assert case["overdue_since"] is not None
    case = town.move("worker01", case, "appeal", about="overdue", reason="系统停机半小时")
    closer = town.move("duty", case, "review_appeal", status=422, opinion="support", reason="属实")
    assert closer["errors"][0]["code"] == "guard_outsider"
    case = town.move("chief", case, "review_appeal", opinion="support", reason="停机记录属实")
    again = town.move("chief", case, "uphold_appeal", status=422, reason="同意")
    assert again["errors"][0]["code"] == "guard_second_reviewer"
    town.move("duty_night", case, "uphold_appeal", reason="同意")
    page = town.read("worker01", case)
    assert (page["exempt"], page["appeal"]) == ("overdue", "")
    assert page["overdue_since"] is not None, "left out of the statistics, but still to be seen"
    assert "appeal" not in town.actions("worker01", case)
