"""A case from report to close over HTTP, and what each answer carries."""

from tests.cases.town import IN_L03, Town, body, local, wall


def test_from_report_to_close(town: Town) -> None:
    case = town.report()
    assert case["state"] == "reported"
    assert case["clock"]["code"] == "acceptance"
    town.move("dispatcher", case, "accept")
    case = town.move("dispatcher", case, "file", condition_no=1)
    assert case["stage"] == "file"
    assert case["due_at"] is None
    case = town.move("dispatcher", case, "dispatch", post="worker-L01")
    assert wall(case["due_at"]) == "2026-11-20 17:22"  # 2 紧急工作时 from the dispatch
    town.move("worker01", case, "start")
    town.photo("worker01", case)
    case = town.move("worker01", case, "finish", outcome="solved")
    assert case["state"] == "handled"
    assert case["clock"]["code"] == "sending"
    town.move("dispatcher", case, "send_check", post="check-day")
    town.move("supervisor", case, "pass_check")
    case = town.move("supervisor", case, "close", condition_met=True)
    assert case["state"] == "closed"
    case = town.read("supervisor", case)
    assert [step["progress"] for step in case["steps"]] == ["done"] * 7
    assert case["timeline"][0]["kind"] == "cases.closed"


def test_what_was_filed_and_closed_since_midnight(town: Town) -> None:
    """The two figures of a day open exactly their rows: filed ones also after their end, closed ones only closed."""
    before = town.filed()
    town.clock.on(days=1)
    filed = town.filed(**IN_L03)
    midnight = local("2026-11-21 00:00").isoformat()
    rows = body(town.client_for("dispatcher").get("/api/cases", {"filed_since": midnight}))["items"]
    assert [row["id"] for row in rows] == [filed["id"]] != [before["id"]]
    assert body(town.client_for("dispatcher").get("/api/cases", {"closed_since": midnight}))["items"] == []
    day_before = {"reported_since": local("2026-11-20 00:00").isoformat(), "reported_until": midnight}
    for asked in (day_before, {"filed_until": midnight}):
        rows = body(town.client_for("dispatcher").get("/api/cases", asked))["items"]
        assert [row["id"] for row in rows] == [before["id"]]
    assert body(town.client_for("dispatcher").get("/api/cases", {"closed_until": midnight}))["items"] == []
