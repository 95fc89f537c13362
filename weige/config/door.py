"""Hands what devices send over HTTP to the process that has the lane's memory (`django intake`).

A web server that judged signals itself would hold up people's requests meanwhile, and every process that judges has
to follow what the others judged. When that process is away the web server takes the signals itself: whoever takes
them, the database's lock on the lane makes it the same (weige.sensing.services.lane).
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import suppress

import httpx

from weige.config.lanes import Body
from weige.config.security import App, Message, Receive, Scope, Send

log = logging.getLogger("weige.web")

PATH = "/api/signals"
# Of a connection, not of a request (RFC 9110, 7.6.1), or said anew here.
ONE_HOP = {
    b"connection",
    b"keep-alive",
    b"transfer-encoding",
    b"content-length",
    b"upgrade",
    b"te",
    b"trailer",
}
WHENCE = {b"x-forwarded-for", b"x-forwarded-proto", b"forwarded"}  # believed there, since it comes from us
TIMEOUT = httpx.Timeout(120, connect=1.0)  # seconds (our default): a large body waits its turn
LIMITS = httpx.Limits(max_connections=32, max_keepalive_connections=8)
SAY_AGAIN = 60.0  # seconds (our default) in which the log is told but once that the intake is away


class SignalsDoor:
    """ASGI application around ours. to: "host:port" where `django intake` listens; "" hands on nothing."""

    def __init__(self, app: App, to: str) -> None:
        self.app, self.to = app, to
        self.client = client()
        self.said = -SAY_AGAIN

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.to or scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        body = Body(receive)
        try:
            if not await body.take_in():
                return
            try:
                answer = await self.ask(scope, body.file.read())
            except httpx.TransportError as error:
                self.away(error)
            else:
                await pass_on(answer, send)
                return
            body.file.seek(0)
            await self.app(scope, body.replay, send)
        finally:
            body.file.close()

    def away(self, error: httpx.TransportError) -> None:
        moment = time.monotonic()
        if moment - self.said >= SAY_AGAIN:
            self.said = moment
            log.warning("the intake does not answer (%r): signals are taken here", error)

    async def ask(self, scope: Scope, body: bytes) -> httpx.Response:
        """The same request there. Raises httpx.TransportError."""
        headers = [(name, value) for name, value in scope["headers"] if name not in ONE_HOP | WHENCE]
        headers.append((b"x-forwarded-proto", scope.get("scheme", "http").encode()))
        if scope.get("client"):
            headers.append((b"x-forwarded-for", scope["client"][0].encode()))
        query = scope.get("query_string", b"").decode("latin-1")
        url = f"http://{self.to}{PATH}" + (f"?{query}" if query else "")
        request = self.client.build_request("POST", url, content=body, headers=headers)
        answer = await self.client.send(request, stream=True)
        try:
            pieces = [piece async for piece in answer.aiter_raw()]
        finally:
            await answer.aclose()
        answer.extensions["weige_body"] = b"".join(pieces)
        return answer


def client() -> httpx.AsyncClient:
    """How the intake is spoken to: on this computer and without TLS, whose certificates would take long to load."""
    return httpx.AsyncClient(timeout=TIMEOUT, limits=LIMITS, trust_env=False, verify=False)  # noqa: S501


def warm(to: str) -> None:
    """Loads all that asking needs, before anybody waits for it; whether the intake is there yet does not matter."""

    async def once() -> None:
        async with client() as asking:
            with suppress(httpx.HTTPError):
                await asking.get(f"http://{to}/")

    if to:
        asyncio.run(once())


async def pass_on(answer: httpx.Response, send: Send) -> None:
    """The answer as it came."""
    content: bytes = answer.extensions["weige_body"]
    headers = [(name.lower(), value) for name, value in answer.headers.raw]
    headers = [one for one in headers if one[0] not in ONE_HOP]
    headers.append((b"content-length", str(len(content)).encode()))
    start: Message = {"type": "http.response.start", "status": answer.status_code, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": content})


def address(environment: Mapping[str, str]) -> str:
    """Where the intake listens, said by whoever started both."""
    return environment.get("WEIGE_SIGNALS_TO", "")
