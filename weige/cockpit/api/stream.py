"""GET /api/stream: the live feed as server-sent events. The only asynchronous endpoint.

A stream may last for days, so it must not hold what a request may hold: its database connection is given back
before the first byte, and who is listening is asked again every minute.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router
from ninja.security.base import AuthBase

from weige.cockpit.queries.recent import happening
from weige.cockpit.rules.items import catalogue
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, Problem
from weige.kernel.feed import Audience, Hub, Pace
from weige.kernel.log import Position
from weige.kernel.models import Event
from weige.people.services.callers import caller, caller_now
from weige.people.services.looks import look

router = Router(tags=["cockpit"])
VERB = "stream.read"
# So many connections may be authenticated at once; more wait. Each takes a database connection meanwhile, and
# after a restart all screens come back in the same second.
AT_ONCE = 8
PACE = Pace()


class Desk:
    """What this process keeps for its streams: the hub, and the gate for authentication."""

    def __init__(self) -> None:
        self.hub = Hub(render, pace=PACE)
        self.gate = asyncio.Semaphore(AT_ONCE)


_desks: WeakKeyDictionary[asyncio.AbstractEventLoop, Desk] = WeakKeyDictionary()


def desk() -> Desk:
    """The one of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _desks:
        _desks[loop] = Desk()
    return _desks[loop]


def render(event: Event, masked: bool) -> bytes | None:
    """An event as the JSON of a stream item, or None when its kind is not shown."""
    item = catalogue().item(happening(event), masked=masked)
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() if item else None


def give_back() -> None:
    """Closes this thread's database connection, unless it is in a transaction (as in tests)."""
    if not connection.in_atomic_block:
        connection.close()


class Gate(AuthBase):
    """The API's usual authentication, a few at a time and without keeping the database connection."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    async def __call__(self, request: HttpRequest) -> Access | None:
        async with desk().gate:
            try:
                return await sync_to_async(caller)(request)
            finally:
                await sync_to_async(give_back)()


def audience(access: Access) -> Audience:
    """Whose events these are: decided per event in memory, shared by all who reach the same."""
    return Audience(
        key=access.reach(VERB, Event), sees=partial(access.may, VERB), masked=access.purpose is None
    )


async def still_there(request: HttpRequest) -> Audience | None:
    """The audience as it stands now; None when session, token, post or grant ended."""
    try:
        access = await sync_to_async(caller_now)(request)
        if access is None:
            return None
        access.require(VERB)
    except Problem:
        return None
    finally:
        await sync_to_async(give_back)()
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


@router.get("/stream", auth=Gate(), summary="Live feed (server-sent events)")
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
    response = StreamingHttpResponse(chunks(request, access, after), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"  # nginx would hold events back
    response["Content-Encoding"] = "identity"  # so would our own gzip
    return response


async def chunks(request: HttpRequest, access: Access, after: Position | None) -> AsyncIterator[bytes]:
    """The stream's body. Middleware may have used the database once more after the view: give back again."""
    await sync_to_async(give_back)()
    lines = desk().hub.stream(audience(access), after=after, recheck=partial(still_there, request))
    try:
        async for chunk in lines:
            yield chunk
    finally:
        await lines.aclose()
