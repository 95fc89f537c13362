"""Security headers on every answer and a limit on what one request may bring."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from weige.kernel.errors import NotFound, Problem, to_json

CONTENT_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "media-src 'self' blob:",  # live pictures are put together from their pieces in the page
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# A year; sent only where the installation (WEIGE_HTTPS=1) or the request says that HTTPS is spoken.
TRANSPORT = "max-age=31536000"
# The most one request may bring, uploads included: ten photos and their form (our default).
MOST_MB = 64


class SecurityHeaders:
    """Middleware, sync and async."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if iscoroutinefunction(self.get_response):
            return self.later(request)
        return self.dress(request, self.foreign(request) or self.get_response(request))

    async def later(self, request: HttpRequest) -> HttpResponseBase:
        return self.dress(request, self.foreign(request) or await self.get_response(request))

    def foreign(self, request: HttpRequest) -> HttpResponse | None:
        """The refusal when the request names a host that is not ours (WEIGE_HOSTS: no DNS rebinding), or NUL."""
        try:
            request.get_host()
        except DisallowedHost:
            return HttpResponse("this host is not served here; see WEIGE_HOSTS", "text/plain", 400)
        # No name has NUL, and the database cannot look for it; Open311 says so in the form it was asked for.
        if "\x00" in request.path_info and not request.path_info.startswith("/open311/"):
            english = request.headers.get("Accept-Language", "").lower().startswith("en")
            problem = to_json(NotFound(), "en" if english else "zh")
            return HttpResponse(json.dumps(problem), "application/problem+json", 404)
        return None

    def dress(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.HTTPS or request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", TRANSPORT)
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class TooMuch(Exception):
    """More arrived than one request may bring."""


class BodyLimit:
    """ASGI wrapper: answers 413 as soon as a request brings too much.

    Django's handler takes in the whole body before any middleware sees the request, so the limit is outside it.
    """

    def __init__(self, app: App, most: int = MOST_MB * 1024 * 1024) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = dict(scope.get("headers", ())).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > self.most:
            await self.refuse(scope, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self.most:
                raise TooMuch
            return message

        try:
            await self.app(scope, counted, send)
        except TooMuch:
            await self.refuse(scope, send)

    async def refuse(self, scope: Scope, send: Send) -> None:
        """The same problem+json as any other error; the connection closes, since the rest is not read."""
        spoken = dict(scope.get("headers", ())).get(b"accept-language", b"").lower()
        problem = Problem("too_large", status=413, limit_mb=self.most // 1024 // 1024)
        body = json.dumps(to_json(problem, "en" if spoken.startswith(b"en") else "zh")).encode()
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
            *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
        ]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": body})
