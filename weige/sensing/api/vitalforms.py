"""Shapes of the answers about vital signs: health, trend, building, fleet."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from weige.sensing.schemas import DeviceOut, Level, LimitOut, Words

Band = Literal["good", "fair", "poor", "unknown"]


class Ailing(Words):
    """One thing that is wrong: how many points it takes, since when, and what was found."""

    reason: str
    points: int
    since: datetime
    told_zh: str
    told_en: str


class OnTimeDay(Schema):
    day: date
    spans: int
    heard: int


class OnTimeOut(Schema):
    """Spans of the expected interval and in how many a reading came in time; share is null without spans."""

    interval_seconds: int
    spans: int
    heard: int
    share: float | None
    days: list[OnTimeDay]


class PastAilment(Words):
    reason: str
    since: datetime
    ended_at: datetime


class VerdictRow(Schema):
    """A warning of the device with what became of it."""

    id: UUID
    level: Level
    state: str
    title_zh: str
    title_en: str
    opened_at: datetime
    over_at: datetime | None
    verdict: Literal["true", "false"] | None
    reason: Words | None
    case_id: UUID | None


class Figure(Schema):
    """0–100 with the sum it is; null for what was never heard."""

    figure: int | None
    band: Band
    formula: Words


class DeviceHealth(Figure):
    reasons: list[Ailing]
    on_time: OnTimeOut
    past: list[PastAilment]
    warnings: list[VerdictRow]


class CoursePoint(Schema):
    at: datetime
    low: float
    mean: float
    high: float
    count: int


class KindWords(Words):
    code: str


class CourseOut(Schema):
    """Readings over a span in equal intervals; where nothing came there is no point."""

    span: Literal["24h", "7d", "30d"]
    kind: str
    unit: str
    decimals: int
    kinds: list[KindWords]
    start: datetime
    end: datetime
    gap_seconds: int
    points: list[CoursePoint]
    limits: list[LimitOut]
    signed: dict[str, Any] | None


class CourseAsked(Schema):
    span: Literal["24h", "7d", "30d"] = "24h"
    kind: str = Field("", max_length=32)


class HouseDevice(DeviceOut, Figure):
    weight: int
    reasons: list[Ailing]


class BuildingHealth(Figure):
    code: str
    name_zh: str
    name_en: str
    lon: float
    lat: float
    height_m: float
    floors: int | None
    protection: str
    devices: list[HouseDevice]
    warnings: list[VerdictRow]


class ReasonCount(Words):
    reason: str
    count: int


class KindCount(Words):
    kind: str
    count: int
    total: int


class AreaCount(Words):
    area: int
    count: int


class FleetCounts(Schema):
    total: int
    failing: int
    reasons: list[ReasonCount]
    kinds: list[KindCount]
    areas: list[AreaCount]


class FleetRow(DeviceOut, Figure):
    since: datetime
    reasons: list[Ailing]


class FleetFilter(Schema):
    """Which failing devices: of a reason, a kind, an area (id or code); q: part of a name or code."""

    reason: str = Field("", max_length=32)
    kind: str = Field("", max_length=32)
    area: str = Field("", max_length=32)
    q: str = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=200)
    after: str = ""


class FleetPage(Schema):
    items: list[FleetRow]
    next: str | None
