"""The hub: follows the log, renders each event once, and fans it out to the connections of this process."""

import asyncio
import logging
import math
import random
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field

import psycopg

from weige.kernel.feed.source import Source
from weige.kernel.feed.subscriber import Audience, Recheck, Subscriber
from weige.kernel.log import Position
from weige.kernel.models import Event

log = logging.getLogger("weige.feed")

# An event as one server-sent event, personal fields masked or not; None where nobody is to be told.
Render = Callable[[Event, bool], bytes | None]


@dataclass(frozen=True)
class Pace:
    """The hub's times in seconds; our defaults.

    flush, flush_each: under load clients are woken at most every `flush` plus `flush_each` per client, each with
    all that came; a single event goes at once.
    unsettled: how soon to look again while a committed event waits for an older transaction.
    recheck: a session or token is looked at again at least this often.
    """

    heartbeat: float = 10.0
    flush: float = 0.02
    flush_each: float = 0.0002
    unsettled: float = 0.01
    patience: float = 0.5
    recheck: float = 45.0
    give_up: float = 60.0
    reconnect: float = 1.0


@dataclass
class Line:
    """A rendered event in the hub's memory."""

    position: Position
    event: Event
    chunks: dict[bool, bytes] = field(default_factory=dict)
    verdicts: dict[Hashable, bool] = field(default_factory=dict)


RETRY = b"retry: 2000\n: welcome\n\n"
RESET = b"event: reset\ndata: {}\n\n"
REMEMBERED = 2000  # rendered events kept for connections that come back
CATCH_UP = 2000  # events a returning connection is given from the database; beyond, it is told to load afresh
PAGE = 500
RECHECKS_AT_ONCE = 4


class Hub:
    """One per process (and event loop). `async for chunk in hub.stream(...)` is one connection."""

    def __init__(
        self, render: Render, *, pace: Pace | None = None, ends: frozenset[str] = frozenset()
    ) -> None:
        self.render = render
        self.ends = ends  # kinds of events after which every connection is looked at again at once
        self.pace = pace or Pace()
        self.subscribers: set[Subscriber] = set()
        self.position = Position()
        self._memory: deque[Line] = deque()
        self._memory_from = Position()  # everything shown after this position is in the memory
        self._source: Source | None = None
        self._ready = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._rechecks = asyncio.Semaphore(RECHECKS_AT_ONCE)
        self._checking: set[asyncio.Task[None]] = set()
        self._flushed_at = 0.0

    async def stream(
        self, audience: Audience, *, after: Position | None = None, recheck: Recheck | None = None
    ) -> AsyncGenerator[bytes, None]:
        """The chunks of one connection, from `after` on (else from now); ends when it is dropped or not allowed
        any more. recheck is awaited every `pace.recheck` seconds: a new audience, or None to end the stream.
        """
        self._start()
        await self._ready.wait()
        subscriber = Subscriber(audience, after or self.position, recheck)
        yield RETRY  # "from now on" counts from before this: who has read it misses nothing
        try:
            async for missed in self._catch_up(subscriber):
                yield missed
            self.subscribers.add(subscriber)
            subscriber.wake()
            while (chunk := await subscriber.next()) is not None:
                yield chunk
        finally:
            self.subscribers.discard(subscriber)
            subscriber.closed = True

    async def close(self) -> None:
        """Ends all streams and the hub's own tasks."""
        for subscriber in list(self.subscribers):
            subscriber.close()
        for task in [*self._tasks, *self._checking]:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._tasks.clear()

    def _start(self) -> None:
        if not self._tasks:
            # In a context of their own: who came first leaves first, and what his request carried leaves with him.
            own = Context()
            self._tasks = [asyncio.create_task(work, context=own) for work in (self._follow(), self._tick())]

    async def _catch_up(self, subscriber: Subscriber) -> AsyncIterator[bytes]:
        """What a returning connection has missed: from the database, then from memory without a gap."""
        if not await self._known(subscriber.after):
            subscriber.after = self.position
            yield RESET
        given = 0
        while True:
            if subscriber.after >= self._memory_from:
                lines = [line for line in self._memory if line.position > subscriber.after]
                if not lines:
                    return  # no await from here to the caller's `subscribers.add`: nothing can come in between
                subscriber.after = lines[-1].position
            elif given >= CATCH_UP:
                subscriber.after = self.position
                yield RESET
                continue
            else:
                events = await self._older(subscriber.after)
                given += len(events)
                lines = [line for line in map(self._line, events) if line]
                subscriber.after = Position(events[-1].tx, events[-1].pk) if events else self._memory_from
            seen = [chunk for line in lines if (chunk := self._for(subscriber, line))]
            if seen:
                yield b"".join(seen)

    async def _older(self, after: Position) -> list[Event]:
        """A page of the log; waits while the database is away."""
        while True:
            if self._source is not None:
                with suppress(psycopg.Error):
                    return (await self._source.read(after, PAGE))[0]
            await asyncio.sleep(self.pace.reconnect)

    async def _known(self, cursor: Position) -> bool:
        """Whether a client's cursor can be one of this log; one from before a new start of the data is not."""
        while cursor > self.position:
            if self._source is not None:
                with suppress(psycopg.Error):
                    return cursor <= await self._source.newest()
            await asyncio.sleep(self.pace.reconnect)
        return True

    async def _follow(self) -> None:
        """Reads the log as it grows, for ever; a lost database costs a wait, not an event."""
        while True:
            try:
                async with Source() as source:
                    if not self._ready.is_set():
                        self.position = self._memory_from = await source.newest()
                    self._source = source
                    self._ready.set()
                    while True:
                        pending = await self._read(source)
                        await source.wait(self.pace.unsettled if pending else self.pace.patience)
            except (psycopg.Error, OSError) as error:
                log.warning("live feed: database lost (%s), connecting again", error)
            finally:
                self._source = None
            await asyncio.sleep(self.pace.reconnect)

    async def _read(self, source: Source) -> bool:
        """Takes in all settled events; whether unsettled ones wait behind them."""
        while True:
            events, pending = await source.read(self.position, PAGE)
            for event in events:
                self._take(event)
            if events:
                await self._flush()
            if len(events) < PAGE:
                return pending

    def _line(self, event: Event) -> Line | None:
        """The event rendered for both kinds of audience; None when nobody is to be told."""
        position = Position(event.tx, event.pk)
        line = Line(position, event)
        for masked in (True, False):
            try:
                data = self.render(event, masked)
            except Exception as error:  # one bad template must not silence the feed
                log.error("live feed: event %s (%s) cannot be shown", event.pk, event.kind, exc_info=error)
                return None
            if data is not None:
                line.chunks[masked] = b"id: %b\nevent: log\ndata: %b\n\n" % (str(position).encode(), data)
        return line if line.chunks else None

    def _take(self, event: Event) -> None:
        """Into the memory and every queue."""
        self.position = Position(event.tx, event.pk)
        if event.kind in self.ends:
            for subscriber in self.subscribers:
                subscriber.checked_at = -math.inf  # with the next tick
        line = self._line(event)
        if line is None:
            return
        self._memory.append(line)
        while len(self._memory) > REMEMBERED:
            self._memory_from = self._memory.popleft().position
        for subscriber in list(self.subscribers):
            self._hand(subscriber, line)

    def _for(self, subscriber: Subscriber, line: Line) -> bytes | None:
        """The line's chunk when the subscriber may see it; the answer is shared among equal audiences."""
        audience = subscriber.audience
        if audience.key not in line.verdicts:
            line.verdicts[audience.key] = audience.sees(line.event)
        return line.chunks.get(audience.masked) if line.verdicts[audience.key] else None

    def _hand(self, subscriber: Subscriber, line: Line) -> None:
        if line.position <= subscriber.after:
            return
        subscriber.after = line.position
        chunk = self._for(subscriber, line)
        if chunk is not None:
            subscriber.offer(chunk)

    async def _flush(self) -> None:
        """Wakes the connections: at once after a quiet moment, else in bundles (200 sends cost 10 ms of CPU)."""
        loop = asyncio.get_running_loop()
        pause = self.pace.flush + self.pace.flush_each * len(self.subscribers)
        wait = self._flushed_at + pause - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        self._flushed_at = loop.time()
        for subscriber in self.subscribers:
            subscriber.wake()

    async def _tick(self) -> None:
        """Heartbeats, and who is due for a look at the session."""
        loop = asyncio.get_running_loop()
        beat = loop.time()
        while True:
            await asyncio.sleep(min(1.0, self.pace.heartbeat / 2, self.pace.recheck / 2))
            now = loop.time()
            if now - beat >= self.pace.heartbeat:
                beat = now
                self._beat()
            for subscriber in list(self.subscribers):
                if subscriber.recheck and now - subscriber.checked_at > self.pace.recheck:
                    # Spread out: who came together does not have to be checked together for ever
                    subscriber.checked_at = now - random.uniform(0, self.pace.recheck / 4)
                    task = asyncio.create_task(self._check(subscriber))
                    self._checking.add(task)
                    task.add_done_callback(self._checking.discard)

    def _beat(self) -> None:
        """A comment to all, with the cursor; silence while the database is away, so that screens show it."""
        if self._source is None:
            return
        chunk = b": %b\nid: %b\n\n" % (b"beat", str(self.position).encode())
        for subscriber in list(self.subscribers):
            if subscriber.idle:
                subscriber.offer(chunk)
                subscriber.wake()

    async def _check(self, subscriber: Subscriber) -> None:
        """Is this connection still allowed? Not to know it for too long counts as no."""
        assert subscriber.recheck
        until = asyncio.get_running_loop().time() + self.pace.give_up - self.pace.recheck
        while not subscriber.closed:
            try:
                async with self._rechecks:
                    audience = await subscriber.recheck()
            except Exception as error:
                log.warning("live feed: could not look at a session again", exc_info=error)
                if asyncio.get_running_loop().time() > until:
                    subscriber.close()
                await asyncio.sleep(self.pace.reconnect)
                continue
            if audience is None:
                subscriber.close()
            else:
                subscriber.audience = audience
            return
