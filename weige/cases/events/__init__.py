"""What happens to cases, in the past tense. Neighbours may read these and nothing else of this module."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from weige.cases.events.base import PUBLIC as PUBLIC
from weige.cases.events.base import CaseEvent as CaseEvent
from weige.cases.events.handover import HandedOver as HandedOver
from weige.cases.events.handover import HandOverDue as HandOverDue
from weige.cases.events.handover import HandOverMissed as HandOverMissed
from weige.cases.events.handover import HandOverOffered as HandOverOffered
from weige.cases.events.handover import HandOverSettled as HandOverSettled
from weige.cases.events.hotline import HotlineDayKept as HotlineDayKept
from weige.cases.events.hotline import HotlineLate as HotlineLate
from weige.cases.events.hotline import HotlineStep as HotlineStep
from weige.cases.events.hotline import HotlineUnplaced as HotlineUnplaced
from weige.cases.events.life import AppealDecided as AppealDecided
from weige.cases.events.life import Appealed as Appealed
from weige.cases.events.life import AppealReviewed as AppealReviewed
from weige.cases.events.life import Complained as Complained
from weige.cases.events.life import ComplaintRejected as ComplaintRejected
from weige.cases.events.life import DuplicateClosed as DuplicateClosed
from weige.cases.events.life import FollowedOn as FollowedOn
from weige.cases.events.life import Held as Held
from weige.cases.events.life import PartEnded as PartEnded
from weige.cases.events.life import PatrolJudged as PatrolJudged
from weige.cases.events.life import PatrolUnjudged as PatrolUnjudged
from weige.cases.events.life import Released as Released
from weige.cases.events.life import Reopened as Reopened
from weige.cases.events.life import Split as Split
from weige.cases.events.life import SupervisionAnswered as SupervisionAnswered
from weige.cases.events.life import SupervisionEnded as SupervisionEnded
from weige.cases.events.life import SupervisionLate as SupervisionLate
from weige.cases.events.life import SupervisionPressed as SupervisionPressed
from weige.cases.events.life import Suspended as Suspended
from weige.cases.events.life import SuspensionRequested as SuspensionRequested
from weige.cases.events.life import TakenBack as TakenBack
from weige.cases.events.life import TransferAgreed as TransferAgreed
from weige.cases.events.life import TransferDeclined as TransferDeclined
from weige.cases.events.life import TransferProposed as TransferProposed
from weige.cases.events.life import TransferRefused as TransferRefused
from weige.cases.events.life import Urged as Urged
from weige.cases.events.routing import RouteFaulty as RouteFaulty
from weige.cases.events.routing import RouteMended as RouteMended
from weige.cases.events.routing import RoutesSwitched as RoutesSwitched
from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class Reported(CaseEvent):
    KIND = "cases.reported"
    source: str


@dataclass(frozen=True, kw_only=True)
class ReportAdded(CaseEvent):
    """One more report of the same problem was joined to the case."""

    KIND = "cases.report_added"
    source: str


@dataclass(frozen=True, kw_only=True)
class VerificationAsked(CaseEvent):
    KIND = "cases.verification_asked"


@dataclass(frozen=True, kw_only=True)
class VerificationAnswered(CaseEvent):
    KIND = "cases.verification_answered"
    found: bool


@dataclass(frozen=True, kw_only=True)
class Accepted(CaseEvent):
    KIND = "cases.accepted"


@dataclass(frozen=True, kw_only=True)
class Rejected(CaseEvent):
    KIND = "cases.rejected"


@dataclass(frozen=True, kw_only=True)
class Filed(CaseEvent):
    """`condition_no` of the matter was chosen; from it come limit, unit and closing condition. component: the thing's
    own code, where it is a component's matter."""

    KIND = "cases.filed"
    condition_no: int
    condition_id: int
    component: str = ""


@dataclass(frozen=True, kw_only=True)
class Dispatched(CaseEvent):
    """To a post (handler_post_id) or to a department as a whole (handler_post_id None).

    An automatic dispatch says its basis: the row of the dispatch table, or the scenario pack. `principle`:
    owner_first for components, locality_first for matters (labels.toml).
    """

    KIND = "cases.dispatched"
    automatic: bool = False
    basis_zh: str = ""
    basis_en: str = ""
    principle: str = ""


@dataclass(frozen=True, kw_only=True)
class Designated(CaseEvent):
    """指定承办: after the third return the coordinator named the unit; it cannot return the case."""

    KIND = "cases.designated"
    principle: str = ""


@dataclass(frozen=True, kw_only=True)
class Assigned(CaseEvent):
    """The department chose one of its posts."""

    KIND = "cases.assigned"


@dataclass(frozen=True, kw_only=True)
class AssignmentRevoked(CaseEvent):
    KIND = "cases.assignment_revoked"


@dataclass(frozen=True, kw_only=True)
class Returned(CaseEvent):
    """`clause` is the basis given, `standard` the code of the standard reason with its words; to_* the unit named.

    `to_coordinator` says that this return (the third) took the case up to the coordinator's seat.
    """

    KIND = "cases.returned"
    clause: str
    returns: int
    to_coordinator: bool
    standard: str = ""
    standard_zh: str = ""
    standard_en: str = ""
    to_department_id: int | None = None
    to_post_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Recalled(CaseEvent):
    """The dispatcher took it back from the handler to send it elsewhere."""

    KIND = "cases.recalled"


@dataclass(frozen=True, kw_only=True)
class Started(CaseEvent):
    KIND = "cases.started"


@dataclass(frozen=True, kw_only=True)
class Finished(CaseEvent):
    """`outcome`: solved, explained, referred, self_corrected (labels.toml)."""

    KIND = "cases.finished"
    outcome: str


@dataclass(frozen=True, kw_only=True)
class SelfCorrected(CaseEvent):
    """The party put it right without being made to."""

    KIND = "cases.self_corrected"


@dataclass(frozen=True, kw_only=True)
class ExtensionRequested(CaseEvent):
    KIND = "cases.extension_requested"


@dataclass(frozen=True, kw_only=True)
class ExtensionEndorsed(CaseEvent):
    KIND = "cases.extension_endorsed"


@dataclass(frozen=True, kw_only=True)
class ExtensionApproved(CaseEvent):
    KIND = "cases.extension_approved"


@dataclass(frozen=True, kw_only=True)
class ExtensionRefused(CaseEvent):
    KIND = "cases.extension_refused"


@dataclass(frozen=True, kw_only=True)
class SuspensionRefused(CaseEvent):
    KIND = "cases.suspension_refused"


@dataclass(frozen=True, kw_only=True)
class Resumed(CaseEvent):
    """`automatic` when the end that was set had come."""

    KIND = "cases.resumed"
    automatic: bool = False


@dataclass(frozen=True, kw_only=True)
class CheckSent(CaseEvent):
    KIND = "cases.check_sent"


@dataclass(frozen=True, kw_only=True)
class CheckPassed(CaseEvent):
    KIND = "cases.check_passed"


@dataclass(frozen=True, kw_only=True)
class CheckFailed(CaseEvent):
    """Back to the same handler; the clock goes on where it stopped."""

    KIND = "cases.check_failed"
    reworks: int


@dataclass(frozen=True, kw_only=True)
class Closed(CaseEvent):
    """`told_elsewhere`: persons who hear of it under the number of their own report, which was merged into this."""

    KIND = "cases.closed"
    PERSONAL = ("note", "changes", "told_elsewhere")
    outcome: str
    in_time: bool
    told_elsewhere: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Voided(CaseEvent):
    KIND = "cases.voided"


@dataclass(frozen=True, kw_only=True)
class Merged(CaseEvent):
    """This case went into another one with its reports and evidence; by the system only with its reasons."""

    KIND = "cases.merged"
    into_id: str
    into_number: str
    automatic: bool = False
    probability: float | None = None
    why_zh: str = ""
    why_en: str = ""


@dataclass(frozen=True, kw_only=True)
class MergeReceived(CaseEvent):
    """Another case's reports and evidence came in."""

    KIND = "cases.merge_received"
    from_id: str
    from_number: str


@dataclass(frozen=True, kw_only=True)
class MergeUndone(CaseEvent):
    """This case was split off again, with its reports, its evidence and its own clock."""

    KIND = "cases.merge_undone"
    from_id: str
    from_number: str


@dataclass(frozen=True, kw_only=True)
class SplitOff(CaseEvent):
    """What another case had brought went back to it."""

    KIND = "cases.split_off"
    into_id: str
    into_number: str


@dataclass(frozen=True, kw_only=True)
class Recurred(CaseEvent):
    """The same matter at the same place again: the nth time within `days`; `previous_number` came before it."""

    KIND = "cases.recurred"
    nth: int
    days: int
    previous_number: str


@dataclass(frozen=True, kw_only=True)
class Supervised(CaseEvent):
    """督办: someone above wants this one watched; `reason` says what is asked, `urgency` why (labels.toml), and an
    answer is due. order_no: its own number, without gaps within the year; degree: yellow, orange or red.
    """

    KIND = "cases.supervised"
    urgency: str = ""
    degree: str = ""
    order_no: str = ""
    answer_due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(CaseEvent):
    KIND = "cases.evidence_added"
    evidence_id: int
    kind: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Overdue(CaseEvent):
    """The handling limit passed without the handler's report. Told once, never taken back."""

    KIND = "cases.overdue"


@dataclass(frozen=True, kw_only=True)
class StageOverdue(CaseEvent):
    """The limit of a desk's own stage passed; `to_chief` when a case that bounced three times waits for its unit."""

    KIND = "cases.stage_overdue"
    stage_clock: str
    to_chief: bool = False


@dataclass(frozen=True, kw_only=True)
class DueRecounted(CaseEvent):
    """The working calendar was edited and the due time counted anew."""

    KIND = "cases.due_recounted"
    calendar_version: int


@dataclass(frozen=True, kw_only=True)
class ConditionChanged(DomainEvent):
    """A filing condition got a new version; cases filed before keep the old one."""

    KIND = "cases.condition_changed"
    PERSONAL = ()
    matter_code: str
    condition_no: int
    amount: str
    unit: str
    before_amount: str
    before_unit: str


@dataclass(frozen=True, kw_only=True)
class DeskRuleChanged(DomainEvent):
    """A stage limit or a dispatch rule was edited; `what` is "stage_limit", "hotline_limit" or "dispatch_rule"."""

    KIND = "cases.desk_rule_changed"
    PERSONAL = ()
    what: str
    key: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Exported(DomainEvent):
    """A list of cases left the house as a file; `filter` holds what was asked for."""

    KIND = "cases.exported"
    PERSONAL = ()
    rows: int
    filter: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class FileExported(DomainEvent):
    """The case's file left the house: what for, and the hashes by which a file that comes back is recognised. `masked`:
    without personal data; `originals`: how many stored files were in it."""

    KIND = "cases.file_exported"
    PERSONAL = ("purpose",)
    case_id: str
    number: str
    purpose: str
    masked: bool
    originals: int
    events: int
    manifest_sha256: str
    pages_sha256: str
    head_day: str
    head: str
