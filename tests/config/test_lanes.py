"""The lanes: requests queue for a few threads with kept database connections; slow clients hold none of them."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from weige.config.lanes import PIECE, Lanes

SCOPE = {"type": "http"}
Story = Callable[[Lanes], Awaitable[None]]


def run(app: Any, story: Story, count: int = 2) -> None:
    lanes = Lanes(app, count)

    async def bounded() -> None:
        async with asyncio.timeout(10):
            await story(lanes)

    try:
        asyncio.run(bounded())
    finally:
        lanes.close()


class Client:
    """One request: what it sends, and what it got."""

    def __init__(self, *pieces: bytes, reads: bool = True) -> None:
        self.pieces = list(pieces) or [b""]
        self.may_read = asyncio.Event()
        if reads:
            self.may_read.set()
        self.more = asyncio.Event()
        self.got: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if not self.pieces:
            await self.more.wait()
            return {"type": "http.disconnect"}
        body = self.pieces.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(self.pieces)}

    async def send(self, message: Any) -> None:
        self.got.append(dict(message))
        if message["type"] == "http.response.body":
            await self.may_read.wait()

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.got)


async def answer(send: Any, body: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def echo(_: Any, receive: Any, send: Any) -> None:
    """Takes in the body and says it back, from a lane's thread."""
    body = b""
    while True:
        message = await receive()
        body += message["body"]
        if not message["more_body"]:
            break
    name = await sync_to_async(lambda: threading.current_thread().name)()
    await answer(send, name.encode() + b"|" + body)


def test_a_body_arrives_whole_whatever_its_pieces() -> None:
    sizes = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE]

    async def story(lanes: Lanes) -> None:
        for size in sizes:
            client = Client(*[b"x"] * min(size, 3), b"y" * max(0, size - 3))
            await lanes(SCOPE, client.receive, client.send)
            assert len(client.body.partition(b"|")[2]) == size

    run(echo, story)


def test_many_requests_share_a_few_threads() -> None:
    names: set[bytes] = set()

    async def story(lanes: Lanes) -> None:
        clients = [Client(b"hello") for _ in range(50)]
        await asyncio.gather(*(lanes(SCOPE, client.receive, client.send) for client in clients))
        names.update(client.body.partition(b"|")[0] for client in clients)
        assert all(client.body.endswith(b"|hello") for client in clients)

    run(echo, story, count=3)
    assert len(names) == 3
    assert all(name.startswith(b"weige-lane-") for name in names)


def test_never_more_at_once_than_lanes() -> None:
    inside, most = [0], [0]

    async def busy(_: Any, __: Any, send: Any) -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        await asyncio.sleep(0.01)
        inside[0] -= 1
        await answer(send, b"")

    async def story(lanes: Lanes) -> None:
        clients = [Client() for _ in range(20)]
        await asyncio.gather(*(lanes(SCOPE, client.receive, client.send) for client in clients))

    run(busy, story, count=4)
    assert most[0] == 4


def test_a_slow_upload_holds_no_lane() -> None:
    async def story(lanes: Lanes) -> None:
        slow = Client()
        slow.pieces = []
        waiting = asyncio.create_task(lanes(SCOPE, slow.receive, slow.send))
        await asyncio.sleep(0.05)
        quick = Client(b"x")
        await lanes(SCOPE, quick.receive, quick.send)
        assert quick.body.endswith(b"|x")
        slow.more.set()
        await waiting
        assert slow.got == [], "it left before it had said all"

    run(echo, story, count=1)


def test_a_slow_reader_and_a_stream_hold_no_lane() -> None:
    async def story(lanes: Lanes) -> None:
        slow = Client(b"a", reads=False)
        reading = asyncio.create_task(lanes(SCOPE, slow.receive, slow.send))
        while not slow.got:
            await asyncio.sleep(0.01)
        quick = Client(b"b")
        await lanes(SCOPE, quick.receive, quick.send)
        assert quick.body.endswith(b"|b")
        slow.may_read.set()
        await reading
        assert slow.body.endswith(b"|a")

    run(echo, story, count=1)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_failing_request_gives_its_lane_back(when: str) -> None:
    async def fails(_: Any, __: Any, send: Any) -> None:
        if when == "after":
            await answer(send, b"")
        raise RuntimeError("broken")

    async def story(lanes: Lanes) -> None:
        for _ in range(3):
            client = Client()
            with pytest.raises(RuntimeError, match="broken"):
                await lanes(SCOPE, client.receive, client.send)
        assert lanes.free().qsize() == 1

    run(fails, story, count=1)


def test_what_is_no_request_passes_through() -> None:
    seen: list[str] = []

    async def app(scope: Any, _: Any, __: Any) -> None:
        seen.append(scope["type"])

    async def story(lanes: Lanes) -> None:
        client = Client()
        await lanes({"type": "lifespan"}, client.receive, client.send)

    run(app, story)
    assert seen == ["lifespan"]
