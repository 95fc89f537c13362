"""What happens in the registers: shops imported, shops found anew after a re-gridding."""

from dataclasses import dataclass

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
