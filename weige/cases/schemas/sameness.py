"""Shapes of "one problem, one case": what is like it, every source, splitting, the policies."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from weige.cases.schemas.answers import (
    Candidate,
    CaseRow,
    EvidenceOut,
    MatterOut,
    Recurrence,
    ReportOut,
)


class ReasonOut(Schema):
    """One thing that speaks for it being the same, or against."""

    code: str
    speaks_for: bool
    text_zh: str
    text_en: str


class SimilarRow(CaseRow):
    """An open case like the one asked about; likely: above the threshold of its matter's policy."""

    distance_m: float
    probability: float
    likely: bool
    reasons: list[ReasonOut]


class SimilarPage(Schema):
    items: list[SimilarRow]
    next: str | None


class Suggestion(Schema):
    """Who should get it, what may be the same, how often it came back."""

    items: list[Candidate]
    similar: list[SimilarRow]
    recurrence: Recurrence


class KnownRow(Schema):
    """What a reporter may know of a case of others: what, how far, since when, how far it has got."""

    id: str
    matter: MatterOut | None
    distance_m: float
    found_at: datetime
    stage: str
    stage_zh: str
    stage_en: str
    probability: float
    likely: bool
    reasons: list[ReasonOut]


class KnownPage(Schema):
    items: list[KnownRow]
    next: str | None


class MergeTold(Schema):
    """How a merge came about; automatic: by the system, with its probability and reasons."""

    case_id: str
    number: str
    at: datetime
    automatic: bool
    probability: float | None
    why_zh: str
    why_en: str


class SourceGroup(Schema):
    """What came in with one case: its reports and evidence. merge is null for the case's own."""

    case_id: str
    number: str
    version: int
    source: str
    reported_at: datetime
    place_zh: str
    place_en: str
    warning_id: str | None
    reports: list[ReportOut]
    evidence: list[EvidenceOut]
    merge: MergeTold | None
    may_split: bool


class SourcesOut(Schema):
    items: list[SourceGroup]
    merged: MergeTold | None


class SplitIn(Schema):
    """version: of the merged case, as seen."""

    version: int
    reason: Annotated[str, Field(max_length=1000)] = ""


class PolicyIn(Schema):
    """How cases of the matters with this prefix are merged; within_* in metres and hours."""

    prefix: Annotated[str, Field(max_length=16, pattern=r"^[A-Z0-9]*$")] = ""
    mode: Literal["off", "suggest", "auto"]
    within_m: Annotated[int, Field(ge=1, le=500)]
    within_hours: Annotated[int, Field(ge=1, le=720)]
    suggest_at: Annotated[float, Field(ge=0, le=1)]
    merge_at: Annotated[float, Field(ge=0.5, le=1)]
    note_zh: Annotated[str, Field(max_length=200)] = ""
    note_en: Annotated[str, Field(max_length=200)] = ""


class PolicyOut(PolicyIn):
    key: str
    source: str


class PolicyTrial(PolicyIn):
    """A row to be tried; cases: on so many of the last ones."""

    cases: Annotated[int, Field(ge=10, le=2000)] = 500


class Told(Schema):
    """Pairs that would have been put before people, and pairs the system would have merged at most."""

    suggested: int
    merged: int


class Hindsight(Schema):
    """Of the pairs named by the row: merged by people or the system and still one case; split again."""

    merged: int
    split: int


class NumberedCase(Schema):
    id: str
    number: str


class ChangedPair(Schema):
    """A pair treated otherwise: was, then: "", suggested or merged. cases: those the reader may list."""

    cases: list[NumberedCase]
    matters: list[str]
    metres: int
    hours: float
    probability: float
    was: str
    then: str


class PolicyPreview(Schema):
    """capped: there were more pairs than are judged at once."""

    cases: int
    since: datetime | None
    pairs: int
    capped: bool
    now: Told
    then: Told
    people: Hindsight
    changed: list[ChangedPair]


class Edit(Schema):
    """One edit of a row of reference data."""

    at: datetime
    by: str
    before: dict[str, Any]
    after: dict[str, Any]


class EditPage(Schema):
    items: list[Edit]
    next: str | None
