"""What happens to any procedure, and to papers."""

from dataclasses import dataclass, field
from typing import ClassVar

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ProcedureEvent(DomainEvent):
    """A move of a paper, an off-site file or a transfer. `said_*` is the grey line of the timeline; `post_id` the
    post that answers for it; `files` the SHA-256 of every file it has after the move, so that the chain holds them;
    `sent` the press it was made with;
    nothing of the party stands here but the shop's name in the title and what somebody wrote in `note`."""

    PERSONAL = ("note",)

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
    files: list[str] = field(default_factory=list)
    sent: str = ""


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
class PaperClosedUnpaid(ProcedureEvent):
    """A decision on the spot is closed with its fine unpaid: `unpaid` yuan, why stands in said_zh/en and reason."""

    KIND: ClassVar[str] = "enforcement.paper_closed_unpaid"
    unpaid: int = 0


@dataclass(frozen=True, kw_only=True)
class PaperVoided(ProcedureEvent):
    """It no longer counts; its number stays."""

    KIND: ClassVar[str] = "enforcement.paper_voided"


@dataclass(frozen=True, kw_only=True)
class PaperFollowed(ProcedureEvent):
    """A paper of a procedure went where its procedure went."""

    KIND: ClassVar[str] = "enforcement.paper_followed"


@dataclass(frozen=True, kw_only=True)
class TermReminded(ProcedureEvent):
    """Half or four fifths of a running term have passed."""

    KIND: ClassVar[str] = "enforcement.term_reminded"


@dataclass(frozen=True, kw_only=True)
class SimpleTold(ProcedureEvent):
    """On the spot: the party was told facts, basis, what is proposed and its rights."""

    KIND: ClassVar[str] = "enforcement.simple_told"


@dataclass(frozen=True, kw_only=True)
class SimpleHeard(ProcedureEvent):
    """On the spot: what the party said before the decision was written down, or that it said nothing."""

    KIND: ClassVar[str] = "enforcement.simple_heard"


@dataclass(frozen=True, kw_only=True)
class SimpleDropped(ProcedureEvent):
    """After hearing the party no decision was made."""

    KIND: ClassVar[str] = "enforcement.simple_dropped"


@dataclass(frozen=True, kw_only=True)
class SimpleReported(ProcedureEvent):
    """A decision on the spot was reported to the body it was made for."""

    KIND: ClassVar[str] = "enforcement.simple_reported"
