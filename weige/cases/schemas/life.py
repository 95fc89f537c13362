"""Shapes of the desk's own lists around a case's life: standard reasons, saved filters."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Path, Schema
from pydantic import Field

ReasonCode = Path[Annotated[str, Field(pattern="^[a-z][a-z0-9_]{1,23}$")]]


class ReasonIn(Schema):
    """applies: to components, to matters, or to any; names_unit: whoever gives it says whose the case is."""

    applies: Literal["component", "matter", "any"]
    names_unit: bool = False
    text_zh: Annotated[str, Field(min_length=1, max_length=60)]
    text_en: Annotated[str, Field(min_length=1, max_length=120)]
    basis_zh: Annotated[str, Field(max_length=200)] = ""
    basis_en: Annotated[str, Field(max_length=200)] = ""
    order: Annotated[int, Field(ge=0, le=9999)] = 500
    active: bool = True


class ReasonOut(ReasonIn):
    code: str
    source: str


class ReasonPage(Schema):
    items: list[ReasonOut]
    next: str | None


class ReasonEdit(Schema):
    at: datetime
    by: str
    before: dict[str, Any]
    after: dict[str, Any]


class ReasonHistory(Schema):
    items: list[ReasonEdit]
    next: str | None
