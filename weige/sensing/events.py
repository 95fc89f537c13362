"""What happens in sensing, in the past tense: warnings open, rise, are confirmed; devices fall silent."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class WarningEvent(DomainEvent):
    """What every event about a warning says. warning_id is a UUID; subject of the log row: "warning:<id>".

    level: blue, yellow, orange, red. lon/lat: WGS84 degrees of the place. at: the moment by the signals'
    clock.
    """

    warning_id: str
    scenario: str
    level: str
    title_zh: str
    title_en: str
    place_zh: str
    place_en: str
    lon: float
    lat: float
    at: datetime


@dataclass(frozen=True, kw_only=True)
class WarningOpened(WarningEvent):
    KIND: ClassVar[str] = "sensing.warning_opened"
    rule_version: str
    device_code: str | None
    opened_at: datetime
    shop_id: int | None = None
    building_id: int | None = None
    tell: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class WarningRaised(WarningEvent):
    """The level went up while the warning lived; case_id when a case is already open for it."""

    KIND: ClassVar[str] = "sensing.warning_raised"
    before: str
    case_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class WarningAcknowledged(WarningEvent):
    """Somebody has seen it (who: the log row's actor); nobody further is called. also: others of its group."""

    KIND: ClassVar[str] = "sensing.warning_acknowledged"
    also: int = 0
    case_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class WarningLowered(WarningEvent):
    """The level went down while the warning lived, but not away."""

    KIND: ClassVar[str] = "sensing.warning_lowered"
    before: str
    case_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class WarningConfirmed(WarningEvent):
    """True, so a case is to be filed: everything the case needs is here.

    matter/condition_no: code of the catalogue of matters. by: "human" or "auto". send_to, tell: who gets it,
    in the pack's words. self_correction_minutes: grace in which the merchant may put it right himself.
    pictures: SHA-256 of blobs. readings: {"unit", "points": [{"at", "value"}], "limit", "fired": {"from",
    "to"}}.
    """

    KIND: ClassVar[str] = "sensing.warning_confirmed"
    matter: str
    condition_no: int
    device_code: str | None
    opened_at: datetime
    by: str
    note: str = ""
    shop_id: int | None = None
    building_id: int | None = None
    send_to: list[str] = field(default_factory=list)
    tell: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    self_correction_minutes: int | None = None
    readings: dict[str, object] = field(default_factory=dict)
    rule_version: str = ""


@dataclass(frozen=True, kw_only=True)
class WarningDismissed(WarningEvent):
    """A false alarm, with its reason code (see sensing/data/reasons.toml) and a note."""

    KIND: ClassVar[str] = "sensing.warning_dismissed"
    device_code: str | None
    reason_code: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class WarningJudged(WarningEvent):
    """What a person said of a warning that had gone by itself: it counts for the device's word and files nothing."""

    KIND: ClassVar[str] = "sensing.warning_judged"
    device_code: str | None
    right: bool
    reason_code: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class WarningCleared(WarningEvent):
    """The condition ended by itself.

    before: "open" (the warning is over) or "confirmed" (its case goes on).
    """

    KIND: ClassVar[str] = "sensing.warning_cleared"
    before: str
    case_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class WarningEnded(WarningEvent):
    """Its case was closed or voided; outcome: "closed" or "void"."""

    KIND: ClassVar[str] = "sensing.warning_ended"
    outcome: str
    case_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeviceEvent(DomainEvent):
    """What every event about a device says. Subject of the log row: "device:<code>"."""

    device_code: str
    device_kind: str
    name_zh: str
    name_en: str
    lon: float
    lat: float


@dataclass(frozen=True, kw_only=True)
class DeviceSilent(DeviceEvent):
    """Nothing heard for longer than its kind may be silent. Silence is never health."""

    KIND: ClassVar[str] = "sensing.device_silent"
    last_seen_at: datetime | None
    expected_seconds: int


@dataclass(frozen=True, kw_only=True)
class DeviceBack(DeviceEvent):
    KIND: ClassVar[str] = "sensing.device_back"
    silent_since: datetime | None


@dataclass(frozen=True, kw_only=True)
class StoodStill(DomainEvent):
    """Our own programs had not looked for a while: whoever was not yet called silent may be silent anew.

    seconds: of real time since somebody had looked, None when nobody ever had; since: when a device was last heard.
    Subject of the log row: "lane:<number>".
    """

    KIND: ClassVar[str] = "sensing.stood_still"
    seconds: float | None
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DeviceHung(DeviceEvent):
    """It hangs on another device (hub_code; empty: on nothing) and is silent with it."""

    KIND: ClassVar[str] = "sensing.device_hung"
    hub_code: str


@dataclass(frozen=True, kw_only=True)
class DeviceDoubted(DeviceEvent):
    """So often wrong under a rule that its warnings sort lower and a person must decide (data/weight.toml)."""

    KIND: ClassVar[str] = "sensing.device_doubted"
    scenario: str
    right: int
    wrong: int


@dataclass(frozen=True, kw_only=True)
class DeviceTrusted(DeviceEvent):
    """Its word has full weight again, by better verdicts or (with a reason) by a person's word."""

    KIND: ClassVar[str] = "sensing.device_trusted"
    scenario: str
    right: int
    wrong: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CredentialIssued(DomainEvent):
    """A device got a new secret (the secret itself is nowhere stored)."""

    KIND: ClassVar[str] = "sensing.credential_issued"
    device_code: str
    number: int


@dataclass(frozen=True, kw_only=True)
class CredentialRevoked(DomainEvent):
    KIND: ClassVar[str] = "sensing.credential_revoked"
    device_code: str
    number: int


@dataclass(frozen=True, kw_only=True)
class QuarantineSettled(DomainEvent):
    """A message that had been refused was replayed or discarded. Subject of the log row: "quarantine:<id>"."""

    KIND: ClassVar[str] = "sensing.quarantine_settled"
    state: str
    reason: str
    device_code: str
    accepted: int
    duplicate: int
    why: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PlaceNamed(DomainEvent):
    """Somebody said which house or shop ("building:<code>", "shop:<code>") an address of a register means."""

    KIND: ClassVar[str] = "sensing.place_named"
    text: str
    place: str


@dataclass(frozen=True, kw_only=True)
class NameAdded(DomainEvent):
    """A source's name for a device was added to the book; via: the gateway whose name it is."""

    KIND: ClassVar[str] = "sensing.name_added"
    device_code: str
    name: str
    via: str
    signal_kind: str


@dataclass(frozen=True, kw_only=True)
class NameRemoved(DomainEvent):
    KIND: ClassVar[str] = "sensing.name_removed"
    device_code: str
    name: str
    via: str


@dataclass(frozen=True, kw_only=True)
class DevicesExported(DomainEvent):
    """Somebody took a list of devices out: how many rows and by which filter."""

    KIND: ClassVar[str] = "sensing.devices_exported"
    rows: int
    filter: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SilenceSet(DomainEvent):
    """Notices at a place are held back until then. kind: "silence" or "maintenance"; subject: "silence:<id>"."""

    KIND: ClassVar[str] = "sensing.silence_set"
    silence_id: int
    kind: str
    place_zh: str
    place_en: str
    reason: str
    scenario: str
    up_to: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class SilenceEnded(DomainEvent):
    """Ended by a person before its time; running out is no event."""

    KIND: ClassVar[str] = "sensing.silence_ended"
    silence_id: int
    place_zh: str
    place_en: str


@dataclass(frozen=True, kw_only=True)
class InhibitionSet(DomainEvent):
    """Subject of the log row: "inhibition:<code>"."""

    KIND: ClassVar[str] = "sensing.inhibition_set"
    code: str
    name_zh: str
    name_en: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class InhibitionEnded(DomainEvent):
    KIND: ClassVar[str] = "sensing.inhibition_ended"
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AlertPublished(DomainEvent):
    """A person told the public: kind alert, update or cancel. Subject of the log row: "warning:<id>"."""

    KIND: ClassVar[str] = "sensing.alert_published"
    alert_id: str
    kind: str
    warning_id: str
    headline_zh: str
    headline_en: str
    severity: str
    expires: datetime
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DevicesRegistered(DomainEvent):
    """A sheet of new devices was taken; they are on trial."""

    KIND: ClassVar[str] = "sensing.devices_registered"
    count: int
    codes: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class DevicePlaced(DomainEvent):
    """An installer put the device on the map (WGS84)."""

    KIND: ClassVar[str] = "sensing.device_placed"
    device_code: str
    lon: float
    lat: float


@dataclass(frozen=True, kw_only=True)
class DeviceAccepted(DomainEvent):
    """It was heard from its place, so what it says counts from now on."""

    KIND: ClassVar[str] = "sensing.device_accepted"
    device_code: str


@dataclass(frozen=True, kw_only=True)
class ZonesDrawn(DomainEvent):
    """What the device covers, before and after."""

    KIND: ClassVar[str] = "sensing.zones_drawn"
    device_code: str
    before: list[object] = field(default_factory=list)
    after: list[object] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class LiveSourceSet(DomainEvent):
    """Where the live pictures of a device or post come from was said; live_kind "" when it was taken away.

    The address is not told: it may carry a gateway's token.
    """

    KIND: ClassVar[str] = "sensing.live_source_set"
    source: str
    live_kind: str
    note: str
