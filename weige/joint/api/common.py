"""What the endpoints share: answers written by orjson."""

from typing import Any

import orjson
from django.http import HttpResponse


def answer(body: Any, status: int = 200) -> HttpResponse:
    """The body as JSON; docs/reference/joint.md says its shape."""
    return HttpResponse(
        orjson.dumps(body, option=orjson.OPT_UTC_Z), status=status, content_type="application/json"
    )
