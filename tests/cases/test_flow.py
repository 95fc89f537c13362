"""A case from report to close over HTTP, and what each answer carries."""

from tests.cases.town import Town, wall


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
