"""Two afternoons on which the clock stands still, and a Saturday on which it does not."""

from tests.cases.town import Town, wall


def test_a_bin_runs_over_before_lunch(town: Town) -> None:
    """Thursday 11:00: four working hours, of which two lie behind the lunch break."""
    town.clock.at("2026-11-19 10:55")
    case = town.filed(matter="06042", text="垃圾箱满了")
    town.clock.at("2026-11-19 11:00")
    case = town.move("dispatcher", case, "dispatch", post="worker-L01")
    assert wall(case["due_at"]) == "2026-11-19 17:00"  # 11–12, then 14–17: lunch does not count

    town.clock.at("2026-11-19 13:00")
    seen = town.read("worker01", case)["clock"]
    assert seen["remaining_seconds"] == 3 * 3600
    assert seen["running"] is False
    assert wall(seen["changes_at"]) == "2026-11-19 14:00"

    account = town.client_for("worker01").get(f"/api/cases/{case['id']}/clock").json()
    assert account["code"] == "handling"
    reasons = [
        (part["start"][11:16], part["end"][11:16], part["reason"]["code"])
        for day in account["days"]
        for part in day["intervals"]
        if part["status"] == "skipped"
    ]
    assert ("12:00", "14:00", "outside_hours") in reasons
    assert account["calendar_version"] == 0


def test_a_broken_lamp_before_the_spring_festival(town: Town) -> None:
    """Friday 13 February 2026, 17:00, two working hours: the Saturday is a 调休 workday, so it is due there."""
    town.clock.at("2026-02-13 17:00")
    case = town.filed(matter="06012", text="路面有油污")
    case = town.move("dispatcher", case, "dispatch", post="worker-L01")
    assert wall(case["due_at"]) == "2026-02-14 09:00"
    assert case["clock"]["warnings"] == []

    account = town.client_for("dispatcher").get(f"/api/cases/{case['id']}/clock").json()
    kinds = {day["date"]: day["kind"] for day in account["days"]}
    assert kinds["2026-02-14"] == "lieu_work"


def test_a_due_time_in_a_year_nobody_has_published_says_so(town: Town) -> None:
    """Filed at the end of 2026 with fifteen working days: the calendar of 2027 is not there, and that is told."""
    town.clock.at("2026-12-28 09:00")
    case = town.filed(matter="06001", condition_no=2, text="违建已建成")
    case = town.move("dispatcher", case, "dispatch", department="squad")
    warnings = town.read("dispatcher", case)["due_warnings"]
    assert [warning["code"] for warning in warnings] == ["calendar_missing_year:2027"]
    assert "2027" in warnings[0]["text_zh"]


def test_a_night_case_runs_through_the_night(town: Town) -> None:
    """紧急工作时: trading on the road at half past eleven at night is due at half past one."""
    town.clock.at("2026-11-21 23:30")
    case = town.filed(by="dispatcher_night", matter="09006", text="夜间占道")
    case = town.move("dispatcher_night", case, "dispatch", post="squad-night")
    assert wall(case["due_at"]) == "2026-11-22 01:30"
