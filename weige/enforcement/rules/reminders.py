"""When both sides are reminded of a running term: at half of it and at four fifths (domain reference 2.7)."""

from datetime import datetime

PARTS = (50, 80)  # per cent of the time between its beginning and its end


def next_part(reminded: int) -> int | None:
    """The next part to tell after this one."""
    return next((part for part in PARTS if part > reminded), None)


def moment(start: datetime, due: datetime, part: int) -> datetime:
    """When so many per cent of the time from `start` to `due` have passed."""
    return start + (due - start) * part / 100


def passed(start: datetime, due: datetime, now: datetime) -> int:
    """The largest part that has passed, 0 for none."""
    return max((part for part in PARTS if moment(start, due, part) <= now), default=0)
