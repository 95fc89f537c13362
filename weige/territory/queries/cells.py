"""Which cells a point lies in: the locator over the areas of a day, kept in memory while the areas stay the
same.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, Final, Protocol, TypeVar

import numpy as np
from django.db import connection

from weige.territory.models import Area
from weige.territory.rules.datum import WGS84, Points, convert, convert_many
from weige.territory.rules.locator import AreaShape, Located, LocatedMany, Locator

# Every insert, update and delete changes a row's place or the transaction that wrote it, so this sum is
# another one after any change by anybody, uncommitted ones of this transaction included. No version column
# to forget.
SIGNATURE: Final = """
SELECT count(*), coalesce(sum(hashtextextended(a.ctid::text || '/' || a.xmin::text, 0)), 0)::text,
    (SELECT coalesce(sum(hashtextextended(l.ctid::text || '/' || l.xmin::text, 0)), 0)::text
     FROM territory_layer l)
FROM territory_area a
"""


@dataclass
class _Areas:
    """All areas of one signature, and the locators of the days asked for so far.

    Between two dates of `cuts` nothing begins or ends: one locator serves the whole span.
    """

    signature: tuple[Any, ...]
    rows: list[tuple[AreaShape, date, date | None]]
    cuts: list[date]
    locators: dict[int, Locator] = field(default_factory=dict)

    def on(self, day: date) -> Locator:
        span = bisect_right(self.cuts, day)
        if span not in self.locators:
            self.locators[span] = Locator(_rooted(self._valid(day)))
        return self.locators[span]

    def _valid(self, day: date) -> list[AreaShape]:
        return [shape for shape, start, end in self.rows if start <= day and (end is None or day < end)]


def _rooted(shapes: list[AreaShape]) -> list[AreaShape]:
    """An area whose parent has ended stands for itself until somebody gives it another parent."""
    known = {shape.id for shape in shapes}
    return [
        shape
        if shape.parent_id is None or shape.parent_id in known
        else AreaShape(shape.id, shape.code, shape.layer, None, shape.geometry, shape.width_m)
        for shape in shapes
    ]


_lock = Lock()
_kept: _Areas | None = None


def signature() -> tuple[Any, ...]:
    """Something that differs after any change to areas or layers (1 statement, no geometry is read)."""
    with connection.cursor() as cursor:
        cursor.execute(SIGNATURE)
        return tuple(cursor.fetchone())


def locator_on(on: date) -> Locator:
    """The locator over the areas valid on a day: 1 statement, 2 after a change of areas.

    Raises TerritoryFault when a stored area is broken (services refuse such areas).
    """
    global _kept  # noqa: PLW0603 - one cache per process
    now_signed = signature()
    with _lock:
        if _kept is None or _kept.signature != now_signed:
            _kept = _load(now_signed)
        return _kept.on(on)


def _load(signed: tuple[Any, ...]) -> _Areas:
    columns = ("id", "code", "layer__code", "parent_id", "geometry", "width_m", "valid_from", "valid_to")
    rows = [
        (AreaShape(id_, code, layer, parent, geometry, width), start, end)
        for id_, code, layer, parent, geometry, width, start, end in Area.objects.values_list(*columns)
    ]
    cuts = sorted({day for _, start, end in rows for day in (start, end) if day is not None})
    return _Areas(signed, rows, cuts)


def locate(lon: float, lat: float, *, on: date, datum: str = WGS84) -> Located:
    """The cells of a point on a day; `outside` when no area of any layer has it (1 statement).

    datum: WGS84, CGCS2000, GCJ-02 or BD-09. Raises TerritoryFault for a bad point or an unknown datum.
    """
    lon, lat = convert(lon, lat, source=datum)
    return locator_on(on).locate(lon, lat)


def locate_many(points: Points, *, on: date, datum: str = WGS84) -> LocatedMany:
    """The cells of many points (array of shape (n, 2), degrees) on a day: 1 statement for all.

    Raises TerritoryFault naming the first bad point ("point 17"), or for an unknown datum.
    """
    return locator_on(on).locate_many(convert_many(points, source=datum))


class OnTheGround(Protocol):
    """A row that stands somewhere and is given the cells it stands in."""

    lon: Any
    lat: Any
    cells: Any
    leaf_cells: Any


Row = TypeVar("Row", bound=OnTheGround)


def found_anew(rows: list[Row], *, on: date) -> list[Row]:
    """Gives the rows the cells of a day and returns those that moved, unsaved (1 statement).

    One that now lies in no cell keeps its old ones: nothing may fall out of everybody's reach.
    """
    if not rows:
        return []
    points = np.array([(row.lon, row.lat) for row in rows], dtype=np.float64)
    moved = []
    for row, located in zip(rows, locate_many(points, on=on), strict=True):
        if not located.outside and row.cells != located.cells:
            row.cells, row.leaf_cells = located.cells, located.leaf_cells
            moved.append(row)
    return moved
