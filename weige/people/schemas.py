"""Shapes of people's API. Ids are integers; times are RFC 3339; names come in both languages."""

from datetime import datetime, time
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime
from pydantic import Field as PydanticField


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


class Giver(Schema):
    """Who gives rights here: a post and who sits in it."""

    name_zh: str
    name_en: str
    person_zh: str
    person_en: str


class Me(Schema):
    """verbs: what the acting posts may do somewhere in this street. ask: who can give more; staff alone see it."""

    user: MyUser
    posts: list[MyPost]
    verbs: list[str]
    language: Literal["zh", "en"]
    demo: bool
    street: Named
    must_change_password: bool
    ask: list[Giver]


class Position(Schema):
    """Degrees, WGS84 (what a phone's GPS gives)."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


class PositionKept(Schema):
    """until: when the present shift ends and the position is forgotten."""

    until: datetime


class TrackPointIn(Position):
    """A point of the track; `at` with offset."""

    at: AwareDatetime


class TrackIn(Schema):
    points: list[TrackPointIn] = Field(min_length=1, max_length=500)


class TrackKept(Schema):
    """kept: those inside the present shift; until: when they are deleted."""

    kept: int
    until: datetime


class TrackPointOut(Schema):
    at: datetime
    lon: float
    lat: float


class PatrolOut(Schema):
    began_at: datetime
    metres: int


class RoundOut(Schema):
    """A round that is over: how long and how far, not where it went."""

    began_at: datetime
    ended_at: datetime
    metres: int
    area: Named


class MyTrack(Schema):
    """One's own and nobody else's; `points` of the present shift only."""

    on_duty: bool
    until: datetime | None
    area: Named | None
    patrol: PatrolOut | None
    points: list[TrackPointOut]
    rounds: list[RoundOut]


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
    station: Named | None
    start: datetime
    end: datetime
    note: str
    on_duty: bool


Code = Annotated[str, PydanticField(min_length=1, max_length=40)]


class ShiftIn(Schema):
    """post, area, station: codes; without an area it is the station's, else the post's own."""

    post: Code
    area: Annotated[str, PydanticField(max_length=40)] = ""
    station: Annotated[str, PydanticField(max_length=40)] = ""
    start: AwareDatetime
    end: AwareDatetime
    note: Annotated[str, PydanticField(max_length=200)] = ""


class StationIn(Schema):
    """area: code of the business circle; open false ends it today."""

    code: Annotated[str, PydanticField(pattern=r"^[A-Za-z0-9][A-Za-z0-9\-]{0,39}$")]
    name_zh: Annotated[str, PydanticField(min_length=1, max_length=120)]
    name_en: Annotated[str, PydanticField(max_length=120)] = ""
    area: Code
    address: Annotated[str, PydanticField(max_length=200)] = ""
    lon: Annotated[float, PydanticField(ge=-180, le=180)] | None = None
    lat: Annotated[float, PydanticField(ge=-90, le=90)] | None = None
    open: bool = True


class ForceIn(Schema):
    """weekdays 1 (Monday) … 7; start in local time."""

    department: Code
    weekdays: Annotated[
        list[Annotated[int, PydanticField(ge=1, le=7)]], PydanticField(min_length=1, max_length=7)
    ]
    start: time
    minutes: Annotated[int, PydanticField(ge=1, le=1440)]
    seats: Annotated[int, PydanticField(ge=1, le=99)] = 1


class Sitting(Named):
    id: int
    holders: list[Holder]
    until: datetime


class ForceLine(Schema):
    id: int
    department: Named
    weekdays: list[int]
    start: str
    minutes: int
    seats: int
    state: Literal["present", "missing", "off"]
    posts: list[Sitting]


class StationLine(Named):
    id: int
    area: AreaName
    address: str
    lon: float | None
    lat: float | None
    forces: list[ForceLine]


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
