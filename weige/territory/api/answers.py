"""What the endpoints share: today's date, map layers with an ETag."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from weige.kernel import timesource

ATTRIBUTION = "© OpenStreetMap contributors"


def today() -> date:
    """The day it is here by the domain clock."""
    return timezone.localdate(timesource.now())


def collection(
    request: HttpRequest, parts: tuple[object, ...], features: Callable[[], list[dict[str, Any]]]
) -> HttpResponse:
    """A GeoJSON FeatureCollection with an ETag of ``parts``; 304 without building it when the caller has it.

    parts: everything the answer depends on: signatures of tables, the caller's rows (as SQL), parameters.
    """
    tag = f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=tag)
    if answer is None:
        body = {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features()}
        answer = HttpResponse(orjson.dumps(body), content_type="application/geo+json")
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Authorization, Cookie"
    return answer


def as_sql(queryset: Any) -> str:
    """A queryset as text with its parameters: two callers share it only when they may see the same rows."""
    return repr(queryset.query.sql_with_params())
