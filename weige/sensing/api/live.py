"""PUT, DELETE /devices/{id}/live: where a camera's live pictures come from."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.sensing.api.devices import one_device
from weige.sensing.models import Device, LiveSource
from weige.sensing.services import live

router = Router()


class LiveIn(Schema):
    """address: of a gateway's playlist, WebRTC endpoint or newest JPEG; for folder its name below DATA/live."""

    kind: Literal["hls", "whep", "snapshot", "folder"]
    address: str = Field(min_length=1, max_length=300)
    note: str = Field("", max_length=200)


class LiveOut(Schema):
    """The address is told to who looks after devices only."""

    kind: str
    address: str
    note: str


def managed(request: HttpRequest, device_id: str) -> tuple[Access, Device]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("device.manage")
    device = one_device(access, Device.objects.all(), device_id)
    access.check("device.manage", device)
    return access, device


@router.get("/devices/{device_id}/live", response=LiveOut)
def read_live(request: HttpRequest, device_id: str) -> Any:
    """Where its live pictures come from; 404 where nobody said."""
    _, device = managed(request, device_id)
    found = LiveSource.objects.filter(device=device).first()
    if found is None:
        raise NotFound
    return found


@router.put("/devices/{device_id}/live", response=LiveOut)
def put_live(request: HttpRequest, device_id: str, body: LiveIn) -> Any:
    access, device = managed(request, device_id)
    return live.set_source(device=device, **body.dict(), who=access.who, now=timesource.now())


@router.delete("/devices/{device_id}/live", response={204: None})
def delete_live(request: HttpRequest, device_id: str) -> Status[None]:
    access, device = managed(request, device_id)
    live.remove_source(device=device, who=access.who, now=timesource.now())
    return Status(204, None)
