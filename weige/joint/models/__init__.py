"""Tables of joint action."""

from weige.joint.models.calls import Called, CallIn, CallKind, Sequence
from weige.joint.models.emergency import Emergency, EmergencyDuty, EmergencyKind, EmergencyTask
from weige.joint.models.forces import Force, Partner
from weige.joint.models.meetings import AgendaItem, Attendee, Decision, JointTask, Meeting, TaskUnit
from weige.joint.models.times import Baseline

__all__ = [
    "AgendaItem",
    "Attendee",
    "Baseline",
    "CallIn",
    "CallKind",
    "Called",
    "Decision",
    "Emergency",
    "EmergencyDuty",
    "EmergencyKind",
    "EmergencyTask",
    "Force",
    "JointTask",
    "Meeting",
    "Partner",
    "Sequence",
    "TaskUnit",
]
