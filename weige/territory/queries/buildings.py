"""The buildings' map layer, filtered by a box, and one building with what hangs on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from shapely.geometry import Polygon, shape
from shapely.geometry import box as rectangle

from weige.territory.models import Building
from weige.territory.queries.areas import DECIMALS, rounded
from weige.territory.rules.datum import check_lon_lat
from weige.territory.rules.faults import TerritoryFault

# A building is found by its inner point; its walls may stand this far from it (degrees, about 300 m).
REACH_DEG = 0.003
DRAWN = ("pk", "code", "name_zh", "name_en", "height_m", "protection")


@dataclass(frozen=True)
class Box:
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> "Box":
        """Reads "west,south,east,north". Raises TerritoryFault bbox_invalid or a lon/lat code."""
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError as error:
            raise TerritoryFault("bbox_invalid", f"{text!r:.60} is not west,south,east,north") from error
        check_lon_lat(west, south)
        check_lon_lat(east, north)
        if west > east or south > north:
            raise TerritoryFault("bbox_invalid", "west must not exceed east, nor south north")
        return cls(west, south, east, north)

    def touches(self, footprint: dict[str, Any]) -> bool:
        """Whether a footprint has a point in the box, edges included."""
        return bool(shape(footprint).intersects(self.shape))

    @cached_property
    def shape(self) -> Polygon:
        """The box as a shapely polygon."""
        return rectangle(self.west, self.south, self.east, self.north)


def near(buildings: "QuerySet[Building]", box: Box | None) -> "QuerySet[Building]":
    """The buildings whose inner point lies in the box or a little around it; all without a box."""
    if box is None:
        return buildings.order_by("pk")
    return buildings.filter(
        lon__range=(box.west - REACH_DEG, box.east + REACH_DEG),
        lat__range=(box.south - REACH_DEG, box.north + REACH_DEG),
    ).order_by("pk")


def building_features(buildings: Iterable[Building], box: Box | None) -> list[dict[str, Any]]:
    """GeoJSON features of the buildings that touch the box; empty properties are left out."""
    return [_feature(one) for one in buildings if box is None or box.touches(one.footprint)]


def _feature(building: Building) -> dict[str, Any]:
    properties = {
        "id": building.pk,
        "code": building.code,
        "name_zh": building.name_zh,
        "name_en": building.name_en,
        "height_m": building.height_m,
        "height_source": building.height_source,
        "floors": building.floors,
        "structure": building.structure,
        "built_year": building.built_year,
        "protection": building.protection,
        "leaf_cells": building.leaf_cells,
    }
    footprint = building.footprint
    return {
        "type": "Feature",
        "id": building.pk,
        "properties": {key: value for key, value in properties.items() if value not in (None, "")},
        "geometry": {"type": footprint["type"], "coordinates": rounded(footprint["coordinates"])},
    }


def drawn_features(buildings: "QuerySet[Building]") -> list[dict[str, Any]]:
    """As building_features of all of them, with what a map draws and names only: a third of the size (1 statement)."""
    rows = buildings.values_list(*DRAWN, "footprint")
    return [_drawn(dict(zip(DRAWN, row, strict=False)), row[-1]) for row in rows.iterator()]


def _drawn(found: dict[str, Any], footprint: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in found.items() if value not in (None, "")}
    told["id"] = told.pop("pk")
    if footprint["type"] == "Polygon":  # nearly all of them; the general way takes three times as long
        rings = [
            [[round(x, DECIMALS), round(y, DECIMALS)] for x, y, *_ in r] for r in footprint["coordinates"]
        ]
    else:
        rings = rounded(footprint["coordinates"])
    shape = {"type": footprint["type"], "coordinates": rings}
    return {"type": "Feature", "id": told["id"], "properties": told, "geometry": shape}


def signature() -> str:
    """Something that differs after any change to the buildings (1 statement; see queries.cells)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) || ':' || coalesce(sum(hashtextextended(ctid::text || '/' || xmin::text, 0)), 0)"
            " FROM territory_building"
        )
        return str(cursor.fetchone()[0])


def building_row(building: Building) -> dict[str, Any]:
    """One building with its addresses and premises (2 statements)."""
    premises = building.premises.select_related("address").order_by("code")
    return {
        "code": building.code,
        "name_zh": building.name_zh,
        "name_en": building.name_en,
        "height_m": building.height_m,
        "height_source": building.height_source,
        "floors": building.floors,
        "structure": building.structure,
        "built_year": building.built_year,
        "protection": building.protection,
        "lon": building.lon,
        "lat": building.lat,
        "cells": building.cells,
        "leaf_cells": building.leaf_cells,
        "addresses": list(building.address_set.order_by("text").values_list("text", flat=True)),
        "premises": [
            {
                "code": one.code,
                "unit": one.unit,
                "lon": one.lon,
                "lat": one.lat,
                "address": one.address.text if one.address else None,
            }
            for one in premises
        ],
    }
