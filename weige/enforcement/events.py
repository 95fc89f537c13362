"""What happens in enforcement. Events of a procedure stand on its case's timeline where it has a case."""

from dataclasses import dataclass
from typing import ClassVar

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PowerChanged(DomainEvent):
    """A row of the catalogue of powers was added or changed. changes: column → [before, after]."""

    KIND: ClassVar[str] = "enforcement.power_changed"
    code: str
    version: int
    reason: str
    changes: dict[str, list[object]]


@dataclass(frozen=True, kw_only=True)
class PowersImported(DomainEvent):
    KIND: ClassVar[str] = "enforcement.powers_imported"
    created: int
    updated: int


@dataclass(frozen=True, kw_only=True)
class TemplateChanged(DomainEvent):
    """An office put in another template of a kind of paper."""

    KIND: ClassVar[str] = "enforcement.template_changed"
    kind: str
    number: int
    note: str


@dataclass(frozen=True, kw_only=True)
class KindChanged(DomainEvent):
    """A kind of paper was edited: name, number, term, contact."""

    KIND: ClassVar[str] = "enforcement.kind_changed"
    kind: str
    version: int
    changes: dict[str, list[object]]


@dataclass(frozen=True, kw_only=True)
class LegalChanged(DomainEvent):
    """A term, text or rule of the procedures was edited. changes: column → [before, after]."""

    KIND: ClassVar[str] = "enforcement.legal_changed"
    code: str
    version: int
    reason: str
    changes: dict[str, list[object]]


@dataclass(frozen=True, kw_only=True)
class LegalConfirmed(DomainEvent):
    """Somebody compared it with the published text named in `reason`."""

    KIND: ClassVar[str] = "enforcement.legal_confirmed"
    code: str
    version: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(DomainEvent):
    """A party agreed to be served electronically: on its page, or recorded by an officer with a proof."""

    KIND: ClassVar[str] = "enforcement.consent_given"
    paper_id: str
    number: str
    by_link: bool


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(DomainEvent):
    """It agrees no longer; what was served before stays served."""

    KIND: ClassVar[str] = "enforcement.consent_withdrawn"
    paper_id: str
    number: str
    by_link: bool


@dataclass(frozen=True, kw_only=True)
class ProcedureEvent(DomainEvent):
    """A move of a paper, an off-site file or a transfer. `said_*` is the grey line of the timeline; `post_id` the
    post that
    answers for it; nothing of the party stands here but the shop's name in the title."""

    procedure: str
    procedure_id: str
    number: str
    move: str
    state_before: str
    state: str
    version: int
    title: str
    case_id: str | None = None
    case_number: str = ""
    shop_id: int | None = None
    post_id: int | None = None
    kind: str = ""
    kind_zh: str = ""
    kind_en: str = ""
    due_at: str | None = None
    reason: str = ""
    note: str = ""
    said_zh: str = ""
    said_en: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperDrafted(ProcedureEvent):
    """A paper was drafted from a case."""

    KIND: ClassVar[str] = "enforcement.paper_drafted"


@dataclass(frozen=True, kw_only=True)
class PaperReviewed(ProcedureEvent):
    """Somebody else than the drafter found it right."""

    KIND: ClassVar[str] = "enforcement.paper_reviewed"


@dataclass(frozen=True, kw_only=True)
class PaperSentBack(ProcedureEvent):
    """The reviewer wants it changed."""

    KIND: ClassVar[str] = "enforcement.paper_sent_back"


@dataclass(frozen=True, kw_only=True)
class PaperIssued(ProcedureEvent):
    """It got its number and went to the party and the officer."""

    KIND: ClassVar[str] = "enforcement.paper_issued"


@dataclass(frozen=True, kw_only=True)
class PaperServed(ProcedureEvent):
    """It was served."""

    KIND: ClassVar[str] = "enforcement.paper_served"


@dataclass(frozen=True, kw_only=True)
class PaperAnswered(ProcedureEvent):
    """The party answered, or looked at it for the first time."""

    KIND: ClassVar[str] = "enforcement.paper_answered"


@dataclass(frozen=True, kw_only=True)
class AnswerRefused(ProcedureEvent):
    """An answer was not accepted; the term goes on."""

    KIND: ClassVar[str] = "enforcement.paper_answer_refused"


@dataclass(frozen=True, kw_only=True)
class PaperComplied(ProcedureEvent):
    """What was asked for was done."""

    KIND: ClassVar[str] = "enforcement.paper_complied"


@dataclass(frozen=True, kw_only=True)
class PaperNotComplied(ProcedureEvent):
    """It was not done."""

    KIND: ClassVar[str] = "enforcement.paper_not_complied"


@dataclass(frozen=True, kw_only=True)
class PaperOverdue(ProcedureEvent):
    """Its term passed."""

    KIND: ClassVar[str] = "enforcement.paper_overdue"


@dataclass(frozen=True, kw_only=True)
class PaperClosed(ProcedureEvent):
    """It is done with."""

    KIND: ClassVar[str] = "enforcement.paper_closed"


@dataclass(frozen=True, kw_only=True)
class PaperVoided(ProcedureEvent):
    """It no longer counts; its number stays."""

    KIND: ClassVar[str] = "enforcement.paper_voided"


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
    """An authorised person decided."""

    KIND: ClassVar[str] = "enforcement.offsite_decided"


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
class PaperFollowed(ProcedureEvent):
    """A paper of a procedure went where its procedure went."""

    KIND: ClassVar[str] = "enforcement.paper_followed"


@dataclass(frozen=True, kw_only=True)
class TermReminded(ProcedureEvent):
    """Half or four fifths of a running term have passed."""

    KIND: ClassVar[str] = "enforcement.term_reminded"


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
