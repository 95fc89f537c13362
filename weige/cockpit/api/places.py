"""/api/cockpit: shops and named roads on the map, a building's card, heat, and what colours the buildings."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from weige.cockpit.api.screens import VERB, fresh, passed
from weige.cockpit.queries import places
from weige.cockpit.queries.colouring import colouring
from weige.cockpit.queries.house import house
from weige.cockpit.schemas import Colouring, Heat, House
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.still import still
from weige.people.services.looks import look

router = Router(tags=["cockpit"])


def viewer(request: HttpRequest) -> Access:
    """The caller, who must be one of those at the wall. Raises NotFound."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VERB)
    return access


@router.get("/shops", summary="All shops as short rows")
def read_shops(request: HttpRequest) -> HttpResponse:
    """{columns, rows}; If-None-Match gives 304."""
    access = viewer(request)
    return still(request, places.shops_signature(access), lambda: places.shops(access))


@router.get("/roads.geojson", summary="Named roads as lines")
def read_roads(request: HttpRequest) -> HttpResponse:
    """With name_zh and name_en; If-None-Match gives 304."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("area.list")
    found = places.road_names()
    return still(request, ("roads", repr(found)), lambda: found)


@router.get("/heat", response=Heat, summary="Where much happened, as hexagons")
def read_heat(
    request: HttpRequest,
    what: Literal["cases", "warnings"] = "cases",
    days: Annotated[int, Query(ge=1, le=365)] = 7,
    at: datetime | None = None,
) -> HttpResponse:
    """With `at` (RFC 3339) the days end then, and what was not known by then is not in it."""
    access = viewer(request)
    return fresh(places.heat(access, what=what, days=days, now=passed(at) if at else timesource.now()))


@router.get("/colours", response=Colouring, summary="What colours the buildings")
def read_colours(
    request: HttpRequest, by: Literal["warning", "health", "cases", "cases90", "protection"] = "warning"
) -> HttpResponse:
    return fresh(colouring(viewer(request), by=by, now=timesource.now()))


@router.get("/buildings/{code}", response=House, summary="A building's card")
def read_house(request: HttpRequest, code: str) -> dict[str, Any]:
    """The people count is a band; with a purpose (X-Purpose) it is exact and the look is on record."""
    access, now = viewer(request), timesource.now()
    found = house(access, code, now=now)
    if access.purpose is not None and found["people"]:
        look(
            who=access.who,
            purpose=access.purpose,
            subject=f"building:{code}",
            fields=["residents", "households"],
            now=now,
        )
    return found
