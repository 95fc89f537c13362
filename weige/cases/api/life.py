"""/api/return-reasons, /api/case-filters, /api/cases/bulk: standard reasons, saved filters, one move for many."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from weige.cases.api.common import answer
from weige.cases.queries import reasons as queries
from weige.cases.queries import saved
from weige.cases.schemas import life as shapes
from weige.cases.services import bulk, filters, reasons
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.tabular.http import language_of

reasons_router = Router(tags=["return reasons"])
filters_router = Router(tags=["case filters"])
bulk_router = Router(tags=["cases"])


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
    reasons.set_reason(reasons.RETURN, code=code, row=body.dict(), who=access.who, now=timesource.now())
    return next(row for row in queries.rows() if row["code"] == code)


@reasons_router.get("/{code}/history", response=shapes.ReasonHistory, summary="Edits of a standard reason")
def reason_history(request: HttpRequest, code: shapes.ReasonCode) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.list")
    return {"items": queries.history(code), "next": None}


@filters_router.get("", response=shapes.FilterPage, summary="Saved filters of the work list")
def list_filters(request: HttpRequest) -> dict[str, Any]:
    """One's own, and those shared with a post one sits in."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return {"items": saved.saved(access), "next": None}


@filters_router.post("", response={201: shapes.FilterOut}, summary="Keep a filter")
@made_once
def save_filter(request: HttpRequest, body: shapes.FilterIn) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    row = filters.save(access=access, data=body, now=timesource.now())
    return answer(saved.line(row, access), 201)


@filters_router.put("/{int:filter_id}", response=shapes.FilterOut, summary="Change a saved filter")
def change_filter(request: HttpRequest, filter_id: int, body: shapes.FilterChange) -> dict[str, Any]:
    """Only one's own. 409 when it was changed since `version`."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return saved.line(filters.change(access=access, filter_id=filter_id, data=body), access)


@filters_router.delete("/{int:filter_id}", response={204: None}, summary="Throw a saved filter away")
def remove_filter(request: HttpRequest, filter_id: int) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    filters.remove(access=access, filter_id=filter_id)
    return HttpResponse(status=204)


@bulk_router.get(
    "/bulk", response=list[shapes.BulkOffer], summary="Moves for many cases, and what takes each back"
)
def list_moves(request: HttpRequest) -> HttpResponse:
    """What cannot be undone says why, so that it can be shown before the move is made."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("case.list")
    return answer(bulk.offered())


@bulk_router.post("/bulk", response=shapes.BulkOut, summary="One move for many cases")
def make_moves(request: HttpRequest, body: shapes.BulkIn) -> HttpResponse:
    """At most 100 cases, each in its own transaction. 200 also when some were refused: every row says why."""
    access: Access = request.auth  # type: ignore[attr-defined]
    rows = bulk.bulk(
        access=access,
        data=body,
        calendar=current_calendar(),
        language=language_of(request),
        now=timesource.now(),
    )
    done = sum(row["done"] for row in rows)
    return answer({"done": done, "failed": len(rows) - done, "items": rows})
