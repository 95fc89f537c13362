"""The days of an explanation: every stretch from start to due, counted, pending or skipped (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from .calendar import Calendar
from .counting import counted
from .explanation import DayRow, Interval, Reason, Status
from .inputs import Pause, paused_spans
from .spans import FAR, Span, clip, from_us, gaps, to_us
from .units import Unit
from .words import Words, words

#: A run of at least this many days that are alike all day becomes one row (our default), so that a
#: holiday week or a pause of a year is one line.
FOLD_FROM = 4
_MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class DayBuilder:
    """Cuts [start, end) into days and each day into intervals. ``at`` parts counted from pending."""

    calendar: Calendar
    unit: Unit
    start: int
    end: int
    at: int
    pauses: tuple[Pause, ...]

    def rows(self) -> tuple[DayRow, ...]:
        """All days, runs folded. Empty when start and end are the same moment."""
        return tuple(_fold(self._rows()))

    def _rows(self) -> Iterator[DayRow]:
        paused = paused_spans(self.pauses)
        span = (self.start, self.end)
        spans = list(counted(self.calendar, self.unit, span, paused, set()))
        day = self.calendar.local(from_us(self.start)).date()
        while True:
            start, end = self._midnight(day), self._midnight(day + timedelta(days=1))
            if start >= self.end:
                return
            window = (max(start, self.start), min(end, self.end))
            if window[1] > window[0]:
                spans = [item for item in spans if item[1] > window[0]]
                yield self._row(day, window, clip(spans, *window), paused)
            day += timedelta(days=1)

    def _midnight(self, day: date) -> int:
        return to_us(datetime.combine(day, time.min, self.calendar.zone))

    def _row(self, day: date, window: Span, counting: list[Span], paused: Sequence[Span]) -> DayRow:
        kind, name = day_kind(self.calendar, day)
        closed = closed_reason(self.calendar, day)
        pieces = [*self._counting(counting), *self._pausing(window, paused)]
        taken = sorted((lo, hi) for lo, hi, _, _ in pieces)
        pieces += [(lo, hi, Status.SKIPPED, closed) for lo, hi in gaps(*window, taken)]
        intervals = tuple(self._interval(day, *piece) for piece in sorted(pieces, key=_first))
        sums = {status: sum(hi - lo for lo, hi, s, _ in pieces if s is status) for status in Status}
        return DayRow(
            date=day,
            until=day,
            days=1,
            weekday=day.isoweekday(),
            kind=kind,
            words=name,
            data_missing=not self.unit.continuous and day.year not in self.calendar.known_years,
            counted_seconds=sums[Status.COUNTED] // 1_000_000,
            pending_seconds=sums[Status.PENDING] // 1_000_000,
            intervals=intervals,
        )

    def _counting(self, counting: list[Span]) -> Iterator[Piece]:
        for lo, hi in counting:
            if lo < self.at:
                yield lo, min(hi, self.at), Status.COUNTED, None
            if hi > self.at:
                yield max(lo, self.at), hi, Status.PENDING, None

    def _pausing(self, window: Span, paused: Sequence[Span]) -> Iterator[Piece]:
        """Paused stretches; where pauses overlap, the one that began first gives the reason."""
        for lo, hi in clip(paused, *window):
            at = lo
            for pause in sorted(self.pauses, key=lambda item: item.span):
                end = min(pause.span[1], hi)
                if pause.span[0] <= at < end:
                    yield at, end, Status.SKIPPED, pause_reason(pause)
                    at = end

    def _interval(self, day: date, lo: int, hi: int, status: Status, reason: Reason | None) -> Interval:
        start, end = self.calendar.local(from_us(lo)), self.calendar.local(from_us(hi))
        return Interval(
            start=start,
            end=end,
            start_minute=_minute(day, start),
            end_minute=_minute(day, end),
            seconds=(hi - lo) // 1_000_000,
            status=status,
            reason=reason,
        )


Piece = tuple[int, int, Status, Reason | None]


def _first(piece: Piece) -> int:
    return piece[0]


def _minute(day: date, moment: datetime) -> float:
    """Minutes of wall clock from the midnight of ``day``."""
    gap = moment.replace(tzinfo=None) - datetime.combine(day, time.min)
    return round(gap / timedelta(minutes=1), 2)


def day_kind(calendar: Calendar, day: date) -> tuple[str, Words]:
    """Kind of a date and its words: the holiday's own name where it has one."""
    override = calendar.override(day)
    if override is None:
        if calendar.hours_of(day):
            return "workday", words("kind", "workday")
        code = "weekend" if day.isoweekday() > 5 else "rest_day"
        return code, words("kind", code)
    known = words("kind", override.kind.value)
    if override.kind.working or not override.name_zh:
        return override.kind.value, known
    return override.kind.value, Words(override.name_zh, override.name_en or override.name_zh)


def closed_reason(calendar: Calendar, day: date) -> Reason:
    """Why time of this date that is no working time does not count."""
    kind, name = day_kind(calendar, day)
    if calendar.hours_of(day):
        return Reason(code="outside_hours", words=words("reason", "outside_hours"))
    override = calendar.override(day)
    if override is not None and override.kind.working:
        return Reason(code="rest_day", words=words("reason", "rest_day"))
    return Reason(code=kind, words=name)


def pause_reason(pause: Pause) -> Reason:
    """Reason of a paused stretch."""
    return Reason(code=pause.code, words=words("reason", pause.code), note=pause.reason)


def _fold(rows: Iterator[DayRow]) -> Iterator[DayRow]:
    """Joins runs of days that have one interval from midnight to midnight of the same sort."""
    run: list[DayRow] = []
    for row in rows:
        if run and not _alike(run[-1], row):
            yield from _joined(run)
            run = []
        run.append(row)
    yield from _joined(run)


def _alike(one: DayRow, other: DayRow) -> bool:
    """Alike for a reader: a holiday and its day off in lieu have one name and make one row."""
    return (
        _whole(one)
        and _whole(other)
        and one.data_missing == other.data_missing
        and _said(one.intervals[0]) == _said(other.intervals[0])
    )


def _said(interval: Interval) -> tuple[Status, Words | None, str]:
    reason = interval.reason
    if reason is None:
        return interval.status, None, ""
    return interval.status, reason.words, reason.note


def _whole(row: DayRow) -> bool:
    if len(row.intervals) != 1:
        return False
    only = row.intervals[0]
    return only.start_minute == 0 and only.end_minute == _MINUTES_A_DAY


def _joined(run: list[DayRow]) -> Iterator[DayRow]:
    if len(run) < FOLD_FROM:
        yield from run
        return
    first, last = run[0], run[-1]
    whole = replace(
        first.intervals[0],
        end=last.intervals[0].end,
        seconds=sum(row.intervals[0].seconds for row in run),
    )
    yield replace(
        first,
        until=last.until,
        days=len(run),
        counted_seconds=sum(row.counted_seconds for row in run),
        pending_seconds=sum(row.pending_seconds for row in run),
        intervals=(whole,),
    )


def last_moment(due: datetime | None, at: datetime, start: datetime) -> int:
    """Where the days of an explanation end: the due time, or the reading while it is unknown."""
    return min(to_us(due or max(at, start)), FAR)
