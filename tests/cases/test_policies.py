"""Merge policies at the desk: tried on the past before they are set, edited with their history."""

from typing import Any
from uuid import UUID

import pytest

from tests.cases.town import Town, body
from weige.cases.services.sameness import merge_by_policy
from weige.kernel.queries.calendar import current_calendar

pytestmark = pytest.mark.django_db
ROW: dict[str, Any] = {
    "prefix": "09005",
    "mode": "auto",
    "within_m": 40,
    "within_hours": 12,
    "suggest_at": 0.35,
    "merge_at": 0.9,
}


def reported(town: Town) -> None:
    """Twice the same, once three hours later from ten metres on, once something else, once long after."""
    for minutes, said in (
        (1, {"text": "花店把花摆到人行道上"}),
        (180, {"text": "花摆到人行道上了，没法走"}),
        (1, {"text": "花店把花摆到人行道上", "lat": 31.23109}),
        (3000, {"matter": "06042", "text": "井盖响"}),
        (1, {"text": "又有货"}),
    ):
        town.report(**({"matter": "09005"} | said))
        town.clock.on(minutes=minutes)


def test_a_policy_is_tried_on_the_past_and_changes_nothing(town: Town) -> None:
    reported(town)
    admin = town.client_for("admin")
    path = "/api/merge-policies/goods/preview"
    before = body(admin.get("/api/merge-policies"))
    off = body(admin.post(path, json=ROW | {"mode": "off"}))
    assert (off["cases"], off["pairs"], off["capped"]) == (5, 6, False), "three of them with the well"
    assert off["then"] == {"suggested": 0, "merged": 0}
    assert off["now"] == {"suggested": 3, "merged": 3}
    assert {one["then"] for one in off["changed"]} == {""}
    asked = body(admin.post(path, json=ROW | {"mode": "suggest"}))
    assert asked["then"] == {"suggested": 6, "merged": 0}
    assert asked["people"] == {"merged": 0, "split": 0}
    pair = asked["changed"][0]
    assert (pair["cases"], pair["matters"]) == ([], ["09005", "09005"]), "an administrator reads no case"
    assert body(admin.get("/api/merge-policies")) == before
    for wrong, field in (({"suggest_at": 0.95}, "merge_at"), ({"prefix": "XX9"}, "prefix")):
        assert body(admin.post(path, json=ROW | wrong), 422)["errors"][0]["field"] == field
    body(town.client_for("duty").post(path, json=ROW), 404)
    body(town.client_for("stranger").post(path, json=ROW), 404)


def test_who_changed_a_policy_when_stands_in_its_history(town: Town) -> None:
    admin = town.client_for("admin")
    body(admin.put("/api/merge-policies/goods", json=ROW | {"mode": "suggest"}))
    (edit,) = body(admin.get("/api/merge-policies/goods/history"))["items"]
    assert (edit["before"]["mode"], edit["after"]["mode"]) == ("auto", "suggest")
    assert edit["by"]
    assert body(admin.get("/api/merge-policies/all/history"))["items"] == []
    fresh = ROW | {"prefix": "06042", "mode": "suggest"}
    assert body(admin.put("/api/merge-policies/wells", json=fresh))["source"] == "office"
    taken = body(admin.put("/api/merge-policies/again", json=fresh), 422)
    assert taken["errors"][0]["field"] == "prefix"


def test_who_merges_in_the_background_may_have_begun_before_either_was_reported(town: Town) -> None:
    """The worker's round has one time; cases come in meanwhile. The merge lies after both."""
    begun = town.clock.now
    town.clock.on(minutes=2)
    town.report(text="花店把花摆到人行道上")
    town.clock.on(minutes=1)
    later = town.report(text="花店把花摆到人行道上")
    gone = merge_by_policy(UUID(later["id"]), calendar=current_calendar(), now=begun)
    assert gone is not None
    assert gone.reported_at <= gone.ended_at == town.clock.now
