"""Shapes of reviews and lawsuits over a decision."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from weige.enforcement.schemas.out import ActionOut, FileOut, Head


class RemedyIn(Schema):
    """What the body that has it said. number: its own number."""

    kind: Literal["reconsideration", "lawsuit"]
    body: Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
    number: Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]
    accepted_on: date


class RemedyOut(Head):
    """overturned: it ended so that the decision did not stand as it was made (the office's list says which do)."""

    kind: str
    kind_zh: str
    kind_en: str
    body: str
    accepted_on: date
    decided_on: date | None
    outcome: str
    outcome_zh: str
    outcome_en: str
    overturned: bool
    actions: list[ActionOut]
    files: list[FileOut]


class RemedyList(Schema):
    """may_record: whether this reader could record one more."""

    items: list[RemedyOut]
    may_record: bool
