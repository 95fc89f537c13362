"""Shapes of papers: filters, requests, answers."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from weige.enforcement.schemas.out import FieldOut, Named


class PaperFilter(Schema):
    """grade: "record" for work records, "paper" for all others. state: several with commas. waiting: an answer of the
    party waits. overdue: the term of a served one passed."""

    case: UUID | None = None
    kind: Annotated[str, Field(max_length=20)] = ""
    grade: Literal["", "record", "paper"] = ""
    state: Annotated[str, Field(max_length=120)] = ""
    overdue: bool = False
    waiting: bool = False
    q: Annotated[str, Field(max_length=80)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[int, Field(ge=0, le=100_000)] = 0


class DraftIn(Schema):
    """A paper of a case. power: code of the catalogue; empty takes the first in force that fits the matter.

    id: made by the client, so that a paper written without a network and sent twice is one. values: fields that
    replace what would be filled in. over_m: metres goods stand over the shop's line, by eye; of a notice only.
    """

    case: UUID
    kind: Annotated[str, Field(max_length=20)]
    power: Annotated[str, Field(max_length=20)] = ""
    id: UUID | None = None
    over_m: Annotated[Decimal | None, Field(gt=0, le=20, max_digits=3, decimal_places=1)] = None
    values: Annotated[dict[Annotated[str, Field(max_length=40)], Any], Field(max_length=40)] = {}


class PaperEdit(Schema):
    """values: field key → value; `power` → code."""

    version: Annotated[int, Field(ge=1)]
    values: dict[Annotated[str, Field(max_length=40)], Any]


class KindEdit(Schema):
    """What is left out stays."""

    version: Annotated[int, Field(ge=1)]
    name_zh: Annotated[str | None, Field(min_length=1, max_length=60)] = None
    name_en: Annotated[str | None, Field(min_length=1, max_length=80)] = None
    office_zh: Annotated[str | None, Field(max_length=80)] = None
    office_en: Annotated[str | None, Field(max_length=120)] = None
    short: Annotated[str | None, Field(max_length=20)] = None
    number_form: Annotated[str | None, Field(min_length=4, max_length=60)] = None
    amount: Annotated[str | None, Field(max_length=8)] = None
    unit: Annotated[str | None, Field(max_length=16)] = None
    contact: Annotated[str | None, Field(max_length=120)] = None


class AnswerIn(Schema):
    """kind: corrected (with photos), objection or help (with words), seen. photos: ids of files sent before."""

    kind: Annotated[str, Field(max_length=12)]
    text: Annotated[str, Field(max_length=1000)] = ""
    photos: Annotated[list[int], Field(max_length=9)] = []


class ConsentIn(Schema):
    """name: who agrees. proof: id of a signature or photo of the signed paper, when an officer records it."""

    name: Annotated[str, Field(max_length=60)]
    proof: Annotated[int | None, Field(ge=1)] = None


class LinkMade(Schema):
    """A link just made: shown once. qr: the same as an SVG data address."""

    id: int
    url: str
    qr: str
    expires_at: datetime


class LinkWish(Schema):
    days: Annotated[int, Field(ge=1, le=90)] = 30


class Page(Schema):
    """A page of a list; next is the offset of the following one."""

    items: list[dict[str, Any]]
    next: str | None


class TemplateOut(Schema):
    number: int
    note: str
    made_at: datetime


class TemplateAgain(Schema):
    number: Annotated[int, Field(ge=1, le=9999)]


class KindOut(Named):
    """A kind of paper; amount and unit: the office's usual term. verb: who writes a work record; fields: what its draft
    asks, so that a phone can fill it in without a network."""

    code: str
    doc: str
    grade: str
    verb: str
    grade_zh: str
    grade_en: str
    office_zh: str
    office_en: str
    short: str
    number_form: str
    amount: str
    unit: str
    contact: str
    version: int
    templates: list[TemplateOut]
    fields: list[FieldOut]
