"""延期 and 挂账: asked with a reason, granted by others, counted, and never a way to hide that it is late."""

from datetime import timedelta

from tests.cases.town import Town, local, wall
from weige.cases.models import Case
from weige.cases.services.sweeping import sweep
from weige.kernel.models import Event

PLAN = "交底后两天内完工，市政经办人"


def test_two_extensions_and_no_more(town: Town) -> None:
    """A post that got the case itself asks the desk; each extension adds the original two hours."""
    case = town.handling()
    for count, due in ((1, "2026-11-20 19:22"), (2, "2026-11-20 21:22")):
        town.move("worker01", case, "request_extension", reason="店主外出，约定傍晚")
        assert "approve_extension" not in town.actions("worker01", case)
        case = town.move("dispatcher", case, "approve_extension")
        assert case["extensions"] == count
        assert wall(case["due_at"]) == due
    action = town.actions("worker01", case)["request_extension"]
    assert action["missing"][0]["text_zh"] == "已经延期两次，不能再延"


def test_a_refusal_does_not_count_and_overdue_comes_too_late(town: Town) -> None:
    case = town.handling()
    town.move("worker01", case, "request_extension", reason="等工具")
    case = town.move("dispatcher", case, "refuse_extension", reason="工具就在站里")
    assert case["extensions"] == 0
    town.clock.on(hours=2, minutes=1)
    refused = town.move("worker01", case, "request_extension", status=422, reason="再给一点时间")
    assert refused["errors"][0]["code"] == "guard_not_overdue"


def test_within_a_department_it_takes_two(town: Town) -> None:
    """The squad assigned a member: a colleague endorses, then the desk decides; nobody endorses his own request."""
    case = town.filed(matter="06027", text="油烟")
    town.move("dispatcher", case, "dispatch", department="squad")
    town.move("squad2", case, "assign", post="squad-C1")
    town.move("squad1", case, "request_extension", reason="设备检修")
    assert "endorse_extension" not in town.actions("squad1", case)
    assert "approve_extension" not in town.actions("dispatcher", case)
    town.move("squad2", case, "endorse_extension")
    case = town.move("dispatcher", case, "approve_extension")
    assert case["extensions"] == 1


def test_suspension_until_the_pipes_are_mapped(town: Town) -> None:
    """挂账 until 5 December: five working days' limit, two days used, the rest counts afterwards."""
    town.clock.at("2026-11-16 08:00")  # a Monday
    case = town.filed(matter="06013", text="人行道破损")
    case = town.move("dispatcher", case, "dispatch", department="works")
    assert wall(case["due_at"]) == "2026-11-20 18:00"
    town.move("works", case, "start")

    town.clock.at("2026-11-18 08:00")
    too_far = (town.clock.now + timedelta(days=400)).isoformat()
    refused = town.move(
        "works",
        case,
        "request_suspension",
        status=422,
        plan=PLAN,
        reason="等管线交底",
        until=too_far,
    )
    assert refused["errors"][0]["code"] == "until_out_of_range"
    until = local("2026-12-07 08:00").isoformat()
    town.move(
        "works",
        case,
        "request_suspension",
        plan=PLAN,
        reason="等管线交底",
        until=until,
    )
    case = town.move("dispatcher", case, "approve_suspension")
    assert case["state"] == "suspended"
    past = town.read("works", case)["timeline"]
    assert "问题库编号 库〔2026〕第1号" in past[0]["detail_zh"]
    assert f"整改计划与责任人 {PLAN}" in past[1]["detail_zh"]
    assert case["clock"]["state"] == "paused"
    assert wall(case["clock"]["paused_until"]) == "2026-12-07 08:00"
    assert wall(case["due_at"]) == "2026-12-09 18:00", "three working days after the end of the pause"

    town.clock.at("2026-12-07 08:01")
    assert sweep(now=town.clock.now)["resumed"] == 1
    assert sweep(now=town.clock.now)["resumed"] == 0
    case = town.read("works", case)
    assert case["state"] == "handling"
    assert case["timeline"][0]["actor_zh"] == "系统"
    refused = town.move(
        "works",
        case,
        "request_suspension",
        status=422,
        plan=PLAN,
        reason="再等等",
        until=until,
    )
    assert refused["errors"][0]["code"] == "guard_never_suspended"


def test_overdue_stays_overdue_under_suspension(town: Town) -> None:
    case = town.handling()
    until = (town.clock.now + timedelta(days=3)).isoformat()
    town.move(
        "squad1",
        town.handling("squad1", to="squad-C1", text="另一件"),
        "request_suspension",
        plan=PLAN,
        reason="等",
        until=until,
    )
    town.clock.on(hours=3)
    assert sweep(now=town.clock.now)["overdue"] == 2
    assert sweep(now=town.clock.now)["overdue"] == 0
    other = Case.objects.exclude(pk=case["id"]).get(request="suspension")
    suspended = town.move("dispatcher", {"id": str(other.pk)}, "approve_suspension")
    assert suspended["state"] == "suspended"
    assert suspended["clock"]["state"] == "over"
    assert wall(suspended["overdue_since"]) == "2026-11-20 17:22"
    assert Event.objects.filter(kind="cases.overdue").count() == 2


def test_resumed_early_the_due_time_comes_nearer(town: Town) -> None:
    case = town.handling("squad1", to="squad-C1")
    until = (town.clock.now + timedelta(days=2)).isoformat()
    town.move(
        "squad1",
        case,
        "request_suspension",
        plan=PLAN,
        reason="店主住院",
        until=until,
    )
    case = town.move("duty", case, "approve_suspension")
    assert wall(case["due_at"]) == "2026-11-22 17:22"
    town.clock.on(hours=4)
    case = town.move("squad1", case, "resume")
    assert wall(case["due_at"]) == "2026-11-20 21:22"
