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
    spot_id: int | None = None
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
    #: What the same side had said before, when it changed its word.
    before: str = ""


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


@dataclass(frozen=True, kw_only=True)
class MeetingEvent(DomainEvent):
    """Common to all of a meeting. `words` is free text and may name people."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("words",)

    meeting_id: str
    meeting_number: str
    meeting_title: str
    state: str
    version: int
    starts_at: datetime
    place: str
    chair_post_id: int
    case_id: str | None = None
    spot_id: int | None = None
    said_zh: str = ""
    said_en: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(MeetingEvent):
    KIND = "joint.meeting_planned"


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(MeetingEvent):
    """Time, place, agenda or units were changed."""

    KIND = "joint.meeting_changed"


@dataclass(frozen=True, kw_only=True)
class MeetingCalled(MeetingEvent):
    """The units are asked to come."""

    KIND = "joint.meeting_called"


@dataclass(frozen=True, kw_only=True)
class UnitAsked(MeetingEvent):
    """One unit is asked to the meeting."""

    KIND = "joint.unit_asked"
    unit_zh: str
    unit_en: str
    unit_post_id: int | None = None
    unit_department_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AttendanceSaid(MeetingEvent):
    """A unit says whether it comes; `words` say why not."""

    KIND = "joint.attendance_said"
    unit_zh: str
    unit_en: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class PutOnAgenda(MeetingEvent):
    """A case was put to the meeting; stands on the case's timeline."""

    KIND = "joint.put_on_agenda"


@dataclass(frozen=True, kw_only=True)
class MeetingOpened(MeetingEvent):
    KIND = "joint.meeting_opened"


@dataclass(frozen=True, kw_only=True)
class Decided(MeetingEvent):
    """Something was decided on an item; on the timeline of the item's case, if it is one."""

    KIND = "joint.decided"
    decision_id: int
    tasks: int


@dataclass(frozen=True, kw_only=True)
class MeetingClosed(MeetingEvent):
    KIND = "joint.meeting_closed"


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(MeetingEvent):
    KIND = "joint.meeting_cancelled"


@dataclass(frozen=True, kw_only=True)
class TaskEvent(DomainEvent):
    """Common to all of a decided task. unit_*: the leading unit."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("words",)

    task_id: str
    meeting_id: str
    meeting_number: str
    case_id: str | None = None
    spot_id: int | None = None
    what: str
    state: str
    version: int
    unit_zh: str
    unit_en: str
    unit_post_id: int | None = None
    unit_department_id: int | None = None
    giver_post_id: int | None = None
    due_at: datetime
    said_zh: str = ""
    said_en: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskGiven(TaskEvent):
    """From now on the task holds its case open."""

    KIND = "joint.task_given"


@dataclass(frozen=True, kw_only=True)
class TaskStarted(TaskEvent):
    KIND = "joint.task_started"


@dataclass(frozen=True, kw_only=True)
class TaskReported(TaskEvent):
    KIND = "joint.task_reported"


@dataclass(frozen=True, kw_only=True)
class TaskVerified(TaskEvent):
    """Checked by another; it no longer holds its case."""

    KIND = "joint.task_verified"


@dataclass(frozen=True, kw_only=True)
class TaskRejected(TaskEvent):
    """The check failed: back to its units."""

    KIND = "joint.task_rejected"


@dataclass(frozen=True, kw_only=True)
class TaskDropped(TaskEvent):
    """No longer needed; it no longer holds its case."""

    KIND = "joint.task_dropped"


@dataclass(frozen=True, kw_only=True)
class TaskOverdue(TaskEvent):
    KIND = "joint.task_overdue"


@dataclass(frozen=True, kw_only=True)
class EmergencyEvent(DomainEvent):
    """Common to all of an emergency (急时). `words` is free text (the reason) and may name people."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("words",)

    emergency_id: str
    emergency_number: str
    kind: str
    kind_zh: str
    kind_en: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class EmergencyBegun(EmergencyEvent):
    """The street stands in emergency; so many posts have so many duties."""

    KIND = "joint.emergency_begun"
    posts: int
    duties: int
    area_codes: list[str]


@dataclass(frozen=True, kw_only=True)
class EmergencyEnded(EmergencyEvent):
    """Back to normal; what was open is closed. people, doors, portions: sums of what was reported."""

    KIND = "joint.emergency_ended"
    done: int
    closed: int
    doors: int
    people: int
    portions: int


@dataclass(frozen=True, kw_only=True)
class DutiesGiven(EmergencyEvent):
    """A post has duties now, with the switch or because it came on duty later (taken over from a post off duty)."""

    KIND = "joint.duties_given"
    duty_post_id: int
    post_zh: str
    post_en: str
    duties: int


@dataclass(frozen=True, kw_only=True)
class DutiesEnded(EmergencyEvent):
    """A post's emergency duties are over: back to its normal ones."""

    KIND = "joint.duties_ended"
    duty_post_id: int
    done: int
    closed: int


@dataclass(frozen=True, kw_only=True)
class DutyEvent(EmergencyEvent):
    """One duty at one place. `words` is the note; a headcount has none."""

    duty_id: int
    what_zh: str
    what_en: str
    form: str
    place_zh: str
    place_en: str
    duty_post_id: int
    duty_state: str


@dataclass(frozen=True, kw_only=True)
class DutyArrived(DutyEvent):
    KIND = "joint.duty_arrived"


@dataclass(frozen=True, kw_only=True)
class DutyDone(DutyEvent):
    """late: reported after the end, from a phone that had no network."""

    KIND = "joint.duty_done"
    count: int | None = None
    unreached: int | None = None
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class DutyCorrected(DutyEvent):
    """Another number than was reported first; `was` is the one before."""

    KIND = "joint.duty_corrected"
    count: int | None = None
    unreached: int | None = None
    was: int | None = None
