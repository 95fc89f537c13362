"""Shapes of the territory's API answers."""

from datetime import date
from typing import Literal

from ninja import Field, Schema


class AreaOut(Schema):
    """One area of a layer; `path` holds the ids from the root down to the area itself."""

    id: int
    layer: str
    code: str
    level: str
    parent_id: int | None
    path: list[int]
    name_zh: str
    name_en: str
    width_m: float | None = Field(None, description="full width of a line, diameter of a point; metres")
    bbox: list[float] = Field(description="west, south, east, north; degrees, WGS84")
    valid_from: date
    valid_to: date | None = Field(None, description="first day without the area")


class AreaFilter(Schema):
    """Which areas: of a layer, of a level, valid on a day (default today)."""

    layer: str | None = None
    level: str | None = None
    on: date | None = None


class AreaPage(Schema):
    """A page of areas; `next` goes into `after` of the next request."""

    items: list[AreaOut]
    next: str | None


class CloseIn(Schema):
    """When an area ends: the first day without it."""

    valid_to: date


class CellOut(Schema):
    """The owner of a point in one layer."""

    layer: str
    id: int
    code: str
    level: str
    name_zh: str
    name_en: str
    method: Literal["inside", "nearest"]
    distance_m: float = Field(description="0 inside; else metres to the centre line or point of the owner")
    path: list[int]


class LocateOut(Schema):
    """The cells of a point. `outside` is true when no area that you may see has it."""

    lon: float = Field(description="WGS84")
    lat: float = Field(description="WGS84")
    outside: bool
    cells: list[CellOut]


class PremiseOut(Schema):
    """A usable unit of a building."""

    code: str
    unit: str
    lon: float
    lat: float
    address: str | None


class BuildingOut(Schema):
    """One building with its addresses and premises."""

    code: str
    name_zh: str
    name_en: str
    height_m: float
    height_source: Literal["given", "floors", "estimated"]
    floors: int | None
    structure: str
    built_year: int | None
    protection: str
    lon: float
    lat: float
    cells: list[int]
    leaf_cells: list[int]
    addresses: list[str]
    premises: list[PremiseOut]


class ImportForm(Schema):
    """How a file is to be taken; valid_from is for areas: the day they come into force (default today)."""

    dry_run: bool = True
    datum: str = "WGS84"
    valid_from: date | None = None


class RowErrorOut(Schema):
    """One thing wrong in one row of an import."""

    row: int
    column: str
    code: str
    message: str


class ImportOut(Schema):
    """What an import did, or would do on a dry run."""

    what: str
    dry_run: bool
    written: bool
    rows: int
    created: int
    updated: int
    replaced: int
    unchanged: int
    errors: list[RowErrorOut]
