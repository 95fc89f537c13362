"""For installers on the spot: GET /install, /install/{code}; POST /install/{code}/place, …/photo."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, File, Router, Schema, UploadedFile

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.sensing.models import Device
from weige.sensing.queries import devices as reads
from weige.sensing.queries.rules import in_force
from weige.sensing.services import installing

router = Router()
MOST = 200


class InstallOut(Schema):
    """A device as its installer sees it; nothing of its past. heard_at: since it was put on the map."""

    code: str
    kind_zh: str
    kind_en: str
    icon: str
    name_zh: str
    name_en: str
    model: str
    place_zh: str
    place_en: str
    lon: float
    lat: float
    trial: bool
    placed_at: datetime | None
    accepted_at: datetime | None
    photo: bool
    heard_at: datetime | None
    last_kind: str
    last_value: float | None
    unit: str
    decimals: int
    battery: float | None


class InstallList(Schema):
    items: list[InstallOut]


class PlaceIn(Schema):
    """WGS84 degrees."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


@router.get("/install", response=InstallList)
def list_waiting(request: HttpRequest) -> dict[str, Any]:
    """The devices that wait to be installed or heard, by code."""
    access: Access = request.auth  # type: ignore[attr-defined]
    waiting = access.rows("device.install", Device.objects.filter(trial=True, in_service=True))
    return {"items": rows(list(reads.listed(waiting, "code")[:MOST]))}


@router.get("/install/{code}", response=InstallOut)
def read_waiting(request: HttpRequest, code: str) -> dict[str, Any]:
    """One device; its page asks again every few seconds until the device was heard."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return shown(access, code)


@router.post("/install/{code}/place", response=InstallOut)
def place_device(request: HttpRequest, code: str, body: PlaceIn) -> dict[str, Any]:
    """The device stands here from now on. 409 when it is accepted already."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = access.get("device.install", Device.objects.all(), code=code)
    installing.place(device=device, lon=body.lon, lat=body.lat, who=access.who, now=timesource.now())
    return shown(access, code)


@router.post("/install/{code}/photo", response=InstallOut)
def add_photo(request: HttpRequest, code: str, file: File[UploadedFile]) -> dict[str, Any]:
    """How it hangs. 409 when it is accepted already."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = access.get("device.install", Device.objects.all(), code=code)
    installing.add_photo(device=device, data=file.read(), now=timesource.now())
    return shown(access, code)


def shown(access: Access, code: str) -> dict[str, Any]:
    """One device for its installer. Raises NotFound."""
    return rows([access.get("device.install", reads.listed(Device.objects.all()), code=code)])[0]


def rows(devices: list[Device]) -> list[dict[str, Any]]:
    """Devices (of listed()) for installers (3 statements)."""
    found = []
    for one, row in zip(devices, reads.device_rows(devices, in_force().kinds, timesource.now()), strict=True):
        battery = one.health.get("battery")
        heard = (
            one.last_seen_at
            if one.placed_at and one.last_seen_at and one.last_seen_at >= one.placed_at
            else None
        )
        found.append(
            row
            | {
                "placed_at": one.placed_at,
                "accepted_at": one.accepted_at,
                "photo": bool(one.photo),
                "heard_at": heard,
                "battery": battery if isinstance(battery, int | float) else None,
            }
        )
    return found
