"""返工: the check fails, the same handler goes again, on the same clock; nobody checks his own work."""

from tests.cases.town import Town, wall


def test_rework_on_the_same_clock(town: Town) -> None:
    """Dispatched 15:22 with two hours. Handled 16:02, check fails 16:32: of the two hours 40 minutes are used."""
    case = town.handling()
    town.clock.on(minutes=40)
    town.photo("worker01", case)
    case = town.move("worker01", case, "finish", outcome="solved")
    assert wall(case["due_at"]) == "2026-11-20 17:22"

    town.clock.on(minutes=10)
    town.move("dispatcher", case, "send_check", post="check-day")
    town.clock.on(minutes=20)
    case = town.move("supervisor", case, "fail_check", reason="货物还在门外")
    assert case["state"] == "rework"
    assert case["handler_post"]["code"] == "worker-L01", "the same handler"
    assert case["reworks"] == 1
    assert wall(case["due_at"]) == "2026-11-20 17:52", "the 30 minutes of the check do not count"
    assert case["clock"]["remaining_seconds"] == 80 * 60

    town.move("worker01", case, "start")
    action = town.actions("worker01", case)["finish"]
    assert action["missing"][0]["code"] == "guard_after_photo", "the old picture does not do"
    assert "还差 1 张" in action["missing"][0]["text_zh"]
    town.clock.on(minutes=5)
    town.photo("worker01", case, colour="blue")
    town.move("worker01", case, "finish", outcome="solved")
    town.move("supervisor", case, "pass_check")
    case = town.move("supervisor", case, "close", condition_met=True)
    assert case["state"] == "closed"
    assert case["overdue_since"] is None


def test_a_failed_case_cannot_be_bounced(town: Town) -> None:
    case = town.handled()
    town.move("supervisor", case, "fail_check", reason="没有收干净")
    town.move("worker01", case, "start")
    said = {"standard": "other", "reason": "不归我", "clause": "无", "post": "squad-C1"}
    refused = town.move("worker01", case, "propose_transfer", status=422, **said)
    assert refused["errors"][0]["code"] == "guard_first_try"


def test_nobody_checks_or_closes_his_own_work(town: Town) -> None:
    """By post: worker01 holds case.check in his segment, but handled this one himself."""
    case = town.handled()
    assert "pass_check" not in town.actions("worker01", case), "he never may, so he is not shown it"
    refused = town.move("worker01", case, "pass_check", status=422)
    assert refused["errors"][0]["code"] == "guard_not_handler"
    assert refused["errors"][0]["message"] == "处置人不能自己核查、结案或作废"
    assert town.move("deputy1", case, "pass_check")["state"] == "checked"


def test_closing_needs_the_condition_ticked_or_an_honest_word(town: Town) -> None:
    case = town.handled()
    town.move("supervisor", case, "pass_check")
    refused = town.move("supervisor", case, "close", status=422, condition_met=False)
    assert refused["errors"][0]["code"] == "closing_condition_unmet"
    assert "撤除店外物品" in refused["errors"][0]["message"]
    assert town.move("dispatcher", case, "close", status=403, condition_met=True)["code"] == "not_your_move"
    town.move("duty", case, "close", condition_met=True)

    case = town.handling(text="第二件")
    town.photo("worker01", case, colour="red")
    town.move("worker01", case, "finish", outcome="explained")
    town.move("supervisor", case, "pass_check")
    refused = town.move("supervisor", case, "close", status=422, condition_met=False)
    assert refused["errors"][0]["code"] == "explanation_missing"
    closed = town.move("supervisor", case, "close", condition_met=False, note="权属争议，已告知走诉讼")
    assert closed["outcome"] == "explained"
