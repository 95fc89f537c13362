"""Django's ASGI handler, with a request's whole way through middleware and view in one thread at one go.

Django keeps the chain asynchronous and goes into a thread and back for every middleware and every view that is not:
here eight times a request, and each time the thread waits for the interpreter like everybody else. All our views are
synchronous but the streams, whose answers are sent by the event loop as before.
"""

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBase


class OneGo(ASGIHandler):
    """Answers a request in one visit to its lane (weige.config.lanes)."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002 - Django asks for the asynchronous chain
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)
