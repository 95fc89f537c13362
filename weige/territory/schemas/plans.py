"""Shapes of /api/territory/plans."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field


class CellIn(Schema):
    """A cell as drawn; parent: the code of the cell around it. ended: it is no longer there from the day on."""

    code: Annotated[str, Field(min_length=1, max_length=32)]
    level: Annotated[str, Field(max_length=24)]
    parent: Annotated[str, Field(max_length=32)] = ""
    name_zh: Annotated[str, Field(min_length=1, max_length=120)]
    name_en: Annotated[str, Field(max_length=120)] = ""
    geometry: dict[str, Any]
    width_m: float | None = None
    ended: bool = False


class PlanBegin(Schema):
    layer: str = Field(max_length=32)
    title: str = Field("", max_length=120)


class PlanDraw(Schema):
    """Only cells that differ from the grid in force."""

    cells: list[CellIn] = Field(max_length=500)
    title: str = Field("", max_length=120)
    version: int


class PlanTry(Schema):
    cells: list[CellIn] = Field(max_length=500)


class PlanCut(PlanTry):
    """code: the cell whose ground is cut out of its neighbours."""

    code: str = Field(max_length=32)


class CutOut(Schema):
    """The neighbours that changed."""

    cells: list[CellIn]


class PlanFor(Schema):
    """valid_from: today puts it in force at once."""

    valid_from: date
    version: int


class PlanDrop(Schema):
    version: int


class Pair(Schema):
    """before, after: codes of cells; "" outside all."""

    before: str
    after: str
    n: int


class Moved(Schema):
    """kind: building, address, premise, shop, device, open_case."""

    kind: str
    moved: int
    pairs: list[Pair]


class PlanLine(Schema):
    """state: draft, planned, in_force, dropped. fault: why it came back from its day as a draft."""

    id: int
    layer: str
    state: str
    title: str
    version: int
    valid_from: date | None
    by_name: str
    made_at: datetime
    planned_at: datetime | None
    done_at: datetime | None
    fault: str
    changed: list[str]
    moves: list[Moved]


class PlanPage(Schema):
    items: list[PlanLine]
    next: None = None


class PlanOut(PlanLine):
    """cells: what was drawn; grid: the layer in force, as the drawing starts from it."""

    cells: list[CellIn]
    grid: list[CellIn]


class FlawOut(Schema):
    """Something that does not fit, and where it is (GeoJSON)."""

    code: str
    cells: list[str]
    area_m2: float
    where: dict[str, Any] | None
    message_zh: str
    message_en: str


class TriedOut(Schema):
    """What the drawing would do; moves is empty while a cell is broken."""

    flaws: list[FlawOut]
    moves: list[Moved]
    ready: bool


class LayerOut(Schema):
    code: str
    name_zh: str
    name_en: str
    cells: int


class LayerPage(Schema):
    items: list[LayerOut]
    next: None = None
