"""Shapes of what forms asked of people: sums in, means out."""

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field

Count = Annotated[int, Field(ge=0, le=10_000_000)]


class FormSums(Schema):
    """Sums over `uses` uses of one form on one device. There is nowhere to say who, when or what was written."""

    form: Annotated[str, Field(max_length=24)]
    uses: Annotated[int, Field(ge=1, le=500)]
    asked: Count
    filled: Count
    typed: Count
    keys: Count
    touches: Count


class EffortIn(Schema):
    forms: Annotated[list[FormSums], Field(min_length=1, max_length=40)]


class PerUse(Schema):
    """Means per use: things asked, filled in by the system, typed by hand; keys, touches."""

    asked: float
    filled: float
    typed: float
    keys: float
    touches: float


class WeekOut(Schema):
    """per_use is None where so few uses would show one person's."""

    week: date
    uses: int
    per_use: PerUse | None


class FormOut(Schema):
    form: str
    name_zh: str
    name_en: str
    what_zh: str
    what_en: str
    uses: int
    per_use: PerUse | None
    weeks: list[WeekOut]


class EffortOut(Schema):
    """least: from so many uses on a mean is shown."""

    least: int
    items: list[FormOut]
