"""Shapes of the offer of services: what an office sets and sees."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Path, Schema
from pydantic import Field

Code = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,38}[a-z0-9]$")]
ServiceCode = Path[Code]
Line = Annotated[str, Field(max_length=80)]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Sentence = Annotated[str, Field(max_length=400)]


class ChoiceIn(Schema):
    """One choice of a list."""

    key: Annotated[str, Field(min_length=1, max_length=40)]
    zh: Name
    en: Name


class AttributeIn(Schema):
    """One question (rules.attributes.Attribute)."""

    code: Annotated[str, Field(pattern="^[a-zA-Z0-9_-]{1,40}$")]
    datatype: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    zh: Annotated[str, Field(min_length=1, max_length=200)]
    en: Annotated[str, Field(min_length=1, max_length=200)]
    required: bool = False
    variable: bool = True
    values: Annotated[list[ChoiceIn], Field(max_length=100)] = []
    hint_zh: Annotated[str, Field(max_length=200)] = ""
    hint_en: Annotated[str, Field(max_length=200)] = ""


class ServiceIn(Schema):
    """A service as it shall be. matter: code of the catalogue; publish: "own" or "all" (models.Service)."""

    matter: Annotated[str, Field(min_length=1, max_length=16)]
    name_zh: Name
    name_en: Name
    description_zh: Sentence = ""
    description_en: Sentence = ""
    group_zh: Annotated[str, Field(max_length=60)] = ""
    group_en: Annotated[str, Field(max_length=60)] = ""
    keywords: Annotated[list[Annotated[str, Field(min_length=1, max_length=40)]], Field(max_length=30)] = []
    attributes: Annotated[list[AttributeIn], Field(max_length=30)] = []
    publish: Literal["own", "all"] = "own"
    order: Annotated[int, Field(ge=0, le=9999)] = 100
    active: bool = True


class ServiceSetIn(ServiceIn):
    """version: the one that was seen; 0 for a service that is new."""

    version: Annotated[int, Field(ge=0, le=1_000_000)]


class ServiceOut(ServiceIn):
    code: str
    version: int
    matter_zh: str
    matter_en: str
    requests: int


class ServicePage(Schema):
    items: list[ServiceOut]
    next: str | None


class ServicePreview(Schema):
    """The two documents an app would get, as XML."""

    services: str
    definition: str


class ServiceEdit(Schema):
    at: datetime
    by: str
    before: dict[str, Any]
    after: dict[str, Any]


class ServiceHistory(Schema):
    items: list[ServiceEdit]
    next: str | None
