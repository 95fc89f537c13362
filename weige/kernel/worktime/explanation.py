"""The shape of an explanation: plain values that a screen draws without any calculation (pure).

Times are on the office's wall clock with their offset; ``as_json`` writes them as RFC 3339. Seconds
are whole and may hide a rest below one second; sums are made before rounding.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from .words import Words


class Status(StrEnum):
    """What became of a stretch of time."""

    COUNTED = "counted"
    PENDING = "pending"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Counted time, ready to print: ``days`` + ``hours``:``minutes`` and the unit that fits.

    ``days`` are of the limit's own kind (8 working hours, or 24 hours) and zero when it is given in
    hours; the unit printed is that of the largest part that is not zero. Minutes are cut, not rounded.
    """

    seconds: int
    days: int
    hours: int
    minutes: int
    unit: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a stretch does not count. ``code``: weekend, rest_day, holiday, lieu_off, local_off,
    outside_hours, or the code of a pause. ``words`` is what to print (a holiday's own name);
    ``note`` is what a person wrote when pausing."""

    code: str
    words: Words
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of one day. ``start_minute`` and ``end_minute`` place it on the day's bar
    (minutes of wall clock after midnight, 0–1440)."""

    start: dt.datetime
    end: dt.datetime
    start_minute: float
    end_minute: float
    seconds: int
    status: Status
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One date, or a run of dates (``date`` to ``until``, ``days`` of them) that are alike all day.

    ``kind``: workday, weekend, rest_day or a kind of dated exception; ``words`` names it
    ("国庆节"). ``data_missing``: the calendar has no complete data for that year.
    """

    date: dt.date
    until: dt.date
    days: int
    weekday: int
    kind: str
    words: Words
    data_missing: bool
    counted_seconds: int
    pending_seconds: int
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRow:
    """A pause as it was given; ``end`` None: open."""

    start: dt.datetime
    end: dt.datetime | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRow:
    """One extension and what it did to the due time. ``late``: granted after ``due_before``."""

    amount: Amount
    due_before: dt.datetime | None
    due_after: dt.datetime | None
    granted_at: dt.datetime | None
    reason: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something a reader of the due time must know; ``code`` is ``name`` or ``name:detail``."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why it is due when it is due.

    ``days`` run from the start to the due time (to ``at`` while a pause leaves the due time open):
    the counted and pending intervals sum to ``total``; with an open pause the rest is
    ``unplaced``. What is counted beyond the due time is ``over_by`` and has no intervals.
    ``periods`` are the usual hours of the first working weekday, as the weekly pattern has them at
    the start, e.g. (("08:00", "12:00"), ("14:00", "18:00")).
    """

    start: dt.datetime
    due: dt.datetime | None
    at: dt.datetime
    stopped: bool
    state: str
    state_words: Words
    share: float
    running: bool
    changes_at: dt.datetime | None
    limit: Amount
    total: Amount
    used: Amount
    remaining: Amount
    over_by: Amount
    unplaced: Amount
    unit: str
    unit_words: Words
    continuous: bool
    hours_per_work_day: float
    timezone: str
    periods: tuple[tuple[str, str], ...]
    days: tuple[DayRow, ...]
    pauses: tuple[PauseRow, ...]
    extensions: tuple[ExtensionRow, ...]
    calendar_version: int
    warnings: tuple[Notice, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as dictionaries, lists, strings and numbers."""
        plain = _plain(asdict(self))
        assert isinstance(plain, dict)
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return value
