"""What happens to cases, in the past tense. Neighbours may read these and nothing else of this module."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CaseEvent(DomainEvent):
    """Common to all: enough to tell a person about the case without reading it, and what changed in it.

    `changes` holds the new value of every column the move altered; folding the events of a case gives its row
    (rules.replay). `note` is free text and may name people, `changes` may name the reporter: feeds
    mask both. Times are UTC, lon/lat WGS84 degrees.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("note", "changes")

    case_id: str
    number: str
    move: str
    state_before: str
    state: str
    stage: str
    version: int
    matter_code: str = ""
    matter_zh: str = ""
    matter_en: str = ""
    title_zh: str
    title_en: str
    place_zh: str = ""
    place_en: str = ""
    lon: float
    lat: float
    level: str = ""
    shop_id: int | None = None
    building_id: int | None = None
    warning_id: str | None = None
    department_id: int | None = None
    handler_post_id: int | None = None
    checker_post_id: int | None = None
    due_at: datetime | None = None
    stage_due_at: datetime | None = None
    reason: str = ""
    note: str = ""
    changes: dict[str, Any] = field(default_factory=dict)


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
    """`condition_no` of the matter was chosen; from it come limit, unit and closing condition."""

    KIND = "cases.filed"
    condition_no: int
    condition_id: int


@dataclass(frozen=True, kw_only=True)
class Dispatched(CaseEvent):
    """To a post (handler_post_id) or to a department as a whole (handler_post_id None).

    An automatic dispatch says its basis: the row of the dispatch table, or the scenario pack.
    """

    KIND = "cases.dispatched"
    automatic: bool = False
    basis_zh: str = ""
    basis_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Assigned(CaseEvent):
    """The department chose one of its posts."""

    KIND = "cases.assigned"


@dataclass(frozen=True, kw_only=True)
class AssignmentRevoked(CaseEvent):
    KIND = "cases.assignment_revoked"


@dataclass(frozen=True, kw_only=True)
class Returned(CaseEvent):
    """`clause` is the basis given; `to_coordinator` says that the third return took it to the
    coordinator's seat."""

    KIND = "cases.returned"
    clause: str
    returns: int
    to_coordinator: bool


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
class SuspensionRequested(CaseEvent):
    KIND = "cases.suspension_requested"
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Suspended(CaseEvent):
    KIND = "cases.suspended"
    until: datetime


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
    KIND = "cases.closed"
    outcome: str
    in_time: bool


@dataclass(frozen=True, kw_only=True)
class Voided(CaseEvent):
    KIND = "cases.voided"


@dataclass(frozen=True, kw_only=True)
class Merged(CaseEvent):
    """This case went into another one with its reports and evidence."""

    KIND = "cases.merged"
    into_id: str
    into_number: str


@dataclass(frozen=True, kw_only=True)
class MergeReceived(CaseEvent):
    """Another case's reports and evidence came in."""

    KIND = "cases.merge_received"
    from_id: str
    from_number: str


@dataclass(frozen=True, kw_only=True)
class Supervised(CaseEvent):
    """督办: someone above wants this one watched; `reason` says what is asked."""

    KIND = "cases.supervised"


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
    """The limit of a desk's own stage passed."""

    KIND = "cases.stage_overdue"
    stage_clock: str


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
    """A stage limit or a dispatch rule was edited; `what` is "stage_limit" or "dispatch_rule"."""

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
