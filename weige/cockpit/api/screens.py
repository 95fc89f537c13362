"""/api/cockpit: the map, what stands on it, the figures, what happened last."""

from datetime import datetime
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from weige.cockpit.queries import ground, marks
from weige.cockpit.queries.forces import forces
from weige.cockpit.queries.opened import FIGURES, opened
from weige.cockpit.queries.recent import recent as recent_items
from weige.cockpit.queries.summary import summary as summary_now
from weige.cockpit.schemas import Forces, Marks, Recent, Summary
from weige.cockpit.schemas.opened import Opened
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.kernel.still import still

router = Router(tags=["cockpit"])
VERB = "cockpit.view"


def fresh(body: dict[str, Any]) -> HttpResponse:
    """JSON written by orjson; the shape is in the endpoint's `response`."""
    return HttpResponse(orjson.dumps(body), content_type="application/json")


def passed(at: datetime) -> datetime:
    """A moment that is looked back at. Raises Invalid when it has no zone or is yet to come."""
    if at.tzinfo is None:
        raise Invalid([FieldError("at", "past_needs_zone")])
    if at > timesource.now():
        raise Invalid([FieldError("at", "past_not_yet")])
    return at


@router.get("/map", summary="The map's still parts")
def read_map(request: HttpRequest) -> HttpResponse:
    """{bounds, center, bearing, areas, water, green, roads, attribution}; If-None-Match gives 304."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("area.list")  # no secret: a worker's and a resident's phone draw it too
    day = timezone.localdate(timesource.now())
    known = ground.base()
    parts = ("map", *ground.signature_of(access, known, day))
    return still(request, parts, lambda: ground.ground(access, known, day))


@router.get("/surroundings.geojson", summary="Houses around the street")
def read_surroundings(request: HttpRequest) -> HttpResponse:
    """For the backdrop only: polygons with height_m, nobody's data; If-None-Match gives 304."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("building.list")
    known = ground.base()
    layer = "surroundings"
    return still(request, (layer, known.signature), lambda: ground.layers().get(layer, ground.EMPTY))


@router.get("/marks", response=Marks, summary="What stands on the map now")
def read_marks(request: HttpRequest, devices: bool = True) -> HttpResponse:
    """devices=false leaves them out: the wall asks for them at /api/cockpit/devices, far less often."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VERB)
    return fresh(marks.marks(access, now=timesource.now(), with_devices=devices))


@router.get("/devices", summary="Devices in service as short rows")
def read_devices(request: HttpRequest) -> HttpResponse:
    """{columns, kinds, rows}; kind: an index into kinds; If-None-Match gives 304 while nothing of it changed."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VERB)
    return still(request, marks.devices_signature(access), lambda: marks.device_rows(access))


@router.get("/summary", response=Summary, summary="The wall's figures")
def read_summary(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VERB)
    return fresh(summary_now(access, now=timesource.now()))


@router.get("/forces", response=Forces, summary="Forces: stationed, on call, social")
def read_forces(request: HttpRequest) -> HttpResponse:
    """The rows behind the wall's three numbers: units, how many are here, of how many."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VERB)
    return fresh(forces(access, timesource.now()))


@router.get("/behind/{figure}", response=Opened, summary="What a figure of the wall is made of")
def read_opened(
    request: HttpRequest, figure: str, at: datetime | None = None, after: int = 0
) -> HttpResponse:
    """figure: readings, planned, events (of the hour), filed, closed, and of the map's layers shops, circles, segments,
    heat_1, heat_7, heat_30, heat_90 (days); at: the moment it was counted, by default now."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VERB)
    if figure not in FIGURES:
        raise NotFound
    moment = passed(at) if at else timesource.now()
    return fresh(opened(access, figure=figure, at=moment, after=min(max(after, 0), marks.MOST)))


@router.get("/recent", response=Recent, summary="What happened last")
def read_recent(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=200)] = 40) -> HttpResponse:
    """Newest first, in the shape of the stream's items; open the stream at the first one's cursor."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VERB)
    return fresh({"items": recent_items(access, limit=limit)})
