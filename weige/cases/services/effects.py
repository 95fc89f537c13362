"""What each move does to the columns of a case. State, clocks, version and the event are the engine's."""

from collections.abc import Callable

from weige.cases.queries.actors import has_it
from weige.cases.services import (
    appealing,
    merging,
    parting,
    patrolling,
    pausing,
    references,
    returning,
    tracing,
    watching,
)
from weige.cases.services.naming import name_by_matter
from weige.cases.services.step import Step, involve, refuse

Effect = Callable[[Step], None]
EFFECTS: dict[str, Effect] = {}
#: Outcomes after which the closing condition is really met; the others say honestly that it is not.
MET = frozenset({"solved", "self_corrected"})


def effect(*codes: str) -> Callable[[Effect], Effect]:
    """Registers the effect of one or more moves of the table."""

    def register(function: Effect) -> Effect:
        EFFECTS.update(dict.fromkeys(codes, function))
        return function

    return register


def nothing(step: Step) -> None:
    """The move changes nothing but what the engine changes."""


EFFECTS["resume"] = nothing
for _module in (pausing, merging, returning, watching, parting, appealing, patrolling):
    EFFECTS.update(_module.EFFECTS)


@effect("ask_verify", "send_check")
def ask(step: Step) -> None:
    """A task for one post, or (a check) for whoever is near and entitled."""
    case = step.case
    if step.data.post is None and step.move.code == "send_check":
        case.checker_post = None
        return
    post = references.post(step, "case.check")
    if post.pk == case.handler_post_id:
        raise refuse("post", "guard_not_handler")
    case.checker_post = post
    case.party_posts = involve(case.party_posts, post.pk)


@effect("confirm_found", "confirm_absent")
def answer(step: Step) -> None:
    step.case.checker_post = None
    step.told["found"] = step.move.code == "confirm_found"
    if step.told["found"]:
        accept(step)


@effect("accept")
def accept(step: Step) -> None:
    step.case.accepted_at = step.case.accepted_at or step.now
    step.case.checker_post = None


@effect("reject", "void")
def drop(step: Step) -> None:
    step.case.outcome = "rejected" if step.move.code == "reject" else "void"


@effect("file")
def file(step: Step) -> None:
    """The condition is chosen; who files owns the case at the desk."""
    case = step.case
    condition = references.condition(step)
    case.condition, case.filed_at = condition, step.now
    case.filer_post_id = step.who.post_id
    if case.matter_id != condition.matter_id:
        case.matter = condition.matter
        name_by_matter(case)
    if step.data.component.strip():
        case.component = references.component(step)
    told = {"component": case.component} if case.component else {}
    step.told.update(condition_no=condition.no, condition_id=condition.pk, **told)


@effect("dispatch", "designate")
def dispatch(step: Step) -> None:
    """To one post, or to a department that assigns one of its own."""
    case, data = step.case, step.data
    if (data.post is None) == (data.department is None):
        raise refuse("target", "one_target")
    post = references.post(step, "case.handle") if data.post else None
    case.handler_post, case.handler_user = post, None
    case.department = post.department if post else references.department(step)
    case.assigned = False
    case.checker_post = None
    case.dispatched_at = case.dispatched_at or step.now
    case.party_posts = involve(case.party_posts, post.pk if post else None)
    returning.receive(step, post, case.department)
    case.designated = step.move.code == "designate"
    if not case.designated:
        step.told["automatic"] = step.access is None
    if step.access is not None and step.known is None:
        tracing.note_manual(case, now=step.now)


@effect("assign")
def assign(step: Step) -> None:
    case = step.case
    post = references.post(step, "case.handle")
    if post.department_id != case.department_id:
        raise refuse("post", "other_department")
    case.handler_post, case.handler_user, case.assigned = post, None, True
    case.party_posts = involve(case.party_posts, post.pk)


@effect("revoke")
def revoke(step: Step) -> None:
    step.case.handler_post = step.case.handler_user = None
    step.case.assigned = False


@effect("recall")
def recall(step: Step) -> None:
    step.case.handler_post = step.case.handler_user = step.case.department = None
    step.case.assigned = step.case.designated = False
    returning.forget_first(step.case)


def lay_hands(step: Step) -> None:
    """Whoever of a department begins becomes the handler; the first time anybody did is the response."""
    case = step.case
    case.responded_at = case.responded_at or step.now
    case.handler_user_id = step.who.user_id
    if case.handler_post_id is None:
        case.handler_post_id = step.who.post_id


@effect("start")
def start(step: Step) -> None:
    lay_hands(step)


@effect("finish")
def finish(step: Step) -> None:
    lay_hands(step)
    step.case.handled_at, step.case.outcome = step.now, step.data.outcome
    step.told["outcome"] = step.data.outcome


@effect("self_corrected")
def self_corrected(step: Step) -> None:
    """Said by the handler, the shop's owner or a sensor; a handler who says it counts as having handled it."""
    if step.access is not None and has_it(step.case, step.seat):
        lay_hands(step)
    step.case.handled_at, step.case.outcome = step.now, "self_corrected"


@effect("pass_check")
def pass_check(step: Step) -> None:
    step.case.checker_user_id = step.who.user_id
    step.case.checker_post_id = step.who.post_id
    step.case.party_posts = involve(step.case.party_posts, step.who.post_id)


@effect("fail_check")
def fail_check(step: Step) -> None:
    """返工: back to the same handler, who must show a new picture; the check is offered anew afterwards."""
    case = step.case
    case.reworks += 1
    case.rework_at, case.handled_at, case.outcome = step.now, None, ""
    case.checker_post = case.checker_user = None
    step.told["reworks"] = case.reworks


@effect("close")
def close(step: Step) -> None:
    """The closing condition is ticked; or it is said honestly, in words, why it could not be met."""
    case = step.case
    if case.outcome in MET and not step.data.condition_met:
        raise refuse("condition_met", "closing_condition_unmet", closing=_closing(step))
    if case.outcome not in MET and not step.data.note.strip():
        raise refuse("note", "explanation_missing")
    case.closed_at = step.now
    step.told.update(outcome=case.outcome, in_time=case.overdue_since is None)
    appealing.open_terms(step)
    if step.known is None:
        parting.close_duplicates(step)
    else:
        step.told["told_elsewhere"] = []


def _closing(step: Step) -> str:
    return step.case.condition.closing_zh if step.case.condition else ""
