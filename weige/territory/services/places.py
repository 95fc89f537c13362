"""Importing roads, buildings, addresses and premises: all rows or none, every row's errors told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils.timezone import get_current_timezone
from shapely.geometry import mapping

from weige.kernel import log
from weige.kernel.access import Who
from weige.territory.events import PlacesImported
from weige.territory.models import Address, Building, Premise, Road
from weige.territory.queries.cells import locator_on
from weige.territory.rules.datum import WGS84
from weige.territory.rules.levels import HEIGHT_SOURCES, PROTECTION
from weige.territory.rules.locator import Locator
from weige.territory.services.reading import (
    DECIMALS,
    Row,
    choice_of,
    ground_of,
    number_of,
    plain,
    point_of,
    text_of,
)
from weige.territory.services.reports import ImportReport, May, anybody

# A floor is taken as 3 m and the roof as 2 m where only floors are known, as in the demonstration's source
# data.
FLOOR_M, ROOF_M = 3.0, 2.0
PlaceModel = type[Building] | type[Address] | type[Premise] | type[Road]
Read = Callable[[ImportReport, Row], dict[str, Any] | None]


def import_roads(
    *,
    rows: Sequence[Row],
    who: Who,
    now: datetime,
    datum: str = WGS84,
    dry_run: bool = False,
    may: May = anybody,
) -> ImportReport:
    """Named roads: name_zh, name_en, kind, geometry (a line or several). A road is known by name_zh."""

    def read(report: ImportReport, row: Row) -> dict[str, Any] | None:
        value = row.values.get("geometry")
        columns = {
            "name_zh": text_of(report, row, "name_zh", 120, needed=True),
            "name_en": text_of(report, row, "name_en", 120),
            "kind": text_of(report, row, "kind", 32) or "road",
        }
        found = report.checked(row.number, "geometry", lambda: ground_of(value, width_m=1.0, datum=datum))
        if found is None:
            return columns
        piece, geometry = found
        if piece.kind != "line":
            report.fault(row.number, "geometry", "geometry_type", type=geometry["type"], allowed="LineString")
        elif geometry["type"] == "LineString":
            geometry = {"type": "MultiLineString", "coordinates": [geometry["coordinates"]]}
        return columns | {"geometry": geometry}

    return _import("roads", Road, "name_zh", rows, read, run=Run(who, now, dry_run, may))


def import_buildings(
    *,
    rows: Sequence[Row],
    who: Who,
    now: datetime,
    datum: str = WGS84,
    dry_run: bool = False,
    may: May = anybody,
) -> ImportReport:
    """Buildings by code: geometry (footprint), height_m or floors, height_source, names, structure,
    protection …

    Without a geometry a row only changes a building that is there (a table from Excel). Cells are those of
    the footprint's inner point on the day of ``now``; a building in no cell is refused.
    """
    known = Building.objects.in_bulk(field_name="code")
    locator = locator_on(_day(now))

    def read(report: ImportReport, row: Row) -> dict[str, Any] | None:
        old = known.get(row.text("code"))
        columns = {"code": text_of(report, row, "code", 40, needed=True)}
        columns |= _footprint(report, row, old, locator, datum) or {}
        return columns | _looks(report, row, old)

    return _import("buildings", Building, "code", rows, read, run=Run(who, now, dry_run, may))


def import_addresses(
    *,
    rows: Sequence[Row],
    who: Who,
    now: datetime,
    datum: str = WGS84,
    dry_run: bool = False,
    may: May = anybody,
) -> ImportReport:
    """Standard addresses by text: address_zh, road, number, lon, lat, building (its code)."""
    roads = dict(Road.objects.values_list("name_zh", "pk"))
    buildings = dict(Building.objects.values_list("code", "pk"))
    locator = locator_on(_day(now))

    def read(report: ImportReport, row: Row) -> dict[str, Any] | None:
        road, building = row.text("road"), row.text("building")
        if road and road not in roads:
            report.fault(row.number, "road", "road_unknown", road=road)
        if building and building not in buildings:
            report.fault(row.number, "building", "building_unknown", building=building)
        return {
            "text": text_of(report, row, "address_zh", 256, needed=True),
            "road_id": roads.get(road),
            "number": text_of(report, row, "number", 40),
            "building_id": buildings.get(building),
            **_place(report, row, locator, datum),
        }

    return _import("addresses", Address, "text", rows, read, run=Run(who, now, dry_run, may))


def import_premises(
    *,
    rows: Sequence[Row],
    who: Who,
    now: datetime,
    datum: str = WGS84,
    dry_run: bool = False,
    may: May = anybody,
) -> ImportReport:
    """Premises by code: building (code), address_zh (of the address book, may be empty), unit, lon, lat."""
    buildings = dict(Building.objects.values_list("code", "pk"))
    addresses = dict(Address.objects.values_list("text", "pk"))
    locator = locator_on(_day(now))

    def read(report: ImportReport, row: Row) -> dict[str, Any] | None:
        building, address = row.text("building"), row.text("address_zh")
        if building not in buildings:
            report.fault(row.number, "building", "building_unknown", building=building)
        if address and address not in addresses:
            report.fault(row.number, "address_zh", "address_unknown", address=address)
        return {
            "code": text_of(report, row, "code", 40, needed=True),
            "building_id": buildings.get(building),
            "address_id": addresses.get(address),
            "unit": text_of(report, row, "unit", 60),
            **_place(report, row, locator, datum),
        }

    return _import("premises", Premise, "code", rows, read, run=Run(who, now, dry_run, may))


@dataclass(frozen=True)
class Run:
    """Who imports, when, for real or not, and which rows they may touch."""

    who: Who
    now: datetime
    dry_run: bool
    may: May


def _import(
    what: str, model: PlaceModel, key: str, rows: Sequence[Row], read: Read, *, run: Run
) -> ImportReport:
    """Reads all rows, then writes what is new or different in two statements; nothing on any error."""
    report = ImportReport(what, run.dry_run, rows=len(rows))
    wanted: dict[str, dict[str, Any]] = {}
    numbers: dict[str, int] = {}
    for row in rows:
        columns = read(report, row)
        name = str(columns[key]) if columns else ""
        if name and name in wanted:
            report.fault(row.number, key, "place_twice", value=name)
        elif columns and name:
            wanted[name], numbers[name] = columns, row.number
    known = model._default_manager.in_bulk(list(wanted), field_name=key)
    foreign = {name for name, old in known.items() if not run.may(old)}
    wrong = {error.row for error in report.errors}
    new = [model(**columns) for name, columns in wanted.items() if name not in known]
    changed, fields = _changes(known, wanted)
    # Whose place is not known yet cannot be judged; all others are, so that one round tells everything.
    judged = [one for one in [*new, *changed] if numbers[getattr(one, key)] not in wrong or _placed(one)]
    foreign |= {getattr(one, key) for one in judged if not run.may(one)}
    for name in sorted(foreign, key=lambda each: numbers[each]):
        report.fault(numbers[name], key, "outside_the_street")
    report.errors.sort(key=attrgetter("row"))
    report.created, report.updated = len(new), len(changed)
    report.unchanged = len(wanted) - len(new) - len(changed)
    if report.written:
        with transaction.atomic():
            model._default_manager.bulk_create(new, batch_size=500)  # type: ignore[arg-type]
            if changed:
                model._default_manager.bulk_update(changed, fields, batch_size=200)
            event = PlacesImported(what=what, created=len(new), updated=len(changed))
            log.append(event, who=run.who, now=run.now, subject=f"territory:{what}")
    return report


def _placed(one: Any) -> bool:
    """Whether a row that has some fault yet lies in cells; roads have none."""
    return bool(getattr(one, "cells", None))


def _changes(known: Any, wanted: dict[str, dict[str, Any]]) -> tuple[list[Any], list[str]]:
    """(rows that differ from what is wanted, with the new values set; the columns that differ anywhere)."""
    changed, fields = [], set()
    for name, old in known.items():
        different = {k: v for k, v in wanted[name].items() if getattr(old, k) != v}
        for column, value in different.items():
            setattr(old, column, value)
        if different:
            changed.append(old)
            fields |= set(different)
    return changed, sorted(fields)


def _day(now: datetime) -> date:
    return now.astimezone(get_current_timezone()).date()


def _footprint(
    report: ImportReport, row: Row, old: Building | None, locator: Locator, datum: str
) -> dict[str, Any] | None:
    """Footprint, inner point and cells; None when the row has no geometry (an error for a new building)."""
    value = row.values.get("geometry")
    if old is not None and value in (None, ""):
        return None
    found = report.checked(row.number, "geometry", lambda: ground_of(value, width_m=None, datum=datum))
    if found is None:
        return None
    piece, geometry = found
    if piece.kind != "polygon":
        report.fault(row.number, "geometry", "geometry_type", type=geometry["type"], allowed="Polygon")
        return None
    lon, lat = plain(mapping(piece.shape.representative_point()))["coordinates"]
    return {"footprint": geometry, "lon": lon, "lat": lat, **_cells(report, row, locator, lon, lat)}


def _looks(report: ImportReport, row: Row, old: Building | None) -> dict[str, Any]:
    """Everything about a building but its ground; an existing building keeps what the row leaves empty."""
    floors = number_of(report, row, "floors", 0, 200)
    height = number_of(report, row, "height_m", 0, 900)
    if old is None and not row.text("height_m") and not row.text("floors"):
        report.fault(row.number, "height_m", "field_missing")
    year = number_of(report, row, "built_year", 1000, 2200)
    source = "given" if height is not None else "floors"
    if height is None and floors is not None:
        height = floors * FLOOR_M + ROOF_M
    found: dict[str, Any] = {
        "name_zh": text_of(report, row, "name_zh", 200),
        "name_en": text_of(report, row, "name_en", 200),
        "height_m": height,
        "height_source": choice_of(report, row, "height_source", HEIGHT_SOURCES, source) if height else None,
        "floors": int(floors) if floors is not None else None,
        "structure": text_of(report, row, "structure", 40),
        "built_year": int(year) if year is not None else None,
        "protection": choice_of(report, row, "protection", PROTECTION, ""),
    }
    return found if old is None else {k: v for k, v in found.items() if v not in (None, "")}


def _place(report: ImportReport, row: Row, locator: Locator, datum: str) -> dict[str, Any]:
    point = point_of(report, row, datum)
    if point is None:
        return {}
    lon, lat = round(point[0], DECIMALS), round(point[1], DECIMALS)
    return {"lon": lon, "lat": lat, **_cells(report, row, locator, lon, lat)}


def _cells(report: ImportReport, row: Row, locator: Locator, lon: float, lat: float) -> dict[str, Any]:
    located = locator.locate(lon, lat)
    if located.outside:
        report.fault(row.number, "lon", "outside_the_street")
    return {"cells": located.cells, "leaf_cells": located.leaf_cells}
