"""From a GeoJSON collection or a table to numbered rows; from a cell to a number, a text or a geometry."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from weige.territory.rules.datum import WGS84, convert, convert_many, datum_named
from weige.territory.rules.faults import TerritoryFault
from weige.territory.rules.geometry import Ground, ground
from weige.territory.services.reports import ImportReport

DECIMALS = 7  # a centimetre; more digits are noise


@dataclass(frozen=True)
class Row:
    """One row of an import: its number as the file's reader counts it, and its columns."""

    number: int
    values: Mapping[str, Any]

    def text(self, column: str) -> str:
        """The column as text without blanks around it; "" when it is not there. 3.0 from Excel reads as
        "3".
        """
        value = self.values.get(column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value).strip()


def rows_of_geojson(collection: Mapping[str, Any]) -> list[Row]:
    """The features of a GeoJSON FeatureCollection as rows numbered from 1: properties, and "geometry".

    Raises TerritoryFault("geometry_missing") when it is no FeatureCollection.
    """
    features = collection.get("features")
    if collection.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise TerritoryFault("geometry_missing", "not a GeoJSON FeatureCollection")
    return [
        Row(number, {**(one.get("properties") or {}), "geometry": one.get("geometry")})
        for number, one in enumerate(features, start=1)
    ]


def rows_of_table(header: Sequence[str], lines: Iterable[Sequence[Any]]) -> list[Row]:
    """A table's lines as rows; numbered from 2, because line 1 is the header. Empty lines are left out."""
    return [
        Row(number, dict(zip(header, line, strict=False)))
        for number, line in enumerate(lines, start=2)
        if any(cell not in (None, "") for cell in line)
    ]


def geometry_of(value: Any) -> dict[str, Any]:
    """A geometry given as GeoJSON object, GeoJSON text or WKT text, as GeoJSON object.

    Raises TerritoryFault geometry_missing or geometry_unreadable.
    """
    if isinstance(value, Mapping):
        return dict(value)
    text = "" if value is None else str(value).strip()
    if not text:
        raise TerritoryFault("geometry_missing", "no geometry")
    try:
        found = json.loads(text) if text.startswith("{") else plain(mapping(shapely.from_wkt(text)))
    except (ValueError, ShapelyError) as error:
        reason = str(error)[:120]
        raise TerritoryFault("geometry_unreadable", reason, reason=reason) from error
    if not isinstance(found, dict):
        raise TerritoryFault("geometry_unreadable", "no object", reason="no object")
    return found


def plain(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A shapely mapping with lists for tuples and sensible digits, as it is stored."""

    def lists(item: Any) -> Any:
        return (
            [lists(part) for part in item] if isinstance(item, list | tuple) else round(float(item), DECIMALS)
        )

    return {"type": geometry["type"], "coordinates": lists(geometry["coordinates"])}


def ground_of(value: Any, *, width_m: float | None, datum: str) -> tuple[Ground, dict[str, Any]]:
    """A row's geometry checked and converted to WGS84: (ground, GeoJSON to store). Raises TerritoryFault."""
    geometry = geometry_of(value)
    checked = ground(geometry, width_m=width_m)
    if datum_named(datum) != WGS84:
        moved = shapely.transform(checked.shape, lambda xy: _converted(xy, datum))
        return Ground(checked.kind, moved, checked.width_m), plain(mapping(moved))
    # Through shapely once, so that the same ground is always stored in the same form (no heights, no extra
    # keys).
    return checked, plain(mapping(shape(plain(mapping(checked.shape)))))


def _converted(
    points: np.ndarray[Any, np.dtype[np.float64]], datum: str
) -> np.ndarray[Any, np.dtype[np.float64]]:
    return convert_many(np.asarray(points, dtype=np.float64), source=datum)


def number_of(
    report: ImportReport, row: Row, column: str, low: float, high: float, *, needed: bool = False
) -> float | None:
    """A column as number within bounds; None when empty (an error if needed) or wrong (noted)."""
    text = row.text(column)
    if not text:
        if needed:
            report.fault(row.number, column, "field_missing")
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isnan(value):
        report.fault(row.number, column, "place_not_a_number", value=text)
        return None
    if not low <= value <= high:
        report.fault(row.number, column, "place_number_range", value=text, low=low, high=high)
        return None
    return value


def text_of(report: ImportReport, row: Row, column: str, most: int, *, needed: bool = False) -> str:
    """A column as text of at most ``most`` characters; "" when empty (an error if needed) or too long
    (noted).
    """
    text = row.text(column)
    if not text and needed:
        report.fault(row.number, column, "field_missing")
    if len(text) > most:
        report.fault(row.number, column, "place_text_too_long", most=most)
        return ""
    return text


def choice_of(report: ImportReport, row: Row, column: str, known: Sequence[str], default: str) -> str:
    """A column as one of the known words; the default when empty or wrong (noted)."""
    text = row.text(column) or default
    if text not in known:
        words = ", ".join(word for word in known if word)
        report.fault(row.number, column, "place_value_unknown", value=text, known=words)
        return default
    return text


def point_of(report: ImportReport, row: Row, datum: str) -> tuple[float, float] | None:
    """Columns lon and lat as a WGS84 point; None when one is missing or wrong (noted)."""
    lon = number_of(report, row, "lon", -180, 180, needed=True)
    lat = number_of(report, row, "lat", -180, 180, needed=True)
    if lon is None or lat is None:
        return None
    found = report.checked(row.number, "lon", lambda: convert(lon, lat, source=datum))
    return (round(found[0], DECIMALS), round(found[1], DECIMALS)) if found else None
