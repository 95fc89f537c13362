"""What the endpoints share: the access and language of a request, answers written by orjson."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from weige.kernel.access import Access


def language_of(request: HttpRequest) -> str:
    """Says "zh" or "en": Accept-Language where it is sent, else the user's choice."""
    header = request.headers.get("Accept-Language", "")
    if header:
        return "en" if header.lower().startswith("en") else "zh"
    access: Access = request.auth  # type: ignore[attr-defined]
    return access.language


def answer(body: Any, status: int = 200) -> HttpResponse:
    """The body as JSON; its shape is the endpoint's declared response (a test compares them)."""
    return HttpResponse(
        orjson.dumps(body, option=orjson.OPT_UTC_Z), status=status, content_type="application/json"
    )
