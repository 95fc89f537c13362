"""A slow, independent counter for the clock: walks minute by minute and asks of each one "does it count?".

Shares no code with the clock except the input values, and decides from the wall clock of every single
minute, so that a mistake in the clock's span arithmetic cannot repeat itself here.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from weige.kernel.worktime import Calendar, Pause, Unit

MINUTE = timedelta(minutes=1)


class SlowCounter:
    """Counts whole minutes; all times given to it must be whole minutes."""

    def __init__(self, calendar: Calendar, unit: Unit, pauses: Sequence[Pause] = ()):
        self.zone = ZoneInfo(calendar.tz)
        self.periods = calendar.periods
        self.overrides = {item.date: item for item in calendar.overrides}
        self.unit = unit
        self.pauses = pauses
        self._days: dict[date, list[tuple[time, time]]] = {}

    def counts(self, minute: datetime) -> bool:
        """Whether the minute that begins at this moment counts."""
        for pause in self.pauses:
            if pause.start <= minute and (pause.end is None or minute < pause.end):
                return False
        if self.unit in (Unit.URGENT_HOUR, Unit.CALENDAR_DAY):
            return True
        wall = minute.astimezone(self.zone).replace(tzinfo=None)
        today, clock = wall.date(), wall.time()
        for start, end in self.hours(today):
            if start < end and start <= clock < end:
                return True
            if end <= start and clock >= start:
                return True
        return any(end <= start and clock < end for start, end in self.hours(today - timedelta(days=1)))

    def hours(self, day: date) -> list[tuple[time, time]]:
        """(start, end) of every period that begins on this date."""
        if day not in self._days:
            self._days[day] = list(self._hours(day))
        return self._days[day]

    def _hours(self, day: date) -> Iterator[tuple[time, time]]:
        override = self.overrides.get(day)
        wanted = [day.isoweekday()]
        if override is not None:
            if override.kind.value in ("holiday", "lieu_off", "local_off"):
                return
            if override.periods:
                yield from ((item.start, item.end) for item in override.periods)
                return
            wanted += [1, 2, 3, 4, 5, 6, 7]
        for weekday in wanted:
            found = [
                (p.start, p.end)
                for p in self.periods
                if weekday in p.weekdays
                and not (p.valid_from and day < p.valid_from)
                and not (p.valid_to and day >= p.valid_to)
            ]
            if found:
                yield from found
                return

    def minutes(self, start: datetime, end: datetime) -> int:
        """Counted minutes in [start, end)."""
        return sum(self.counts(minute) for minute in walk(start, end))

    def due(self, start: datetime, minutes: int, give_up: datetime) -> datetime | None:
        """The earliest moment at which ``minutes`` have been counted; None if not before ``give_up``."""
        done = 0
        if minutes == 0:
            return start
        for minute in walk(start, give_up):
            done += self.counts(minute)
            if done == minutes:
                return minute + MINUTE
        return None


def walk(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every minute from start up to, not including, end."""
    at, last = start.astimezone(UTC), end.astimezone(UTC)
    while at < last:
        yield at
        at += MINUTE
