"""退单: standard reasons, the first receiver's duty (首接负责), passing on by agreement, and the third return."""

from collections.abc import Callable

from weige.cases.models import Case, ReturnReason
from weige.cases.rules.guards import COORDINATOR_AT_RETURN
from weige.cases.rules.ownership import principle, reason_fits
from weige.cases.services import pausing, references
from weige.cases.services.step import Step, involve, refuse
from weige.people.models import Department, Post

WITH_COORDINATOR = 1


def receive(step: Step, post: Post | None, department: Department | None) -> None:
    """Notes who received the case first, clears what was proposed, says by which principle it was sent."""
    case = step.case
    if case.first_post_id is None and case.first_department_id is None:
        case.first_post, case.first_department = post, department
    case.proposed_post = case.proposed_department = None
    if case.matter is not None:
        step.told["principle"] = principle(case.matter.kind)


def forget_first(case: Case) -> None:
    """The desk took its own dispatch back before anybody returned it: whoever comes next receives it first."""
    if case.returns == 0:
        case.first_post = case.first_department = None


def standard_reason(step: Step) -> ReturnReason:
    """The office's reason given, fitting the matter. Raises Invalid."""
    code, matter = step.data.standard, step.case.matter
    found = ReturnReason.objects.filter(pk=code, active=True).first()
    if found is None:
        raise refuse("standard", "unknown_reason", code=code)
    if matter is not None and not reason_fits(found.applies, matter.kind):
        raise refuse("standard", f"reason_against_{principle(matter.kind)}", said=_said(step, found))
    if found.names_unit and not (step.data.post or step.data.department):
        raise refuse("target", "reason_names_unit")
    return found


def _said(step: Step, reason: ReturnReason) -> str:
    english = step.access is not None and step.access.language == "en"
    return reason.text_en if english else reason.text_zh


def name_unit(step: Step) -> None:
    """Who should have it, in the returner's eyes: another unit than its own."""
    case, data = step.case, step.data
    if data.post is None and data.department is None:
        case.proposed_post = case.proposed_department = None
        return
    if (data.post is None) == (data.department is None):
        raise refuse("target", "one_target")
    post = references.post(step, "case.handle") if data.post else None
    department = post.department if post else references.department(step)
    if post.pk == case.handler_post_id if post else department and department.pk == case.department_id:
        raise refuse("target", "own_unit")
    case.proposed_post, case.proposed_department = post, department


def _tell(step: Step, reason: ReturnReason) -> None:
    case = step.case
    step.told.update(
        standard=reason.code,
        standard_zh=reason.text_zh,
        standard_en=reason.text_en,
        clause=step.data.clause,
        to_department_id=case.proposed_department_id,
        to_post_id=case.proposed_post_id,
    )


def send_back(step: Step) -> None:
    """退回: the receiver stays named until another signs; the third return goes up by itself."""
    reason = standard_reason(step)
    name_unit(step)
    _tell(step, reason)
    _count(step)


def _count(step: Step) -> None:
    case = step.case
    case.returns += 1
    case.declined_posts = involve(case.declined_posts, case.handler_post_id)
    if case.handler_post_id is None:
        case.declined_departments = involve(case.declined_departments, case.department_id)
    up = case.returns >= COORDINATOR_AT_RETURN and case.raised == 0
    if up:
        case.raised = WITH_COORDINATOR
    step.told.update(returns=case.returns, to_coordinator=up)


def propose(step: Step) -> None:
    """The first receiver names the unit; that unit may look at the case from now on."""
    case, data = step.case, step.data
    reason = standard_reason(step)
    name_unit(step)
    case.request, case.request_reason = "transfer_unit", data.reason
    case.request_code, case.request_clause = reason.code, data.clause
    case.requester_id, case.requester_post_id = step.who.user_id, step.who.post_id
    case.party_posts = involve(case.party_posts, *_seats_named(case))
    _tell(step, reason)


def _seats_named(case: Case) -> list[int]:
    """The posts that may speak for the unit named: itself, or those of the department that handle cases here."""
    if case.proposed_post_id is not None:
        return [case.proposed_post_id]
    rows = Post.objects.filter(
        department=case.proposed_department_id,
        area__path__overlap=case.cells,
        role__grants__verb="case.handle",
    )
    return list(rows.distinct().order_by("pk").values_list("pk", flat=True))


def agree(step: Step) -> None:
    """The unit named takes it over: the clock runs on, the way from hand to hand is kept."""
    case = step.case
    reason = ReturnReason.objects.filter(pk=case.request_code).first()
    step.told.update(
        from_department_id=case.department_id,
        from_post_id=case.handler_post_id,
        clause=case.request_clause,
        standard_zh=reason.text_zh if reason else case.request_code,
        standard_en=reason.text_en if reason else case.request_code,
        returns=case.returns + 1,
    )
    step.data = step.data.model_copy(update={"reason": case.request_reason})
    case.returns += 1
    case.declined_posts = involve(case.declined_posts, case.handler_post_id)
    case.handler_post, case.handler_user = case.proposed_post, None
    case.department, case.assigned = case.proposed_department, False
    case.proposed_post = case.proposed_department = None
    pausing.clear(case)


def decline(step: Step) -> None:
    """Not its case either: the desk decides."""
    step.case.request = "transfer_desk"


def approve(step: Step) -> None:
    """The desk agrees: back to the desk as a return of the first receiver, with the reasons it gave."""
    case = step.case
    reason = ReturnReason.objects.filter(pk=case.request_code).first()
    step.told.update(
        standard=case.request_code,
        standard_zh=reason.text_zh if reason else "",
        standard_en=reason.text_en if reason else "",
        clause=case.request_clause,
        to_department_id=case.proposed_department_id,
        to_post_id=case.proposed_post_id,
    )
    step.data = step.data.model_copy(update={"reason": case.request_reason})
    pausing.clear(case)
    case.assigned = False
    _count(step)


def hold(step: Step) -> None:
    """The desk leaves it with the first receiver."""
    step.case.proposed_post = step.case.proposed_department = None
    pausing.clear(step.case)


EFFECTS: dict[str, Callable[[Step], None]] = {
    "return": send_back,
    "propose_transfer": propose,
    "agree_transfer": agree,
    "decline_transfer": decline,
    "approve_transfer": approve,
    "refuse_transfer": hold,
}
