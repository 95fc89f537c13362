"""What a report and a piece of evidence may say."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

Level = Literal["", "red", "orange", "yellow", "blue"]


class ReportIn(Schema):
    """One report. lon/lat in degrees of `datum`; the matter may be left to the desk.

    dedupe_key: any text the client makes once per report, so that a repeated sending gives the same case.
    attach_to: an open case the reporter recognised as the same problem.
    data: what only this channel knows (rules.sources.CHANNEL_FIELDS): who gave the instruction, which meeting …
    """

    lon: float
    lat: float
    datum: str = "WGS84"
    matter: Annotated[str, Field(max_length=16)] = ""
    text: Annotated[str, Field(max_length=2000)] = ""
    place: Annotated[str, Field(max_length=200)] = ""
    place_en: Annotated[str, Field(max_length=200)] = ""
    shop: Annotated[str | None, Field(max_length=40)] = None
    building: Annotated[str | None, Field(max_length=40)] = None
    source: Annotated[str, Field(max_length=16)] = ""
    level: Level = ""
    found_at: AwareDatetime | None = None
    dedupe_key: Annotated[str, Field(max_length=64)] = ""
    attach_to: UUID | None = None
    data: dict[Annotated[str, Field(max_length=20)], Annotated[str, Field(max_length=200)]] = {}


class PrefillIn(Schema):
    """What a person has typed or pointed at so far; all may be empty. words: of the place."""

    text: Annotated[str, Field(max_length=2000)] = ""
    words: Annotated[str, Field(max_length=200)] = ""
    source: Annotated[str, Field(max_length=16)] = ""
    shop: Annotated[str | None, Field(max_length=40)] = None
    lon: float | None = None
    lat: float | None = None
    datum: str = "WGS84"


class FilledOut(Schema):
    """One field the system filled: its value, what it says, and why it thinks so."""

    field: str
    name_zh: str
    name_en: str
    value: str
    text_zh: str
    text_en: str
    why_zh: str
    why_en: str


class MatterGuess(Schema):
    """A matter the text may mean, with the reasons, best first."""

    code: str
    name_zh: str
    name_en: str
    icon: str
    score: int
    why_zh: str
    why_en: str


class ChannelFieldOut(Schema):
    name: str
    label_zh: str
    label_en: str
    required: bool
    choices: list[dict[str, str]]


class ChannelOut(Schema):
    """A source this person may choose, with what only it is asked."""

    source: str
    source_zh: str
    source_en: str
    fields: list[ChannelFieldOut]


class PrefillOut(Schema):
    """place is None while nothing points anywhere; outside: it points out of this street."""

    place: dict[str, float] | None
    shop: str
    building: str
    outside: bool
    filled: list[FilledOut]
    matters: list[MatterGuess]
    channels: list[ChannelOut]
