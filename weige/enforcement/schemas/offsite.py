"""Shapes of off-site files."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field


class PartyIn(Schema):
    """What is known of the party; what is left empty stays as it was. Identity number and plate are kept encrypted and
    shown masked. While only the plate is known the owner is unknown: enough to collect and
    review, not for the notice."""

    party_type: Annotated[str, Field(max_length=12)] = ""
    party_name: Annotated[str, Field(max_length=120)] = ""
    party_id_type: Annotated[str, Field(max_length=12)] = ""
    party_id_no: Annotated[str, Field(max_length=40)] = ""
    party_addr: Annotated[str, Field(max_length=200)] = ""
    party_phone: Annotated[str, Field(max_length=40)] = ""
    plate: Annotated[str, Field(max_length=12)] = ""


class OffsiteIn(Schema):
    """A file from pictures of a case; without ids all of them. device: code of the camera that took them."""

    case: UUID
    power: Annotated[str, Field(max_length=20)] = ""
    device: Annotated[str, Field(max_length=40)] = ""
    evidence: Annotated[list[int], Field(max_length=9)] = []
    fact: Annotated[str, Field(max_length=1000)] = ""
    party: PartyIn = PartyIn()


class OffsiteEdit(Schema):
    """What is left out stays."""

    version: Annotated[int, Field(ge=1)]
    fact: Annotated[str, Field(max_length=1000)] = ""
    device: Annotated[str, Field(max_length=40)] = ""
    evidence: Annotated[list[int], Field(max_length=9)] = []
    party: PartyIn | None = None


class OffsiteFilter(Schema):
    case: UUID | None = None
    state: Annotated[str, Field(max_length=200)] = ""
    q: Annotated[str, Field(max_length=80)] = ""
    open: bool | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[int, Field(ge=0, le=100_000)] = 0


class DefenceIn(Schema):
    """A statement of defence over a link. photos: ids of files sent before."""

    text: Annotated[str, Field(min_length=1, max_length=3000)]
    photos: Annotated[list[int], Field(max_length=9)] = []
