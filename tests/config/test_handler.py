"""A request goes through Django in one visit to its thread."""

import asyncio
import gc
from typing import Any

import pytest
from asgiref.sync import SyncToAsync, ThreadSensitiveContext
from django.core.asgi import get_asgi_application
from django.core.exceptions import RequestAborted

from weige.config.handler import OneGo

pytestmark = pytest.mark.django_db(transaction=True)


def ask(app: Any, path: str) -> int:
    """The status of a request; as a server does, the client is called gone when it has its answer."""
    said = list[dict[str, Any]]()
    gone = asyncio.Event()
    bodies = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        for body in bodies:
            return body
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            gone.set()

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(b"host", b"localhost")], "server": ("localhost", 80), "client": ("127.0.0.1", 1), "scheme": "http",
    }  # fmt: skip

    async def story() -> None:
        async with ThreadSensitiveContext():
            await app(scope, receive, send)

    asyncio.run(story())
    return int(said[0]["status"])


def visits(app: Any, path: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """The status of a request, and how often something of it went into a thread."""
    count = 0
    enter = SyncToAsync.thread_handler

    def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        return enter(self, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(SyncToAsync, "thread_handler", counted)
        return ask(app, path), count


def aborted(app: Any) -> int:
    """Errors that three answered requests leave in circles of objects, for Python's search to find."""
    ask(app, "/api/auth/me")
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            ask(app, "/api/auth/me")
        return sum(isinstance(one, RequestAborted) for one in gc.get_objects())
    finally:
        gc.enable()


def test_there_and_back_once_and_once_to_close(monkeypatch: pytest.MonkeyPatch) -> None:
    assert visits(OneGo(), "/api/auth/me", monkeypatch) == (401, 2)
    status, plain = visits(get_asgi_application(), "/api/auth/me", monkeypatch)
    assert status == 401
    assert plain >= 6, "when Django does this by itself, ours can go"


def test_an_answered_request_leaves_nothing_to_search_for() -> None:
    assert aborted(OneGo()) == 0
    assert aborted(get_asgi_application()) == 3, "when Django does this by itself, ours can go"
