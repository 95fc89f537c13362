"""Shapes of the cockpit's answers, for the API's description. Times RFC 3339 in UTC, lon/lat WGS84 degrees."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema

Level = Literal["red", "orange", "yellow", "blue"]


class CaseMark(Schema):
    """An open case on the map; clock: the chip of /api/cases (None before any limit); title in the caller's
    language; near, overdue: as the wall's figures count them (the clock shown may be another stage's).
    """

    id: str
    number: str
    lon: float
    lat: float
    title: str
    title_zh: str
    title_en: str
    matter_code: str
    matter_zh: str
    matter_en: str
    icon: str
    state: str
    cells: list[int]
    near: bool
    overdue: bool
    clock: dict[str, Any] | None


class WarningMark(Schema):
    """A warning that is open (nobody has judged it) or confirmed; acknowledged: somebody has seen it."""

    id: str
    lon: float
    lat: float
    level: Level
    title_zh: str
    title_en: str
    scenario: str
    state: Literal["open", "confirmed"]
    icon: str
    opened_at: datetime
    case_id: str | None
    acknowledged: bool = False


class DeviceMark(Schema):
    """A device in service; building: the code of the one it belongs to. state: new was never heard of yet, offline was
    heard and has been silent for longer than it may.
    """

    id: int
    code: str
    kind: str
    lon: float
    lat: float
    state: Literal["new", "online", "offline"]
    building: str | None


class PersonMark(Schema):
    """A worker on duty, by post; at: when the phone said so."""

    post_id: int
    name_zh: str
    name_en: str
    role: str
    area: str
    lon: float
    lat: float
    at: datetime


class Marks(Schema):
    """cursor: the place in the log up to which this is true."""

    cases: list[CaseMark]
    warnings: list[WarningMark]
    devices: list[DeviceMark]
    people: list[PersonMark]
    cursor: str


class Item(Schema):
    """One thing that happened. effect: what it does to the open cases and warnings on the map."""

    cursor: str
    at: datetime
    kind: str
    subject: str
    text_zh: str
    text_en: str
    detail_zh: str
    detail_en: str
    icon: str
    tone: str
    effect: Literal["open", "change", "close"] | None
    lon: float | None
    lat: float | None
    level: Level | None


class Recent(Schema):
    """Newest first."""

    items: list[Item]


class Today(Schema):
    """Since local midnight; the first response (dispatch to arrival) over 7 days, of n cases."""

    filed: int
    closed: int
    first_response_median_min: float | None
    first_response_n: int


class ListCount(Schema):
    """A list that needs a decision; filter: parameters of GET /api/cases that give its rows."""

    key: str
    count: int
    filter: dict[str, Any]


class DeviceCount(Schema):
    """Devices of one kind: total = online + offline + new (never heard of yet)."""

    kind: str
    zh: str
    en: str
    icon: str
    total: int
    online: int
    offline: int
    new: int


class Here(Schema):
    """People here of how many; here is None where nobody keeps a roster of them."""

    here: int | None
    of: int


class Force(Schema):
    """Posts with a shift now, and those of them on the map; seats in stations, on call, social forces."""

    on_duty: int
    planned: int
    stationed: Here
    on_call: Here
    social: Here


class ForceRow(Here):
    """A unit and where it sits or is based; never a person, never a phone."""

    zh: str
    en: str
    at_zh: str
    at_en: str


class Forces(Schema):
    """The rows behind the three numbers."""

    stationed: list[ForceRow]
    on_call: list[ForceRow]
    social: list[ForceRow]


class LoopStage(Schema):
    """One stage of the loop; count None where nothing is counted yet."""

    stage: str
    count: int | None
    note_key: str
    note_value: float | None
    alert: bool


class WarnedAt(Schema):
    """When a warning opened."""

    at: datetime
    level: Level


class Hour(Schema):
    """An hour of the timeline by its start."""

    hour: datetime
    count: int
    warnings: list[WarnedAt]


class Summary(Schema):
    """The wall's figures as of a moment."""

    open_cases: int
    today: Today
    hourly_open: list[int]
    unconfirmed_warnings: int
    near: int
    overdue: int
    lists: list[ListCount]
    devices: list[DeviceCount]
    force: Force
    loop: list[LoopStage]
    timeline: list[Hour]
    as_of: datetime


class Heat(Schema):
    """GeoJSON hexagons with `count` and `share` (of the fullest); total: the points they were counted from."""

    type: str
    features: list[dict[str, Any]]
    total: int
    what: Literal["cases", "warnings"]
    days: int


class Colouring(Schema):
    """Building id → value; kind says how to read it: a level, a health band, a number or a class."""

    by: str
    kind: Literal["level", "band", "number", "class"]
    values: dict[str, Any]


class ShopAt(Schema):
    id: int
    code: str
    name_zh: str
    name_en: str
    trade: str
    address: str


class People(Schema):
    """Residents and households: the bands they lie in, and the exact numbers only with a stated purpose."""

    residents_from: int
    residents_to: int
    households_from: int
    households_to: int
    residents: int | None
    households: int | None
    as_of: date
    source: str


class CaseAt(Schema):
    """An open case at the building."""

    id: str
    number: str
    title_zh: str
    title_en: str
    icon: str
    stage_zh: str
    stage_en: str
    clock: dict[str, Any] | None


class Ended(Schema):
    """Cases that ended within the last `days`, and those of them that were late."""

    ended: int
    late: int
    days: int


class House(Schema):
    """A building's card. health: figure, band, formula, devices with last reading and trend, living warnings."""

    id: int
    code: str
    name_zh: str
    name_en: str
    lon: float
    lat: float
    height_m: float
    height_source: str
    floors: int | None
    structure: str
    built_year: int | None
    protection: str
    addresses: list[str]
    premises: int
    shops: list[ShopAt]
    people: People | None
    health: dict[str, Any] | None
    cases: list[CaseAt]
    past: Ended


class PastMarks(Schema):
    """As Marks; people are never in it. A case's clock is by the calendar: due time, state, share."""

    cases: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    devices: list[DeviceMark]
    people: list[PersonMark]


class PastFigures(Schema):
    """What the wall counted then; filed and closed since that day's midnight; silent of devices."""

    open_cases: int
    filed: int
    closed: int
    near: int
    overdue: int
    unconfirmed_warnings: int
    warnings: int
    devices: int
    silent: int


class Past(Schema):
    """The wall as it was known at `at`; timeline: the 24 hours of that day."""

    at: datetime
    marks: PastMarks
    figures: PastFigures
    items: list[Item]
    timeline: list[Hour]


class PastSpan(Schema):
    """The first moment the log knows of (None of an empty log) and now."""

    first: datetime | None
    now: datetime


class PictureAt(Schema):
    """A picture and whose: source is "device:<code>" or "post:<id>"; stream: there is one behind it."""

    source: str
    kind: Literal["camera", "officer"]
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    at: datetime
    url: str
    lon: float | None
    lat: float | None
    href: str
    stream: bool


class Pictures(Schema):
    """Newest first; of officers on duty only."""

    items: list[PictureAt]


class StreamTold(Schema):
    """playable: False while nothing comes from there."""

    kind: Literal["hls", "whep", "snapshot"]
    playable: bool
    note: str


class LiveLook(Schema):
    """A camera's or an officer's latest picture and stream."""

    source: str
    name_zh: str
    name_en: str
    picture: PictureAt | None
    stream: StreamTold | None


class LiveTicket(Schema):
    """Where the stream is for the next `seconds`, for this person only."""

    kind: Literal["hls", "whep", "snapshot"]
    url: str
    seconds: int
