"""What a press makes is made once: a double click, or the press repeated because its answer was lost.

For endpoints that create something which has no key of its own (a call, a meeting, a draft). The client names the press
in the header Idempotency-Key; the same press again (same person, address and body) gets the first answer. Without the
header nothing changes. Never for answers that hold a secret, nor where a purpose is stated (X-Purpose), which unmasks
what is answered: what is kept here could be read.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from ninja.decorators import decorate_view

from weige.kernel.models import Answered
from weige.kernel.models.once import KEPT
from weige.kernel.timesource import real_now

KEY: Final = re.compile(r"[\x21-\x7e]{8,80}")
LOCK: Final = 30611  # of PostgreSQL's advisory locks, ours for presses

View = Callable[..., HttpResponse]


def _once(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not KEY.fullmatch(key) or request.headers.get("X-Purpose"):
            return view(request, *args, **named)
        mark = _mark(request, key)
        with _alone(mark):
            kept = Answered.objects.filter(pk=mark, at__gt=real_now() - KEPT).first()
            if kept is not None:
                return HttpResponse(bytes(kept.body), status=kept.status, content_type=kept.media_type)
            response = view(request, *args, **named)
            if 200 <= response.status_code < 300:
                _keep(mark, response)
        return response

    answered.made_once = True  # type: ignore[attr-defined]
    return answered


made_once = decorate_view(_once)
"""Put below @router.post(…)."""


def _mark(request: HttpRequest, key: str) -> str:
    """Who (the session or token in use), where to, what, and the press."""
    who = request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""), request.headers.get("Authorization", "")
    parts = (*who, request.get_full_path(), key)
    return hashlib.sha256("\0".join(parts).encode() + b"\0" + request.body).hexdigest()


@contextmanager
def _alone(mark: str) -> Iterator[None]:
    """One at a time of the same press: the second waits for the first one's answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCK, mark])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [LOCK, mark])


def _keep(mark: str, response: HttpResponse) -> None:
    now = real_now()
    said = {"status": response.status_code, "media_type": response["Content-Type"][:80], "at": now}
    Answered.objects.update_or_create(pk=mark, defaults={**said, "body": bytes(response.content)})
