"""Work without a network: what comes next is told ahead; a press sent twice is made once; who was faster is said."""

import pytest

from tests.cases.town import Town

pytestmark = pytest.mark.django_db


def test_arriving_tells_ahead_what_finishing_will_ask(town: Town) -> None:
    case = town.dispatched()
    start = town.actions("worker01", case)["start"]
    (finish,) = start["then"]
    assert finish["move"] == "finish"
    assert [field["name"] for field in finish["fields"]] == ["outcome", "note"]
    assert [gap["code"] for gap in finish["missing"]] == ["guard_after_photo"]
    assert not finish["allowed"]
    others = town.actions("worker01", case)
    assert all(not action["then"] for name, action in others.items() if name != "start")


def test_the_same_press_sent_again_after_a_lost_answer_is_made_once(town: Town) -> None:
    case = town.dispatched()
    seen = town.read("worker01", case)["version"]
    first = town.move("worker01", case, "start", version=seen, sent="press-1")
    again = town.move("worker01", case, "start", version=seen, sent="press-1")
    assert again["version"] == first["version"]
    assert again["state"] == "handling"
    assert [line["state"] for line in town.read("worker01", case)["timeline"]].count("handling") == 1


def test_another_press_on_a_changed_case_is_told_who_was_faster(town: Town) -> None:
    case = town.dispatched()
    seen = town.read("worker01", case)["version"]
    town.move("worker01", case, "start", sent="press-1")
    told = town.move("worker01", case, "start", status=409, version=seen, sent="press-2")
    assert told["code"] == "case_already_done"
    town.photo("worker01", case)
    other = town.move("worker01", case, "finish", status=409, version=seen, sent="press-1", outcome="solved")
    assert other["code"] == "case_changed"  # a press is a press of its move
