"""GET /devices/{id}/health, …/trend, /buildings/{code}/vitals, /fleet, /fleet/counts, /fleet/export.xlsx."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.tabular import to_xlsx
from weige.kernel.tabular.http import download, language_of
from weige.sensing.api.devices import one_device
from weige.sensing.api.vitalforms import (
    BuildingHealth,
    CourseAsked,
    CourseOut,
    DeviceHealth,
    FleetCounts,
    FleetFilter,
    FleetPage,
)
from weige.sensing.models import Device
from weige.sensing.queries import vitals
from weige.sensing.queries.devices import named
from weige.sensing.queries.rules import in_force
from weige.sensing.queries.warnings import area_ids
from weige.sensing.rules import health
from weige.sensing.services import fleet
from weige.territory.models import Building

router = Router()


@router.get("/devices/{device_id}/health", response=DeviceHealth)
def read_health(request: HttpRequest, device_id: str) -> dict[str, Any]:
    """How the device does: one figure with its reasons, its days on time, its warnings with their verdicts."""
    access: Access = request.auth  # type: ignore[attr-defined]
    found = one_device(access, Device.objects.all(), device_id)
    return vitals.device_health(found, access, in_force().kinds, timesource.now())


@router.get("/devices/{device_id}/trend", response=CourseOut)
def read_trend(request: HttpRequest, device_id: str, asked: Query[CourseAsked]) -> dict[str, Any]:
    """Its readings over 24 hours, 7 or 30 days, with gaps and limits."""
    access: Access = request.auth  # type: ignore[attr-defined]
    found = one_device(access, Device.objects.all(), device_id)
    return vitals.course(found, in_force(), asked.kind, asked.span, timesource.now())


@router.get("/buildings/{code}/vitals", response=BuildingHealth)
def read_building(request: HttpRequest, code: str) -> dict[str, Any]:
    """A building with all its devices, their last readings and trends, and one figure with its reasons."""
    access: Access = request.auth  # type: ignore[attr-defined]
    building = access.get("building.list", Building.objects.defer("footprint"), code=code)
    return vitals.building_health(building, access, in_force().kinds, timesource.now())


@router.get("/fleet", response=FleetPage)
def list_failing(request: HttpRequest, asked: Query[FleetFilter]) -> dict[str, Any]:
    """The devices with something wrong, those longest unwell first: what, which kind, since when."""
    access: Access = request.auth  # type: ignore[attr-defined]
    found = chosen(access.rows("device.list", Device.objects.filter(in_service=True)), asked)
    try:
        rows, further = vitals.fleet_page(found, after=asked.after, limit=asked.limit)
    except ValueError as error:
        raise Invalid([FieldError("after", "warning_filter", {"value": asked.after[:40]})]) from error
    return {"items": vitals.fleet_rows(rows, in_force().kinds, timesource.now()), "next": further}


@router.get("/fleet/counts", response=FleetCounts)
def count_failing(request: HttpRequest) -> dict[str, Any]:
    """How many are failing, by reason, kind and area."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return vitals.fleet_counts(
        access.rows("device.list", Device.objects.filter(in_service=True)), in_force().kinds
    )


@router.get("/fleet/export.xlsx")
def export_failing(request: HttpRequest, asked: Query[FleetFilter]) -> HttpResponse:
    """The filtered list as a workbook; who took it stands in the log."""
    access: Access = request.auth  # type: ignore[attr-defined]
    found = chosen(access.rows("device.list", Device.objects.filter(in_service=True)), asked)
    table = fleet.export_failing(
        devices=found,
        asked=asked.dict(exclude={"limit", "after"}, exclude_defaults=True),
        who=access.who,
        language=language_of(request),
        now=timesource.now(),
    )
    return download(to_xlsx(table), table.filename("xlsx"))


def chosen(devices: "QuerySet[Device]", asked: FleetFilter) -> "QuerySet[Device]":
    """The failing devices of a filter. Raises Invalid for a reason that does not exist."""
    if asked.reason and asked.reason not in health.weights()["points"]:
        raise Invalid([FieldError("reason", "warning_filter", {"value": asked.reason})])
    found = vitals.failing(devices, asked.reason)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.area:
        found = found.filter(cells__overlap=area_ids(asked.area))
    return found.filter(named(asked.q)) if asked.q else found
