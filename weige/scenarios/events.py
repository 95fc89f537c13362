"""What happens to scenarios, in the past tense."""

from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, kw_only=True)
class VersionDrafted(DomainEvent):
    """Somebody wrote a version; it is kept and not on."""

    KIND: ClassVar[str] = "scenarios.version_drafted"
    scenario: str
    version: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class VersionPlanned(DomainEvent):
    """Somebody made a version; it is switched on at switch_at."""

    KIND: ClassVar[str] = "scenarios.version_planned"
    scenario: str
    version: int
    switch_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class VersionSwitched(DomainEvent):
    """A version came into force; before: the one it took the place of."""

    KIND: ClassVar[str] = "scenarios.version_switched"
    scenario: str
    version: int
    before: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class VersionCancelled(DomainEvent):
    """A version was taken back before its time."""

    KIND: ClassVar[str] = "scenarios.version_cancelled"
    scenario: str
    version: int
    reason: str
