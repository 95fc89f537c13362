"""/api/cockpit: the map, what stands on it, the figures, what happened last."""

import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from ninja import Query, Router

from weige.cockpit.queries import ground
from weige.cockpit.queries.marks import marks as marks_now
from weige.cockpit.queries.recent import recent as recent_items
from weige.cockpit.queries.summary import summary as summary_now
from weige.cockpit.schemas import Marks, Recent, Summary
from weige.kernel import timesource
from weige.kernel.access import Access

router = Router(tags=["cockpit"])
VERB = "cockpit.view"
# Packed answers by their tag: the ground changes a few times a year, and packing it costs 20 ms.
KEPT = 8
_packed: OrderedDict[str, bytes] = OrderedDict()


def still(
    request: HttpRequest, parts: tuple[object, ...], build: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """An answer with an ETag of `parts`, packed once; 304 without building when the caller has it."""
    tag = f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=tag)
    if answer is None:
        if tag not in _packed:
            _packed[tag] = zlib.compress(orjson.dumps(build()), level=6, wbits=31)
            while len(_packed) > KEPT:
                _packed.popitem(last=False)
        answer = HttpResponse(_packed[tag], content_type="application/json")
        answer["Content-Encoding"] = "gzip"
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            answer = HttpResponse(zlib.decompress(_packed[tag], wbits=31), content_type="application/json")
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Authorization, Cookie, Accept-Encoding"
    return answer


def fresh(body: dict[str, Any]) -> HttpResponse:
    """JSON written by orjson; the shape is in the endpoint's `response`."""
    return HttpResponse(orjson.dumps(body), content_type="application/json")


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
def read_marks(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VERB)
    return fresh(marks_now(access, now=timesource.now()))


@router.get("/summary", response=Summary, summary="The wall's figures")
def read_summary(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VERB)
    return fresh(summary_now(access, now=timesource.now()))


@router.get("/recent", response=Recent, summary="What happened last")
def read_recent(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=200)] = 40) -> HttpResponse:
    """Newest first, in the shape of the stream's items; open the stream at the first one's cursor."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VERB)
    return fresh({"items": recent_items(access, limit=limit)})
