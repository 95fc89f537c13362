"""GET /permits; POST /permits, /permits/{id}/revoke: what is allowed where and when."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.errors import FieldError, Invalid
from weige.registry.models import Shop
from weige.sensing import services
from weige.sensing.models import Device, Permit
from weige.sensing.schemas import PermitIn, PermitOut, PermitPage
from weige.territory.models import Building

router = Router()


@router.get("/permits", response=PermitPage)
def list_permits(
    request: HttpRequest,
    place: str = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: int = 0,
) -> dict[str, Any]:
    """The permits one may see, newest first; place narrows to one subject."""
    access: Access = request.auth  # type: ignore[attr-defined]
    found = access.rows("scenario.list", Permit.objects.order_by("-pk"))
    if place:
        found = found.filter(place=place)
    if after:
        found = found.filter(pk__lt=after)
    rows = list(found[: limit + 1])
    return {"items": rows[:limit], "next": str(rows[limit - 1].pk) if len(rows) > limit else None}


@router.post("/permits", response={201: PermitOut})
@made_once
def grant_permit(request: HttpRequest, body: PermitIn) -> Status[Permit]:
    """Allows something at a shop, building, device or zone one may see."""
    access: Access = request.auth  # type: ignore[attr-defined]
    cells = cells_of(access, body.place)
    permit = Permit(cells=cells)
    access.require("scenario.manage")
    access.check("scenario.manage", permit)
    return Status(201, services.grant_permit(**body.dict(), cells=cells, now=timesource.now()))


@router.post("/permits/{permit_id}/revoke", response=PermitOut)
def revoke_permit(request: HttpRequest, permit_id: int) -> Permit:
    """Ends a permit from now on."""
    access: Access = request.auth  # type: ignore[attr-defined]
    permit = access.get("scenario.list", Permit.objects.all(), pk=permit_id)
    access.check("scenario.manage", permit)
    return services.revoke_permit(permit=permit, now=timesource.now())


def cells_of(access: Access, place: str) -> list[int]:
    """The cells of the place a permit is for. Raises Invalid when there is no such place."""
    access.require("scenario.manage")
    kind, _, code = place.partition(":")
    models: dict[str, Any] = {"shop": Shop, "building": Building, "device": Device, "zone": Device}
    found = models[kind].objects.filter(code=code.partition("/")[0]).first() if kind in models else None
    if found is None:
        raise Invalid([FieldError("place", "permit_place")])
    return list(found.cells)
