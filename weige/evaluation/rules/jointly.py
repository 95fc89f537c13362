"""From the events of joint action to countable facts: pure, one event at a time, as rules.folding for cases.

Of each called unit: called{answered, in_time, showed, solved} at the moment it was called · respond, arrive, solve
(value: minutes since then) · rating{good}. Of each call of two units or more, which is what crosses borders (三跨, our
reading): cross{solved}. Of each task of a meeting, at its term: task{done, on_time, pending}.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from weige.evaluation.rules.folding import Known, Step, Story, Whose

SHOWED_BY_ANSWER = "online"
GOOD = "good"


def unit_of(step: Step) -> Whose:
    """The called unit; nobody of ours for one from outside."""
    return Whose(step.payload.get("unit_department_id"), step.payload.get("unit_post_id"))


def fold_unit(story: Story, step: Step) -> Story:
    """One called unit after one more event."""
    told = UNIT.get(step.kind)
    return told(story, step) if told else story


def fold_call(story: Story, step: Step) -> Story:
    """The call as a whole: it crosses borders from its second unit on."""
    if step.kind == "joint.unit_called":
        story = replace(story, counted=story.counted + 1, reported_at=story.reported_at or step.at)
        first = story.reported_at or step.at
        return story.put("cross", Known("cross", first)) if story.counted == 2 else story
    if step.kind == "joint.call_closed" and step.payload.get("outcome") == "solved":
        return story.mark("cross", "solved")
    return story.drop("cross") if step.kind == "joint.call_cancelled" else story


def fold_task(story: Story, step: Step) -> Story:
    """One task of a meeting."""
    told = TASK.get(step.kind)
    return told(story, step) if told else story


def _called(story: Story, step: Step) -> Story:
    return story.put("called", Known("called", step.at, whose=unit_of(step)))


def _took(story: Story, step: Step, kind: str) -> Story:
    """How long it took since the unit was called."""
    called = story.facts.get("called")
    if called is None or kind in story.facts:
        return story
    minutes = (step.at - called.at).total_seconds() / 60
    return story.put(kind, Known(kind, step.at, value=minutes, whose=unit_of(step)))


def _answered(story: Story, step: Step) -> Story:
    due = step.moment("answer_due_at")
    timely = due is None or step.at <= due
    marks = {"answered"} | ({"in_time"} if timely else set())
    if timely and step.payload.get("answer") == SHOWED_BY_ANSWER:
        marks.add("showed")
    return _took(story.mark("called", *marks), step, "respond")


def _arrived(story: Story, step: Step) -> Story:
    due = step.moment("arrive_due_at")
    if due is None or step.at <= due:
        story = story.mark("called", "showed")
    return _took(story, step, "arrive")


def _result(story: Story, step: Step) -> Story:
    return _took(story.mark("called", "solved"), step, "solve")


def _rated(story: Story, step: Step) -> Story:
    if step.payload.get("about") != "unit":
        return story
    marks = frozenset({"good"} if step.payload.get("rating") == GOOD else ())
    return story.put("rating", Known("rating", step.at, marks, whose=unit_of(step)))


def _dropped(story: Story, _: Step) -> Story:
    return replace(story, facts={})


UNIT: Mapping[str, Callable[[Story, Step], Story]] = {
    "joint.unit_called": _called,
    "joint.unit_answered": _answered,
    "joint.unit_arrived": _arrived,
    "joint.result_given": _result,
    "joint.rated": _rated,
    "joint.unit_dropped": _dropped,
}


def _given(story: Story, step: Step) -> Story:
    due = step.moment("due_at") or step.at
    return story.put("task", Known("task", due, frozenset({"pending"}), whose=unit_of(step)))


def _reported(story: Story, step: Step) -> Story:
    """Its unit says that it is done; in time or not is judged by this moment, whenever somebody checks it."""
    return replace(story, reported_at=step.at)


def _verified(story: Story, step: Step) -> Story:
    owed = story.facts.get("task")
    if owed is None:
        return story
    timely = ("on_time",) if (story.reported_at or step.at) <= owed.at else ()
    return story.mark("task", "done", *timely, no=("pending",))


TASK: Mapping[str, Callable[[Story, Step], Story]] = {
    "joint.task_given": _given,
    "joint.task_reported": _reported,
    "joint.task_verified": _verified,
    "joint.task_dropped": _dropped,
}


def stories_of(kind: str, payload: Mapping[str, Any]) -> list[tuple[str, Callable[[Story, Step], Story]]]:
    """Whose stories an event goes on: (about, how it is folded)."""
    if "task_id" in payload:
        return [(f"task:{payload['task_id']}", fold_task)]
    found: list[tuple[str, Callable[[Story, Step], Story]]] = []
    if kind in UNIT:
        found.append((f"called:{payload['called_id']}", fold_unit))
    if kind in CALL:
        found.append((f"call:{payload['call_id']}", fold_call))
    return found


CALL = frozenset({"joint.unit_called", "joint.call_closed", "joint.call_cancelled"})
KINDS = frozenset({*UNIT, *CALL, *TASK})
