"""What happens to a case beside its straight way: passing on, supervision, urging, appeals, parts."""

from dataclasses import dataclass

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
