"""GET, PUT /devices/{id}/zones; GET …/zones/history; GET, POST /devices/{id}/picture (also the installer's photo)."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Router, Schema, UploadedFile

from weige.kernel import blobs, log, timesource
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.kernel.models import Blob
from weige.sensing.api.devices import one_device
from weige.sensing.events import ZonesDrawn
from weige.sensing.models import Device
from weige.sensing.queries import evidence
from weige.sensing.services import zones

router = Router()
HISTORY = 50


class ZonesOut(Schema):
    """The zones of a device; may: whether the reader may draw them; picture: whether there is a view to draw on."""

    device: str
    zones: list[dict[str, Any]]
    picture: bool
    may: bool


class ZonesIn(Schema):
    """zones: those from now on; before: those the drawer started from; note: why."""

    zones: list[dict[str, Any]]
    before: list[dict[str, Any]]
    note: str = Field("", max_length=400)


class Drawing(Schema):
    at: datetime
    by: str
    note: str
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]


class Drawings(Schema):
    items: list[Drawing]


@router.get("/devices/{device_id}/zones", response=ZonesOut)
def read_zones(request: HttpRequest, device_id: str) -> dict[str, Any]:
    """What the device covers."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return shown(access, one_device(access, Device.objects.all(), device_id))


@router.put("/devices/{device_id}/zones", response=ZonesOut)
def draw_zones(request: HttpRequest, device_id: str, body: ZonesIn) -> dict[str, Any]:
    """Draws them anew; what was stays in the log. 409 when somebody else drew meanwhile."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = one_device(access, Device.objects.all(), device_id)
    access.check("zone.draw", device)
    now = timesource.now()
    row = zones.draw(
        device=device, zones=body.zones, before=body.before, note=body.note, who=access.who, now=now
    )
    return shown(access, row)


@router.get("/devices/{device_id}/zones/history", response=Drawings)
def read_drawings(request: HttpRequest, device_id: str) -> dict[str, Any]:
    """How they were drawn before, newest first, and by which post."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = one_device(access, Device.objects.all(), device_id)
    access.check("zone.draw", device)
    found = log.of(f"device:{device.code}").filter(kind=ZonesDrawn.KIND).order_by("-pk")[:HISTORY]
    return {
        "items": [
            {
                "at": one.at,
                "by": one.actor_name,
                "note": one.payload["note"],
                "before": one.payload["before"],
                "after": one.payload["after"],
            }
            for one in found
        ]
    }


@router.get("/devices/{device_id}/picture")
def read_picture(
    request: HttpRequest, device_id: str, which: Literal["view", "photo"] = "view"
) -> HttpResponse:
    """view: what the camera sees (the picture its zones are drawn on, else the newest it sent); photo: how it hangs.

    404 when there is none.
    """
    access: Access = request.auth  # type: ignore[attr-defined]
    device = one_device(access, Device.objects.all(), device_id)
    access.check("zone.draw", device)
    sha = device.photo if which == "photo" else device.picture or newest(access, device)
    found = Blob.objects.filter(pk=sha).first()
    if found is None:
        raise NotFound
    answer = HttpResponse(blobs.read(sha), content_type=found.media_type)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@router.post("/devices/{device_id}/picture", response=ZonesOut)
def set_picture(request: HttpRequest, device_id: str, file: File[UploadedFile]) -> dict[str, Any]:
    """The view on which its zones are drawn."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = one_device(access, Device.objects.all(), device_id)
    access.check("zone.draw", device)
    return shown(access, zones.set_picture(device=device, data=file.read(), now=timesource.now()))


def shown(access: Access, device: Device) -> dict[str, Any]:
    return {
        "device": device.code,
        "zones": device.zones,
        "picture": bool(device.picture or newest(access, device)),
        "may": access.may("zone.draw", device),
    }


def newest(access: Access, device: Device) -> str:
    """The newest picture of a warning, for those who read warnings; who only looks after devices uploads a view."""
    return evidence.newest_picture(device) if access.may("warning.read", device) else ""
