"""GET /devices/{id}/weights; POST /devices/{id}/weights/{scenario}/restart: how often a device was right."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.sensing import services
from weige.sensing.models import Device
from weige.sensing.queries import verdicts as reads

router = Router()


class WeightOut(Schema):
    """How often the device was right under a rule about a class of thing (label), in 90 days.

    share: only with enough verdicts to compare; low, high: Wilson's 95 % interval. doubted_at: since when its word has
    lost weight: its warnings sort lower and a person must decide. counted_from: verdicts before that do not count.
    """

    scenario: str
    scenario_zh: str
    scenario_en: str
    label: str
    right: int
    wrong: int
    share: float | None
    low: float | None
    high: float | None
    doubted_at: datetime | None
    counted_from: datetime | None


class WeightList(Schema):
    items: list[WeightOut]
    next: str | None = None


class RestartIn(Schema):
    reason: str = Field(max_length=400)


@router.get("/devices/{device_id}/weights", response=WeightList)
def list_weights(request: HttpRequest, device_id: int) -> dict[str, Any]:
    """How often a device was right, by rule and class, with its interval; a few verdicts give no rank."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = access.get("device.list", Device.objects.all(), pk=device_id)
    return {"items": reads.weights(device.pk, timesource.now())}


@router.post("/devices/{device_id}/weights/{scenario}/restart", response=WeightList)
def restart_weight(request: HttpRequest, device_id: int, scenario: str, body: RestartIn) -> dict[str, Any]:
    """Its verdicts count from now on: it was repaired, turned or trained anew. 409 when nothing was ever judged."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = access.get("device.list", Device.objects.all(), pk=device_id)
    access.check("device.manage", device)
    now = timesource.now()
    services.restart_weight(device=device, scenario=scenario, reason=body.reason, who=access.who, now=now)
    return {"items": reads.weights(device.pk, now)}
