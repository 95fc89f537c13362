"""A living warning as far as its notice goes: what silences, inhibitions and groups look at. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Alert:
    """One warning whose notice is to be decided.

    cells: ids of all areas it lies in, ancestors included; leaves: the deepest of each layer. building, device, hub:
    ids; hub is what its device hangs on, hub_silent whether that says nothing itself. judge: the rule's judge
    ("presence", "threshold", "absence", …).
    """

    id: UUID
    scenario: str
    subject: str
    level: int
    opened_at: datetime
    judge: str = ""
    cells: frozenset[int] = field(default_factory=frozenset)
    leaves: frozenset[int] = field(default_factory=frozenset)
    building: int | None = None
    device: int | None = None
    hub: int | None = None
    hub_silent: bool = False
