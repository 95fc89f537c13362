"""Shapes of questions and answers."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, model_validator

LONGEST = 800  # days: two years and a bit (our default)


class Asked(Schema):
    """A period of whole days of the street (`since` to `until`, both counted) and of what. person: a user's id."""

    since: date | None = None
    until: date | None = None
    by: Literal["day", "week", "month"] = "day"
    area: Annotated[int | None, Field(ge=1)] = None
    department: Annotated[int | None, Field(ge=1)] = None
    post: Annotated[int | None, Field(ge=1)] = None
    person: Annotated[int | None, Field(ge=1)] = None

    @model_validator(mode="after")
    def in_order(self) -> "Asked":
        if (
            self.since
            and self.until
            and not timedelta(0) <= self.until - self.since <= timedelta(days=LONGEST)
        ):
            raise ValueError("until_before_since")
        return self


class Point(Schema):
    """One step of a course: value None where nothing was to be counted."""

    at: datetime
    value: float | None
    total: int


class Shown(Schema):
    """value: a share (0 to 1), an average, a count or a score; None for a denominator of zero, shown as a dash.

    interval: 95 % of a rate (Wilson), up to all that is still to be judged holding too; small: fewer than 20, not
    ranked. beside: how many are still to be judged.
    """

    value: float | None
    numerator: int
    denominator: int
    beside: int
    interval: list[float] | None
    small: bool


class FigureOut(Shown):
    code: str
    name_zh: str
    name_en: str
    group: str
    group_zh: str
    group_en: str
    how: str
    unit: str
    unit_zh: str
    unit_en: str
    direction: str
    formula_zh: str
    formula_en: str
    source: str
    note_zh: str
    note_en: str
    beside_zh: str
    beside_en: str
    previous: float | None
    change: float | None
    course: list[Point]


class FiguresOut(Schema):
    """since, until: the period's moments; known_at: as of when it is counted."""

    since: datetime
    until: datetime
    known_at: datetime
    items: list[FigureOut]


class ShareOut(Shown):
    """One area, department or post; rank None when too small."""

    id: int
    name_zh: str
    name_en: str
    rank: int | None


class SharesOut(Schema):
    items: list[ShareOut]


class BehindOut(Schema):
    """What stands behind a figure: the moment it counts at and what holds of it.

    about: case, called, call, task, paper, transfer, remedy …; page: its address on the desk. number None: not
    readable for you.
    """

    about: str
    at: datetime
    marks: list[str]
    value: float
    number: str | None = None
    title_zh: str | None = None
    title_en: str | None = None
    page: str | None = None


class BehindPage(Schema):
    """total: how many make the figure; next: the offset of the following page."""

    items: list[BehindOut]
    total: int
    next: int | None


class ScopeOut(Schema):
    """What can be chosen."""

    id: int
    name_zh: str
    name_en: str


class PostScopeOut(ScopeOut):
    """A post with the department it sits in."""

    department: int | None


class ScopesOut(Schema):
    """people: empty but for whoever may see a person's figures; names are masked, the post says who it is."""

    areas: list[ScopeOut]
    departments: list[ScopeOut]
    posts: list[PostScopeOut]
    people: list[ScopeOut]
    me: int | None
