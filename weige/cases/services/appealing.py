"""结案后: a complaint of who reported it, an appeal of who handled it; decided by others, reopened or followed on."""

from collections.abc import Callable

from weige.cases.services import parting
from weige.cases.services.dues import term
from weige.cases.services.step import Step


def open_terms(step: Step) -> None:
    """With the closing the terms begin within which it can be contested; who closed it will not decide that."""
    case = step.case
    case.complaint_until, case.appeal_until = term(step, "complaint_term"), term(step, "appeal_term")
    case.closer_id, case.closer_post_id = step.who.user_id, step.who.post_id


def _contest(step: Step, kind: str) -> None:
    case = step.case
    case.appeal = kind
    case.appeal_due_at = term(step, "appeal_decision")
    case.appellant_id, case.appellant_post_id = step.who.user_id, step.who.post_id
    step.told["appeal_due_at"] = case.appeal_due_at


def complain(step: Step) -> None:
    """Once for each closing."""
    _contest(step, "complaint")
    step.case.complaints += 1
    step.case.complaint_until = None


def appeal(step: Step) -> None:
    """Once a case."""
    _contest(step, "unit")
    step.case.appeals += 1
    step.case.appeal_until = None
    step.case.appeal_about = step.data.about
    step.told["about"] = step.data.about


def _settle(step: Step) -> None:
    case = step.case
    case.appeal, case.appeal_due_at = "", None
    case.appellant_id = case.appellant_post_id = None
    case.reviewer_id = case.reviewer_post_id = None


def reopen(step: Step) -> None:
    """Rework by the same handler on the same clock; what the first closing said stays in the log."""
    case = step.case
    _settle(step)
    case.reworks += 1
    case.rework_at, case.handled_at, case.closed_at, case.outcome = step.now, None, None, ""
    case.checker_post = case.checker_user = None
    case.closer_id = case.closer_post_id = None
    case.complaint_until = case.appeal_until = None
    step.told["reworks"] = case.reworks


def follow_on(step: Step) -> None:
    child = parting.follow_on(step)
    _settle(step)
    step.told.update(follow_id=str(child.pk), follow_number=child.number)


def reject_complaint(step: Step) -> None:
    _settle(step)


def review(step: Step) -> None:
    """The first of two reviewers."""
    case = step.case
    case.appeal = "unit_reviewed"
    case.reviewer_id, case.reviewer_post_id = step.who.user_id, step.who.post_id
    step.told["opinion"] = step.data.opinion


def decide(step: Step) -> None:
    """The second reviewer: upheld means left out of the statistics, with what happened still to be seen."""
    case = step.case
    upheld = step.move.code == "uphold_appeal"
    step.told.update(upheld=upheld, about=case.appeal_about, appellant_post_id=case.appellant_post_id)
    if upheld:
        case.exempt = case.appeal_about
    _settle(step)


EFFECTS: dict[str, Callable[[Step], None]] = {
    "complain": complain,
    "appeal": appeal,
    "reopen": reopen,
    "follow_on": follow_on,
    "reject_complaint": reject_complaint,
    "review_appeal": review,
    "uphold_appeal": decide,
    "reject_appeal": decide,
}
