"""Calls, tasks and papers as facts: pure stories; and what the page shows of them, opened to where they are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cases.town import Town
from tests.evaluation.test_counting import of, read
from weige.evaluation.rules.folding import Step, Story
from weige.evaluation.rules.jointly import fold_call, fold_task, fold_unit
from weige.evaluation.rules.papers import fold_paper, fold_transfer
from weige.evaluation.services.counting import take_other

START = datetime(2026, 11, 20, 2, tzinfo=UTC)


def step(name: str, minutes: float, /, **payload: Any) -> Step:
    return Step(name, START + timedelta(minutes=minutes), payload, user_id=7, department_id=3)


def at(minutes: float) -> str:
    return (START + timedelta(minutes=minutes)).isoformat()


def told(fold: Any, *steps: Step) -> dict[str, Any]:
    story = Story()
    for one in steps:
        story = fold(story, one)
    return {key: (fact.kind, set(fact.marks), fact.value) for key, fact in story.facts.items()}


UNIT = {"answer_due_at": at(30), "arrive_due_at": at(120), "unit_department_id": 5, "called_id": 1}


def test_a_called_unit() -> None:
    called = step("joint.unit_called", 0, **UNIT)
    online = step("joint.unit_answered", 20, answer="online", **UNIT)
    late = step("joint.unit_answered", 40, answer="on_site", **UNIT)
    came = step("joint.unit_arrived", 130, **UNIT)
    assert told(fold_unit, called, online)["called"] == ("called", {"answered", "in_time", "showed"}, 0)
    facts = told(fold_unit, called, late, came, step("joint.result_given", 200, **UNIT))
    assert facts["called"][1] == {"answered", "solved"}
    assert (facts["respond"][2], facts["arrive"][2], facts["solve"][2]) == (40, 130, 200)
    assert told(fold_unit, called, late, step("joint.unit_dropped", 50, **UNIT)) == {}
    rated = told(fold_unit, called, step("joint.rated", 9, about="unit", rating="fair", **UNIT))
    assert rated["rating"] == ("rating", set(), 0)
    assert "rating" not in told(
        fold_unit, called, step("joint.rated", 9, about="matter", rating="needed", **UNIT)
    )


def test_only_calls_of_two_units_cross_borders() -> None:
    first, second = (step("joint.unit_called", minute) for minute in (0, 0))
    closed = step("joint.call_closed", 300, outcome="solved")
    assert told(fold_call, first, closed) == {}
    assert told(fold_call, first, second, closed)["cross"][1] == {"solved"}
    assert told(fold_call, first, second, step("joint.call_cancelled", 9)) == {}


def test_a_task_is_in_time_when_it_was_reported_in_time() -> None:
    given = step("joint.task_given", 0, due_at=at(100))
    reported, late = step("joint.task_reported", 90), step("joint.task_reported", 120)
    verified = step("joint.task_verified", 150)
    assert told(fold_task, given)["task"][1] == {"pending"}
    assert told(fold_task, given, reported, verified)["task"][1] == {"done", "on_time"}
    assert told(fold_task, given, late, verified)["task"][1] == {"done"}
    assert told(fold_task, given, step("joint.task_dropped", 5)) == {}


def test_a_paper_and_a_transfer() -> None:
    order = {"kind": "order", "due_at": at(100), "post_id": 2, "procedure": "paper"}
    way = [step("enforcement.paper_issued", 0, **order), step("enforcement.paper_served", 5, **order)]
    looked = step("enforcement.paper_answered", 6, move="seen", **order)
    said = step("enforcement.paper_answered", 7, move="corrected", **order)
    assert told(fold_paper, *way, looked)["paper"][1] == {"served"}
    facts = told(fold_paper, *way, said, step("enforcement.paper_complied", 90, **order))
    assert facts["paper"][1] == {"served", "answered"}
    assert facts["term"] == ("order_term", {"complied", "in_time"}, 0)
    after = told(fold_paper, *way, step("enforcement.paper_complied", 101, **order))
    assert after["term"][1] == {"complied"}
    assert told(fold_paper, *way, step("enforcement.paper_voided", 8, **order)) == {}
    sent = step("enforcement.transfer_sent", 0)
    result, overdue = step("enforcement.transfer_result", 50), step("enforcement.transfer_overdue", 40)
    assert told(fold_transfer, sent, result)["transfer"][1] == {"answered", "in_time"}
    assert told(fold_transfer, sent, overdue, result)["transfer"][1] == {"answered"}


@pytest.mark.django_db
def test_what_is_no_case_counts_and_opens(town: Town) -> None:
    """A call of no case is counted for its unit; whoever may not read it sees that it is there."""
    cells = list(town.people["chief"].access.post.street)
    call = {"called_id": 990, "call_id": "0b0e8a6e-0000-4000-8000-000000000001"} | UNIT
    take_other(step("joint.unit_called", 0, **call), cells=cells)
    take_other(step("joint.unit_answered", 20, answer="online", **call), cells=cells)
    item = of(read(town)["items"], "joint.arrive_rate")
    assert (item["numerator"], item["denominator"], item["small"]) == (1, 1, True)
    page = read(town, path="/joint.arrive_rate/cases", part="numerator")
    assert page["total"] == 1
    assert page["items"][0]["about"] == "called"
    assert page["items"][0]["number"] is None, "no such call can be read"
    assert of(read(town, department=5)["items"], "joint.response_time")["value"] == 20
    assert of(read(town, department=4)["items"], "joint.response_time")["value"] is None


@pytest.mark.django_db
def test_a_towns_hotline_score_and_its_groups(town: Town) -> None:
    from weige.evaluation.rules.indicators import ORDERS, figure, indicators, share_of

    one = indicators()["hot.score_zhaoxiang"]
    counts = {("contact", ""): (10, 0.0), ("contact", "made"): (9, 0.0), ("revisit", ""): (5, 4.0)}
    share = share_of(counts, {ORDERS: (40, 0.0)})
    assert figure(one, counts, share) == pytest.approx(5 * 0.25 + 30 * 0.9 + 20 + 40 * 0.8)
    assert figure(one, {("contact", ""): (10, 0.0)}, share) is None, "nobody was asked yet"


@pytest.mark.django_db
def test_who_can_be_chosen(town: Town) -> None:
    chosen = read(town, path="/scopes")
    posts = {post["name_zh"] for post in chosen["posts"]}
    assert posts
    assert not any("居民" in name for name in posts)
    assert any("**" in one["name_zh"] for one in chosen["people"]), (
        "names are masked, the post says who it is"
    )
    assert read(town, by="dispatcher", path="/scopes")["people"] == []
