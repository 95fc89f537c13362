"""Shapes of the desk's own lists around a case's life: standard reasons, saved filters."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

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


Code = Annotated[str, Field(max_length=40)]
BULK_MOVES = (
    "accept", "reject", "file", "dispatch", "urge", "supervise", "merge", "send_check", "approve_extension",
    "refuse_extension", "approve_suspension", "refuse_suspension", "recall", "end_supervision",
    "resume", "split_off", "take_back", "judge_patrol", "unjudge_patrol",
)  # fmt: skip


class BulkCase(Schema):
    """A case with the version that was seen on the list."""

    id: UUID
    version: int


class BulkIn(Schema):
    """One move for many cases. `input` is what the move asks for, as in POST …/moves/{move}.

    file without a condition takes the matter's only one; dispatch with `suggested` takes each case's own best
    suggestion.
    """

    move: Literal[BULK_MOVES]  # type: ignore[valid-type]
    cases: Annotated[list[BulkCase], Field(min_length=1, max_length=100)]
    input: dict[str, Any] = {}
    suggested: bool = False


class BulkUndo(Schema):
    """The move that takes it back, while the case still stands so."""

    move: str
    label_zh: str
    label_en: str


class BulkChoice(Schema):
    value: str
    label_zh: str
    label_en: str


class BulkOffer(Schema):
    """A move for many at once. why: who hears of it when it is taken back; minutes: how long it can be taken back;
    choices: the office's reasons, where the move asks for one."""

    move: str
    undo: BulkUndo | None
    choices: list[BulkChoice]
    minutes: int | None
    why_zh: str
    why_en: str


class BulkError(Schema):
    field: str
    code: str
    message: str


class BulkRow(Schema):
    """What became of one case: done, or why not. Nothing is half done: a row is made whole or not at all."""

    id: str
    number: str
    done: bool
    version: int | None
    state_zh: str
    state_en: str
    status: int
    code: str
    detail: str
    errors: list[BulkError]
    undo: BulkUndo | None


class BulkOut(Schema):
    done: int
    failed: int
    items: list[BulkRow]


class FilterIn(Schema):
    """`query`: parameters of GET /api/cases and `view`; shared: everybody in the post that saves it has it too."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    query: dict[str, str]
    shared: bool = False
    order: Annotated[int, Field(ge=0, le=999)] = 0


class FilterChange(FilterIn):
    version: int


class FilterOut(Schema):
    """`own`: the reader saved it and may change it; post: whom it is shared with."""

    id: int
    name: str
    query: dict[str, str]
    shared: bool
    own: bool
    post_zh: str
    post_en: str
    order: int
    version: int


class FilterPage(Schema):
    items: list[FilterOut]
    next: str | None
