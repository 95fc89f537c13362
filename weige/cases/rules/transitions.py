"""THE table of moves. Allowed actions, buttons, the diagram in the docs and the illegal-move test come
from it.

Adding a move: one entry here, one event, one effect (services.effects), its words (labels.toml), its test.
"""

from dataclasses import dataclass
from enum import StrEnum

from weige.cases import events
from weige.cases.rules.states import AT_DISPATCH, BEFORE_FILING, IN_CHECK, OPEN, WITH_HANDLER, State

S = State


class Actor(StrEnum):
    """Who, among those holding the verb's grant on the case, may make the move."""

    GRANTED = "granted"
    """Everybody with the grant."""
    DESK = "desk"
    """A seat of the house that has no hand in the handling (neither post nor department of the handler)."""
    HANDLER = "handler"
    """The post that has the case, or its department while no post has it."""
    DEPARTMENT = "department"
    """A post of the department that has the case, other than the one it assigned."""
    ASKED = "asked"
    """The post asked to verify or check; anybody with the grant while no post is named."""
    PARTY = "party"
    """The handler, or the owner of the shop the case is about."""
    UNIT = "unit"
    """Whoever handled it: the post or the department that had the case."""
    REPORTER = "reporter"
    """Who reported it (or whose shop it is about), and did not handle it."""
    NAMED = "named"
    """The unit that the first receiver named as the one that should have the case."""


class Clock(StrEnum):
    """What the move does to the handling clock (the limit of the filing condition)."""

    NONE = "none"
    START = "start"
    STOP = "stop"
    PAUSE = "pause"
    CONTINUE = "continue"
    EXTEND = "extend"


class Kind(StrEnum):
    """Kinds of input fields; a screen picks its control by it."""

    TEXT = "text"
    CONDITION = "condition"
    POST = "post"
    TARGET = "target"
    MOMENT = "moment"
    CASE = "case"
    CHOICE = "choice"
    TICK = "tick"
    PARTS = "parts"
    """Several units, each with what it is to do."""
    CODE = "code"
    """One of the office's own rows (standard reasons of a return); the screen gets them as choices."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a move. TARGET means exactly one of the inputs `post` and `department`."""

    name: str
    kind: Kind
    required: bool = True
    choices: tuple[str, ...] = ()


REASON = Field("reason", Kind.TEXT)
NOTE = Field("note", Kind.TEXT, required=False)
STANDARD = Field("standard", Kind.CODE)
PATROL = Field("patrol", Kind.CODE)
CLAUSE = Field("clause", Kind.TEXT)
URGENCIES = ("overdue", "important", "leader")
#: Levels of a supervision (table of fields SUPERVISE 3: 黄/橙/红).
DEGREES = ("yellow", "orange", "red")
ABOUT = ("overdue", "returns", "rework", "other")
OPINIONS = ("support", "oppose")
#: Moves made standing before the thing: a phone can make them one after the other without a network.
IN_THE_FIELD = frozenset({"start", "finish"})
OUTCOMES = ("solved", "explained", "referred")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row. `target` None: the state stays. `system`: the sweeper or a subscriber may make it too."""

    code: str
    sources: frozenset[State]
    target: State | None
    verb: str
    event: type[events.CaseEvent]
    actor: Actor = Actor.GRANTED
    guards: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    clock: Clock = Clock.NONE
    system: bool = False

    def to(self, state: State) -> State:
        """The state after the move made in `state`."""
        return self.target or state

    @property
    def needs_reason(self) -> bool:
        return any(field.name == "reason" and field.required for field in self.fields)


def _m(  # noqa: PLR0917 - what every row has, in the order of the columns
    code: str,
    sources: "frozenset[State] | set[State]",
    target: State | None,
    verb: str,
    event: type[events.CaseEvent],
    actor: Actor = Actor.GRANTED,
    *,
    guards: tuple[str, ...] = (),
    fields: tuple[Field, ...] = (NOTE,),
    clock: Clock = Clock.NONE,
    system: bool = False,
) -> Move:
    return Move(
        code=code,
        sources=frozenset(sources),
        target=target,
        verb=verb,
        event=event,
        actor=actor,
        guards=guards,
        fields=fields,
        clock=clock,
        system=system,
    )


A, C, K = Actor, Clock, Kind
CLOSED = frozenset({S.CLOSED})
#: Accepted, and neither void, refused nor merged: what counts as a case.
VALID = (OPEN - BEFORE_FILING) | {S.ACCEPTED, S.CLOSED}
WITH_RECEIVER = frozenset({S.DISPATCHED, S.HANDLING})

# fmt: off
TABLE: tuple[Move, ...] = (
    # 上报 受理
    _m("report", {S.NEW}, S.REPORTED, "case.report", events.Reported, system=True),
    _m("ask_verify", {S.REPORTED, S.ACCEPTED}, S.VERIFYING, "case.accept", events.VerificationAsked,
       fields=(Field("post", K.POST), NOTE)),
    _m("confirm_found", {S.VERIFYING}, S.ACCEPTED, "case.check", events.VerificationAnswered, A.ASKED),
    _m("confirm_absent", {S.VERIFYING}, S.REPORTED, "case.check", events.VerificationAnswered, A.ASKED,
       fields=(REASON, NOTE)),
    _m("accept", {S.REPORTED, S.VERIFYING}, S.ACCEPTED, "case.accept", events.Accepted, system=True),
    _m("reject", BEFORE_FILING, S.REJECTED, "case.accept", events.Rejected, fields=(REASON, NOTE)),
    # 立案 派遣
    _m("file", {S.ACCEPTED}, S.FILED, "case.file", events.Filed,
       fields=(Field("condition", K.CONDITION), Field("component", K.TEXT, required=False), NOTE), system=True),
    _m("dispatch", AT_DISPATCH, S.DISPATCHED, "case.dispatch", events.Dispatched,
       guards=("not_raised",), fields=(Field("target", K.TARGET), NOTE), clock=C.START, system=True),
    _m("designate", {S.DISPATCHING}, S.DISPATCHED, "case.supervise", events.Designated,
       guards=("raised",), fields=(REASON, Field("target", K.TARGET), NOTE), clock=C.START),
    _m("split", AT_DISPATCH | WITH_RECEIVER, None, "case.dispatch", events.Split, A.DESK,
       guards=("not_a_part",), fields=(Field("parts", K.PARTS), NOTE)),
    _m("assign", {S.DISPATCHED}, S.DISPATCHED, "case.handle", events.Assigned, A.DEPARTMENT,
       guards=("no_post",), fields=(Field("post", K.POST), NOTE)),
    _m("revoke", WITH_HANDLER, S.DISPATCHED, "case.handle", events.AssignmentRevoked, A.DEPARTMENT,
       guards=("assigned",), fields=(REASON, NOTE)),
    _m("return", WITH_RECEIVER, S.DISPATCHING, "case.return", events.Returned, A.HANDLER,
       guards=("not_first", "not_designated", "assignment_revoked", "first_try", "no_request"),
       fields=(STANDARD, REASON, CLAUSE, Field("target", K.TARGET, required=False), NOTE)),
    # 首接负责: the first receiver names who should have it, and keeps it until that unit or the desk agrees
    _m("propose_transfer", WITH_RECEIVER, None, "case.return", events.TransferProposed, A.HANDLER,
       guards=("first_receiver", "not_designated", "assignment_revoked", "first_try", "no_request"),
       fields=(STANDARD, REASON, CLAUSE, Field("target", K.TARGET), NOTE)),
    _m("agree_transfer", WITH_RECEIVER, S.DISPATCHED, "case.handle", events.TransferAgreed, A.NAMED,
       guards=("transfer_at_unit",)),
    _m("decline_transfer", WITH_RECEIVER, None, "case.handle", events.TransferDeclined, A.NAMED,
       guards=("transfer_at_unit",), fields=(REASON, NOTE)),
    _m("approve_transfer", WITH_RECEIVER, S.DISPATCHING, "case.dispatch", events.Returned, A.DESK,
       guards=("transfer_asked", "not_requester")),
    _m("refuse_transfer", WITH_RECEIVER, None, "case.dispatch", events.TransferRefused, A.DESK,
       guards=("transfer_asked", "not_requester"), fields=(REASON, NOTE)),
    _m("recall", {S.DISPATCHED, S.HANDLING}, S.DISPATCHING, "case.dispatch", events.Recalled, A.DESK,
       fields=(REASON, NOTE)),
    # 处置
    _m("start", {S.DISPATCHED, S.REWORK}, S.HANDLING, "case.handle", events.Started, A.HANDLER),
    _m("finish", {S.HANDLING}, S.HANDLED, "case.handle", events.Finished, A.HANDLER,
       guards=("after_photo", "parts_ended"),
       fields=(Field("outcome", K.CHOICE, choices=OUTCOMES), NOTE), clock=C.STOP),
    _m("self_corrected", WITH_HANDLER, S.HANDLED, "case.report", events.SelfCorrected, A.PARTY,
       guards=("after_photo",), clock=C.STOP, system=True),
    _m("request_extension", WITH_HANDLER, None, "case.extend", events.ExtensionRequested, A.HANDLER,
       guards=("not_overdue", "extensions_left", "no_request"), fields=(REASON, NOTE)),
    _m("endorse_extension", WITH_HANDLER, None, "case.extend", events.ExtensionEndorsed, A.DEPARTMENT,
       guards=("extension_at_department", "not_requester")),
    _m("decline_extension", WITH_HANDLER, None, "case.extend", events.ExtensionRefused, A.DEPARTMENT,
       guards=("extension_at_department", "not_requester"), fields=(REASON, NOTE)),
    _m("approve_extension", WITH_HANDLER, None, "case.approve", events.ExtensionApproved, A.DESK,
       guards=("extension_at_desk", "not_requester"), clock=C.EXTEND),
    _m("refuse_extension", WITH_HANDLER, None, "case.approve", events.ExtensionRefused,
       guards=("extension_asked", "not_requester"), fields=(REASON, NOTE)),
    _m("request_suspension", WITH_HANDLER, None, "case.suspend", events.SuspensionRequested, A.HANDLER,
       guards=("never_suspended", "no_request"),
       fields=(REASON, Field("plan", K.TEXT), Field("safety", K.TEXT, required=False), Field("until", K.MOMENT),
               NOTE)),
    _m("approve_suspension", WITH_HANDLER, S.SUSPENDED, "case.approve", events.Suspended, A.DESK,
       guards=("suspension_asked", "not_requester"), clock=C.PAUSE),
    _m("refuse_suspension", WITH_HANDLER, None, "case.approve", events.SuspensionRefused, A.DESK,
       guards=("suspension_asked", "not_requester"), fields=(REASON, NOTE)),
    _m("resume", {S.SUSPENDED}, S.HANDLING, "case.suspend", events.Resumed, clock=C.CONTINUE, system=True),
    # 核查 结案
    _m("send_check", {S.HANDLED, S.CHECKING}, S.CHECKING, "case.accept", events.CheckSent, A.DESK,
       fields=(Field("post", K.POST, required=False), NOTE)),
    _m("pass_check", {S.HANDLED, S.CHECKING}, S.CHECKED, "case.check", events.CheckPassed, A.ASKED,
       guards=("not_handler",)),
    _m("fail_check", IN_CHECK, S.REWORK, "case.check", events.CheckFailed, A.ASKED,
       guards=("not_handler",), fields=(REASON, NOTE), clock=C.CONTINUE),
    _m("close", {S.CHECKED}, S.CLOSED, "case.close", events.Closed,
       guards=("not_handler", "checked_by_other", "parts_ended", "supervision_settled", "not_held"),
       fields=(Field("condition_met", K.TICK), NOTE)),
    # out of the way
    _m("void", OPEN - IN_CHECK, S.VOID, "case.void", events.Voided,
       guards=("not_handler", "parts_ended"), fields=(REASON, NOTE), clock=C.STOP),
    _m("merge", BEFORE_FILING | AT_DISPATCH | {S.DISPATCHED}, S.MERGED, "case.merge", events.Merged, A.DESK,
       guards=("parts_ended",), fields=(Field("into", K.CASE), NOTE), clock=C.STOP, system=True),
    # 督办 催办 at any time
    _m("supervise", OPEN, None, "case.supervise", events.Supervised, guards=("not_supervised",),
       fields=(Field("urgency", K.CHOICE, required=False, choices=URGENCIES),
               Field("degree", K.CHOICE, required=False, choices=DEGREES), REASON,
               Field("answer_by", K.MOMENT, required=False), NOTE)),
    _m("answer_supervision", OPEN, None, "case.handle", events.SupervisionAnswered, A.HANDLER,
       guards=("supervised", "supervision_unanswered"), fields=(Field("answer", K.TEXT), NOTE)),
    _m("press_supervision", OPEN, None, "case.supervise", events.SupervisionPressed,
       guards=("supervised", "supervision_answered"),
       fields=(REASON, Field("answer_by", K.MOMENT, required=False), NOTE)),
    _m("end_supervision", OPEN, None, "case.supervise", events.SupervisionEnded, guards=("supervised",)),
    _m("urge", OPEN, None, "case.urge", events.Urged, guards=("not_just_urged",)),
    _m("follow_up", OPEN, None, "case.report", events.Urged, A.REPORTER, guards=("not_just_asked",)),
    # 漏报认定: should a patrol have seen what the public reported? Of the case and its place, never of a person
    _m("judge_patrol", VALID, None, "case.judge", events.PatrolJudged, A.DESK,
       guards=("public_report", "not_a_part", "not_judged"), fields=(PATROL, NOTE)),
    _m("unjudge_patrol", VALID, None, "case.judge", events.PatrolUnjudged, A.DESK, guards=("judged",)),
    # after closing: a complaint of who reported it, an appeal of who handled it; decided by somebody else
    _m("complain", CLOSED, None, "case.report", events.Complained, A.REPORTER,
       guards=("complaint_term", "no_appeal"), fields=(REASON, NOTE)),
    _m("appeal", CLOSED, None, "case.appeal", events.Appealed, A.UNIT,
       guards=("appeal_term", "no_appeal"), fields=(Field("about", K.CHOICE, choices=ABOUT), REASON, NOTE)),
    _m("reopen", CLOSED, S.REWORK, "case.review", events.Reopened,
       guards=("complaint_waits", "outsider"), fields=(REASON, NOTE), clock=C.CONTINUE),
    _m("follow_on", CLOSED, None, "case.review", events.FollowedOn,
       guards=("complaint_waits", "outsider"), fields=(REASON, NOTE)),
    _m("reject_complaint", CLOSED, None, "case.review", events.ComplaintRejected,
       guards=("complaint_waits", "outsider"), fields=(REASON, NOTE)),
    _m("review_appeal", CLOSED, None, "case.review", events.AppealReviewed,
       guards=("appeal_waits", "outsider"),
       fields=(Field("opinion", K.CHOICE, choices=OPINIONS), REASON, NOTE)),
    _m("uphold_appeal", CLOSED, None, "case.review", events.AppealDecided,
       guards=("appeal_reviewed", "outsider", "second_reviewer"), fields=(REASON, NOTE)),
    _m("reject_appeal", CLOSED, None, "case.review", events.AppealDecided,
       guards=("appeal_reviewed", "outsider", "second_reviewer"), fields=(REASON, NOTE)),
)
# fmt: on

MOVES: dict[str, Move] = {move.code: move for move in TABLE}


def moves_from(state: State) -> list[Move]:
    """The moves the table has in this state, in the table's order."""
    return [move for move in TABLE if state in move.sources]
