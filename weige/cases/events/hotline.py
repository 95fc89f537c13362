"""What happens to the hotline order of a case."""

from dataclasses import dataclass

from weige.cases.events.base import CaseEvent


@dataclass(frozen=True, kw_only=True)
class HotlineStep(CaseEvent):
    """A step of the case's hotline order: take, contact, reply, revisit, rework, settle; `answer` is its result."""

    KIND = "cases.hotline_step"
    order_number: str
    step: str
    answer: str = ""
    into_number: str = ""


@dataclass(frozen=True, kw_only=True)
class HotlineLate(CaseEvent):
    """A limit of the hotline order has passed: `stage_clock` is first_contact or hotline_order."""

    KIND = "cases.hotline_late"
    order_number: str
    stage_clock: str
