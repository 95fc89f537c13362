"""What a move may be given; which of these a move wants stands in the table."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

#: A post or department by its code or its numeric id.
Ref = Annotated[str, Field(min_length=1, max_length=64, coerce_numbers_to_str=True)]


class PartIn(Schema):
    """One part of a case: which unit (a post or a department), what it is to do, under which condition (else the
    case's own)."""

    post: Ref | None = None
    department: Ref | None = None
    text: Annotated[str, Field(min_length=1, max_length=200)]
    condition: int | None = None


class MoveIn(Schema):
    """`version`: the case's version the actor saw. Times RFC 3339 with offset.

    sent: any text the client makes once per press, so that a move sent again after a lost answer is made once.
    """

    version: int
    sent: Annotated[str, Field(max_length=64)] = ""
    note: Annotated[str, Field(max_length=1000)] = ""
    reason: Annotated[str, Field(max_length=1000)] = ""
    clause: Annotated[str, Field(max_length=200)] = ""
    standard: Annotated[str, Field(max_length=24)] = ""
    patrol: Annotated[str, Field(max_length=24)] = ""
    outcome: Annotated[str, Field(max_length=16)] = ""
    condition: int | None = None
    matter: Annotated[str, Field(max_length=16)] = ""
    condition_no: int | None = None
    post: Ref | None = None
    department: Ref | None = None
    until: AwareDatetime | None = None
    into: UUID | None = None
    condition_met: bool | None = None
    urgency: Annotated[str, Field(max_length=16)] = ""
    degree: Annotated[str, Field(max_length=8)] = ""
    plan: Annotated[str, Field(max_length=500)] = ""
    safety: Annotated[str, Field(max_length=500)] = ""
    component: Annotated[str, Field(max_length=20)] = ""
    answer: Annotated[str, Field(max_length=1000)] = ""
    answer_by: AwareDatetime | None = None
    about: Annotated[str, Field(max_length=16)] = ""
    opinion: Annotated[str, Field(max_length=16)] = ""
    parts: Annotated[list[PartIn], Field(max_length=10)] | None = None
