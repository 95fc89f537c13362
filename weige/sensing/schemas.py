"""Shapes of sensing's API."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

Level = Literal["blue", "yellow", "orange", "red"]


class Words(Schema):
    """The same words in both languages."""

    zh: str
    en: str


class SignalAnswer(Schema):
    """What became of one signal; reason is a stable code, message says it in both languages."""

    id: str | None
    status: Literal["accepted", "duplicate", "refused"]
    reason: str | None = None
    message: Words | None = None


class SignalsOut(Schema):
    """One item per signal, in the order they were sent."""

    accepted: int
    duplicate: int
    refused: int
    items: list[SignalAnswer]


class DeviceOut(Schema):
    """A device: where, how it is, what it last said; trend is hourly means of 24 hours, oldest first."""

    id: int
    code: str
    kind: str
    kind_zh: str
    kind_en: str
    icon: str
    name_zh: str
    name_en: str
    model: str
    lon: float
    lat: float
    state: Literal["new", "online", "offline"]
    online: bool
    silent_since: datetime | None
    last_seen_at: datetime | None
    last_kind: str
    last_value: float | None
    last_at: datetime | None
    unit: str
    decimals: int
    trend: list[float]
    place_zh: str
    place_en: str
    building: str | None
    shop: str | None
    calibrated_until: date | None
    health: dict[str, Any]
    leaf_cells: list[int]
    trial: bool
    certificate_no: str
    certificate_until: date | None
    published: bool


class DeviceFilter(Schema):
    """Which devices: of a kind, a state (new, online, offline), a building (code), an area (id or code); q: part of a
    name, code, model or place. sort: state (silent first, sensors before cameras), code, kind, seen (longest unheard
    first).
    """

    q: str = Field("", max_length=60)
    sort: Literal["state", "code", "kind", "seen"] = "state"
    trial: bool | None = None
    kind: str = ""
    state: str = ""
    building: str = ""
    tag: str = Field("", max_length=40)
    area: str = Field("", max_length=32)
    limit: int = Field(50, ge=1, le=200)
    after: str = ""


class KindOfDevices(Words):
    """One kind: how many are in service, and of these online, silent, not heard of yet."""

    kind: str
    icon: str
    total: int
    online: int
    offline: int
    new: int


class DeviceCounts(Schema):
    kinds: list[KindOfDevices]


class DevicePage(Schema):
    """A page of devices, silent ones first; `next` goes into `after`."""

    items: list[DeviceOut]
    next: str | None


class DeviceReading(Schema):
    """One signal of a device; judged is false for tests and readings it called bad itself."""

    at: datetime
    kind: str
    value: float | None
    judged: bool


class CredentialOut(Schema):
    id: UUID
    number: int
    label: str
    created_at: datetime
    revoked_at: datetime | None


class DeviceDetail(DeviceOut):
    """A device with what it covers, its signed limits, 24 hours of readings and its verdicts of 30 days."""

    height_m: float | None
    zones: list[dict[str, Any]]
    limits: dict[str, Any]
    events_only: bool
    expected_seconds: int | None
    registered_at: datetime
    readings: list[DeviceReading]
    verdicts_30d: dict[str, int]
    warnings: list[UUID]
    credentials: list[CredentialOut]


class CredentialIn(Schema):
    label: str = Field("", max_length=60)


class SecretOut(Schema):
    """A new secret, shown this once.

    HTTP: `Authorization: Device <code>:<secret>`; MQTT: user and password.
    """

    id: UUID
    number: int
    device: str
    secret: str
    mqtt_user: str
    mqtt_password: str


class DeviceName(Schema):
    code: str
    kind: str
    name: str
    name_zh: str
    name_en: str


class PlaceOut(Schema):
    zh: str
    en: str
    lon: float
    lat: float


class ScenarioName(Schema):
    id: str
    name_zh: str
    name_en: str
    version: int


class WarningOut(Schema):
    """One problem. phase: its state in the words of alerting. actions: what the caller may do with it now.

    doubted: its device was so often wrong under this rule that a person must decide. verdict: what people found.
    judge_until: it went by itself, nobody has judged it, and somebody still may.
    """

    id: UUID
    level: Level
    state: Literal["open", "confirmed", "dismissed", "cleared", "ended"]
    phase: Literal["firing", "acknowledged", "recovering", "resolved", "false_alarm"]
    acknowledged_at: datetime | None
    doubted: bool
    title_zh: str
    title_en: str
    scenario: ScenarioName
    device: DeviceName | None
    place: PlaceOut
    lon: float
    lat: float
    shop: str | None
    building_id: int | None
    opened_at: datetime
    last_at: datetime
    recovered_at: datetime | None
    no_data_since: datetime | None
    over_at: datetime | None
    reason_code: str
    verdict: Literal["true", "false"] | None
    judge_until: datetime | None
    count: int
    case_id: UUID | None
    actions: list[str]


class WarningFilter(Schema):
    """Which warnings; state and level take several, separated by commas; area is an id or a code; device: its code,
    device_kind: its kind. to_judge: open ones, then those that went by themselves and may still be judged.
    """

    device: str = Field("", max_length=40)
    device_kind: str = Field("", max_length=32)
    to_judge: bool = False
    state: str = ""
    level: str = ""
    scenario: str = ""
    area: str = Field("", max_length=32)
    group: UUID | None = None
    limit: int = Field(50, ge=1, le=200)
    after: str = ""


class WarningPage(Schema):
    """A page of warnings, open ones first; `next` goes into `after`."""

    items: list[WarningOut]
    next: str | None


class PointOut(Schema):
    at: datetime
    value: float


class LimitOut(Schema):
    level: Level
    value: float


class SpanOut(Schema):
    from_: datetime = Field(alias="from")
    to: datetime


class PictureOut(Schema):
    sha: str
    url: str
    at: datetime
    caption_zh: str
    caption_en: str


class SignedOut(Words):
    demo: bool


class ByOut(Words):
    """One notice by a channel. state: "sent", "queued", "recorded" (no carrier is set up) or "failed"."""

    channel: str
    state: str
    at: datetime


class ToldOut(Words):
    """A post that was told: when first, whether it read any of it, and by what."""

    at: datetime
    read: bool
    by: list[ByOut]


class HeldOut(Words):
    """A notice or call that was not sent, and why, in words. ref: what it fell under."""

    at: datetime
    what: Literal["notice", "call"]
    why: Literal["silence", "maintenance", "inhibition", "hub", "group", "called", "seen", "over"]
    ref: str
    until: datetime | None


class StepOut(Words):
    """When a warning began, rose, fell, was decided on, ended; level: after it. known_at: when that was learnt late."""

    at: datetime
    known_at: datetime | None = None
    what: str
    level: Level


class RungOut(Schema):
    """One rung of the ladder: due then, to these roles, by these channels; done: climbed already."""

    at: datetime
    roles: list[str]
    by: list[str]
    done: bool


class GroupOut(Schema):
    """Warnings told together. lead: the one the notices link to. next_at: when the next rung is due."""

    id: UUID
    scenario: str
    level: Level
    place_zh: str
    place_en: str
    count: int
    lead: UUID
    opened_at: datetime
    last_at: datetime
    acknowledged_at: datetime | None
    next_at: datetime | None
    ladder: list[RungOut]


class ExplainOut(Schema):
    """Why it fired, as written down at that moment; readings go on while the warning lives."""

    rule_zh: str
    rule_en: str
    version: int
    readings: list[PointOut]
    unit: str
    decimals: int
    limits: list[LimitOut]
    signed: SignedOut | None = None
    fired: SpanOut
    pictures: list[PictureOut]
    arithmetic: list[Words] = []
    corroboration: list[Words]
    excluded: list[Words]
    told: list[ToldOut]
    held: list[HeldOut]
    course: list[StepOut] = []


class Reason(Words):
    code: str


class WarningDetail(WarningOut):
    """The card of one warning."""

    explain: ExplainOut
    note: str
    confirmed_at: datetime | None
    group: GroupOut | None
    dismiss_reasons: list[Reason]


class ConfirmIn(Schema):
    note: str = ""


class DismissIn(Schema):
    reason_code: str
    note: str = ""


class PermitIn(Schema):
    """place: "shop:<code>", "building:<code>", "device:<code>" or "zone:<device>/<zone>"."""

    kind: str = Field(max_length=40)
    place: str = Field(max_length=120)
    holder: str = Field(max_length=120)
    first_day: date
    last_day: date
    weekdays: list[int] = []
    hours: list[str] = []
    note: str = Field("", max_length=400)


class PermitOut(PermitIn):
    id: int
    created_at: datetime
    revoked_at: datetime | None


class PermitPage(Schema):
    items: list[PermitOut]
    next: str | None
