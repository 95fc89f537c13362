"""/api/open311: what the office offers to others' apps; the apps themselves speak GeoReport v2 (api.open311)."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.kernel.tabular.http import language_of
from weige.sharing import schemas as shapes
from weige.sharing.queries import offer
from weige.sharing.services import editing

offer_router = Router(tags=["open311"])


@offer_router.get(
    "/services", response=shapes.ServicePage, summary="Services offered over Open311, hidden ones too"
)
def list_services(request: HttpRequest) -> dict[str, Any]:
    """In the order in which apps show them."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("offer.list")
    return {"items": offer.rows(), "next": None}


@offer_router.put("/services/{code}", response=shapes.ServiceOut, summary="Offer a service, or change one")
def set_service(request: HttpRequest, code: shapes.ServiceCode, body: shapes.ServiceSetIn) -> dict[str, Any]:
    """`version` 0 adds one; 409 when somebody changed it since; `active` false offers it no longer."""
    access: Access = request.auth  # type: ignore[attr-defined]
    editing.set_service(access=access, code=code, data=body, now=timesource.now())
    return offer.rows(code)[0]


@offer_router.post(
    "/services/{code}/preview", response=shapes.ServicePreview, summary="What apps would be told"
)
def preview_service(request: HttpRequest, code: shapes.ServiceCode, body: shapes.ServiceIn) -> dict[str, Any]:
    """services.xml with the service as it is in the body, and its definition; nothing is kept."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("offer.edit")
    return offer.preview(editing.checked(body, code), language_of(request))


@offer_router.get("/services/{code}/history", response=shapes.ServiceHistory, summary="Edits of a service")
def service_history(request: HttpRequest, code: shapes.ServiceCode) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("offer.list")
    if not offer.rows(code):
        raise NotFound
    return {"items": offer.history(code), "next": None}
