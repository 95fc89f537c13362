"""What a move is given, for all procedures."""

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, Field

Reason = Annotated[str, Field(max_length=1000)]
Long = Annotated[str, Field(max_length=3000)]
Line = Annotated[str, Field(max_length=200)]
Word = Annotated[str, Field(max_length=60)]
Code = Annotated[str, Field(max_length=20)]


class MoveIn(Schema):
    """version: of the row as it was seen. Files are ids of attachments of the same procedure. sent: any text the client
    makes once per press, so that a move sent again after a lost answer is made once."""

    version: Annotated[int, Field(ge=1)]
    sent: Annotated[str, Field(max_length=64)] = ""
    reason: Reason = ""
    note: Annotated[str, Field(max_length=500)] = ""
    text: Long = ""
    way: Code = ""
    receiver: Word = ""
    relation: Annotated[str, Field(max_length=40)] = ""
    refused: bool = False
    refuse_why: Annotated[str, Field(max_length=300)] = ""
    witness: Word = ""
    tracking: Word = ""
    servers: Line = ""
    person: Annotated[str, Field(max_length=120)] = ""
    place: Line = ""
    case_number: Annotated[str, Field(max_length=40)] = ""
    matter: Annotated[str, Field(max_length=16)] = ""
    other_number: Annotated[str, Field(max_length=80)] = ""
    at: AwareDatetime | None = None
    day: date | None = None
    ruling: Code = ""
    outcome: Code = ""
    result: Annotated[str, Field(max_length=10)] = ""
    signer: Annotated[str, Field(max_length=10)] = ""
    statement: Annotated[str, Field(max_length=12)] = ""
    recheck: Annotated[str, Field(max_length=12)] = ""
    amount: Annotated[int | None, Field(ge=0, le=100_000_000)] = None
    photos: Annotated[list[int], Field(max_length=9)] = []
    signature: Annotated[list[int], Field(max_length=1)] = []
