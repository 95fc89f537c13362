"""督办 and 催办: supervision with a level and an answer that is due; urging by the desk, the reporter and the clock."""

from collections.abc import Callable
from datetime import datetime

from weige.cases import events
from weige.cases.models import Case, snapshot
from weige.cases.rules import supervision
from weige.cases.services.dues import term
from weige.cases.services.numbering import in_year
from weige.cases.services.recording import record
from weige.cases.services.step import Step, refuse
from weige.kernel.access import SYSTEM


def _answer_due(step: Step) -> datetime:
    due = step.data.answer_by or term(step, "answer_term")
    if due <= step.now:
        raise refuse("answer_by", "in_the_past")
    return due


def supervise(step: Step) -> None:
    """Somebody above wants an answer by a time; without one given, the office's own term."""
    case = step.case
    case.supervision = step.data.urgency or supervision.urgency(overdue=case.overdue_since is not None)
    case.supervisor_post_id = step.who.post_id
    case.supervision_due_at = _answer_due(step)
    case.supervision_answered_at = case.supervision_late_at = None
    degree = step.data.degree or supervision.degree(overdue=case.overdue_since is not None)
    order_no = in_year("supervision", "督〔{year}〕第{n}号", step.now)
    step.told.update(
        urgency=case.supervision, degree=degree, order_no=order_no, answer_due_at=case.supervision_due_at
    )


def answer(step: Step) -> None:
    step.case.supervision_answered_at = step.now
    step.told["answered"] = step.data.answer


def press(step: Step) -> None:
    """The answer will not do: another one, by a new time."""
    case = step.case
    case.supervision_due_at = _answer_due(step)
    case.supervision_answered_at = case.supervision_late_at = None
    step.told["answer_due_at"] = case.supervision_due_at


def end(step: Step) -> None:
    case = step.case
    case.supervision, case.supervisor_post_id = "", None
    case.supervision_due_at = case.supervision_answered_at = case.supervision_late_at = None


def urge(step: Step) -> None:
    """By the desk, or by who reported it."""
    case = step.case
    case.urges += 1
    if step.move.code == "urge":
        case.urged_at = step.now
    else:
        case.asked_at = step.now
    step.told.update(by="desk" if step.move.code == "urge" else "reporter", urges=case.urges)


def note_late(case: Case, *, now: datetime) -> None:
    """Marks and tells, once a term, that the answer is missing."""
    before = snapshot(case)
    case.supervision_late_at = case.supervision_due_at
    told = {"supervisor_post_id": case.supervisor_post_id}
    record(case, before, events.SupervisionLate, move="", who=SYSTEM, now=now, told=told)


def nudge(case: Case, *, now: datetime) -> None:
    """Tells the handler, once a limit, that a fifth of it is left."""
    before = snapshot(case)
    case.nudged_at = now
    told = {"by": "system", "urges": case.urges}
    record(case, before, events.Urged, move="", who=SYSTEM, now=now, told=told)


EFFECTS: dict[str, Callable[[Step], None]] = {
    "supervise": supervise,
    "answer_supervision": answer,
    "press_supervision": press,
    "end_supervision": end,
    "urge": urge,
    "follow_up": urge,
}
