"""What the endpoints share: today's date, map layers with an ETag."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from weige.kernel import timesource
from weige.kernel.still import still

ATTRIBUTION = "© OpenStreetMap contributors"


def today() -> date:
    """The day it is here by the domain clock."""
    return timezone.localdate(timesource.now())


def collection(
    request: HttpRequest, parts: tuple[object, ...], features: Callable[[], list[dict[str, Any]]]
) -> HttpResponse:
    """A GeoJSON FeatureCollection with an ETag of ``parts``; 304 without building it when the caller has it.

    parts: the kind, then everything it depends on: signatures of tables, the caller's rows (as SQL), parameters.
    """

    def build() -> dict[str, Any]:
        return {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features()}

    return still(request, parts, build, "application/geo+json")


def as_sql(queryset: Any) -> str:
    """A queryset as text with its parameters: two callers share it only when they may see the same rows."""
    return repr(queryset.query.sql_with_params())
