"""Shapes of hand-overs over HTTP."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from weige.cases.schemas.answers import Named


class OfferIn(Schema):
    """to: the code of the post that takes over."""

    to: Annotated[str, Field(min_length=1, max_length=64)]
    note: Annotated[str, Field(max_length=1000)] = ""


class SettleIn(Schema):
    reason: Annotated[str, Field(max_length=400)] = ""


class TaskOut(Schema):
    """role: handle, or check (to verify or to check)."""

    case: str
    number: str
    title_zh: str
    title_en: str
    due_at: datetime
    role: str
    state: str


class HandOverOut(Schema):
    id: int
    state: str
    state_zh: str
    state_en: str
    from_post: Named
    to_post: Named
    note: str
    reason: str
    tasks: list[TaskOut]
    moved: list[str]
    offered_at: datetime
    offered_by: str
    settled_at: datetime | None
    settled_by: str


class MineOut(Schema):
    """station: where the present shift sits, if it sits in one."""

    post: Named | None
    station: Named | None
    shift_ends: datetime | None
    tasks: list[TaskOut]
    next: list[Named]
    offered: HandOverOut | None
    to_me: list[HandOverOut]


class HandOverPage(Schema):
    items: list[HandOverOut]
    next: str | None


class HolderOut(Schema):
    name_zh: str
    name_en: str


class DueOut(Schema):
    """state: later, soon (a hand-over is due), gone (off duty and not handed over)."""

    post: Named
    holders: list[HolderOut]
    station: Named | None
    area: Named
    ends_at: datetime
    state: str
    tasks: int
    offered_to: Named | None
    offered_at: datetime | None
