"""Tables of sensing: devices and their secrets, readings, rules in force, streams, warnings, alerting, permits."""

from weige.sensing.models.alert import PublicAlert
from weige.sensing.models.alerting import AlertGroup, Called, Held, Inhibition, Silence
from weige.sensing.models.device import Device, DeviceCredential
from weige.sensing.models.health import Ailment, Examination
from weige.sensing.models.keeping import ArchivePart, KeepingRun, ReadingDay, ThinReading
from weige.sensing.models.lane import Flushed, Lane, Snapshot, Step
from weige.sensing.models.lease import LaneLease, LaneWorker
from weige.sensing.models.live import LiveSource
from weige.sensing.models.reading import Reading
from weige.sensing.models.rule import Permit, Rule
from weige.sensing.models.source import PlaceName, Quarantined, SourceName, Tracked
from weige.sensing.models.warning import Warning
from weige.sensing.models.weight import DeviceWeight

__all__ = [
    "Ailment",
    "AlertGroup",
    "ArchivePart",
    "Called",
    "Device",
    "DeviceCredential",
    "DeviceWeight",
    "Examination",
    "Flushed",
    "Held",
    "Inhibition",
    "KeepingRun",
    "Lane",
    "LaneLease",
    "LaneWorker",
    "LiveSource",
    "Permit",
    "PlaceName",
    "PublicAlert",
    "Quarantined",
    "Reading",
    "ReadingDay",
    "Rule",
    "Silence",
    "Snapshot",
    "SourceName",
    "Step",
    "ThinReading",
    "Tracked",
    "Warning",
]
