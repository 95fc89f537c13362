"""Shapes of the catalogue of powers, and its table for import and export."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from weige.kernel.tabular import Column, Kind, Table

TRUST = ("sourced", "partly", "unverified")

POWERS = Table(
    [
        Column("code", "事项编码", "Code", required=True, longest=20),
        Column("name_zh", "赋权事项名称", "Name", required=True, longest=200),
        Column("domain", "领域", "Field", required=True, longest=40),
        Column("department", "原行使部门", "Original department", required=True, longest=80),
        Column("prohibition_basis", "禁止依据", "Prohibition", longest=300),
        Column("penalty_basis", "处罚依据", "Basis of the penalty", longest=300),
        Column("kinds", "处罚种类", "Kinds", longest=300),
        Column("discretion_note", "幅度", "Range", longest=300),
        Column("way", "赋权方式", "How delegated", longest=20),
        Column("document_no", "文号", "Document", longest=80),
        Column("effective_on", "生效日", "In force from", Kind.DATE),
        Column("expires_on", "失效日", "Until (excluded)", Kind.DATE),
        Column("recalled_on", "收回日", "Recalled on", Kind.DATE),
        Column("matters", "案件事项", "Matters of cases", longest=300),
        Column("status", "核实情况", "Status", longest=200),
        Column("source", "出处", "Source", longest=200),
    ],
)


class PowerFilter(Schema):
    """on: only those in force that day; matter: only those that fit a matter of cases. Pages by code."""

    q: Annotated[str, Field(max_length=80)] = ""
    domain: Annotated[str, Field(max_length=40)] = ""
    status: Annotated[str, Field(max_length=12)] = ""
    matter: Annotated[str, Field(max_length=16)] = ""
    on: date | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    after: Annotated[str, Field(max_length=20)] = ""


class BandIO(Schema):
    """One step of discretion; low and high in yuan."""

    order: int = Field(ge=0, le=20)
    name: Annotated[str, Field(min_length=1, max_length=40)]
    criteria: Annotated[str, Field(min_length=1, max_length=300)]
    low: Annotated[int | None, Field(ge=0)] = None
    high: Annotated[int | None, Field(ge=0)] = None
    hearing: bool = False


class PowerRow(Schema):
    code: str
    name_zh: str
    name_en: str
    domain: str
    department: str
    kinds: list[str]
    matters: list[str]
    prohibition_basis: str
    penalty_basis: str
    discretion_note: str
    way: str
    document_no: str
    effective_on: date | None
    expires_on: date | None
    recalled_on: date | None
    first_offence: bool
    first_offence_rule: str
    hearing: bool
    legal_review: bool
    status: str
    status_said: str
    trust_zh: str
    trust_en: str
    source: str
    version: int
    standing: str


class PowerPage(Schema):
    items: list[PowerRow]
    next: str | None
    domains: list[str]


class PowerOffer(PowerRow):
    """fits: it belongs to the matter of the case; usable: in force today, or still the owner's after a recall."""

    fits: bool
    usable: bool


class PowerOffers(Schema):
    items: list[PowerOffer]


class Change(Schema):
    """One edit: who, why, and each column before and after."""

    at: datetime
    actor: str
    reason: str
    version: int
    changes: dict[str, list[Any]]


class PowerDetail(PowerRow):
    bands: list[BandIO]
    history: list[Change]


class PowerEdit(Schema):
    """What is left out stays. reason: why, for the history."""

    version: int = Field(ge=1)
    reason: Annotated[str, Field(min_length=2, max_length=300)]
    name_zh: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    name_en: Annotated[str | None, Field(max_length=200)] = None
    domain: Annotated[str | None, Field(min_length=1, max_length=40)] = None
    department: Annotated[str | None, Field(min_length=1, max_length=80)] = None
    kinds: Annotated[list[Annotated[str, Field(max_length=40)]] | None, Field(max_length=10)] = None
    matters: Annotated[list[Annotated[str, Field(max_length=16)]] | None, Field(max_length=30)] = None
    prohibition_basis: Annotated[str | None, Field(max_length=300)] = None
    penalty_basis: Annotated[str | None, Field(max_length=300)] = None
    discretion_note: Annotated[str | None, Field(max_length=300)] = None
    way: Annotated[str | None, Field(max_length=20)] = None
    document_no: Annotated[str | None, Field(max_length=80)] = None
    effective_on: date | None = None
    expires_on: date | None = None
    recalled_on: date | None = None
    first_offence: bool | None = None
    first_offence_rule: Annotated[str | None, Field(max_length=300)] = None
    hearing: bool | None = None
    legal_review: bool | None = None
    status: Annotated[str | None, Field(max_length=12)] = None
    source: Annotated[str | None, Field(max_length=200)] = None
    bands: Annotated[list[BandIO] | None, Field(max_length=12)] = None
