"""What all events of a case have in common."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from weige.kernel.events import DomainEvent

#: Sources of a report that is not of the house: what a patrol may have walked past.
PUBLIC = frozenset({"resident", "merchant", "hotline", "open311"})


@dataclass(frozen=True, kw_only=True)
class CaseEvent(DomainEvent):
    """Common to all: enough to tell a person about the case without reading it, and what changed in it.

    `changes` holds the new value of every column the move altered; folding the events of a case gives its row
    (rules.replay). `note` is free text and may name people, `changes` may name the reporter: feeds
    mask both. Times are UTC, lon/lat WGS84 degrees. `sent` is what the client called this press (a repetition is
    known by it).
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("note", "changes")

    case_id: str
    number: str
    move: str
    state_before: str
    state: str
    stage: str
    version: int
    matter_code: str = ""
    matter_zh: str = ""
    matter_en: str = ""
    title_zh: str
    title_en: str
    place_zh: str = ""
    place_en: str = ""
    lon: float
    lat: float
    level: str = ""
    shop_id: int | None = None
    building_id: int | None = None
    warning_id: str | None = None
    department_id: int | None = None
    handler_post_id: int | None = None
    checker_post_id: int | None = None
    due_at: datetime | None = None
    stage_due_at: datetime | None = None
    near_at: datetime | None = None
    overdue_since: datetime | None = None
    reason: str = ""
    note: str = ""
    sent: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
