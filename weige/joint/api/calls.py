"""/api/joint/calls: calling in, answering, arriving, reporting, rating, closing; the forces for a place."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from weige.cases.services.evidence import bounded
from weige.joint.api.common import answer
from weige.joint.models import CallIn
from weige.joint.queries import calls as queries
from weige.joint.queries.forces import forces
from weige.joint.schemas.calls import Answer, CallAsk, CallFilter, CallMoveIn, Page, UnitMove
from weige.joint.services import answering, calling, guests
from weige.kernel import blobs, timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.errors import NotFound
from weige.kernel.queries.calendar import current_calendar

router = Router(tags=["joint"])


def shown(request: HttpRequest, call_id: UUID, status: int = 200) -> HttpResponse:
    """The call with its units, actions and history."""
    access: Access = request.auth  # type: ignore[attr-defined]
    call = access.get("call.read", queries.loaded(CallIn.objects.all()), id=call_id)
    body = queries.detail(call, access, now=timesource.now())
    if access.may("call.close", call) and calling.calls(access, call):
        known = guests.link_of([unit["id"] for unit in body["units"]], timesource.real_now())
        for unit, row in zip(body["units"], queries.called(call), strict=True):
            if unit["form"] == "partner":
                unit["link"], unit["linkable"] = known.get(unit["id"]), guests.linkable(row)
    return answer(body, status)


@router.get("", response=Page, summary="Calls, newest first")
def list_calls(request: HttpRequest, wanted: Query[CallFilter]) -> HttpResponse:
    """`mine`: my post or department was called and has still to act; `sent`: my post called."""
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    found, after = queries.page(queries.calls(access, wanted), limit=wanted.limit, after=wanted.after)
    return answer({"items": [queries.row_of(call, now=now) for call in found], "next": after})


@router.post("", response={201: Answer}, summary="Call units in, on a case or on a place")
@made_once
def send(request: HttpRequest, body: CallAsk) -> HttpResponse:
    """Every unit is told at once; its limits run from now on (kinds: /api/joint/kinds)."""
    access: Access = request.auth  # type: ignore[attr-defined]
    call = calling.send(access=access, data=body, calendar=current_calendar(), now=timesource.now())
    return shown(request, call.pk, 201)


@router.get("/forces", response=Answer, summary="Who can be called to a place: on shift, on call, social")
def list_forces(
    request: HttpRequest,
    lon: Annotated[float, Field(ge=-180, le=180)],
    lat: Annotated[float, Field(ge=-90, le=90)],
    help: Literal["", "quarrel", "enforce", "danger", "other"] = "",
) -> HttpResponse:
    """help: what kind is asked for; whose it is comes first.

    Positions are those of people on shift, at most 30 minutes old; who is off shift has none."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return answer(forces(access, lon=lon, lat=lat, kind=help, now=timesource.now()))


@router.get("/{uuid:call_id}", response=Answer, summary="One call")
def read(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Units with their actions for this reader, borders crossed (三跨) with the evidence, history."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("call.read")
    return shown(request, call_id)


@router.post("/{uuid:call_id}/moves/{move}", response=Answer, summary="add_units, close or cancel")
def move_call(request: HttpRequest, call_id: UUID, move: str, body: CallMoveIn) -> HttpResponse:
    """409 when `version` is not the one that stands."""
    access: Access = request.auth  # type: ignore[attr-defined]
    calling.move(
        access=access,
        call_id=call_id,
        code=move,
        data=body,
        calendar=current_calendar(),
        now=timesource.now(),
    )
    return shown(request, call_id)


@router.post("/units/{int:called_id}/moves/{move}", response=Answer, summary="A called unit's move")
def move_unit(request: HttpRequest, called_id: int, move: str, body: UnitMove) -> HttpResponse:
    """on_site, online, delegate, decline, arrive, result, rate_matter; rate_unit and drop by the caller."""
    access: Access = request.auth  # type: ignore[attr-defined]
    call = answering.move(access=access, called_id=called_id, code=move, data=body, now=timesource.now())
    return shown(request, call.pk)


@router.post("/units/{int:called_id}/pictures", response={201: Answer}, summary="A unit's photo")
def add_picture(request: HttpRequest, called_id: int, file: File[UploadedFile]) -> HttpResponse:
    """JPEG, PNG or WebP; kept with the unit and as evidence of the case."""
    access: Access = request.auth  # type: ignore[attr-defined]
    sha = answering.add_picture(access=access, called_id=called_id, data=bounded(file), now=timesource.now())
    return answer({"sha": sha}, 201)


@router.get("/{uuid:call_id}/pictures/{sha}", summary="A photo of a unit; size=thumb gives a small JPEG")
def picture(
    request: HttpRequest, call_id: UUID, sha: str, size: Literal["full", "thumb"] = "full"
) -> HttpResponse:
    """The stored derivative."""
    access: Access = request.auth  # type: ignore[attr-defined]
    call = access.get("call.read", CallIn.objects.all(), id=call_id)
    if not call.units.filter(pictures__contains=[sha]).exists():
        raise NotFound
    response = HttpResponse(blobs.read(sha, size), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
