"""What happens to the hotline order of a case."""

from dataclasses import dataclass
from datetime import datetime

from weige.cases.events.base import CaseEvent
from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class HotlineStep(CaseEvent):
    """A step of the case's hotline order: take, contact, reply, revisit, rework, settle; `answer` is its result.

    *_due_at: the order's own limits as they stand. `solved`: what the caller said at the re-visit. `repeated`: the same
    caller asked about the same matter before (services.hotline.REPEATED); `round` counts how often it was done.
    """

    KIND = "cases.hotline_step"
    order_number: str
    step: str
    answer: str = ""
    into_number: str = ""
    order_due_at: datetime | None = None
    contact_due_at: datetime | None = None
    solved: bool | None = None
    repeated: bool = False
    round: int = 1


@dataclass(frozen=True, kw_only=True)
class HotlineUnplaced(DomainEvent):
    """Orders came whose place nobody could find from their words; order_number: of the first of them."""

    KIND = "cases.hotline_unplaced"
    order_id: int
    order_number: str
    count: int


@dataclass(frozen=True, kw_only=True)
class HotlineLate(CaseEvent):
    """A limit of the hotline order has passed: `stage_clock` is first_contact or hotline_order."""

    KIND = "cases.hotline_late"
    order_number: str
    stage_clock: str


@dataclass(frozen=True, kw_only=True)
class HotlineDayKept(DomainEvent):
    """The call centre's statistics of one day (ISO date) were kept, or corrected: `was` is what stood before."""

    KIND = "cases.hotline_day_kept"
    day_id: int
    day: str
    calls: int
    connected: int
    answered: int
    was: dict[str, int]
