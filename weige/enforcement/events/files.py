"""What happens to off-site files, their hearings, and transfers."""

from dataclasses import dataclass, field
from typing import ClassVar

from weige.enforcement.events.papers import ProcedureEvent


@dataclass(frozen=True, kw_only=True)
class OffsiteBegun(ProcedureEvent):
    """Evidence of a device began a file."""

    KIND: ClassVar[str] = "enforcement.offsite_begun"


@dataclass(frozen=True, kw_only=True)
class OffsiteSubmitted(ProcedureEvent):
    """The evidence is complete; reviews begin."""

    KIND: ClassVar[str] = "enforcement.offsite_submitted"


@dataclass(frozen=True, kw_only=True)
class OffsiteReviewed(ProcedureEvent):
    """One of the two reviewers found the evidence right."""

    KIND: ClassVar[str] = "enforcement.offsite_reviewed"


@dataclass(frozen=True, kw_only=True)
class OffsiteSentBack(ProcedureEvent):
    """A reviewer wants better evidence."""

    KIND: ClassVar[str] = "enforcement.offsite_sent_back"


@dataclass(frozen=True, kw_only=True)
class OffsiteDismissed(ProcedureEvent):
    """It does not hold; the file ends."""

    KIND: ClassVar[str] = "enforcement.offsite_dismissed"


@dataclass(frozen=True, kw_only=True)
class OffsiteCorrected(ProcedureEvent):
    """The party put it right."""

    KIND: ClassVar[str] = "enforcement.offsite_corrected"


@dataclass(frozen=True, kw_only=True)
class OffsiteNotified(ProcedureEvent):
    """The party was told facts, basis, proposal and rights."""

    KIND: ClassVar[str] = "enforcement.offsite_notified"


@dataclass(frozen=True, kw_only=True)
class OffsiteDefended(ProcedureEvent):
    """The party stated a defence."""

    KIND: ClassVar[str] = "enforcement.offsite_defended"


@dataclass(frozen=True, kw_only=True)
class OffsiteDefenceAnswered(ProcedureEvent):
    """A person answered the defence."""

    KIND: ClassVar[str] = "enforcement.offsite_defence_answered"


@dataclass(frozen=True, kw_only=True)
class OffsiteHeard(ProcedureEvent):
    """The term of the defence ended or was waived."""

    KIND: ClassVar[str] = "enforcement.offsite_heard"


@dataclass(frozen=True, kw_only=True)
class OffsiteDecided(ProcedureEvent):
    """An authorised person decided. lenient: codes of the rules of leniency that fitted the facts as they stood."""

    KIND: ClassVar[str] = "enforcement.offsite_decided"
    outcome: str = ""
    lenient: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class OffsiteServed(ProcedureEvent):
    """The decision was served."""

    KIND: ClassVar[str] = "enforcement.offsite_served"


@dataclass(frozen=True, kw_only=True)
class OffsiteComplied(ProcedureEvent):
    """The decision was performed."""

    KIND: ClassVar[str] = "enforcement.offsite_complied"


@dataclass(frozen=True, kw_only=True)
class OffsiteExpired(ProcedureEvent):
    """The term of performance passed."""

    KIND: ClassVar[str] = "enforcement.offsite_expired"


@dataclass(frozen=True, kw_only=True)
class OffsiteClosed(ProcedureEvent):
    """The file is complete and closed."""

    KIND: ClassVar[str] = "enforcement.offsite_closed"


@dataclass(frozen=True, kw_only=True)
class OffsiteClosedUnpaid(ProcedureEvent):
    """The file is closed with its fine unpaid: `unpaid` yuan, why stands in said_zh/en and reason."""

    KIND: ClassVar[str] = "enforcement.offsite_closed_unpaid"
    unpaid: int = 0


@dataclass(frozen=True, kw_only=True)
class TransferDrafted(ProcedureEvent):
    """A transfer to another body was drafted."""

    KIND: ClassVar[str] = "enforcement.transfer_drafted"


@dataclass(frozen=True, kw_only=True)
class TransferApproved(ProcedureEvent):
    """It was approved and may go."""

    KIND: ClassVar[str] = "enforcement.transfer_approved"


@dataclass(frozen=True, kw_only=True)
class TransferSent(ProcedureEvent):
    """It went out; the clock of the receipt runs."""

    KIND: ClassVar[str] = "enforcement.transfer_sent"


@dataclass(frozen=True, kw_only=True)
class TransferArrived(ProcedureEvent):
    """Another body sent us a case."""

    KIND: ClassVar[str] = "enforcement.transfer_arrived"


@dataclass(frozen=True, kw_only=True)
class TransferReceived(ProcedureEvent):
    """The receiving side signed for it."""

    KIND: ClassVar[str] = "enforcement.transfer_received"


@dataclass(frozen=True, kw_only=True)
class TransferAccepted(ProcedureEvent):
    """The receiving side took it on, with its own number."""

    KIND: ClassVar[str] = "enforcement.transfer_accepted"


@dataclass(frozen=True, kw_only=True)
class TransferReturned(ProcedureEvent):
    """The receiving side gave it back, with its reason."""

    KIND: ClassVar[str] = "enforcement.transfer_returned"


@dataclass(frozen=True, kw_only=True)
class TransferDisputed(ProcedureEvent):
    """Given back twice: coordination decides whose it is."""

    KIND: ClassVar[str] = "enforcement.transfer_disputed"


@dataclass(frozen=True, kw_only=True)
class TransferSettled(ProcedureEvent):
    """Coordination decided."""

    KIND: ClassVar[str] = "enforcement.transfer_settled"


@dataclass(frozen=True, kw_only=True)
class TransferResult(ProcedureEvent):
    """The receiving side told what came of it."""

    KIND: ClassVar[str] = "enforcement.transfer_result"


@dataclass(frozen=True, kw_only=True)
class TransferOverdue(ProcedureEvent):
    """The receiving side let its term pass."""

    KIND: ClassVar[str] = "enforcement.transfer_overdue"


@dataclass(frozen=True, kw_only=True)
class TransferClosed(ProcedureEvent):
    """The transfer is done with."""

    KIND: ClassVar[str] = "enforcement.transfer_closed"


@dataclass(frozen=True, kw_only=True)
class OffsiteNoticeServed(ProcedureEvent):
    """The notice before a penalty was served."""

    KIND: ClassVar[str] = "enforcement.offsite_notice_served"


@dataclass(frozen=True, kw_only=True)
class HearingAsked(ProcedureEvent):
    """The party asks for a hearing."""

    KIND: ClassVar[str] = "enforcement.hearing_asked"


@dataclass(frozen=True, kw_only=True)
class HearingSet(ProcedureEvent):
    """Time and place of the hearing were set and told."""

    KIND: ClassVar[str] = "enforcement.hearing_set"


@dataclass(frozen=True, kw_only=True)
class HearingHeld(ProcedureEvent):
    """The hearing took place; its record is kept."""

    KIND: ClassVar[str] = "enforcement.hearing_held"


@dataclass(frozen=True, kw_only=True)
class HearingDropped(ProcedureEvent):
    """The party gave the hearing up."""

    KIND: ClassVar[str] = "enforcement.hearing_dropped"
