"""Shape of the day's brief."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema


class MatterCount(Schema):
    code: str
    zh: str
    en: str
    count: int


class GraveWarning(Schema):
    id: str
    level: Literal["red", "orange", "yellow", "blue"]
    title_zh: str
    title_en: str
    at: datetime


class Happened(Schema):
    """flow: how often each kind of thing happened that day, in the order it is told; open: cases open at its end."""

    flow: dict[str, int]
    open: int
    matters: list[MatterCount]
    levels: dict[str, int]
    grave: list[GraveWarning]


class BriefRow(Schema):
    """A case, or (with a level and no number) a warning."""

    id: str
    number: str
    title_zh: str
    title_en: str
    level: Literal["red", "orange", "yellow", "blue"] | None
    since: datetime
    due_at: datetime | None
    over_hours: float | None
    unit_zh: str
    unit_en: str


class Again(Schema):
    """A case that was the nth of its matter at its place within so many days."""

    id: str
    number: str
    title_zh: str
    title_en: str
    place_zh: str
    place_en: str
    nth: int
    days: int


class SpotTold(Schema):
    id: int
    number: str
    title_zh: str
    title_en: str
    proposed: bool


class ToDecide(Schema):
    """key: unconfirmed (warnings), to_accept, to_dispatch, returned_now; rows: the first of count."""

    key: str
    count: int
    rows: list[BriefRow]


class Brief(Schema):
    """whole: the day is over; until: its end, or now; words: {key: {zh, en}}, as paper and workbook have them."""

    day: date
    until: datetime
    whole: bool
    happened: Happened
    late: list[BriefRow]
    late_count: int
    near_count: int
    recurs: list[Again]
    spots: list[SpotTold]
    decide: list[ToDecide]
    words: dict[str, dict[str, str]]


class BehindRow(Schema):
    """What a figure counts: a case, a warning or a device; id is empty for a device that the reader may not list.

    at: when it happened, or since when it stands so.
    """

    about: Literal["case", "warning", "device"]
    id: str
    number: str
    title_zh: str
    title_en: str
    place_zh: str = ""
    place_en: str = ""
    level: Literal["red", "orange", "yellow", "blue"] | None
    at: datetime
    due_at: datetime | None
    unit_zh: str
    unit_en: str


class BriefBehind(Schema):
    """total: what the figure says; next: the `after` of the following page."""

    figure: str
    day: date
    until: datetime
    total: int
    rows: list[BehindRow]
    next: int | None
    words: dict[str, str]
