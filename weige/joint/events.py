"""What happens in joint action, in the past tense. Neighbours may read these and nothing else of this module."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CallEvent(DomainEvent):
    """Common to all of a call. said_zh/en is the grey line of a timeline: units, answers, figures; no names of
    persons. `words` is free text and may name people. Times are UTC, lon/lat WGS84 degrees."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("words",)

    call_id: str
    call_number: str
    case_id: str | None = None
    title_zh: str
    title_en: str
    place_zh: str = ""
    place_en: str = ""
    lon: float
    lat: float
    kind: str
    state: str
    version: int
    caller_post_id: int
    said_zh: str = ""
    said_en: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class UnitEvent(CallEvent):
    """Something about one called unit."""

    called_id: int
    unit_zh: str
    unit_en: str
    unit_post_id: int | None = None
    unit_department_id: int | None = None
    unit_state: str
    lead: bool
    answer_due_at: datetime
    arrive_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class UnitCalled(UnitEvent):
    KIND = "joint.unit_called"


@dataclass(frozen=True, kw_only=True)
class UnitAnswered(UnitEvent):
    """`answer`: on_site, online, delegate, decline."""

    KIND = "joint.unit_answered"
    answer: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class UnitArrived(UnitEvent):
    """`distance_m` from the place, by the phone; None when the phone gave none."""

    KIND = "joint.unit_arrived"
    minutes: int
    distance_m: float | None = None


@dataclass(frozen=True, kw_only=True)
class ResultGiven(UnitEvent):
    KIND = "joint.result_given"


@dataclass(frozen=True, kw_only=True)
class Rated(UnitEvent):
    """`about`: "unit" (the caller judges the unit's part) or "matter" (the unit judges the call)."""

    KIND = "joint.rated"
    about: str
    rating: str


@dataclass(frozen=True, kw_only=True)
class UnitDropped(UnitEvent):
    """The caller no longer needs the unit."""

    KIND = "joint.unit_dropped"


@dataclass(frozen=True, kw_only=True)
class UnitUrged(UnitEvent):
    """No answer within the limit: the unit is urged by the clock. `urges` counts."""

    KIND = "joint.unit_urged"
    urges: int


@dataclass(frozen=True, kw_only=True)
class UnitEscalated(UnitEvent):
    """Urging did not help: the street's chief on duty is told."""

    KIND = "joint.unit_escalated"
    urges: int


@dataclass(frozen=True, kw_only=True)
class ArrivalOverdue(UnitEvent):
    """The unit said that it would come and did not within the limit. Told once."""

    KIND = "joint.arrival_overdue"


@dataclass(frozen=True, kw_only=True)
class CallClosed(CallEvent):
    KIND = "joint.call_closed"
    outcome: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class CallCancelled(CallEvent):
    KIND = "joint.call_cancelled"


@dataclass(frozen=True, kw_only=True)
class SettingChanged(DomainEvent):
    """A kind of call, a baseline, a partner or a force was edited; `what` names the table."""

    KIND = "joint.setting_changed"
    what: str
    key: str
    before: dict[str, Any]
    after: dict[str, Any]
