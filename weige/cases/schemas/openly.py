"""What people without an account may send."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

Answer = dict[str, Any]


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
