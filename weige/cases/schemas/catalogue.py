"""Shapes of the catalogue over HTTP."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from weige.cases.schemas.answers import ConditionOut as ConditionBase

#: A positive decimal as text, so that no amount goes through a float.
Amount = Annotated[str, Field(pattern=r"^\d{1,4}(\.\d{1,2})?$")]
UnitCode = Literal["urgent_hour", "work_hour", "work_day", "calendar_day"]


class MatterFilter(Schema):
    """q: words, a part of the name, new or old code. kind: component_anomaly, event, local_extension."""

    q: Annotated[str, Field(max_length=60)] = ""
    kind: Annotated[str, Field(max_length=20)] = ""
    class_code: Annotated[str, Field(max_length=8)] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 50
    after: Annotated[int, Field(ge=0)] = 0


class ConditionOut(ConditionBase):
    """A version of a condition; valid_to is the first day without it."""

    valid_from: date
    valid_to: date | None


class MatterOut(Schema):
    """A matter; `match` says why it was found: code, legacy_code, name, alias, condition, words, or empty."""

    code: str
    kind: str
    class_code: str
    class_zh: str
    name_zh: str
    name_en: str
    legacy_code: str
    standard: str
    icon: str
    aliases: list[str]
    match: str
    conditions: list[ConditionOut]


class MatterPage(Schema):
    items: list[MatterOut]
    next: str | None


class LimitIn(Schema):
    amount: Amount
    unit: UnitCode


class StageLimitOut(Schema):
    """source: sourced (seen in one live system), default (ours), office (set here)."""

    stage: str
    name_zh: str
    name_en: str
    amount: str
    unit: str
    source: str
    note: str


class ConditionIn(Schema):
    """What to change; what is left out stays."""

    text_zh: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    text_en: Annotated[str, Field(max_length=200)] | None = None
    amount: Amount | None = None
    unit: UnitCode | None = None
    closing_zh: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    closing_en: Annotated[str, Field(max_length=120)] | None = None
    wants_after_photo: bool | None = None
    source: Annotated[str, Field(max_length=40)] | None = None


class ImportFault(Schema):
    """One wrong row; `row` counts lines of the file from 1, header included."""

    row: int
    column: str
    code: str
    value: str
    message_zh: str
    message_en: str


class ImportOut(Schema):
    dry_run: bool
    matters_new: int
    conditions_new: int
    conditions_replaced: int
    conditions_same: int
    errors: list[ImportFault]
