"""Tables of sensing: devices and their secrets, raw readings, rules in force, streams, warnings, permits."""

from weige.sensing.models.device import Device, DeviceCredential
from weige.sensing.models.lane import Lane, Snapshot, Step
from weige.sensing.models.reading import Reading, Refused, Seen
from weige.sensing.models.rule import Permit, Rule, StreamState
from weige.sensing.models.warning import Warning

__all__ = [
    "Device",
    "DeviceCredential",
    "Lane",
    "Permit",
    "Reading",
    "Refused",
    "Rule",
    "Seen",
    "Snapshot",
    "Step",
    "StreamState",
    "Warning",
]
