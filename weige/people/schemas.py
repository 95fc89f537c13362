"""Shapes of people's API. Ids are integers; times are RFC 3339; names come in both languages."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema


class SignIn(Schema):
    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=256)


class TokenRequest(SignIn):
    """label says what it is for; hours is how long it lasts (default 12 h, machine accounts 30 days)."""

    label: str = Field("", max_length=60)
    hours: int | None = None


class TokenGiven(Schema):
    token: str
    expires_at: datetime


class Language(Schema):
    language: Literal["zh", "en"]


class NewPassword(Schema):
    old_password: str = Field(min_length=1, max_length=256)
    new_password: str = Field(min_length=1, max_length=256)


class Named(Schema):
    code: str
    name_zh: str
    name_en: str


class AreaName(Named):
    id: int


class MyUser(Schema):
    id: int
    username: str
    name: str


class MyPost(Named):
    id: int
    role: str
    area: AreaName


class Me(Schema):
    """verbs: what the acting posts may do somewhere in this street."""

    user: MyUser
    posts: list[MyPost]
    verbs: list[str]
    language: Literal["zh", "en"]
    demo: bool
    street: Named
    must_change_password: bool


class Position(Schema):
    """Degrees, WGS84 (what a phone's GPS gives)."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


class PositionKept(Schema):
    """until: when the present shift ends and the position is forgotten."""

    until: datetime


class Holder(Schema):
    id: int
    name_zh: str
    name_en: str


class PostLine(Named):
    """A post with who sits in it now and whether it is on duty now."""

    id: int
    role: str
    department: Named | None
    area: AreaName
    holders: list[Holder]
    on_duty: bool


class ShiftLine(Schema):
    id: int
    post: PostLine
    area: AreaName
    start: datetime
    end: datetime
    on_duty: bool


class PostPage(Schema):
    items: list[PostLine]
    next: str | None


class ShiftPage(Schema):
    items: list[ShiftLine]
    next: str | None


class RosterAsked(Schema):
    """Query of the roster: from and to (RFC 3339), an area's and a role's code, paging."""

    start: datetime | None = Field(None, alias="from")
    end: datetime | None = Field(None, alias="to")
    area: str | None = None
    role: str | None = None
    limit: int = Field(50, ge=1, le=200)
    after: str | None = None


class PostsAsked(Schema):
    """Query of the posts: codes of role and department, on duty now or not, paging."""

    role: str | None = None
    department: str | None = None
    on_duty: bool | None = None
    limit: int = Field(100, ge=1, le=200)
    after: int = Field(0, ge=0)
