"""/api/cockpit/pictures and /api/cockpit/live/…: latest pictures, and streams behind our own door.

A stream is opened with a purpose, which is recorded; the ticket it gives lasts ten minutes and is this person's. Every
piece asks again whether the camera is in reach, and whether the officer is on duty: off duty the stream ends.
"""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from weige.cockpit.api.places import viewer
from weige.cockpit.queries import pictures
from weige.cockpit.schemas import LiveLook, LiveTicket, Pictures
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.sensing.models import LiveSource
from weige.sensing.services import live

router = Router(tags=["cockpit"])
LONGEST_OFFER = 64 * 1024


class Purpose(Schema):
    purpose: str = Field(min_length=2, max_length=200)


@router.get("/pictures", response=Pictures, summary="Latest pictures of cameras and of officers on duty")
def read_pictures(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=60)] = 12) -> dict[str, Any]:
    return {"items": pictures.latest(viewer(request), limit=limit, now=timesource.now())}


@router.get("/live/{name}", response=LiveLook, summary="A camera's or an officer's latest picture and stream")
def read_live(request: HttpRequest, name: str) -> dict[str, Any]:
    """name: "device:<code>" or "post:<id>". 404 also for an officer who is off duty."""
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    owner = pictures.owner(access, name, now)
    source = pictures.source_of(owner)
    stream = None
    if source is not None:
        playable = source.kind in {"whep", "snapshot"} or bool(live.playing(source))
        stream = {
            "kind": "hls" if source.kind == "folder" else source.kind,
            "playable": playable,
            "note": source.note,
        }
    return {
        "source": name,
        "name_zh": owner.name_zh,
        "name_en": owner.name_en,
        "picture": pictures.picture_of(access, name, now),
        "stream": stream,
    }


def sourced(request: HttpRequest, name: str) -> tuple[Access, LiveSource]:
    """The caller and the stream he may look at now. Raises NotFound."""
    access: Access = request.auth  # type: ignore[attr-defined]
    source = pictures.source_of(pictures.owner(access, name, timesource.now()))
    if source is None:
        raise NotFound
    return access, source


@router.post("/live/{name}/open", response=LiveTicket, summary="Open a stream: the look is recorded")
def open_live(request: HttpRequest, name: str, body: Purpose) -> dict[str, Any]:
    access, source = sourced(request, name)
    ticket = live.open_stream(access=access, name=name, purpose=body.purpose, now=timesource.now())
    base = f"/api/cockpit/live/{name}/{ticket}"
    playlist = live.playing(source)
    return {
        "kind": "hls" if source.kind == "folder" else source.kind,
        "url": f"{base}/{playlist}"
        if playlist
        else f"{base}/{'offer' if source.kind == 'whep' else 'picture'}",
        "seconds": live.TICKET_SECONDS,
    }


def let_in(request: HttpRequest, name: str, ticket: str) -> LiveSource:
    access, source = sourced(request, name)
    live.check_ticket(access=access, name=name, ticket=ticket)
    return source


def unkept(served: live.Served) -> HttpResponse:
    answer = HttpResponse(served.data, content_type=served.media_type)
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Encoding"] = "identity"
    return answer


@router.get("/live/{name}/{ticket}/picture", summary="The gateway's newest picture")
def read_snapshot(request: HttpRequest, name: str, ticket: str) -> HttpResponse:
    return unkept(live.snapshot(let_in(request, name, ticket)))


@router.post("/live/{name}/{ticket}/offer", summary="A WebRTC offer, answered by the gateway (WHEP)")
def answer_offer(request: HttpRequest, name: str, ticket: str) -> HttpResponse:
    source = let_in(request, name, ticket)
    if source.kind != "whep" or len(request.body) > LONGEST_OFFER:
        raise NotFound
    return HttpResponse(live.answered(source, request.body), content_type="application/sdp", status=201)


@router.get("/live/{name}/{ticket}/{piece}", summary="A playlist or a piece of a stream")
def read_piece(request: HttpRequest, name: str, ticket: str, piece: str) -> HttpResponse:
    return unkept(live.served(let_in(request, name, ticket), piece))
