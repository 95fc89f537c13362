"""A case in parts for two units closes after them; duplicates end with theirs, and every reporter hears of it."""

from typing import Any

import pytest

from tests.cases.town import Town, body
from tests.stories.corner import Corner

PARTS = [{"post": "worker-L01", "text": "劝导店家"}, {"department": "works", "text": "修补路面"}]


def done(town: Town, by: str, case: Any) -> None:
    town.move(by, case, "start")
    town.photo(by, case, colour="blue" if by == "works" else "red")
    town.move(by, case, "finish", outcome="solved")
    town.move("supervisor", case, "pass_check")
    town.move("duty", case, "close", condition_met=True)


@pytest.mark.django_db(transaction=True)
def test_a_parent_closes_after_its_parts(corner: Corner) -> None:
    town = corner.town
    case = town.dispatched(to="squad-C1")
    few = town.move("dispatcher", case, "split", status=422, parts=PARTS[:1])
    assert few["errors"][0]["code"] == "too_few_parts"
    wrong = town.move("dispatcher", case, "split", status=422, parts=[PARTS[0], {"text": "x"}])
    assert wrong["errors"][0]["field"] == "parts[1].target"
    case = corner.move("dispatcher", case, "split", parts=PARTS)
    assert (case["parts_total"], case["parts_open"]) == (2, 2)
    assert any("新任务" in text and "劝导店家" in text for text in corner.notices("worker01"))
    parts = [one for one in town.read("duty", case)["kin"] if one["kin"] == "part"]
    assert [(part["state"], part["unit"]["code"]) for part in parts] == [
        ("dispatched", "worker-L01"), ("dispatched", "works"),
    ]  # fmt: skip
    assert "split" not in town.actions("dispatcher", parts[0])

    town.move("squad1", case, "start")
    town.photo("squad1", case)
    blocked = town.move("squad1", case, "finish", status=422, outcome="solved")
    assert blocked["errors"][0]["message"] == "还有子案没有办结，先等子案"
    town.move("duty", case, "void", status=422, reason="x")
    done(town, "worker01", parts[0])
    corner.deliver()
    assert any("还剩 1 件" in text for text in corner.notices("squad1"))
    done(town, "works", parts[1])
    assert town.read("duty", case)["parts_open"] == 0
    town.move("squad1", case, "finish", outcome="solved")
    town.move("supervisor", case, "pass_check")
    assert town.move("duty", case, "close", condition_met=True)["state"] == "closed"


@pytest.mark.django_db(transaction=True)
def test_every_reporter_is_told_once_under_the_own_number(corner: Corner) -> None:
    town = corner.town
    first = town.dispatched()
    second = town.report("resident", text="店外堆货")
    third = town.report("dispatcher", source="hotline", text="来电：店外堆货")
    for other in (second, third):
        town.move("dispatcher", other, "merge", into=first["id"])
    done(town, "worker01", first)
    corner.deliver()
    told = [text for text in corner.notices("resident") if "办结" in text]
    assert len(told) == 1
    assert second["number"] in told[0]
    assert first["number"] in told[0]
    assert town.read("duty", second)["timeline"][0]["text_zh"] == "随并入的案件办结"
    heard = body(town.client_for("duty").get(f"/api/cases/{first['id']}/told"))["items"]
    assert [(line["source"], line["channel"]) for line in heard][1] == ("resident", "in_app")
    assert heard[1]["told_at"] is not None
    assert town.client_for("resident").get(f"/api/cases/{first['id']}/told").status_code == 403
