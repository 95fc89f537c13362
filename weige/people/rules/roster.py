"""Writing a weekly rota out into shifts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from weige.kernel.streettime import LOCAL


@dataclass(frozen=True)
class Line:
    """One line of a rota: weekdays 1 (Monday) … 7, start in local time, length in minutes (at most a day)."""

    weekdays: frozenset[int]
    start: time
    minutes: int


def days(first: date, last: date) -> Iterator[date]:
    """All days from first to last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def written_out(lines: Iterable[Line], first: date, last: date) -> list[tuple[datetime, datetime]]:
    """Start and end (aware) of every shift that starts on a local day from first to last, in order."""
    found = []
    for line in lines:
        for day in days(first, last):
            if day.isoweekday() in line.weekdays:
                start = datetime.combine(day, line.start, tzinfo=LOCAL)
                found.append((start, start + timedelta(minutes=line.minutes)))
    return sorted(found)
