"""The working-time clock: when is it due, how much is used, what state is it in (pure).

All functions take aware datetimes in any zone and give UTC. Pauses may overlap, lie before the start
or have no end. Time counts in half-open spans: a limit is due at the earliest moment at which it has
been counted in full, so two hours from Friday 16:00 are due on Friday 18:00, not on Monday 08:00.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from .calendar import Calendar
from .counting import Mark, counted, reach, total
from .errors import NoWorkingTime
from .inputs import Extension, Pause, paused_spans
from .reading import Due, Reading, State, Used
from .spans import FAR, Span, from_us, to_us
from .units import Limit, Unit

if TYPE_CHECKING:
    from .explanation import Explanation

#: Spans that ``Clock.running`` follows (our default): ten days around the clock.
_LOOK_AHEAD = 10


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock on a calendar. Cheap to make; the calendar remembers its days."""

    calendar: Calendar

    def due(
        self,
        start: datetime,
        limit: Limit,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Extension] = (),
    ) -> Due:
        """When the limit, with its extensions, will have been counted in full.

        Raises NoWorkingTime, LimitTooFar, or WorktimeError("naive_datetime").
        """
        missing: set[int] = set()
        amount = self.total(limit, extensions)
        # Half is left until more than half is used; a fifth is left as soon as four fifths are used.
        marks: list[Mark] = [(amount // 2, True), (-(-4 * amount // 5), False), (amount, False)]
        if amount == 0:
            marks = [(0, False)] * 3
        found = reach(
            self.calendar, limit.unit, to_us(start), paused_spans(pauses), marks=marks, missing=missing
        )
        half, near, at = (None if us is None else from_us(us) for us in found)
        return Due(at, half, near, _warnings(missing, () if at else ("open_pause",)))

    def used(
        self,
        start: datetime,
        now: datetime,
        limit: Limit,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Extension] = (),
    ) -> Used:
        """Counted time between ``start`` and ``now``; zero before the start."""
        missing: set[int] = set()
        span = to_us(start), to_us(now)
        amount = total(self.calendar, limit.unit, span, paused_spans(pauses), missing)
        share = _share(amount, self.total(limit, extensions))
        return Used(timedelta(microseconds=amount), share, _warnings(missing))

    def remaining(
        self,
        start: datetime,
        now: datetime,
        limit: Limit,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Extension] = (),
    ) -> timedelta:
        """Counted time that is left; zero when the limit is used up."""
        return self.read(start, limit, now=now, pauses=pauses, extensions=extensions).remaining

    def state(
        self,
        start: datetime,
        now: datetime,
        limit: Limit,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Extension] = (),
    ) -> State:
        """State at ``now``."""
        return self.read(start, limit, now=now, pauses=pauses, extensions=extensions).state

    def read(
        self,
        start: datetime,
        limit: Limit,
        *,
        now: datetime,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Extension] = (),
        stopped_at: datetime | None = None,
    ) -> Reading:
        """Everything about the clock at ``now``, or at ``stopped_at`` when it was stopped earlier."""
        at = now if stopped_at is None else min(now, stopped_at)
        stopped = stopped_at is not None and stopped_at <= now
        due = self.due(start, limit, pauses, extensions)
        used = self.used(start, at, limit, pauses, extensions)
        whole = timedelta(microseconds=self.total(limit, extensions))
        late = self.extended_late(start, limit, pauses, extensions)
        pause = None if stopped else _pause_at(at, pauses)
        running, changes_at = (False, None) if stopped else self.running(start, at, limit.unit, pauses)
        warnings = (*due.warnings, *used.warnings, *(("extended_late",) if late else ()))
        return Reading(
            at=at,
            due=due.at,
            half_at=due.half_at,
            near_at=due.near_at,
            total=whole,
            used=used.amount,
            remaining=max(whole - used.amount, timedelta()),
            over_by=max(used.amount - whole, timedelta()),
            share=used.share,
            state=_state(at, due, pause, late),
            running=running,
            changes_at=changes_at,
            pause=pause,
            extended_late=late,
            stopped=stopped,
            calendar_version=self.calendar.version,
            warnings=tuple(dict.fromkeys(warnings)),
        )

    def explain(
        self,
        start: datetime,
        limit: Limit,
        *,
        now: datetime,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Extension] = (),
        stopped_at: datetime | None = None,
    ) -> Explanation:
        """The due time with every interval that was counted, is still to count, or was skipped."""
        from .explain import explain  # it needs a Clock itself

        reading = self.read(
            start, limit, now=now, pauses=pauses, extensions=extensions, stopped_at=stopped_at
        )
        return explain(self, reading, start=start, limit=limit, pauses=pauses, extensions=extensions)

    def total(self, limit: Limit, extensions: Sequence[Extension] = ()) -> int:
        """Limit and extensions in microseconds of counted time."""
        hours = self.calendar.hours_per_work_day
        return sum(
            (extension.limit(limit).microseconds(hours) for extension in extensions),
            limit.microseconds(hours),
        )

    def due_steps(
        self,
        start: datetime,
        limit: Limit,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Extension] = (),
    ) -> list[datetime | None]:
        """The due time without extensions, with the first, with the first two, and so on."""
        hours = self.calendar.hours_per_work_day
        parts = [limit, *(extension.limit(limit) for extension in extensions)]
        marks = [(us, False) for us in accumulate(part.microseconds(hours) for part in parts)]
        found = reach(
            self.calendar, limit.unit, to_us(start), paused_spans(pauses), marks=marks, missing=set()
        )
        return [None if us is None else from_us(us) for us in found]

    def extended_late(
        self,
        start: datetime,
        limit: Limit,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Extension] = (),
    ) -> bool:
        """True when an extension was granted after the due time it moved."""
        if not any(extension.granted_at for extension in extensions):
            return False
        steps = self.due_steps(start, limit, pauses, extensions)
        return any(
            extension.granted_at is not None and before is not None and extension.granted_at > before
            for extension, before in zip(extensions, steps, strict=False)
        )

    def running(
        self, start: datetime, now: datetime, unit: Unit, pauses: Sequence[Pause] = ()
    ) -> tuple[bool, datetime | None]:
        """Whether time counts at ``now``, and until when that surely holds (None: for ever, or not
        foreseeable). Periods that join at midnight are followed for ``_LOOK_AHEAD`` spans."""
        at = to_us(now)
        span: Span | None = None
        spans = counted(self.calendar, unit, (max(at, to_us(start)), FAR), paused_spans(pauses), set())
        try:
            for lo, hi in islice(spans, _LOOK_AHEAD):
                if span is not None and lo > span[1]:
                    break
                span = (lo if span is None else span[0], hi)
                if lo > at:
                    break
        except NoWorkingTime:
            pass
        if span is None:
            return False, None
        running = span[0] == at
        change = span[1] if running else span[0]
        return running, (None if change >= FAR else from_us(change))


def _share(amount: int, whole: int) -> float:
    return amount / whole if whole else 1.0


def _warnings(missing: set[int], others: tuple[str, ...] = ()) -> tuple[str, ...]:
    return (*(f"calendar_missing_year:{year}" for year in sorted(missing)), *others)


def _pause_at(moment: datetime, pauses: Sequence[Pause]) -> Pause | None:
    """The pause in force at that moment; of several, the one that lasts longest."""
    at = to_us(moment)
    active = [pause for pause in pauses if pause.span[0] <= at < pause.span[1]]
    return max(active, key=lambda pause: pause.span[1], default=None)


def _state(at: datetime, due: Due, pause: Pause | None, late: bool) -> State:
    if late or (due.at is not None and at > due.at):
        return State.OVER
    if pause is not None:
        return State.PAUSED
    if due.near_at is not None and at >= due.near_at:
        return State.NEAR
    if due.half_at is not None and at > due.half_at:
        return State.HALF
    return State.AMPLE
