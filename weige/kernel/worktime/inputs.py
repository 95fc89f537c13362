"""What bends a clock: pauses and extensions (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .errors import WorktimeError
from .spans import FAR, Span, merge, to_us
from .units import Limit, exact


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that does not count, e.g. 挂账 until 12-05. ``end`` None: not ended and no end set;
    then no due time can be said. ``code`` picks the words (``words.toml`` [reason]); ``reason`` is
    what the person wrote."""

    start: datetime
    end: datetime | None
    reason: str = ""
    code: str = "paused"

    def __post_init__(self) -> None:
        lo = to_us(self.start, field="pause.start")
        if self.end is not None and to_us(self.end, field="pause.end") < lo:
            raise WorktimeError("pause_reversed", start=self.start, end=self.end)

    @property
    def span(self) -> Span:
        """The pause in microseconds; an open one goes on for ever."""
        return to_us(self.start), FAR if self.end is None else to_us(self.end)


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, in the unit of the limit: "new deadline = old deadline + one original limit"
    (rule of the live system) unless ``amount`` says another amount. ``granted_at`` shows whether it
    came too late."""

    amount: Decimal | int | None = None
    granted_at: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.amount is not None:
            exact(self.amount, field="extension.amount")
        if self.granted_at is not None:
            to_us(self.granted_at, field="extension.granted_at")

    def limit(self, original: Limit) -> Limit:
        """The added time as a limit of its own."""
        return Limit(original.amount if self.amount is None else self.amount, original.unit)


def paused_spans(pauses: Iterable[Pause]) -> list[Span]:
    """Paused time as sorted, disjoint spans."""
    return merge(pause.span for pause in pauses)
