"""What happens to a case beside its straight way: passing on, supervision, urging, appeals, parts."""

from dataclasses import dataclass
from datetime import datetime

from weige.cases.events.base import CaseEvent


@dataclass(frozen=True, kw_only=True)
class TransferProposed(CaseEvent):
    """首接负责: the first receiver says who should have it; it stays responsible until that unit or the desk agrees.

    `standard` is the code of the standard reason (data/return_reasons.csv or the office's own row) with its words.
    """

    KIND = "cases.transfer_proposed"
    standard: str
    standard_zh: str
    standard_en: str
    clause: str
    to_department_id: int | None
    to_post_id: int | None


@dataclass(frozen=True, kw_only=True)
class TransferAgreed(CaseEvent):
    """The unit named took the case over; from_* had it before."""

    KIND = "cases.transfer_agreed"
    from_department_id: int | None
    from_post_id: int | None
    returns: int
    clause: str = ""
    standard_zh: str = ""
    standard_en: str = ""


@dataclass(frozen=True, kw_only=True)
class TransferDeclined(CaseEvent):
    """The unit named says that it is not its case either: the desk decides."""

    KIND = "cases.transfer_declined"


@dataclass(frozen=True, kw_only=True)
class TransferRefused(CaseEvent):
    """The desk leaves the case with its first receiver."""

    KIND = "cases.transfer_refused"


@dataclass(frozen=True, kw_only=True)
class SupervisionAnswered(CaseEvent):
    """The handler answers what was asked; a person decides whether that will do."""

    KIND = "cases.supervision_answered"
    PERSONAL = ("note", "changes", "answered")
    answered: str


@dataclass(frozen=True, kw_only=True)
class SupervisionPressed(CaseEvent):
    """The answer will not do: another one is asked for."""

    KIND = "cases.supervision_pressed"
    answer_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class SupervisionEnded(CaseEvent):
    KIND = "cases.supervision_ended"


@dataclass(frozen=True, kw_only=True)
class SupervisionLate(CaseEvent):
    """The term for the answer passed without one. Told once for each term."""

    KIND = "cases.supervision_late"
    supervisor_post_id: int | None


@dataclass(frozen=True, kw_only=True)
class Urged(CaseEvent):
    """催办: `by` is desk, reporter or system (a fifth of the limit is left)."""

    KIND = "cases.urged"
    by: str
    urges: int


@dataclass(frozen=True, kw_only=True)
class Complained(CaseEvent):
    """结案后投诉: whoever reported it says that it is not solved."""

    KIND = "cases.complained"
    appeal_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Appealed(CaseEvent):
    """申诉: the unit that handled it contests how it was counted; `about` says what."""

    KIND = "cases.appealed"
    about: str
    appeal_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class AppealReviewed(CaseEvent):
    """The first of two reviewers says what he thinks; the second decides."""

    KIND = "cases.appeal_reviewed"
    opinion: str


@dataclass(frozen=True, kw_only=True)
class AppealDecided(CaseEvent):
    """`upheld`: left out of the statistics of `about`; what happened stays visible."""

    KIND = "cases.appeal_decided"
    upheld: bool
    about: str
    appellant_post_id: int | None


@dataclass(frozen=True, kw_only=True)
class ComplaintRejected(CaseEvent):
    KIND = "cases.complaint_rejected"


@dataclass(frozen=True, kw_only=True)
class Reopened(CaseEvent):
    """A complaint was right: rework, by the same handler, on the same clock."""

    KIND = "cases.reopened"
    reworks: int


@dataclass(frozen=True, kw_only=True)
class FollowedOn(CaseEvent):
    """A complaint was right, but about something further: a new case goes on from this one."""

    KIND = "cases.followed_on"
    follow_id: str
    follow_number: str


@dataclass(frozen=True, kw_only=True)
class Split(CaseEvent):
    """Divided into parts for several units; it closes after them."""

    KIND = "cases.split"
    parts: list[str]


@dataclass(frozen=True, kw_only=True)
class PartEnded(CaseEvent):
    """One of its parts ended; `left` are still open."""

    KIND = "cases.part_ended"
    part_number: str
    left: int


@dataclass(frozen=True, kw_only=True)
class DuplicateClosed(CaseEvent):
    """The case this one was merged into closed: whoever reported this one hears its result under their own number."""

    KIND = "cases.duplicate_closed"
    into_number: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Held(CaseEvent):
    """Something above the case (`what`: "joint-task:<id>") has to end before it may close; `left` such things now."""

    KIND = "cases.held"
    what: str
    left: int


@dataclass(frozen=True, kw_only=True)
class Released(CaseEvent):
    """What held the case has ended; `left` others remain."""

    KIND = "cases.released"
    what: str
    left: int


@dataclass(frozen=True, kw_only=True)
class PatrolJudged(CaseEvent):
    """漏报认定: whether a patrol should have seen what the public reported. `patrol`: "missed" or "unseen"; `standard`
    is the code of the reason (data/patrol_reasons.csv or the office's own row) with its words."""

    KIND = "cases.patrol_judged"
    patrol: str
    standard: str
    standard_zh: str
    standard_en: str


@dataclass(frozen=True, kw_only=True)
class PatrolUnjudged(CaseEvent):
    """What was judged of the patrol no longer holds: nothing is said of it."""

    KIND = "cases.patrol_unjudged"


@dataclass(frozen=True, kw_only=True)
class TakenBack(CaseEvent):
    """Who made the last move took it back; the case stands as before. tell_post_id: whose task it was; urged, with the
    post if one has it: who had been urged; reported: who reported it had been told that it is not accepted."""

    KIND = "cases.taken_back"
    taken_back: str
    tell_post_id: int | None
    urged: str = ""
    urged_post_id: int | None = None
    reported: str = ""


@dataclass(frozen=True, kw_only=True)
class SuspensionRequested(CaseEvent):
    """plan: what will be done and who answers for it; safety: what keeps people safe until then."""

    KIND = "cases.suspension_requested"
    PERSONAL = ("note", "changes", "plan", "safety")
    until: datetime
    plan: str = ""
    safety: str = ""


@dataclass(frozen=True, kw_only=True)
class Suspended(CaseEvent):
    """ledger: its number in the list of open problems, without gaps within the year."""

    KIND = "cases.suspended"
    until: datetime
    ledger: str = ""
