"""GET /devices, /devices/counts, /devices/{id}; POST /devices/{id}/credentials, …/credentials/{id}/revoke."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Status

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.sensing import services
from weige.sensing.models import Device, DeviceCredential
from weige.sensing.queries import devices as reads
from weige.sensing.queries.rules import in_force
from weige.sensing.queries.warnings import area_ids
from weige.sensing.schemas import (
    CredentialIn,
    CredentialOut,
    DeviceCounts,
    DeviceDetail,
    DeviceFilter,
    DevicePage,
    SecretOut,
)

router = Router()


@router.get("/devices", response=DevicePage)
def list_devices(request: HttpRequest, asked: Query[DeviceFilter]) -> dict[str, Any]:
    """The devices in service one may see, silent ones and sensors first; last reading and trend of 24 hours."""
    access: Access = request.auth  # type: ignore[attr-defined]
    found = access.rows("device.list", Device.objects.filter(in_service=True))
    for column, value in (("kind", asked.kind), ("state", asked.state), ("building__code", asked.building)):
        if value:
            found = found.filter(**{column: value})
    if asked.area:
        found = found.filter(cells__overlap=area_ids(asked.area))
    if asked.q.strip():
        found = found.filter(reads.named(asked.q))
    if asked.tag:
        found = found.filter(reads.with_tag(access, asked.tag, timesource.now()))
    if asked.trial is not None:
        found = found.filter(trial=asked.trial)
    try:
        rows, further = reads.page(found, after=asked.after, limit=asked.limit, sort=asked.sort)
    except ValueError as error:
        raise Invalid([FieldError("after", "warning_filter", {"value": asked.after[:40]})]) from error
    return {"items": reads.device_rows(rows, in_force().kinds, timesource.now()), "next": further}


@router.get("/devices/counts", response=DeviceCounts)
def count_devices(request: HttpRequest) -> dict[str, Any]:
    """How many devices in service are online, silent and not heard of yet, by kind (those one may see)."""
    access: Access = request.auth  # type: ignore[attr-defined]
    in_service = access.rows("device.list", Device.objects.filter(in_service=True))
    return {"kinds": reads.counts(in_service, in_force().kinds)}


@router.get("/devices/{device_id}", response=DeviceDetail)
def read_device(request: HttpRequest, device_id: str) -> dict[str, Any]:
    """One device by its number or code: readings of 24 hours, limits and who signed them, its verdicts."""
    access: Access = request.auth  # type: ignore[attr-defined]
    found = one_device(access, reads.listed(Device.objects.all()), device_id)
    return reads.device_detail(found, in_force().kinds, timesource.now())


@router.post("/devices/{device_id}/credentials", response={201: SecretOut})
def issue_credential(request: HttpRequest, device_id: str, body: CredentialIn) -> Status[dict[str, Any]]:
    """A new secret for the device; it is shown in this answer and never again."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = one_device(access, Device.objects.all(), device_id)
    access.check("device.manage", device)
    made = services.issue_credential(device=device, label=body.label, who=access.who, now=timesource.now())
    shown = {
        "id": made.credential.pk,
        "number": made.credential.number,
        "device": device.code,
        "secret": made.secret,
        "mqtt_user": made.mqtt_user,
        "mqtt_password": made.secret,
    }
    return Status(201, shown)


@router.post("/devices/{device_id}/credentials/{credential_id}/revoke", response=CredentialOut)
def revoke_credential(request: HttpRequest, device_id: str, credential_id: UUID) -> DeviceCredential:
    """The secret is worth nothing from now on, over HTTP and MQTT."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = one_device(access, Device.objects.all(), device_id)
    access.check("device.manage", device)
    found = device.credentials.select_related("device").filter(pk=credential_id).first()
    if found is None:
        raise NotFound
    return services.revoke_credential(credential=found, who=access.who, now=timesource.now())


def one_device(access: Access, devices: "QuerySet[Device]", text: str) -> Device:
    """By number or by code. Raises NotFound."""
    lookup: dict[str, Any] = {"pk": int(text)} if text.isdecimal() and len(text) < 18 else {"code": text}
    return access.get("device.list", devices, **lookup)
