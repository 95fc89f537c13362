"""Shapes of routing rules over HTTP; times RFC 3339."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from weige.cases.schemas.answers import Named

Code = Annotated[str, Field(min_length=1, max_length=40)]
Codes = Annotated[list[Code], Field(max_length=60)]


class When(Schema):
    """What a rule asks; empty criteria fit everything, several must all hold, a list means any of it."""

    matter_type: Literal["", "component_anomaly", "event", "local_extension"] = ""
    prefix: Codes = []
    level: Annotated[list[Literal["red", "orange", "yellow", "blue"]], Field(max_length=4)] = []
    source: Codes = []
    area: Codes = []
    weekdays: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(max_length=7)] = []
    hours: Annotated[str, Field(max_length=11)] = ""
    days: Literal["", "working", "off"] = ""
    tag: Codes = []


class RuleIn(Schema):
    """One rule; its place in the list is its order. target: duty:<role>@<level>, department:<code>, post:<code>,
    station:<department code>."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9\-]{0,39}$")]
    enabled: bool = True
    when: When = When()
    target: Annotated[str, Field(min_length=1, max_length=80)]
    basis_zh: Annotated[str, Field(min_length=1, max_length=200)]
    basis_en: Annotated[str, Field(max_length=200)] = ""


class DraftIn(Schema):
    """The whole draft as it shall be; `version` is the one seen."""

    version: int
    note: Annotated[str, Field(max_length=200)] = ""
    rules: Annotated[list[RuleIn], Field(min_length=1, max_length=300)]


class TrialIn(Schema):
    version: int
    cases: Annotated[int, Field(ge=1, le=500)] = 200


class SwitchIn(Schema):
    """starts_at: now when empty."""

    version: int
    starts_at: AwareDatetime | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class FaultOut(Schema):
    code: str
    text_zh: str
    text_en: str


class RuleOut(Schema):
    key: str
    enabled: bool
    when: dict[str, Any]
    target: str
    target_zh: str
    target_en: str
    basis_zh: str
    basis_en: str
    fault: FaultOut | None


class BookRow(Schema):
    """state: draft, waiting, in_force, past. trial: what the dry run found (queries.routing_past)."""

    no: int
    state: str
    version: int
    based_on: int | None
    note: str
    author: str
    created_at: datetime
    switched_at: datetime | None
    switched_by: str
    starts_at: datetime | None
    trial: dict[str, Any] | None


class BookOut(BookRow):
    rules: list[RuleOut]
    changes: list[dict[str, str]]
    tried: bool


class LastingFault(FaultOut):
    key: str
    book: int
    first_at: datetime
    last_at: datetime
    count: int


class Overview(Schema):
    in_force: int
    books: list[BookRow]
    faults: list[LastingFault]


class StepOut(Schema):
    key: str
    basis_zh: str
    basis_en: str
    target: str
    verdict: str
    verdict_zh: str
    verdict_en: str
    on_zh: str
    on_en: str
    wanted: str


class TraceOut(Schema):
    at: datetime
    book: int
    rule: str
    steps: list[StepOut]
    on_duty: list[Named]
    suggested: str
    to_zh: str
    to_en: str
    went_to: Named | None
    followed: bool | None


class NowOut(Schema):
    book: int
    to: str
    to_zh: str
    to_en: str
    steps: list[StepOut]


class WhyOut(Schema):
    traces: list[TraceOut]
    now: NowOut
