"""A report that was wrong: refused before filing with a reason, or voided afterwards with a reason."""

from tests.cases.town import Town
from weige.cases.models import Case


def test_nothing_there_after_all(town: Town) -> None:
    """The worker nearby is asked; he finds nothing; the desk does not accept it and says why."""
    case = town.report(by="resident", text="有人摆摊", place="示范路 3 号")
    town.move("dispatcher", case, "ask_verify", post="worker-L01")
    assert [row["id"] for row in tasks(town, "worker01")] == [case["id"]]
    town.clock.on(minutes=12)
    town.move("worker01", case, "confirm_absent", reason="到现场未发现")
    refused = town.move("dispatcher", case, "reject", status=422)
    assert refused["errors"] == [{"field": "reason", "code": "field_missing", "message": "缺这一项"}]
    town.move("dispatcher", case, "reject", reason="现场核实未发现问题")
    seen = town.read("resident", case)
    assert seen["state"] == "rejected"
    assert "现场核实未发现问题" in seen["timeline"][0]["detail_zh"]
    assert tasks(town, "worker01") == []


def tasks(town: Town, name: str) -> list[dict[str, object]]:
    answer = town.client_for(name).get("/api/cases?mine=true&open=true")
    return list(answer.json()["items"])


def test_a_wrong_alarm_is_voided_with_a_reason(town: Town) -> None:
    case = town.dispatched(matter="09006", text="占道经营")
    assert town.move("dispatcher", case, "void", status=422)["errors"][0]["field"] == "reason"
    case = town.move("dispatcher", case, "void", reason="误报：是搬家车辆")
    assert case["state"] == "void"
    assert case["ended_at"] is not None
    row = Case.objects.get(pk=case["id"])
    assert row.clocks["handling"]["spells"][0][1] is not None, "the clock stopped"
    page = town.read("worker01", case)
    assert page["actions"] == []
    assert page["timeline"][0]["reason"] == "误报：是搬家车辆"


def test_the_handler_cannot_void_his_own_case(town: Town) -> None:
    """A duty officer who went there himself cannot make the case disappear."""
    case = town.handling()
    duty = town.client_for("duty").get("/api/auth/me").json()
    Case.objects.filter(pk=case["id"]).update(handler_user=duty["user"]["id"])
    refused = town.move("duty", case, "void", status=422, reason="没有这回事")
    assert refused["errors"][0]["code"] == "guard_not_handler"
