"""Shapes of /api/calendar."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from weige.kernel.worktime import DayKind, Unit, Words

Year = Annotated[int, Field(ge=1900, le=2200)]
Weekday = Annotated[int, Field(ge=1, le=7, description="ISO: 1 Monday … 7 Sunday")]
Expected = Annotated[
    int | None, Field(None, description="the version the editor saw; refused when it is no longer the newest")
]


class DayOut(Schema):
    """A date that is not what its weekday says. `periods` is empty (the usual hours, or none on a day off) or hours."""

    date: date
    kind: DayKind
    kind_words: Words
    working: bool
    periods: str
    name_zh: str
    name_en: str
    source: str


class PeriodOut(Schema):
    """A weekly work period; `end` at or before `start` is on the next day, `valid_to` is the first day without."""

    weekdays: list[int]
    start: str
    end: str
    valid_from: date | None
    valid_to: date | None


class YearOut(Schema):
    """A year whose dated data is complete."""

    year: int
    source: str


class CalendarOut(Schema):
    """The working calendar: what holds every week, which years are complete, and one year's exceptions in `items`."""

    version: int
    timezone: str
    hours_per_work_day: Decimal
    periods: list[PeriodOut]
    years: list[YearOut]
    missing_years: list[int] = Field(
        description="this year and the next ones asked about, where data is missing"
    )
    year: int
    items: list[DayOut]
    next: None = None


class DayIn(Schema):
    """One exception, written as in a calendar file: Chinese words for `kind` are understood too."""

    kind: str
    periods: str = ""
    name_zh: str = ""
    name_en: str = ""
    source: str = ""
    version: Expected


class PeriodIn(Schema):
    """A weekly work period."""

    weekdays: list[Weekday]
    start: time
    end: time
    valid_from: date | None = None
    valid_to: date | None = None


class WeekIn(Schema):
    """The whole weekly pattern; it replaces the one that holds."""

    periods: list[PeriodIn] = Field(max_length=100)
    hours_per_work_day: Decimal = Field(Decimal(8), max_digits=4, decimal_places=2)
    version: Expected


class YearIn(Schema):
    """Whether the dated data of a year is complete, and from which document."""

    complete: bool
    source: str = Field("", max_length=200)
    version: Expected


class ImportIn(Schema):
    """A calendar file as text. With `dry_run` nothing is written."""

    text: str = Field(max_length=1_000_000)
    complete_years: list[Year] = []
    source: str = Field("", max_length=200)
    dry_run: bool = True
    version: Expected


class ImportLine(Schema):
    """What the file does to one date."""

    date: date
    kind: DayKind
    name_zh: str
    change: Literal["added", "changed", "same"]


class ImportOut(Schema):
    """What an import did, or would do."""

    dry_run: bool
    version: int
    added: int
    changed: int
    same: int
    items: list[ImportLine]
    next: None = None


class VersionOut(Schema):
    """The version that holds after an edit."""

    version: int


class Asked(Schema):
    """A limit to try out: 2 work_hour from a moment; `now` defaults to the start."""

    start: AwareDatetime
    amount: Decimal = Field(ge=0, le=10_000)
    unit: Unit
    now: AwareDatetime | None = None
    version: int | None = Field(None, description="an older version of the calendar")
