"""What a meeting, its moves and its tasks may say."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from weige.joint.schemas.calls import Note, Spot, UnitAsk, UnitName

Title = Annotated[str, Field(max_length=200)]


class ItemAsk(Schema):
    """One matter of the agenda: a case, or words."""

    case: UUID | None = None
    title: Title = ""
    question: Annotated[str, Field(max_length=500)] = ""


class MeetingAsk(Schema):
    """A meeting. call: ask the units at once (a special meeting may begin now)."""

    kind: Literal["regular", "special"] = "regular"
    title: Title = ""
    place: Title = ""
    starts_at: AwareDatetime | None = None
    minutes_long: Annotated[int, Field(ge=5, le=600)] = 60
    spot: Spot = None
    agenda: Annotated[list[ItemAsk], Field(max_length=40)] = []
    units: Annotated[list[UnitAsk], Field(max_length=40)] = []
    call: bool = False


class MeetingEdit(Schema):
    """What may be changed before the meeting; None leaves a thing as it is. Lists replace."""

    version: int
    title: Annotated[str | None, Field(max_length=200)] = None
    place: Annotated[str | None, Field(max_length=200)] = None
    starts_at: AwareDatetime | None = None
    minutes_long: Annotated[int | None, Field(ge=5, le=600)] = None
    agenda: Annotated[list[ItemAsk] | None, Field(max_length=40)] = None
    units: Annotated[list[UnitAsk] | None, Field(max_length=40)] = None


class TaskAsk(Schema):
    """A task of a decision: exactly one leading unit; the limit runs from the decision on."""

    what: Annotated[str, Field(min_length=1, max_length=500)]
    units: Annotated[list[UnitAsk], Field(min_length=1, max_length=20)]
    amount: Annotated[Decimal, Field(gt=0, le=9999, max_digits=6, decimal_places=2)] = Decimal(5)
    unit: UnitName = "work_day"


class PresentIn(Schema):
    """Who of the units came."""

    attendee: int
    present: bool


class ConclusionIn(Schema):
    """What was said of an item on which nothing was decided."""

    item: int
    text: Annotated[str, Field(max_length=1000)]


class MeetingMoveIn(Schema):
    """Inputs of a meeting's move; which are needed says the table."""

    version: int
    reason: Note = ""
    minutes: Annotated[str, Field(max_length=20_000)] = ""
    present: Annotated[list[PresentIn], Field(max_length=60)] = []
    conclusions: Annotated[list[ConclusionIn], Field(max_length=60)] = []
    item: int | None = None
    text: Annotated[str, Field(max_length=1000)] = ""
    covenant: Annotated[str, Field(max_length=10_000)] = ""
    tasks: Annotated[list[TaskAsk], Field(max_length=20)] = []


class AttendIn(Schema):
    """A unit's answer to the invitation."""

    answer: Literal["yes", "no"]
    reason: Annotated[str, Field(max_length=300)] = ""


class TaskMoveIn(Schema):
    """Inputs of a task's move."""

    version: int
    note: Note = ""
    reason: Note = ""
    text: Annotated[str, Field(max_length=1000)] = ""


class MeetingFilter(Schema):
    """coming: planned, called or running; else over. Newest first among those over, next first among those coming.

    spot: all meetings about that black spot, newest first.
    """

    coming: bool = True
    case: UUID | None = None
    spot: Spot = None
    limit: Annotated[int, Field(ge=1, le=100)] = 30
    after: Annotated[str, Field(max_length=120)] = ""


class TaskFilter(Schema):
    """open by the due time; mine: of my post or department; check: reported and mine to check; spot: all of it."""

    open: bool = True
    mine: bool = False
    check: bool = False
    case: UUID | None = None
    meeting: UUID | None = None
    spot: Spot = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: Annotated[str, Field(max_length=120)] = ""
