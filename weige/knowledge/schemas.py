"""Shapes of black spots; times RFC 3339 UTC, lon/lat WGS84 degrees, money in yuan as text."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

MatterPrefix = Annotated[str, Field(min_length=2, max_length=16, pattern=r"^[A-Z0-9]+$")]


class SpotIn(Schema):
    """A new black spot: a radius round a place, or a polygon, or a shop."""

    title_zh: Annotated[str, Field(min_length=2, max_length=120)]
    title_en: Annotated[str, Field(max_length=160)] = ""
    matters: Annotated[list[MatterPrefix], Field(min_length=1, max_length=8)]
    lon: float
    lat: float
    datum: Annotated[str, Field(max_length=16)] = "WGS84"
    radius_m: Annotated[int, Field(ge=5, le=500)] = 60
    area: dict[str, Any] | None = None
    shop: Annotated[str | None, Field(max_length=40)] = None
    place_zh: Annotated[str, Field(max_length=200)] = ""
    place_en: Annotated[str, Field(max_length=200)] = ""
    why: Annotated[str, Field(min_length=1, max_length=1000)]


class SpotMoveIn(Schema):
    """version: of the spot, as seen."""

    version: int
    note: Annotated[str, Field(max_length=1000)] = ""


class MeasureIn(Schema):
    """What was done; at: from when; cost in yuan."""

    kind: Literal["campaign", "facility", "agreement", "patrol", "talks", "joint"]
    text: Annotated[str, Field(min_length=2, max_length=500)]
    at: AwareDatetime
    until: AwareDatetime | None = None
    cost: Annotated[Decimal, Field(ge=0, lt=10**10, decimal_places=2)] | None = None
    by: Annotated[str, Field(max_length=120)] = ""


class PlanIn(Schema):
    """post: its code."""

    text: Annotated[str, Field(min_length=2, max_length=200)]
    post: Annotated[str, Field(min_length=1, max_length=64)]
    every_days: Annotated[int, Field(ge=1, le=90)]


class PictureSaved(Schema):
    sha: str


class ArriveIn(Schema):
    """Where the phone is (WGS84), when it says so."""

    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None


class CheckIn(Schema):
    """What was found there."""

    found: Literal["clear", "back"]
    note: Annotated[str, Field(max_length=300)] = ""


class FrequentIn(Schema):
    """From how many cases in how many days within how many metres a place is proposed."""

    count: Annotated[int, Field(ge=2, le=1000)]
    days: Annotated[int, Field(ge=1, le=180)]
    within_m: Annotated[int, Field(ge=5, le=300)]


class FrequentOut(FrequentIn):
    prefix: str
    source: str


class FrequentPlace(Schema):
    """A place where a matter came so often; spot: the number of the black spot that is there already, else empty."""

    matter: str
    matter_zh: str
    matter_en: str
    count: int
    lon: float
    lat: float
    spot: str


class FrequentPreview(Schema):
    """now, then: places named under the rules in force and with the one tried; places: those of the one tried."""

    cases: int
    since: datetime
    now: int
    then: int
    places: list[FrequentPlace]


class Edit(Schema):
    """One edit of a row of reference data."""

    at: datetime
    by: str
    before: dict[str, Any]
    after: dict[str, Any]


class EditPage(Schema):
    items: list[Edit]
    next: str | None


class MatterNamed(Schema):
    code: str
    name_zh: str
    name_en: str


class SpotBasics(Schema):
    id: int
    number: str
    version: int
    state: str
    state_zh: str
    state_en: str
    title_zh: str
    title_en: str
    matters: list[MatterNamed]
    shop: str | None
    shop_zh: str
    shop_en: str
    place_zh: str
    place_en: str
    lon: float
    lat: float
    radius_m: int
    area: dict[str, Any] | None
    cells: list[int]
    opened_at: datetime
    closed_at: datetime | None
    joint_ref: str


class SpotRow(SpotBasics):
    measures: int
    late_checks: int
    next_due: date | None


class SpotPage(Schema):
    items: list[SpotRow]
    next: str | None


class SpotMark(Schema):
    """What the map needs to draw and name a spot; last_30_days, before_30_days: counts of cases."""

    number: str
    state: str
    state_zh: str
    state_en: str
    title_zh: str
    title_en: str
    place_zh: str
    place_en: str
    matters_zh: str
    matters_en: str
    radius_m: int
    measures: int
    late_checks: int
    next_due: date | None
    opened_at: datetime
    closed_at: datetime | None
    last_30_days: int
    before_30_days: int


class SpotFeature(Schema):
    type: Literal["Feature"]
    id: int
    geometry: dict[str, Any]
    properties: SpotMark


class SpotLayer(Schema):
    """GeoJSON (RFC 7946)."""

    type: Literal["FeatureCollection"]
    features: list[SpotFeature]


class EffectOut(Schema):
    """Cases on either side of a measure, their rates a week, and the ratio with its 95 % interval.

    before counts the cases from since up to the measure, after those from the measure up to until.
    """

    since: datetime
    until: datetime
    before: int
    before_days: float
    before_week: float | None
    after: int
    after_days: float
    after_week: float | None
    ratio: float | None
    low: float | None
    high: float | None
    verdict: str
    verdict_zh: str
    verdict_en: str


class MeasureOut(Schema):
    id: int
    kind: str
    kind_zh: str
    kind_en: str
    text: str
    at: datetime
    until: datetime | None
    cost: str | None
    by: str
    by_en: str
    ref: str
    effect: EffectOut


class CheckOut(Schema):
    id: int
    due_on: date
    late: bool
    arrived_at: datetime | None
    arrived_m: float | None
    pictures: list[str]
    done_at: datetime | None
    done_by_zh: str
    done_by_en: str
    found: str
    found_zh: str
    found_en: str
    note: str


class DueOut(Schema):
    """A look that waits for the reader's post, with what a phone needs to go there."""

    id: int
    spot_id: int
    number: str
    title_zh: str
    title_en: str
    place_zh: str
    place_en: str
    lon: float
    lat: float
    text: str
    every_days: int
    due_on: date
    late: bool
    arrived_at: datetime | None
    arrived_m: float | None
    pictures: list[str]
    last_found: str
    last_found_zh: str
    last_found_en: str
    last_at: datetime | None


class DuePage(Schema):
    items: list[DueOut]
    next: str | None


class PlanOut(Schema):
    id: int
    text: str
    post_zh: str
    post_en: str
    every_days: int
    ended_at: datetime | None
    done: int
    came_back: int
    checks: list[CheckOut]


class WeekOut(Schema):
    start: datetime
    count: int


class PictureOut(Schema):
    """grid: seven rows (Monday first) of 24 hours; weeks: oldest first; cases: the newest ids."""

    since: datetime
    total: int
    last_30_days: int
    grid: list[list[int]]
    weeks: list[WeekOut]
    sources: dict[str, int]
    cases: list[str]


class SpotCase(Schema):
    """recent: of the last 30 days; weekday: Monday 0; hour: local."""

    id: str
    number: str
    title_zh: str
    title_en: str
    at: datetime
    recent: bool
    weekday: int
    hour: int
    sources: list[str]


class SpotCases(Schema):
    """total: as the picture counts; items: those of them the reader may list."""

    total: int
    items: list[SpotCase]


class SpotAction(Schema):
    move: str
    label_zh: str
    label_en: str
    wants_note: bool
    allowed: bool


class SpotDetail(SpotBasics):
    why_zh: str
    why_en: str
    closing: str
    opened_by_zh: str
    opened_by_en: str
    picture: PictureOut
    measures: list[MeasureOut]
    plans: list[PlanOut]
    may_check: bool
    may_manage: bool
    actions: list[SpotAction]
