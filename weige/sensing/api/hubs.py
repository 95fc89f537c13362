"""GET, PUT /devices/{id}/hub: what a device hangs on, and is silent with."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.sensing import services
from weige.sensing.models import Device

router = Router()


class HubIn(Schema):
    """hub: the code of a gateway or camera; empty: the device hangs on nothing."""

    hub: str = Field("", max_length=40)


class HubOut(Schema):
    """What the device hangs on (a code or nothing), and the codes of what hangs on it."""

    hub: str
    hangers: list[str]


@router.get("/devices/{device_id}/hub", response=HubOut)
def read_hub(request: HttpRequest, device_id: int) -> dict[str, Any]:
    """What it hangs on, and what hangs on it."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return _row(access, access.get("device.list", Device.objects.select_related("hub"), pk=device_id))


@router.put("/devices/{device_id}/hub", response=HubOut)
def set_hub(request: HttpRequest, device_id: int, body: HubIn) -> dict[str, Any]:
    """Says what it hangs on: while that is silent, the silence of this device is not told separately."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = access.get("device.list", Device.objects.all(), pk=device_id)
    access.check("device.manage", device)
    hub = None
    if body.hub:
        try:
            hub = access.get("device.list", Device.objects.all(), code=body.hub)
        except NotFound as error:
            raise Invalid([FieldError("hub", "device_hub")]) from error
    services.hang(device=device, hub=hub, who=access.who, now=timesource.now())
    return _row(access, Device.objects.select_related("hub").get(pk=device.pk))


def _row(access: Access, device: Device) -> dict[str, Any]:
    mine = access.rows("device.list", device.hangers.order_by("code"))
    return {
        "hub": device.hub.code if device.hub else "",
        "hangers": list(mine.values_list("code", flat=True)),
    }
