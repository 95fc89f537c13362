"""Who gets a case: the table, the duty roster, past cases; targets scenario packs name; edits."""

from typing import Any

import pytest

from tests.cases.town import IN_L03, Town, body
from weige.cases.rules.dispatching import Target


def suggestion(town: Town, case: Any) -> Any:
    return body(town.client_for("dispatcher").get(f"/api/cases/{case['id']}/suggestion"))


def kinds(item: Any) -> list[str]:
    return [reason["kind"] for reason in item["reasons"]]


def test_the_worker_on_duty_in_the_segment_comes_first_with_reasons(town: Town) -> None:
    done = town.handled()
    town.move("supervisor", done, "pass_check")
    town.move("supervisor", done, "close", condition_met=True)
    town.dispatched(text="手上的一件")
    case = town.filed()
    told = suggestion(town, case)
    first, second = told["items"][:2]
    assert first["post"]["code"] == "worker-L01"
    assert second["post"]["code"] == "squad-C1"
    assert kinds(first) == ["basis", "principle", "precedent", "near"]
    said = {reason["kind"]: reason["text_zh"] for reason in first["reasons"]}
    assert "先属地" in said["basis"]
    assert "1 件" in said["precedent"]
    assert "手上 1 件" in said["near"]
    assert told["recurrence"] == {"days": 90, "count": 3, "of": "cell"}
    assert len(told["similar"]) == 1


def test_who_returned_it_is_not_suggested_first_again(town: Town) -> None:
    case = town.dispatched()
    case = town.back("worker01", case, to="worker-L02")
    items = suggestion(town, case)["items"]
    assert items[0]["post"]["code"] == "worker-L02", "the unit that returned it named this one"
    assert "退回的单位" in items[0]["reasons"][0]["text_zh"]
    assert all(item["post"]["code"] != "worker-L01" for item in items[:2] if item["post"])


def test_components_go_to_their_owner(town: Town) -> None:
    case = town.filed(matter="01037", condition_no=1, text="路灯不亮")
    assert suggestion(town, case)["items"][0]["department"]["code"] == "works"


def test_at_night_the_night_patrol_is_on_duty(town: Town) -> None:
    town.clock.at("2026-11-20 23:30")
    case = town.filed(by="dispatcher_night")
    told = body(town.client_for("dispatcher_night").get(f"/api/cases/{case['id']}/suggestion"))
    assert told["items"][0]["post"]["code"] == "patrol-night"


def test_only_those_who_dispatch_are_advised(town: Town) -> None:
    case = town.filed()
    assert town.client_for("worker01").get(f"/api/cases/{case['id']}/suggestion").status_code == 403
    assert town.client_for("stranger").get(f"/api/cases/{case['id']}/suggestion").status_code == 404


def test_targets_must_be_able_to_handle(town: Town) -> None:
    case = town.filed()
    for given, code in (
        ({"post": "check-day"}, "unknown_post"),
        ({"post": "nobody"}, "unknown_post"),
        ({"department": "nobody"}, "unknown_department"),
        ({"post": "worker-L01", "department": "squad"}, "one_target"),
        ({}, "field_missing"),
    ):
        assert town.move("dispatcher", case, "dispatch", status=422, **given)["errors"][0]["code"] == code
    town.move("dispatcher", case, "dispatch", department="squad")
    refused = town.move("squad2", case, "assign", status=422, post="works")
    assert refused["errors"][0]["code"] == "other_department"


def test_a_worker_elsewhere_neither_sees_nor_moves_it(town: Town) -> None:
    case = town.dispatched()
    town.move("worker03", case, "start", status=404)
    town.move("stranger", case, "start", status=404)
    town.move("deputy1", case, "start", status=403)
    away = town.dispatched("worker-L03", text="别处", **IN_L03)
    assert town.move("worker03", away, "start")["state"] == "handling"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("segment duty", Target("duty", role="grid_worker", level="segment")),
        ("circle squad", Target("duty", role="squad_member", level="circle")),
        ("segment_duty", Target("duty", role="grid_worker", level="segment")),
        ("department:works", Target("department", department="works")),
        ("duty:unit_handler@subdistrict", Target("duty", role="unit_handler", level="subdistrict")),
    ],
)
def test_targets_as_packs_write_them(text: str, target: Target) -> None:
    assert Target.parse(text) == target
    assert Target.parse(str(target)) == target


def test_an_unreadable_target_is_refused() -> None:
    with pytest.raises(ValueError, match="dispatch target"):
        Target.parse("somebody")
