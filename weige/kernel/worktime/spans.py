"""Arithmetic on half-open spans of time, as whole microseconds since 1970-01-01 UTC (pure).

Whole numbers keep ``used(start, due) == limit`` exact; floats and local times cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from .errors import WorktimeError

#: (start, end), end not included.
Span = tuple[int, int]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
#: "No end": two days before the last datetime, so that any offset can still be applied.
FAR = (datetime(9999, 12, 29, tzinfo=UTC) - EPOCH).days * _DAY


def to_us(moment: datetime, *, field: str = "moment") -> int:
    """Microseconds since the epoch. Raises WorktimeError("naive_datetime") without a time zone."""
    if moment.tzinfo is None:
        raise WorktimeError("naive_datetime", field=field, value=moment.isoformat())
    gap = moment - EPOCH
    return gap.days * _DAY + gap.seconds * _SECOND + gap.microseconds


def from_us(us: int) -> datetime:
    """The UTC datetime of a number of microseconds."""
    return EPOCH + timedelta(microseconds=us)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Sorted, disjoint, non-empty spans that cover the same time; touching spans become one."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[1] > span[0]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def gaps(start: int, end: int, taken: Sequence[Span]) -> Iterator[Span]:
    """The parts of [start, end) that the sorted, disjoint spans of ``taken`` leave free."""
    at = start
    for lo, hi in taken:
        if hi <= at:
            continue
        if lo >= end:
            break
        if lo > at:
            yield at, lo
        at = hi
    if at < end:
        yield at, end


def clip(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The spans cut to [start, end), empty ones left out."""
    cut = ((max(lo, start), min(hi, end)) for lo, hi in spans)
    return [span for span in cut if span[1] > span[0]]
