"""Shapes of transfers."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

Name = Annotated[str, Field(min_length=2, max_length=120)]


class TransferIn(Schema):
    """A transfer out of a case. Empty facts are taken from the case."""

    case: UUID
    other: Name
    other_person: Annotated[str, Field(max_length=120)] = ""
    reason: Annotated[str, Field(min_length=2, max_length=1000)]
    basis: Annotated[str, Field(min_length=2, max_length=500)]
    facts: Annotated[str, Field(max_length=2000)] = ""
    power: Annotated[str, Field(max_length=20)] = ""


class ArrivalIn(Schema):
    """A case another body sends us: by its machine account, or recorded by our desk from paper. Sent twice it is
    one."""

    other: Name
    other_person: Annotated[str, Field(max_length=120)] = ""
    other_number: Annotated[str, Field(min_length=1, max_length=80)]
    subject: Annotated[str, Field(min_length=2, max_length=120)]
    facts: Annotated[str, Field(min_length=2, max_length=2000)]
    reason: Annotated[str, Field(min_length=2, max_length=1000)]
    basis: Annotated[str, Field(min_length=2, max_length=500)]
    place: Annotated[str, Field(max_length=200)] = ""
    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]


class TransferFilter(Schema):
    case: UUID | None = None
    direction: Annotated[str, Field(pattern="^(|in|out)$")] = ""
    state: Annotated[str, Field(max_length=200)] = ""
    open: bool | None = None
    overdue: bool = False
    q: Annotated[str, Field(max_length=80)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[int, Field(ge=0, le=100_000)] = 0
