"""Grouping: which group a warning's notice goes into, so that a storm becomes a handful of groups. Pure.

A warning joins the narrowest open group of its rule around its place. Where several are open within a wider
place, a new one is opened for the wider place: the number of groups of one rule open at once is bounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Place:
    """One link of the chain building → segment → circle → street.

    key: "building:<id>" or "area:<id>"; inside: the areas it lies in, itself included, root first.
    """

    key: str
    zh: str
    en: str
    inside: tuple[int, ...] = ()

    @property
    def area(self) -> int | None:
        kind, _, number = self.key.partition(":")
        return int(number) if kind == "area" else None


@dataclass(frozen=True)
class OpenGroup:
    """A group as it stands. inside: the areas its place lies in, itself included."""

    id: object
    scenario: str
    place: str
    inside: frozenset[int]
    opened_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Grouping:
    """How warnings are grouped (data/escalation.toml, [group]).

    window: a group takes further warnings until that long after its last; longest: and never longer in all.
    widen: how many groups may be open within the first, second, … area of the chain before a new one is opened
    for that area; the last number holds for all wider ones. digest: how often its receivers hear of further ones.
    """

    layer: str = "cityop"
    window: timedelta = timedelta(minutes=10)
    longest: timedelta = timedelta(hours=4)
    digest: timedelta = timedelta(minutes=10)
    widen: tuple[int, ...] = (3, 4, 6)

    def takes(self, group: OpenGroup, now: datetime) -> bool:
        return now < group.last_at + self.window and now < group.opened_at + self.longest


@dataclass
class Groups:
    """The open groups while a batch is told; new ones are added as they are opened."""

    settings: Grouping
    now: datetime
    open: list[OpenGroup] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open = [one for one in self.open if self.settings.takes(one, self.now)]

    def find(self, scenario: str, chain: Sequence[Place]) -> OpenGroup | Place:
        """The group to join, or the place to open one for. chain: narrowest first, at least one place."""
        mine = [one for one in self.open if one.scenario == scenario]
        for place in chain:
            for group in mine:
                if group.place == place.key:
                    return self._joined(group)
        chosen, step = chain[0], 0
        for place in chain:
            if place.area is None:
                continue
            limit = self.settings.widen[min(step, len(self.settings.widen) - 1)]
            step += 1
            if sum(1 for one in mine if place.area in one.inside) >= limit:
                chosen = place
        return chosen

    def add(self, key: object, scenario: str, place: Place) -> OpenGroup:
        """Opens a group at that place."""
        group = OpenGroup(key, scenario, place.key, frozenset(place.inside), self.now, self.now)
        self.open.append(group)
        return group

    def _joined(self, group: OpenGroup) -> OpenGroup:
        fresh = replace(group, last_at=self.now)
        self.open[self.open.index(group)] = fresh
        return fresh
