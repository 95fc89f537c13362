"""Figures of patrols by shift, and of leniency: pure stories, and a day of the street."""

from typing import Any

import pytest

from tests.cases.town import Town, body
from tests.evaluation.test_counting import of, read
from tests.evaluation.test_others import at, step, told
from weige.evaluation.rules.papers import fold_offsite
from weige.evaluation.rules.patrolling import fold_shift
from weige.evaluation.services.counting import step_of_row, take_other
from weige.kernel.models import Event
from weige.people.services.track import tell_shifts_over


def over(**said: Any) -> Any:
    return step("people.shift_over", 3, shift_id=1, post_id=2, ended_at=at(0), **said)


def test_a_shift_was_walked_or_not_and_a_chief_s_counts_apart() -> None:
    assert told(fold_shift, over(role="grid_worker", rounds=2))["shift"][:2] == ("shift", {"patrolled"})
    assert told(fold_shift, over(role="grid_worker", rounds=0))["shift"][:2] == ("shift", set())
    assert told(fold_shift, over(role="segment_chief", rounds=1))["shift"][0] == "chief_shift"


def test_only_files_that_fitted_a_rule_of_leniency_count() -> None:
    def decided(**said: Any) -> Any:
        return told(fold_offsite, step("enforcement.offsite_decided", 0, post_id=2, **said))

    assert decided(outcome="no_penalty", lenient=["first_corrected"])["lenient"][1] == {"spared"}
    assert decided(outcome="fine", lenient=["first_corrected"])["lenient"][1] == set()
    assert decided(outcome="no_penalty", lenient=[]) == decided(outcome="no_penalty") == {}


@pytest.mark.django_db
def test_the_shifts_of_a_day(town: Town) -> None:
    """Three segments have a day shift until eight; one worker walked a round."""
    tell_shifts_over(now=town.clock.now)
    body(town.client_for("worker02").post("/api/me/patrol/begin", json={}))
    now = town.clock.at("2026-11-20 20:02")
    assert tell_shifts_over(now=now) == 3
    assert tell_shifts_over(now=now) == 0, "told once"
    for row in Event.objects.filter(kind="people.shift_over").order_by("id"):
        assert not {"user_id", "metres"} & set(row.payload)
        assert row.actor_user_id is None
        take_other(step_of_row(row), cells=row.cells)
    walked = of(read(town)["items"], "case.coverage_rate")
    assert (walked["numerator"], walked["denominator"]) == (1, 3)
    page = read(town, path="/case.coverage_rate/cases", part="numerator")
    assert (page["total"], page["items"][0]["about"], page["items"][0]["page"]) == (
        1,
        "shift",
        "/duty?tab=roster",
    )
    assert of(read(town)["items"], "street.patrol_rate")["denominator"] == 0
