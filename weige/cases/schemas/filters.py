"""What lists of cases can be filtered by."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

Text = Annotated[str, Field(max_length=200)]
Code = Annotated[str, Field(max_length=40)]


class CaseFilter(Schema):
    """All optional; several at once must all hold. both: open and ended
    ones. state, stage: comma-separated codes; area: id or code; waits: what
    waits for a post (its code) to act, as a hand-over lists it."""

    open: bool | None = None
    both: bool = False
    state: Text = ""
    stage: Text = ""
    matter: Code = ""
    area: Code = ""
    department: Code = ""
    post: Code = ""
    waits: Code = ""
    shop: Code = ""
    building: Code = ""
    tag: Code = ""
    source: Code = ""
    level: Code = ""
    request: Code = ""
    mine: bool = False
    unit: bool = False
    supervised: bool = False
    approval: bool = False
    raised: bool = False
    appealed: bool = False
    answered: bool = False
    patrol: Literal["", "waiting", "missed", "unseen"] = ""
    parent: UUID | None = None
    involved: bool = False
    reported: bool = False
    overdue: bool = False
    near: bool = False
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    reported_since: AwareDatetime | None = None
    reported_until: AwareDatetime | None = None
    filed_since: AwareDatetime | None = None
    filed_until: AwareDatetime | None = None
    closed_since: AwareDatetime | None = None
    closed_until: AwareDatetime | None = None
    q: Text = ""
    order: Literal["", "due", "newest", "ended"] = ""


class CasePageFilter(CaseFilter):
    """A filter with the page asked for: after a cursor, or (a list scrolled far at once) after so many rows."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: str | None = None
    skip: Annotated[int, Field(ge=0, le=1_000_000)] = 0
