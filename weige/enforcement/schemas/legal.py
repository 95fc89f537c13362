"""Shapes of terms, texts and rules of the procedures."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

Text = Annotated[str, Field(max_length=1000)]


class Used(Schema):
    kind: str
    field: str


class LegalRow(Schema):
    """sort: term, text, lenient or switch. status: sourced, default, unverified or confirmed (by whom, when)."""

    code: str
    sort: str
    name_zh: str
    name_en: str
    amount: str
    unit: str
    text_zh: str
    text_en: str
    active: bool
    status: str
    status_zh: str
    status_en: str
    relied_on: bool
    source: str
    used: list[Used]
    outcome: str
    edited: bool
    changed_at: datetime | None
    changed_by: str
    confirmed_at: datetime | None
    confirmed_by: str
    version: int


class LegalList(Schema):
    items: list[LegalRow]


class LegalChange(Schema):
    """kind: changed or confirmed; of a confirmation `reason` is what it was compared with."""

    at: datetime
    actor: str
    kind: str
    reason: str
    version: int
    changes: dict[str, list[Any]]


class LegalDetail(LegalRow):
    """drafts: papers not yet issued that were drafted with it."""

    drafts: int
    history: list[LegalChange]


class LegalValues(Schema):
    """What is left out stays."""

    amount: Annotated[str | None, Field(max_length=8)] = None
    unit: Annotated[str | None, Field(max_length=16)] = None
    text_zh: Text | None = None
    text_en: Text | None = None
    active: bool | None = None
    source: Annotated[str | None, Field(max_length=300)] = None


class LegalEdit(LegalValues):
    """reason: why, for the history."""

    version: int = Field(ge=0)
    reason: Annotated[str, Field(min_length=2, max_length=300)]


class LegalConfirm(Schema):
    """source: the published text it was compared with (law, article, document)."""

    version: int = Field(ge=0)
    source: Annotated[str, Field(min_length=4, max_length=300)]


class LegalPreview(Schema):
    """Of a term: when it would end if it began now, before and after; of a text: how it reads."""

    begins: datetime | None = None
    due_before: datetime | None = None
    due_after: datetime | None = None
    text_zh: str = ""
    text_en: str = ""
