"""One connection of the live feed: what it may see, what waits for it, and how it ends."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from weige.kernel.log import Position
from weige.kernel.models import Event

# Our defaults. A screen that is a thousand events or a megabyte behind is not watching; it resumes by its cursor.
MOST_CHUNKS = 1000
MOST_BYTES = 1_000_000
# How long a dropped connection may take to end by itself before its task is cancelled (it may hang in a send).
GRACE = 5.0


@dataclass(frozen=True)
class Audience:
    """Who listens. `sees` answers for one event without a query; connections with equal `key` see the same.

    masked: personal fields are hidden, because no purpose was stated.
    """

    key: Hashable
    sees: Callable[[Event], bool]
    masked: bool = True


Recheck = Callable[[], Awaitable[Audience | None]]


class Subscriber:
    """A bounded queue of chunks (bytes) that the hub fills and the connection empties."""

    def __init__(self, audience: Audience, after: Position, recheck: Recheck | None = None) -> None:
        self.audience = audience
        self.after = after
        self.recheck = recheck
        self.checked_at = asyncio.get_running_loop().time()
        self.closed = False
        self.dropped = False
        self.task: asyncio.Task[object] | None = None
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._news = asyncio.Event()

    def offer(self, chunk: bytes) -> bool:
        """Queues a chunk; False (and the connection ends) when too much waits already. wake() delivers."""
        if self.closed:
            return False
        if len(self._waiting) >= MOST_CHUNKS or self._size + len(chunk) > MOST_BYTES:
            self.dropped = True
            self.close()
            return False
        self._waiting.append(chunk)
        self._size += len(chunk)
        return True

    def wake(self) -> None:
        """Lets the connection send what waits."""
        if self._waiting or self.closed:
            self._news.set()

    @property
    def idle(self) -> bool:
        """Whether nothing waits to be sent."""
        return not self._waiting

    def close(self) -> None:
        """Ends the stream; what is still queued is forgotten, the client's last id tells where to resume."""
        if self.closed:
            return
        self.closed = True
        self._waiting.clear()
        self._size = 0
        self._news.set()
        if self.task is not None:
            asyncio.get_running_loop().call_later(GRACE, self._cancel, self.task)

    @staticmethod
    def _cancel(task: "asyncio.Task[object]") -> None:
        if not task.done():
            task.cancel()

    async def next(self) -> bytes | None:
        """All that waits as one chunk, as soon as there is something; None at the end."""
        self.task = asyncio.current_task()
        while True:
            if self.closed:
                return None
            if self._waiting:
                chunk = b"".join(self._waiting)
                self._waiting.clear()
                self._size = 0
                return chunk
            self._news.clear()
            await self._news.wait()
