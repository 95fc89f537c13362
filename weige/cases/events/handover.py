"""What happens at the end of a shift."""

from dataclasses import dataclass

from weige.cases.events.base import CaseEvent
from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class HandedOver(CaseEvent):
    """The case went from one post to the next with a hand-over; its clocks run on."""

    KIND = "cases.handed_over"
    hand_over_id: int
    from_post_id: int


@dataclass(frozen=True, kw_only=True)
class HandOverOffered(DomainEvent):
    KIND = "cases.hand_over_offered"
    PERSONAL = ()
    hand_over_id: int
    from_zh: str
    from_en: str
    to_post_id: int
    tasks: int


@dataclass(frozen=True, kw_only=True)
class HandOverSettled(DomainEvent):
    """outcome: accepted, declined or withdrawn; post_id is who is told: the giver, or (withdrawn) the receiver."""

    KIND = "cases.hand_over_settled"
    PERSONAL = ()
    hand_over_id: int
    outcome: str
    reason: str
    from_zh: str
    from_en: str
    to_zh: str
    to_en: str
    tell_post_id: int
    moved: int
