"""/api/find and /api/places: what the desk's palette finds, and the page of a place."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from weige.cockpit.api.screens import fresh
from weige.cockpit.queries.finding import find
from weige.cockpit.queries.place import place
from weige.cockpit.schemas.desk import Found, PlacePage
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.tabular.http import language_of

router = Router(tags=["places"])
Part = Literal["", "buildings", "shops", "devices", "cases", "past", "warnings", "papers"]


@router.get("/find", response=Found, summary="Find a case, place, shop, device or person by a few words")
def read_find(request: HttpRequest, q: Annotated[str, Query(min_length=1, max_length=60)]) -> dict[str, Any]:
    """The best few of each kind the caller may list; people are masked and shown by the post they sit in."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("area.list")
    words = " ".join(q.split())
    return {"items": find(access, words, now=timesource.now()) if words else []}


@router.get(
    "/places/{kind}/{key}", response=PlacePage, summary="The page of a building, shop, device, road or cell"
)
def read_place(request: HttpRequest, kind: str, key: str, whole: Part = "") -> HttpResponse:
    """What belongs to it, as far as the caller may see it; null where such a place has none or it is not the caller's.

    key: the code; roads and cells also by their number. How many people live there is told as a band.
    whole: the part of which all rows are wanted (up to 2000), not the first few.
    """
    access: Access = request.auth  # type: ignore[attr-defined]
    found = place(access, kind, key, language=language_of(request), now=timesource.now(), whole=whole)
    return fresh(found)
