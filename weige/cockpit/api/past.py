"""GET /api/cockpit/past: the wall at a moment gone by, as it was known then."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from weige.cockpit.api.places import viewer
from weige.cockpit.api.screens import fresh, passed
from weige.cockpit.queries.asof import began, past
from weige.cockpit.schemas import Past, PastSpan
from weige.kernel import timesource

router = Router(tags=["cockpit"])


@router.get("/past", response=Past, summary="The wall at a moment gone by")
def read_past(request: HttpRequest, at: datetime) -> HttpResponse:
    """From the event log up to `at` (RFC 3339): what was entered or corrected later is not in it."""
    access = viewer(request)
    return fresh(past(access, at=passed(at)))


@router.get("/past/span", response=PastSpan, summary="From when on it can be looked back")
def read_span(request: HttpRequest) -> dict[str, Any]:
    access = viewer(request)
    return {"first": began(access), "now": timesource.now()}
