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


@dataclass(frozen=True, kw_only=True)
class HandOverDue(DomainEvent):
    """The post's shift ends soon and tasks of it are open. ends_at: ISO 8601 with zone."""

    KIND = "cases.hand_over_due"
    PERSONAL = ()
    shift_id: int
    post_id: int
    tasks: int
    ends_at: str


@dataclass(frozen=True, kw_only=True)
class HandOverMissed(DomainEvent):
    """Posts that are off duty since a while and left open tasks without handing over; the names of the first three."""

    KIND = "cases.hand_over_missed"
    PERSONAL = ()
    shift_ids: list[int]
    post_ids: list[int]
    posts: int
    tasks: int
    names_zh: str
    names_en: str
