"""What happens to scenarios, in the past tense."""

from dataclasses import dataclass
from typing import ClassVar

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ScenarioLoaded(DomainEvent):
    """A new pack, or a new version of a known one."""

    KIND: ClassVar[str] = "scenarios.loaded"
    scenario: str
    version: int
    source: str


@dataclass(frozen=True, kw_only=True)
class ScenarioSwitched(DomainEvent):
    KIND: ClassVar[str] = "scenarios.switched"
    scenario: str
    version: int
    on: bool
