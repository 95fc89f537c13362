"""Effects of extension (延期) and suspension (挂账): asked, endorsed, granted, refused."""

from collections.abc import Callable
from datetime import timedelta

from weige.cases.models import Case
from weige.cases.services.numbering import in_year
from weige.cases.services.step import Step, refuse

#: The end set for a suspension lies at most this far away (rule of a live system: one year).
LONGEST = timedelta(days=366)


def clear(case: Case) -> None:
    """No question waits any more."""
    case.request, case.request_reason, case.request_until = "", "", None
    case.request_code = case.request_clause = ""
    case.requester = case.requester_post = None


def request_extension(step: Step) -> None:
    """Two levels where the department assigned the handler; a post that got the case itself asks the desk."""
    _ask(step, "extension_department" if step.case.assigned else "extension_desk")


def request_suspension(step: Step) -> None:
    until = step.data.until
    if until is None or not step.now < until <= step.now + LONGEST:
        raise refuse("until", "until_out_of_range", days=LONGEST.days)
    _ask(step, "suspension")
    step.case.request_until = until
    step.told.update(until=until, plan=step.data.plan.strip(), safety=step.data.safety.strip())


def _ask(step: Step, request: str) -> None:
    case = step.case
    case.request, case.request_reason = request, step.data.reason
    case.requester_id, case.requester_post_id = step.who.user_id, step.who.post_id


def endorse_extension(step: Step) -> None:
    step.case.request = "extension_desk"


def approve_extension(step: Step) -> None:
    step.case.extensions += 1
    step.case.nudged_at = None
    step.data = step.data.model_copy(update={"reason": step.case.request_reason})
    clear(step.case)


def refuse_request(step: Step) -> None:
    clear(step.case)


def approve_suspension(step: Step) -> None:
    case = step.case
    until = case.request_until
    if until is None or until <= step.now:
        raise refuse("until", "until_out_of_range", days=LONGEST.days)
    case.suspensions += 1
    case.paused_since, case.paused_until = step.now, until
    step.data = step.data.model_copy(update={"reason": case.request_reason, "until": until})
    step.told.update(until=until, ledger=in_year("ledger", "库〔{year}〕第{n}号", step.now))
    clear(case)


EFFECTS: dict[str, Callable[[Step], None]] = {
    "request_extension": request_extension,
    "endorse_extension": endorse_extension,
    "decline_extension": refuse_request,
    "approve_extension": approve_extension,
    "refuse_extension": refuse_request,
    "request_suspension": request_suspension,
    "approve_suspension": approve_suspension,
    "refuse_suspension": refuse_request,
}
