"""What people without an account may send."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from weige.cases.schemas.answers import StepOut


class OpenReportIn(Schema):
    """One report; degrees in WGS84. key: any text the page makes once, so that a repetition is the same report."""

    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    text: Annotated[str, Field(min_length=1, max_length=500)]
    place: Annotated[str, Field(max_length=120)] = ""
    key: Annotated[str, Field(min_length=8, max_length=40)]


class RatingIn(Schema):
    """text: needed where it was not solved."""

    solved: bool
    satisfaction: Annotated[str, Field(max_length=12)]
    text: Annotated[str, Field(max_length=500)] = ""


class PosterOut(Schema):
    """A poster's code as it is given out, once: address, QR code as SVG, what it is called, until when it opens."""

    address: str
    svg: str
    label: str
    expires_at: datetime


class PlaceOut(Schema):
    """Where a poster hangs: its area and the middle of it, degrees in WGS84."""

    code: str
    name_zh: str
    name_en: str
    lon: float
    lat: float


class ReportedOut(Schema):
    """token opens the page to follow it; it is told this once."""

    number: str
    token: str


class KeptOut(Schema):
    kept: bool


class SatisfactionOut(Schema):
    """A word somebody may choose to say how content he is."""

    value: str
    label_zh: str
    label_en: str


class RatedOut(Schema):
    solved: bool
    satisfaction: str
    text: str
    at: datetime


class FollowOut(Schema):
    """How far a report has come: its course and result; no name, no word of anybody else."""

    number: str
    title_zh: str
    title_en: str
    text: str
    place: str
    at: datetime
    state: str
    state_zh: str
    state_en: str
    steps: list[StepOut]
    ended_at: datetime | None
    outcome: str
    outcome_zh: str
    outcome_en: str
    may_rate: bool
    contested: bool
    satisfactions: list[SatisfactionOut]
    rating: RatedOut | None
