"""A fixed number of threads for requests, each with a database connection of its own that it keeps.

Django's ASGI handler gives every request a fresh thread, so every request opens a database connection (about 5 ms of
CPU in PostgreSQL), and two hundred at once open two hundred and are refused. Here a request waits for one of a few
lanes instead. It holds the lane only while Django works: its body is taken in before, and a slow reader gets the
answer after, so nobody's bad line keeps others out. A stream holds no lane while it flows.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from weakref import WeakKeyDictionary

from asgiref.sync import ThreadSensitiveContext
from django.db import connections

from weige.config.security import App, Message, Receive, Scope, Send

# Our default: what a request does is mostly waiting for the database; more than eight a core only queue there.
LANES = int(os.environ.get("WEIGE_LANES", "16"))
IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024


class Lanes:
    """ASGI application around Django's."""

    def __init__(self, app: App, count: int = LANES) -> None:
        self.app = app
        self.count = count
        self._free: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Queue[ThreadPoolExecutor]] = (
            WeakKeyDictionary()
        )
        self._all: list[ThreadPoolExecutor] = []

    def free(self) -> "asyncio.Queue[ThreadPoolExecutor]":
        """The free lanes of the running loop; the one used last is the first to be taken: its connection is warm."""
        loop = asyncio.get_running_loop()
        if loop not in self._free:
            queue: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
            for number in range(self.count):
                lane = ThreadPoolExecutor(1, thread_name_prefix=f"weige-lane-{number}")
                self._all.append(lane)
                queue.put_nowait(lane)
            self._free[loop] = queue
        return self._free[loop]

    def close(self) -> None:
        """Ends all lanes with their database connections. For tests: a server's end is its process's end."""
        for lane in self._all:
            lane.submit(connections.close_all)
            lane.shutdown()
        self._all.clear()
        self._free.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = Body(receive)
        try:
            if not await body.take_in():
                return
            await self.drive(scope, body.replay, send)
        finally:
            body.file.close()

    async def drive(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request in a lane and frees the lane with the answer's first byte."""
        free = self.free()
        lane = await free.get()
        held = True

        def give_back() -> None:
            nonlocal held
            if held:
                held = False
                free.put_nowait(lane)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                give_back()
            await send(message)

        try:
            async with ThreadSensitiveContext(executor=lane):
                await self.app(scope, receive, answer)
        finally:
            give_back()


class Body:
    """A request's body: taken in at the client's speed, handed on at ours."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by the caller
        self.done = False

    async def take_in(self) -> bool:
        """Reads it to its end; False when the client left on the way."""
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                return False
            self.file.write(message.get("body", b""))
            if not message.get("more_body", False):
                self.file.seek(0)
                return True

    async def replay(self) -> Message:
        """What Django receives: the body in pieces, then whatever else the client does."""
        if self.done:
            return await self.receive()
        piece = self.file.read(PIECE)
        self.done = len(piece) < PIECE
        return {"type": "http.request", "body": piece, "more_body": not self.done}
