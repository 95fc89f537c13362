"""From the events of enforcement to countable facts: pure, one event at a time, as rules.folding for cases.

Of each paper: paper{served, answered} when it was issued · order_term or notice_term{complied, in_time, pending} at the
end of its term (the two grades are kept apart). Of each transfer we sent: transfer{answered, in_time} when it was sent.
Of each off-site file whose facts fitted a rule of leniency when it was decided: lenient{spared}. Of each review or
lawsuit over a decision, at noon of the day it ended, for the department and nobody else: remedy{overturned}.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from weige.evaluation.rules.folding import Known, Step, Story, Whose
from weige.kernel.streettime import LOCAL

#: Kinds of paper that ask for something to be put right by a term.
TERMS = {"order": "order_term", "notice": "notice_term"}
LOOKED = "seen"  # the party opened it: not an answer


def maker(step: Step) -> Whose:
    """The department it counts for and the post that made it; the person who takes the step."""
    return Whose(step.department_id, step.payload.get("post_id"), step.user_id)


def fold_paper(story: Story, step: Step) -> Story:
    """One paper after one more event."""
    told = PAPER.get(step.kind)
    return told(story, step) if told else story


def fold_transfer(story: Story, step: Step) -> Story:
    """One transfer to another body."""
    told = TRANSFER.get(step.kind)
    return told(story, step) if told else story


def _issued(story: Story, step: Step) -> Story:
    return story.put("paper", Known("paper", step.at, whose=maker(step)))


def _served(story: Story, step: Step) -> Story:
    story = story.mark("paper", "served")
    kind, due = TERMS.get(str(step.payload.get("kind"))), step.moment("due_at")
    if kind is None or due is None or "term" in story.facts:
        return story
    return story.put("term", Known(kind, due, frozenset({"pending"}), whose=maker(step)))


def _answered(story: Story, step: Step) -> Story:
    return story if step.payload.get("move") == LOOKED else story.mark("paper", "answered")


def _complied(story: Story, step: Step) -> Story:
    owed = story.facts.get("term")
    if owed is None:
        return story
    timely = ("in_time",) if step.at <= owed.at else ()
    return story.mark("term", "complied", *timely, no=("pending",))


def _not_complied(story: Story, _: Step) -> Story:
    return story.mark("term", no=("pending",))


def _voided(story: Story, _: Step) -> Story:
    return replace(story, facts={})


PAPER: Mapping[str, Callable[[Story, Step], Story]] = {
    "enforcement.paper_issued": _issued,
    "enforcement.paper_served": _served,
    "enforcement.paper_answered": _answered,
    "enforcement.paper_complied": _complied,
    "enforcement.paper_not_complied": _not_complied,
    "enforcement.paper_voided": _voided,
}


def _sent(story: Story, step: Step) -> Story:
    return (
        story
        if "transfer" in story.facts
        else story.put("transfer", Known("transfer", step.at, whose=maker(step)))
    )


def _late(story: Story, _: Step) -> Story:
    """A term of the receiving side passed: whatever comes is not in time."""
    return replace(story, due_marks=frozenset({"late"}))


def _heard(story: Story, _: Step) -> Story:
    timely = () if "late" in story.due_marks else ("in_time",)
    return story.mark("transfer", "answered", *timely)


TRANSFER: Mapping[str, Callable[[Story, Step], Story]] = {
    "enforcement.transfer_sent": _sent,
    "enforcement.transfer_overdue": _late,
    "enforcement.transfer_returned": _heard,
    "enforcement.transfer_result": _heard,
}
DECIDED = "enforcement.offsite_decided"


def fold_offsite(story: Story, step: Step) -> Story:
    """One off-site file. Decisions told before they said which rules fitted are not counted."""
    if step.kind != DECIDED or not step.payload.get("lenient"):
        return story
    marks = frozenset({"spared"} if step.payload.get("outcome") == "no_penalty" else ())
    return story.put("lenient", Known("lenient", step.at, marks, whose=maker(step)))


ENDED, VOIDED = "enforcement.remedy_decided", "enforcement.remedy_voided"


def fold_remedy(story: Story, step: Step) -> Story:
    """One review or lawsuit; whose decision it was is no figure of a person."""
    if step.kind == VOIDED:
        return story.drop("remedy")
    noon = datetime.combine(date.fromisoformat(str(step.payload["decided_on"])), time(12), LOCAL)
    at = min(noon, step.at)  # what is recorded this morning counts this morning
    marks = frozenset({"overturned"} if step.payload.get("overturned") else ())
    return story.put("remedy", Known("remedy", at, marks, whose=Whose(step.department_id)))


KINDS = frozenset({*PAPER, *TRANSFER, DECIDED, ENDED, VOIDED})
SINGLE = {DECIDED: fold_offsite, ENDED: fold_remedy, VOIDED: fold_remedy}


def stories_of(kind: str, payload: Mapping[str, Any]) -> list[tuple[str, Callable[[Story, Step], Story]]]:
    """Whose story an event goes on: (about, how it is folded)."""
    fold = SINGLE.get(kind) or (fold_paper if kind in PAPER else fold_transfer)
    return [(f"{payload['procedure']}:{payload['procedure_id']}", fold)]
