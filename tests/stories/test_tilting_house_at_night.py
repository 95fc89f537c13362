"""N3: a historic house begins to lean at two in the morning; nobody is awake but those on duty."""

import pytest

from tests.cases.town import wall
from tests.stories.corner import Corner

pytestmark = pytest.mark.django_db(transaction=True)

NIGHT = "2026-11-22 02:00"  # a Sunday


def test_a_tilting_house_at_night(corner: Corner) -> None:
    # 02:00 The house at 7 Yuanfang Lane stands as always.
    corner.clock.at(NIGHT)
    corner.house_leans(1.8, 1.8, 1.9)
    assert corner.warnings("duty_night") == []

    # 02:06 It passes 80 % of the limit an engineer has signed, and stays there for ten minutes.
    corner.clock.on(minutes=2)
    corner.house_leans(5.7, 5.8, 5.8, 5.9)
    assert corner.warnings("duty_night") == [], "six minutes may be a lorry"
    corner.clock.on(minutes=2)
    corner.house_leans(5.9, 5.9)

    # 02:16 Orange. The pack says that the system may confirm it: it does not wait for a person.
    (warning,) = corner.warnings("duty_night")
    assert (warning["level"], warning["state"]) == ("orange", "confirmed")
    assert wall(warning["opened_at"]) == "2026-11-22 02:16"
    why = corner.warning("duty_night", warning)["explain"]
    assert {limit["level"]: limit["value"] for limit in why["limits"]} == {
        "yellow": pytest.approx(4.2),
        "orange": pytest.approx(5.6),
        "red": pytest.approx(7.0),
    }
    assert "李工" in why["signed"]["zh"]
    assert why["readings"][-1]["value"] == 5.9

    # The case is filed by the system; its clock runs through the night and the Sunday.
    (case,) = corner.cases("duty_night", open=True)
    assert case["matter"]["code"] == "05009"
    assert case["state"] == "dispatched"
    assert case["department"]["code"] == "heritage"
    assert wall(case["due_at"]) == "2026-11-22 04:16", "2 紧急工作时 run day and night"
    account = corner.town.client_for("duty_night").get(f"/api/cases/{case['id']}/clock").json()  # type: ignore[attr-defined]
    assert account["unit"] == "urgent_hour"

    # Those on duty now are told: the night's duty officer and the watch of the house office, not the day's.
    assert any("元芳弄 7 号" in text for text in corner.notices("duty_night"))
    assert corner.notices("duty") == []
    assert any(text.startswith("待指派") for text in corner.notices("heritage_night"))

    # 02:20 The watch takes it, goes there, props the wall, photographs it.
    corner.clock.at("2026-11-22 02:20")
    corner.move("heritage_night", case, "start")
    corner.clock.at("2026-11-22 03:40")
    corner.town.photo("heritage_night", case, "after", "grey")
    corner.move("heritage_night", case, "finish", outcome="solved", note="已加固，住户已撤离")

    # 03:50 Somebody else verifies and closes it, half an hour before it was due.
    corner.clock.at("2026-11-22 03:50")
    corner.town.photo("supervisor_night", case, "check", "white")
    corner.move("supervisor_night", case, "pass_check")
    closed = corner.move("supervisor_night", case, "close", condition_met=True)
    assert (closed["state"], closed["overdue_since"]) == ("closed", None)
    assert corner.warning("duty_night", warning)["state"] == "ended"

    # The house still leans, no more than before: nobody is woken again for what is known.
    corner.clock.on(minutes=2)
    corner.house_leans(*[5.9] * 12)
    assert corner.warnings("duty_night", state="open,confirmed") == []


def test_a_lorry_passing_wakes_nobody(corner: Corner) -> None:
    corner.clock.at(NIGHT)
    corner.house_leans(1.8, 6.4, 6.2, 1.8, 1.8, 1.8)
    assert corner.warnings("duty_night") == []
    assert corner.notices("duty_night") == []


def test_a_yellow_at_night_waits_for_a_person(corner: Corner) -> None:
    corner.clock.at(NIGHT)
    corner.house_leans(*[4.5] * 7)
    (warning,) = corner.warnings("duty_night")
    assert (warning["level"], warning["state"]) == ("yellow", "open")
    assert corner.cases("duty_night", open=True) == []
    assert corner.notices("duty_night")[0].startswith("黄色预警待确认")
