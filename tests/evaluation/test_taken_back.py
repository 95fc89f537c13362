"""A step taken back counts for nobody."""

from datetime import UTC, datetime
from typing import Any

from weige.evaluation.rules.folding import Step, Story, fold

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def told(*steps: tuple[str, dict[str, Any]]) -> Story:
    story = Story()
    for kind, payload in steps:
        story = fold(story, Step(f"cases.{kind}", AT, payload))
    return story


def test_accepted_and_filed_by_mistake() -> None:
    reported = ("reported", {"state": "reported"})
    accepted = ("accepted", {"state": "accepted"})
    story = told(reported, accepted, ("taken_back", {"state": "reported", "taken_back": "accept"}))
    assert set(story.facts) == {"report"}
    assert story.facts["report"].marks == {"open"}
    filed = ("filed", {"state": "filed"})
    story = told(reported, accepted, filed, ("taken_back", {"state": "accepted", "taken_back": "file"}))
    assert set(story.facts) == {"report", "accept", "valid"}, "accepted, so it counts"


def test_a_rejection_taken_back_is_none() -> None:
    steps = [("reported", {"state": "reported"}), ("accepted", {"state": "accepted"})]
    before = told(*steps)
    rejected = ("rejected", {"state": "rejected"})
    back = ("taken_back", {"state": "accepted", "taken_back": "reject"})
    assert told(*steps, rejected).facts["report"].marks == frozenset()
    assert told(*steps, rejected, back).facts == before.facts


def test_an_extension_taken_back_is_none() -> None:
    story = told(("extension_approved", {"state": "handling"}))
    assert story.due_marks == {"extended"}
    story = fold(
        story, Step("cases.taken_back", AT, {"state": "handling", "taken_back": "approve_extension"})
    )
    assert story.due_marks == frozenset()
