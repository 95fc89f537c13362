"""What happens to reviews and lawsuits over decisions."""

from dataclasses import dataclass
from typing import ClassVar

from weige.enforcement.events.papers import ProcedureEvent


@dataclass(frozen=True, kw_only=True)
class RemedyRecorded(ProcedureEvent):
    """A review or lawsuit over a decision was accepted by the body that has it, and recorded here."""

    KIND: ClassVar[str] = "enforcement.remedy_recorded"


@dataclass(frozen=True, kw_only=True)
class RemedyFiled(ProcedureEvent):
    """Papers of the review or lawsuit were put to it."""

    KIND: ClassVar[str] = "enforcement.remedy_filed"


@dataclass(frozen=True, kw_only=True)
class RemedyDecided(ProcedureEvent):
    """It ended. decided_on: that day (YYYY-MM-DD); overturned: the decision did not stand as it was made."""

    KIND: ClassVar[str] = "enforcement.remedy_decided"
    outcome: str = ""
    overturned: bool = False
    decided_on: str = ""


@dataclass(frozen=True, kw_only=True)
class RemedyVoided(ProcedureEvent):
    """It was recorded by mistake and counts for nothing."""

    KIND: ClassVar[str] = "enforcement.remedy_voided"
