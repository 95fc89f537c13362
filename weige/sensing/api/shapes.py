"""Shapes of foreign sources, the book of names, the quarantine, and of a late verdict."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from weige.sensing.schemas import Words


class NameIn(Schema):
    """What a source calls the device. via: code of the gateway whose name it is ("" any source we trust)."""

    name: str = Field(min_length=1, max_length=120)
    via: str = Field("", max_length=40)
    kind: str = Field("", max_length=40)


class NameOut(NameIn):
    id: int
    created_at: datetime


class NameList(Schema):
    items: list[NameOut]


class ModelOut(Schema):
    """A foreign model that is understood: where it publishes and which kinds its messages carry."""

    id: str
    name: Words
    topic: str
    payload: str
    kinds: list[str]


class ModelList(Schema):
    """faults: what of the office's own models.toml does not count, with its line."""

    items: list[ModelOut]
    faults: list[str] = []


class Candidate(Schema):
    """A place an address could mean: "building:<code>" or "shop:<code>", the text it goes by, likeness 0–1."""

    place: str
    text: str
    likeness: float


class QuarantinedOut(Schema):
    """A message set aside. count: how often it came; dropped: others like it that were only counted."""

    id: int
    state: Literal["open", "replayed", "discarded"]
    first_at: datetime
    last_at: datetime
    count: int
    dropped: int
    transport: str
    speaker: str
    format: str
    topic: str
    device_code: str
    signal_id: str
    reason: str
    message: Words
    size: int
    whole: bool
    candidates: list[Candidate]
    settled_at: datetime | None
    settled_by: str
    settled_reason: str
    note: str
    actions: list[str]


class QuarantinedDetail(QuarantinedOut):
    """raw: the message as text, or in hexadecimal where it is no UTF-8 (binary)."""

    raw: str
    binary: bool
    params: dict[str, Any]


class QuarantineFilter(Schema):
    """Which messages: of states (several with commas), of reasons, whose device, topic or sender holds q."""

    state: str = "open"
    reason: str = Field("", max_length=400)
    q: str = Field("", max_length=80)
    limit: int = Field(50, ge=1, le=200)
    after: str = Field("", max_length=60)


class QuarantinePage(Schema):
    """open: how many wait in all, by reason."""

    items: list[QuarantinedOut]
    next: str | None
    open: dict[str, int]


class ReplayIn(Schema):
    """Which of the open messages: as the list is filtered, none of it is all."""

    reason: str = Field("", max_length=400)
    q: str = Field("", max_length=80)


class ReplayedOut(Schema):
    """messages: how many were tried; settled: of them those of which nothing is refused any more; the next three
    count signals. left: open messages of the choice that were not tried this time.
    """

    messages: int
    settled: int
    accepted: int
    duplicate: int
    refused: int
    left: int


class DiscardIn(Schema):
    """reason: test, noise, foreign, broken or other (which needs a note)."""

    reason: str
    note: str = ""


class MatchIn(Schema):
    """place: "building:<code>" or "shop:<code>"."""

    place: str = Field(max_length=60)


class SettledOut(Schema):
    """The message after it was replayed or discarded, and what became of its signals."""

    accepted: int
    duplicate: int
    refused: int
    row: QuarantinedDetail


class JudgeIn(Schema):
    """Whether a warning that went by itself was true; if not, why (data/reasons.toml; "other" needs a note)."""

    right: bool
    reason_code: str = ""
    note: str = ""
