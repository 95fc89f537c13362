"""A real server in this process and clients of its live feed."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import uvicorn
from django.db import connection


@contextmanager
def serving() -> Iterator[str]:
    """uvicorn on a free port in a thread; gives the address."""
    from weige.config.handler import OneGo
    from weige.config.lanes import Lanes

    lanes = Lanes(OneGo())
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    config = uvicorn.Config(
        lanes, lifespan="off", log_level="error", access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        lanes.close()
        assert not thread.is_alive(), "the server stops although streams are open"


async def aside(act: Callable[..., Any], *args: Any) -> Any:
    """Runs something with the database in a thread of its own and gives the connection back."""

    def run() -> Any:
        try:
            return act(*args)
        finally:
            connection.close()

    return await asyncio.to_thread(run)


class Screen:
    """One client of /api/stream: its items and what else it heard."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.items: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.times: list[float] = []
        self.comments = 0
        self.resets = 0
        self.ended = False

    async def read(self) -> None:
        event = last = ""
        async for line in self.response.aiter_lines():
            if line.startswith(":"):
                self.comments += 1
            elif line.startswith("event: "):
                event = line.removeprefix("event: ")
                self.resets += event == "reset"
            elif line.startswith("id: "):
                last = line.removeprefix("id: ")
            elif line.startswith("data: ") and event == "log":
                self.times.append(time.perf_counter())
                self.ids.append(last)
                self.items.append(json.loads(line.removeprefix("data: ")))
            elif not line:
                event = ""
        self.ended = True

    async def until(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)


@asynccontextmanager
async def watching(
    client: httpx.AsyncClient, headers: dict[str, str], path: str = "/api/stream"
) -> AsyncIterator[Screen]:
    """An open stream, read in the background."""
    async with client.stream("GET", path, headers=headers, timeout=None) as response:
        assert response.status_code == 200, await response.aread()
        screen = Screen(response)
        task = asyncio.create_task(screen.read())
        await screen.until(lambda: screen.comments > 0)
        try:
            yield screen
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
