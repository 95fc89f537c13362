"""/api/return-reasons: the standard reasons of a return, for those who return and those who edit them."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from weige.cases.queries import reasons as queries
from weige.cases.schemas import life as shapes
from weige.cases.services import reasons
from weige.kernel import timesource
from weige.kernel.access import Access

reasons_router = Router(tags=["return reasons"])


@reasons_router.get("", response=shapes.ReasonPage, summary="Standard reasons of a return")
def list_reasons(request: HttpRequest) -> dict[str, Any]:
    """In the office's order, those no longer in use too; `source` is "default" (ours) or "office"."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.list")
    return {"items": queries.rows(), "next": None}


@reasons_router.put("/{code}", response=shapes.ReasonOut, summary="Set a standard reason")
def set_reason(request: HttpRequest, code: shapes.ReasonCode, body: shapes.ReasonIn) -> dict[str, Any]:
    """A code not known yet adds a reason; `active` false takes one out of use."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.edit")
    reasons.set_reason(code=code, row=body.dict(), who=access.who, now=timesource.now())
    return next(row for row in queries.rows() if row["code"] == code)


@reasons_router.get("/{code}/history", response=shapes.ReasonHistory, summary="Edits of a standard reason")
def reason_history(request: HttpRequest, code: shapes.ReasonCode) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.list")
    return {"items": queries.history(code), "next": None}
