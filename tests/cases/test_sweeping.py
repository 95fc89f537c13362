"""What time does: each thing told once, late or early, and again after a crash; a new calendar is counted in."""

from datetime import date

import pytest

from tests.cases.town import Town, wall
from weige.cases import tasks  # noqa: F401 - registers the task
from weige.cases.models import Case
from weige.cases.services.sweeping import sweep
from weige.kernel.access import SYSTEM
from weige.kernel.models import Event
from weige.kernel.periodic import schedule


def kinds(prefix: str) -> list[str]:
    return list(Event.objects.filter(kind__startswith=prefix).order_by("id").values_list("kind", flat=True))


def test_overdue_is_told_once_and_never_taken_back(town: Town) -> None:
    case = town.handling()
    town.clock.at("2026-11-20 17:22")
    assert sweep(now=town.clock.now)["overdue"] == 0, "due is not over"
    town.clock.at("2026-11-21 09:00")
    assert sweep(now=town.clock.now)["overdue"] == 1
    assert sweep(now=town.clock.now)["overdue"] == 0
    assert kinds("cases.overdue") == ["cases.overdue"]
    row = Case.objects.get()
    assert wall(row.overdue_since) == "2026-11-20 17:22", "since it was due, not since somebody looked"
    town.photo("worker01", case)
    case = town.move("worker01", case, "finish", outcome="solved")
    assert case["overdue_since"] is not None
    assert kinds("cases.overdue") == ["cases.overdue"]


def test_who_reports_late_before_any_sweep_is_overdue_all_the_same(town: Town) -> None:
    case = town.handling()
    town.photo("worker01", case)
    town.clock.on(hours=5)
    case = town.move("worker01", case, "finish", outcome="solved")
    assert case["overdue_since"] is not None
    page = town.read("dispatcher", case)
    assert [item["kind"] for item in page["timeline"]][:2] == ["cases.finished", "cases.overdue"]


def test_a_desk_that_sleeps_is_told_of_once(town: Town) -> None:
    town.report()
    town.clock.on(minutes=16)
    assert sweep(now=town.clock.now)["stage_overdue"] == 1
    assert sweep(now=town.clock.now)["stage_overdue"] == 0
    event = Event.objects.get(kind="cases.stage_overdue")
    assert event.payload["stage_clock"] == "acceptance"


def test_verification_rests_the_acceptance_clock(town: Town) -> None:
    """15 minutes to accept; after 10 the worker is asked; 20 minutes later he answers: 5 are left."""
    case = town.report()
    town.clock.on(minutes=10)
    case = town.move("dispatcher", case, "ask_verify", post="worker-L01")
    assert case["clock"]["code"] == "verification"
    assert case["clock"]["remaining_seconds"] == 30 * 60
    town.clock.on(minutes=20)
    case = town.move("worker01", case, "confirm_found")
    assert case["clock"]["code"] == "acceptance"
    assert case["clock"]["remaining_seconds"] == 5 * 60


def test_each_desk_has_its_own_clock(town: Town) -> None:
    case = town.filed()
    assert (case["clock"]["code"], case["clock"]["remaining_seconds"]) == ("dispatch", 15 * 60)
    case = town.handled(text="另一件")
    assert (case["clock"]["code"], case["clock"]["remaining_seconds"]) == ("sending", 15 * 60)
    case = town.move("dispatcher", case, "send_check")
    assert (case["clock"]["code"], case["clock"]["remaining_seconds"]) == ("check", 30 * 60)


def test_a_new_calendar_is_counted_into_open_cases(town: Town) -> None:
    """The office loads a local day off: due times move, and the page says why."""
    from weige.kernel.services.calendar import set_day
    from weige.kernel.worktime import DayKind, Override

    town.clock.at("2026-11-20 17:00")
    case = town.dispatched(matter="06012", text="路面有油污")
    assert wall(case["due_at"]) == "2026-11-23 09:00"
    off = Override(date=date(2026, 11, 23), kind=DayKind.LOCAL_OFF)
    set_day(day=off, who=SYSTEM, now=town.clock.now)
    assert sweep(now=town.clock.now)["recounted"] == 1
    assert sweep(now=town.clock.now)["recounted"] == 0
    case = town.read("dispatcher", case)
    assert wall(case["due_at"]) == "2026-11-24 09:00"
    assert case["timeline"][0]["kind"] == "cases.due_recounted"


def test_a_calendar_without_working_hours_is_said_not_guessed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weige.cases.api import cases as api
    from weige.kernel.worktime import Calendar

    case = town.filed(matter="06012", text="路面有油污")
    monkeypatch.setattr(api, "current_calendar", lambda: Calendar(version=9, periods=()))
    refused = town.move("dispatcher", case, "dispatch", status=422, post="worker-L01")
    assert refused["errors"][0]["code"] == "calendar_no_working_time"
    assert Case.objects.get(pk=case["id"]).state == "filed"


def test_one_broken_case_does_not_stop_the_others(town: Town) -> None:
    broken, sound = town.handling(), town.handling(text="好的一件")
    Case.objects.filter(pk=broken["id"]).update(clocks={"handling": {"amount": "2"}})
    town.clock.on(hours=3)
    assert sweep(now=town.clock.now)["overdue"] == 1
    assert Case.objects.get(pk=sound["id"]).overdue_since is not None


@pytest.mark.django_db
def test_the_worker_knows_the_task() -> None:
    assert schedule.tasks["cases.sweep"].seconds <= 5
