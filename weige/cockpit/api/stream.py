"""GET /api/stream: the live feed as server-sent events. The only asynchronous endpoint.

A stream may last for days: who is listening is asked again every minute, and it holds neither a thread nor a
database connection meanwhile (config.lanes takes both back with the first byte).
"""

import asyncio
import json
from functools import partial
from typing import Annotated
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from weige.cockpit.queries.recent import happening
from weige.cockpit.rules.items import catalogue
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, Problem
from weige.kernel.feed import Audience, Hub, Pace
from weige.kernel.log import Position
from weige.kernel.models import Event
from weige.people.events import PasswordChanged, TermEnded, TokensRevoked, UserLocked
from weige.people.services.callers import caller_now
from weige.people.services.looks import look

router = Router(tags=["cockpit"])
VERB = "stream.read"
PACE = Pace()
#: Whoever this happens to may be listening: it is not waited for the next look.
ENDS = frozenset(one.KIND for one in (UserLocked, PasswordChanged, TokensRevoked, TermEnded))


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The one of this process (of the running event loop)."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(render, pace=PACE, ends=ENDS)
    return _hubs[loop]


def render(event: Event, masked: bool) -> bytes | None:
    """An event as the JSON of a stream item, or None when its kind is not shown."""
    item = catalogue().item(happening(event), masked=masked)
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() if item else None


def audience(access: Access) -> Audience:
    """Whose events these are: decided per event in memory, shared by all who reach the same."""
    return Audience(
        key=access.reach(VERB, Event), sees=partial(access.may, VERB), masked=access.purpose is None
    )


def _look_again(request: HttpRequest) -> Access | None:
    """In the hub's thread, which no request tidies up: it keeps no database connection."""
    try:
        return caller_now(request)
    finally:
        connection.close()


async def still_there(request: HttpRequest) -> Audience | None:
    """The audience as it stands now; None when session, token, post or grant ended."""
    try:
        access = await sync_to_async(_look_again)(request)
        if access is None:
            return None
        access.require(VERB)
    except Problem:
        return None
    return audience(access)


def position(header: str | None, cursor: str | None) -> Position | None:
    """Where to resume: the browser's Last-Event-ID before the address's cursor. Raises Invalid."""
    text = header or cursor
    if not text:
        return None
    try:
        return Position.parse(text)
    except ValueError:
        raise Invalid([FieldError("cursor", "cursor_invalid")]) from None


def record_look(access: Access) -> None:
    """A stream with a purpose shows personal fields, so that is on record."""
    look(who=access.who, purpose=access.purpose, subject="stream", fields=["stream"], now=timesource.now())


@router.get("/stream", summary="Live feed (server-sent events)")
async def stream(
    request: HttpRequest, cursor: Annotated[str | None, Query()] = None
) -> StreamingHttpResponse:
    """Events from now on, or after `cursor` (or the header Last-Event-ID): `event: log` with the shape of
    /api/cockpit/recent, `id:` its cursor. A comment every 10 s says that the line lives. `event: reset` means
    that the cursor is too old: load the state afresh. Errors: 404 without the grant, 422 for a broken cursor.
    """
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VERB)
    after = position(request.headers.get("Last-Event-ID"), cursor)
    if access.purpose is not None:
        await sync_to_async(record_look)(access)
    lines = hub().stream(audience(access), after=after, recheck=partial(still_there, request))
    response = StreamingHttpResponse(lines, content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"  # nginx would hold events back
    response["Content-Encoding"] = "identity"  # so would our own gzip
    return response
