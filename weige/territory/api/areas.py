"""GET /areas, /areas.geojson, /areas/{id}, /locate; POST /areas/{id}/close."""

from datetime import date
from typing import Annotated, Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.territory import queries, services
from weige.territory.api.answers import as_sql, collection, today
from weige.territory.models import Area
from weige.territory.queries import cells
from weige.territory.queries.areas import area_features, area_row, areas_on
from weige.territory.schemas import AreaFilter, AreaOut, AreaPage, CloseIn, LocateOut

router = Router()


def _areas(request: HttpRequest, wanted: AreaFilter) -> "QuerySet[Area]":
    access: Access = request.auth  # type: ignore[attr-defined]
    found = access.rows("area.list", areas_on(wanted.on or today()))
    if wanted.layer:
        found = found.filter(layer__code=wanted.layer)
    return found.filter(level=wanted.level) if wanted.level else found


@router.get("/areas", response=AreaPage)
def list_areas(
    request: HttpRequest,
    wanted: Query[AreaFilter],
    limit: Annotated[int, Field(ge=1, le=1000)] = 500,
    after: int | None = None,
) -> dict[str, Any]:
    """The areas of the street valid on a day (default today), in order of their ids."""
    found = _areas(request, wanted).order_by("pk")
    if after is not None:
        found = found.filter(pk__gt=after)
    rows = [area_row(area) for area in found[: limit + 1]]
    more = len(rows) > limit
    return {"items": rows[:limit], "next": str(rows[limit - 1]["id"]) if more else None}


@router.get("/areas.geojson")
def areas_geojson(request: HttpRequest, wanted: Query[AreaFilter]) -> HttpResponse:
    """The same areas as a map layer: streets drawn as ribbons, a label place each; supports If-None-Match."""
    found = _areas(request, wanted)
    parts = ("areas", cells.signature(), as_sql(found))
    return collection(request, parts, lambda: area_features(list(found)))


@router.get("/areas/{area_id}", response=AreaOut)
def read_area(request: HttpRequest, area_id: int) -> dict[str, Any]:
    """One area, also one that has ended."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return area_row(access.get("area.list", Area.objects.select_related("layer"), pk=area_id))


@router.post("/areas/{area_id}/close", response=list[AreaOut])
def close_area(request: HttpRequest, area_id: int, body: CloseIn) -> list[dict[str, Any]]:
    """Ends an area and everything below it; cases and other rows keep the cells they were found in."""
    access: Access = request.auth  # type: ignore[attr-defined]
    area = access.get("area.list", Area.objects.select_related("layer"), pk=area_id)
    access.check("area.edit", area)
    with transaction.atomic():
        closed = services.close_area(area=area, valid_to=body.valid_to, who=access.who, now=timesource.now())
    return [area_row(one) for one in closed]


@router.get("/locate", response=LocateOut)
def locate(
    request: HttpRequest, lon: float, lat: float, datum: str = queries.WGS84, on: date | None = None
) -> dict[str, Any]:
    """The cell of a point in every layer, by which method; datum: WGS84, CGCS2000, GCJ-02 or BD-09."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("area.list")
    with queries.faults_as_errors("lon"):
        lon, lat = queries.convert(lon, lat, source=datum)
        located = queries.locate(lon, lat, on=on or today())
    hits = {hit.area_id: hit for hit in located.by_layer.values()}
    seen = access.rows("area.list", Area.objects.filter(pk__in=hits).select_related("layer"))
    found = [_cell(area, hits[area.pk]) for area in seen.order_by("layer__order", "pk")]
    return {"lon": lon, "lat": lat, "outside": not found, "cells": found}


def _cell(area: Area, hit: queries.Hit) -> dict[str, Any]:
    row = area_row(area)
    kept = {key: row[key] for key in ("layer", "id", "code", "level", "name_zh", "name_en", "path")}
    return {**kept, "method": hit.method, "distance_m": round(hit.distance_m, 1)}
