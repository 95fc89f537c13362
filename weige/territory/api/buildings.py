"""GET /buildings.geojson, /buildings/{code}."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from weige.kernel.access import Access
from weige.territory.api.answers import as_sql, collection
from weige.territory.models import Building
from weige.territory.queries import faults_as_errors
from weige.territory.queries.buildings import (
    Box,
    building_features,
    building_row,
    drawn_features,
    near,
    signature,
)
from weige.territory.schemas import BuildingOut

router = Router()


@router.get("/buildings.geojson")
def buildings_geojson(
    request: HttpRequest, bbox: str | None = None, protected: bool | None = None, drawn: bool = False
) -> HttpResponse:
    """The buildings of the street, or those that touch a box "west,south,east,north"; If-None-Match gives
    304. drawn (without a box): only what a map draws and names.
    """
    access: Access = request.auth  # type: ignore[attr-defined]
    found = access.rows("building.list", Building.objects.all())
    if protected is not None:
        found = found.exclude(protection="") if protected else found.filter(protection="")
    with faults_as_errors("bbox"):
        box = Box.parse(bbox) if bbox else None
    found = near(found, box)
    parts = ("drawn" if drawn else "buildings", signature(), as_sql(found), box)
    if drawn and box is None:
        return collection(request, parts, lambda: drawn_features(found))
    return collection(request, parts, lambda: building_features(found.iterator(), box))


@router.get("/buildings/{code}", response=BuildingOut)
def read_building(request: HttpRequest, code: str) -> dict[str, Any]:
    """One building with its addresses and premises."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return building_row(access.get("building.list", Building.objects.all(), code=code))
