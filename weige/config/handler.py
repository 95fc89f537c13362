"""Django's ASGI handler, with a request's whole way through middleware and view in one thread at one go.

Django keeps the chain asynchronous and goes into a thread and back for every middleware and every view that is not:
here eight times a request, and each time the thread waits for the interpreter like everybody else. All our views are
synchronous but the streams, whose answers are sent by the event loop as before.
"""

import threading
import time
from contextlib import suppress

from asgiref.sync import sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler
from django.core.signals import request_started
from django.db import close_old_connections, connection, reset_queries
from django.http import HttpRequest, HttpResponseBase

from weige.config.security import Receive

# Seconds (our default) after an answer in which the lane's connection to the database is not asked anew whether it
# lives. Should it have died meanwhile, that one request fails like those it died under, and the next gets a new one.
SURE = 1.0


class OneGo(ASGIHandler):
    """Answers a request in one visit to its lane (weige.config.lanes)."""

    def __init__(self) -> None:
        super().__init__()
        self.lane = threading.local()
        for receiver in (reset_queries, close_old_connections):  # each would be a visit of its own
            request_started.disconnect(receiver)

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002 - Django asks for the asynchronous chain
        super().load_middleware(is_async=False)

    async def listen_for_disconnect(self, receive: Receive) -> None:
        """Returns when the client has left, which is at the latest when it has its answer.

        Django's raises then, and the raised error holds the request, its body and its answer in a circle that only
        Python's search for garbage undoes: some 250 objects a request, and everybody stands still for the search.
        """
        with suppress(RequestAborted):
            await super().listen_for_disconnect(receive)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        close_old_connections()
        if time.monotonic() - getattr(self.lane, "answered", -SURE) < SURE:
            connection.health_check_done = True  # type: ignore[attr-defined]  # missing in the stubs
        response = super().get_response(request)
        self.lane.answered = time.monotonic()
        return response
