"""What happens to work records. Nothing of a person stands in these: who may read it opens the record itself."""

from dataclasses import dataclass
from typing import ClassVar

from weige.enforcement.events.papers import ProcedureEvent


@dataclass(frozen=True, kw_only=True)
class RecordKept(ProcedureEvent):
    """It got its number; what was written down stays."""

    KIND: ClassVar[str] = "enforcement.record_kept"


@dataclass(frozen=True, kw_only=True)
class RecordSigned(ProcedureEvent):
    """Somebody signed it, or would not, before a witness."""

    KIND: ClassVar[str] = "enforcement.record_signed"


@dataclass(frozen=True, kw_only=True)
class RecordAdded(ProcedureEvent):
    """What became known later was written in; `said_*` names the fields, never what stands in them."""

    KIND: ClassVar[str] = "enforcement.record_added"


@dataclass(frozen=True, kw_only=True)
class RecordFinished(ProcedureEvent):
    """All is written down; the printed paper was made anew."""

    KIND: ClassVar[str] = "enforcement.record_finished"


@dataclass(frozen=True, kw_only=True)
class RecordVoided(ProcedureEvent):
    """It no longer counts; its number stays."""

    KIND: ClassVar[str] = "enforcement.record_voided"
