"""What happens in the registers: shops imported and found anew, tags defined, put and taken off."""

from dataclasses import dataclass
from typing import Any

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ShopsImported(DomainEvent):
    """A list of shops was imported; subject of the log row: "registry:shops"."""

    KIND = "registry.shops_imported"

    created: int
    updated: int


@dataclass(frozen=True, kw_only=True)
class ShopsFoundAnew(DomainEvent):
    """Shops were given the cells of the grid of this day; `moved` of them changed."""

    KIND = "registry.shops_found_anew"

    on: str
    looked_at: int
    moved: int


@dataclass(frozen=True, kw_only=True)
class HeadcountSet(DomainEvent):
    """How many live in a building was set; *_before: what stood there, None without a count before."""

    KIND = "registry.headcount_set"

    building: str
    households: int
    residents: int
    as_of: str
    source: str
    households_before: int | None = None
    residents_before: int | None = None


@dataclass(frozen=True, kw_only=True)
class TagKindSet(DomainEvent):
    """A tag was defined or changed; subject "tag:<code>". before is empty for a new one."""

    KIND = "registry.tag_kind_set"

    code: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class TagsPut(DomainEvent):
    """Tags were put on things; subject "tag:<code>", for several tags "registry:tags". key: of a single thing."""

    KIND = "registry.tags_put"

    labels: list[str]
    kinds: list[str]
    count: int
    how: str
    key: str
    batch: int | None


@dataclass(frozen=True, kw_only=True)
class TagsEnded(DomainEvent):
    """Tags were taken off, one or a whole batch; subject as of TagsPut."""

    KIND = "registry.tags_ended"

    labels: list[str]
    kinds: list[str]
    count: int
    key: str
    batch: int | None


@dataclass(frozen=True, kw_only=True)
class TagVisited(DomainEvent):
    """Somebody was at a thing that is to be visited because of a tag; unchanged: nothing was found to have changed;
    at: when, if it was told later; sent: which press; subject "tag:<code>"."""

    KIND = "registry.tag_visited"

    tag: int
    label: str
    kind: str
    key: str
    unchanged: bool = False
    at: str = ""
    sent: str = ""


@dataclass(frozen=True, kw_only=True)
class TagVisitTakenBack(DomainEvent):
    """A visit was said by mistake: what counted before it counts again; subject "tag:<code>"."""

    KIND = "registry.tag_visit_taken_back"

    tag: int
    label: str
    kind: str
    key: str
    sent: str = ""
