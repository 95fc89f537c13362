"""The working calendar: weekly work periods, dated exceptions, years whose data is complete (pure).

A calendar is immutable; an edit makes a new one with a higher version. It answers one question,
"which spans of this date are working time?", and remembers the answers, because every open case
asks about the same few days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .errors import WorktimeError
from .spans import Span, clip, merge, to_us
from .units import HOURS_PER_WORK_DAY

DEFAULT_TZ = "Asia/Shanghai"
#: Dates remembered per calendar before the memory is emptied (about 50 years). Our default.
_REMEMBERED = 20_000
_WORKWEEK = frozenset({1, 2, 3, 4, 5})


class Hours(NamedTuple):
    """A stretch of a day, local time. ``end <= start`` means the end is on the next day, so
    22:00–02:00 is a night shift, 18:00–00:00 ends at midnight and 00:00–00:00 is the whole day.
    The whole stretch belongs to the day on which it starts."""

    start: time
    end: time

    @property
    def overnight(self) -> bool:
        """True when the end lies on the next date."""
        return self.end <= self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPeriod:
    """A weekly work period. ``weekdays`` are ISO (1 Monday … 7 Sunday). ``valid_to`` is the first day
    without it; both dates may be open. Summer hours are a second set of periods with dates."""

    start: time
    end: time
    weekdays: frozenset[int] = _WORKWEEK
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if self.start.tzinfo is not None or self.end.tzinfo is not None:
            raise WorktimeError("period_with_timezone", start=self.start, end=self.end)
        if not self.weekdays <= frozenset(range(1, 8)):
            raise WorktimeError("bad_weekday", value=sorted(self.weekdays))
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise WorktimeError("validity_reversed", start=self.valid_from, end=self.valid_to)

    @property
    def hours(self) -> Hours:
        """The stretch of the day."""
        return Hours(self.start, self.end)

    def valid_on(self, day: date) -> bool:
        """True when the period applies at that date, whatever the weekday."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


#: 08:00–12:00 and 14:00–18:00, Monday to Friday: the periods of the live system, our default.
DEFAULT_PERIODS = (
    WorkPeriod(start=time(8), end=time(12)),
    WorkPeriod(start=time(14), end=time(18)),
)


class DayKind(StrEnum):
    """Why a date is not what its weekday says."""

    HOLIDAY = "holiday"
    """法定: a day of an official holiday, weekend days inside it included."""
    LIEU_OFF = "lieu_off"
    """调休休: a weekday off, moved there from a weekend."""
    LIEU_WORK = "lieu_work"
    """调休班: a weekend day worked instead."""
    LOCAL_OFF = "local_off"
    """Off by a decision of the office or the city."""
    LOCAL_WORK = "local_work"
    """Worked, or worked at other hours, by a decision of the office."""

    @property
    def working(self) -> bool:
        """True for days on which work is done."""
        return self in (DayKind.LIEU_WORK, DayKind.LOCAL_WORK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A dated exception. A working day without ``periods`` has the usual ones (see
    ``Calendar.hours_of``); a day off never has any."""

    date: date
    kind: DayKind
    periods: tuple[Hours, ...] = ()
    name_zh: str = ""
    name_en: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.periods and not self.kind.working:
            raise WorktimeError("periods_on_day_off", date=self.date)


class Day(NamedTuple):
    """Working time of one local date: ``spans`` are disjoint and inside [start, end). ``missing``
    is the year when the calendar has no complete data for it, else 0."""

    start: int
    end: int
    spans: tuple[Span, ...]
    missing: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Calendar:
    """See the module text. ``known_years`` are the years whose dated data is complete: a due time
    that touches any other year carries a warning. Fields are checked on creation."""

    version: int
    periods: tuple[WorkPeriod, ...] = DEFAULT_PERIODS
    overrides: tuple[Override, ...] = ()
    known_years: frozenset[int] = frozenset()
    tz: str = DEFAULT_TZ
    hours_per_work_day: Decimal | int = HOURS_PER_WORK_DAY
    #: Longest stretch without working time that is still believed (our default).
    horizon_years: int = 5
    _by_date: dict[date, Override] = field(init=False, repr=False, default_factory=dict)
    _days: dict[int, Day] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_date.update((item.date, item) for item in self.overrides)
        if len(self._by_date) != len(self.overrides):
            twice = {item.date for item in self.overrides if self._by_date[item.date] is not item}
            raise WorktimeError("date_twice", dates=", ".join(map(str, sorted(twice))))
        if not 0 < Decimal(self.hours_per_work_day) <= 24:
            raise WorktimeError("bad_hours_per_work_day", value=self.hours_per_work_day)
        try:
            self.zone  # noqa: B018 - a wrong name must fail here, not at the first case
        except (KeyError, ValueError, OSError):
            raise WorktimeError("unknown_timezone", value=self.tz) from None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the office."""
        return ZoneInfo(self.tz)

    def local(self, moment: datetime) -> datetime:
        """The moment on the office's wall clock."""
        return moment.astimezone(self.zone)

    def override(self, day: date) -> Override | None:
        """The exception of that date, if there is one."""
        return self._by_date.get(day)

    def weekly_hours(self, day: date, weekday: int) -> tuple[Hours, ...]:
        """The weekly periods valid at ``day`` for an ISO weekday."""
        return tuple(p.hours for p in self.periods if weekday in p.weekdays and p.valid_on(day))

    def hours_of(self, day: date) -> tuple[Hours, ...]:
        """Work hours that start on this date, unmerged.

        A worked exception without hours of its own takes those of its own weekday or, where that
        weekday is not worked, those of the first weekday (from Monday) that is: a 调休 Saturday is
        worked like a Monday.
        """
        override = self._by_date.get(day)
        if override is None:
            return self.weekly_hours(day, day.isoweekday())
        if not override.kind.working:
            return ()
        if override.periods:
            return override.periods
        for weekday in (day.isoweekday(), 1, 2, 3, 4, 5, 6, 7):
            usual = self.weekly_hours(day, weekday)
            if usual:
                return usual
        return ()

    def day(self, ordinal: int) -> Day:
        """Working time of the date with this proleptic ordinal, tails of night shifts included."""
        known = self._days.get(ordinal)
        if known is not None:
            return known
        if len(self._days) >= _REMEMBERED:
            self._days.clear()
        built = self._days[ordinal] = self._build(date.fromordinal(ordinal))
        return built

    def _build(self, day: date) -> Day:
        start, end = self._at(day, time.min), self._at(day + timedelta(days=1), time.min)
        raw = [*self._shifts(day - timedelta(days=1)), *self._shifts(day)]
        missing = 0 if day.year in self.known_years else day.year
        return Day(start, end, tuple(clip(merge(raw), start, end)), missing)

    def _shifts(self, day: date) -> Iterable[Span]:
        """Spans of the hours that start on this date, possibly ending on the next."""
        for hours in self.hours_of(day):
            last = day + timedelta(days=1) if hours.overnight else day
            yield self._at(day, hours.start), self._at(last, hours.end)

    def _at(self, day: date, clock: time) -> int:
        """A wall-clock time as microseconds; where a zone changes its offset, the elapsed time
        between two wall-clock times is what counts."""
        return to_us(datetime.combine(day, clock, self.zone))
