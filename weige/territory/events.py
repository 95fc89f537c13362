"""What happened to the ground: areas opened, replaced, closed; places imported or found anew."""

from dataclasses import dataclass

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class AreasImported(DomainEvent):
    """A list of areas was imported; the numbers say what became of its rows."""

    KIND = "territory.areas_imported"

    created: int
    updated: int
    replaced: int
    valid_from: str


@dataclass(frozen=True, kw_only=True)
class AreaReplaced(DomainEvent):
    """A re-gridding closed one row of an area and opened another: what hangs on the old id may have to
    move.
    """

    KIND = "territory.area_replaced"

    layer: str
    code: str
    old_id: int
    new_id: int
    valid_from: str


@dataclass(frozen=True, kw_only=True)
class AreaClosed(DomainEvent):
    """An area ended; valid_to is the first day without it. Rows found in it keep it in their cells."""

    KIND = "territory.area_closed"

    layer: str
    code: str
    area_id: int
    valid_to: str


@dataclass(frozen=True, kw_only=True)
class PlacesImported(DomainEvent):
    """Roads, buildings, addresses or premises were imported (`what` says which)."""

    KIND = "territory.places_imported"

    what: str
    created: int
    updated: int


@dataclass(frozen=True, kw_only=True)
class PlacesFoundAnew(DomainEvent):
    """Buildings, addresses and premises were given the cells of the grid of this day; `moved` of them
    changed.
    """

    KIND = "territory.places_found_anew"

    on: str
    looked_at: int
    moved: int


@dataclass(frozen=True, kw_only=True)
class GridPlanned(DomainEvent):
    """A drawn re-gridding was given its day, or was dropped before it (state: planned, dropped)."""

    KIND = "territory.grid_planned"

    plan_id: int
    layer: str
    state: str
    valid_from: str | None
    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class GridSwitched(DomainEvent):
    """A re-gridding came into force; renewed: old id → new id of areas that got a new row. What hangs on an area's id
    (posts, rotas, open cases, devices) follows."""

    KIND = "territory.grid_switched"

    plan_id: int
    layer: str
    valid_from: str
    renewed: dict[str, int]
    opened: list[str]
    ended: list[str]
