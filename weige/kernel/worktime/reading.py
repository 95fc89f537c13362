"""What a clock says: due times, amounts, states (pure values)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .inputs import Pause


class State(StrEnum):
    """State of a clock, by the share of the limit that is left (thresholds of the product's look)."""

    AMPLE = "ample"
    """At least half is left."""
    HALF = "half"
    """Less than half is left."""
    NEAR = "near"
    """A fifth or less is left."""
    OVER = "over"
    """Past due. Stays so under pause and extension: overdue is never hidden."""
    PAUSED = "paused"
    """Not running because of a pause, and not overdue."""


@dataclass(frozen=True, slots=True)
class Due:
    """Due time in UTC. ``at`` is None while an open pause leaves it unknown.

    ``half_at`` and ``near_at`` are when the state changes: with these three as columns a list is
    grouped in SQL (over: now > at; near: now >= near_at; half: now > half_at; else ample).
    ``warnings`` are codes such as ``calendar_missing_year:2027`` or ``open_pause``.
    """

    at: datetime | None
    half_at: datetime | None
    near_at: datetime | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """Counted time so far and its share of the limit (extensions included). The share goes beyond
    1.0 when overdue; of a zero limit it is 1.0."""

    amount: timedelta
    share: float
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One look at a clock at the moment ``at``; everything a clock chip needs."""

    at: datetime
    due: datetime | None
    half_at: datetime | None
    near_at: datetime | None
    #: Limit plus extensions, used, left (never negative) and beyond the limit, in counted time.
    #: Right after a due time at the end of a period ``over_by`` is zero although the state is over.
    total: timedelta
    used: timedelta
    remaining: timedelta
    over_by: timedelta
    share: float
    state: State
    #: True while time counts at this moment; ``changes_at`` is when that turns next, if known.
    #: A screen may tick between two readings with these two alone.
    running: bool
    changes_at: datetime | None
    #: The pause in force; with its end unknown ``pause.end`` is None.
    pause: Pause | None
    #: An extension was granted after the due time had passed.
    extended_late: bool
    stopped: bool
    calendar_version: int
    warnings: tuple[str, ...]
