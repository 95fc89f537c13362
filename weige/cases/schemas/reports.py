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
