"""The stream of the scaled form: packs of signals go to lanes through NATS JetStream, kept until committed there.

One stream, one subject a lane. A publisher is done when a majority of the brokers have the pack on disk; the same pack
sent twice within the window is one. A reader begins after the sequence its lane has committed and notices every gap.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import threading
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import nats
from django.conf import settings
from django.db import OperationalError
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.client import JetStreamContext
from nats.js.errors import APIError, NotFoundError

STREAM = "WEIGE_LANES"
LANE_USER = "weige~lanes"  # publishers and lane workers, to the brokers; no device code holds a tilde
WINDOW = 120.0  # seconds in which a pack sent again is recognised (our default; later the lane itself does)
PATIENCE = 10.0  # seconds a publisher tries before it says that nothing was taken (our default)
IDLE = 30.0  # seconds after which the brokers forget a reader nobody asks for
FULL = (
    8 * 1024**3
)  # bytes of the stream (a quarter with one broker); then publishers are refused (our default)
RETRY = 0.1
T = TypeVar("T")


class StreamAway(OperationalError):
    """The brokers did not take it, or did not answer, in time: nothing is known to be kept.

    To whoever takes signals it is what a database that is away is: wait, and send again.
    """


@dataclass(frozen=True)
class Packed:
    """A pack for a lane; name: the same for the same content (Nats-Msg-Id)."""

    lane: int
    name: str
    payload: bytes


@dataclass(frozen=True)
class Delivered:
    """A pack as it came; sequence: its number in the stream."""

    sequence: int
    payload: bytes


class Stream:
    """A connection to the brokers, kept by a thread of its own; its methods may be called from any thread.

    urls: "nats://host:port" of one or more brokers. It connects by itself and again whenever it is lost.
    """

    def __init__(self, urls: Sequence[str], name: str) -> None:
        self.urls, self.name = list(urls), name
        self.loop = asyncio.new_event_loop()
        self.client: Client | None = None
        self.connecting: asyncio.Lock | None = None
        threading.Thread(target=self.loop.run_forever, name="weige-nats", daemon=True).start()

    def wait(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """Runs it in the connection's thread. Raises StreamAway."""
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            return future.result(seconds)
        except (FutureTimeout, NatsError, OSError, asyncio.CancelledError) as error:
            future.cancel()
            raise StreamAway(f"{type(error).__name__}: {error}") from error

    async def context(self) -> JetStreamContext:
        """The JetStream context of a living connection. Raises nats.errors.Error, OSError."""
        if self.connecting is None:
            self.connecting = asyncio.Lock()
        async with self.connecting:
            if self.client is None or self.client.is_closed:
                self.client = await nats.connect(
                    self.urls,
                    name=self.name,
                    user=LANE_USER,
                    password=lane_password(),
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=0.2,
                    connect_timeout=2,
                    allow_reconnect=True,
                    ping_interval=2,
                    max_outstanding_pings=2,
                    error_cb=_quiet,
                )
        return self.client.jetstream(timeout=2)

    def ensure(self, copies: int, patience: float = PATIENCE) -> str:
        """The stream is there; returns when it was made (its identity). Raises StreamAway."""
        until = time.monotonic() + patience
        while True:
            try:
                return self.wait(self._ensure(copies), 5)
            except StreamAway:
                if time.monotonic() > until:
                    raise
                time.sleep(RETRY)

    async def _ensure(self, copies: int) -> str:
        context = await self.context()
        try:
            found = await context.stream_info(STREAM)
        except NotFoundError:
            config = StreamConfig(
                name=STREAM,
                subjects=["lane.*"],
                retention=RetentionPolicy.LIMITS,
                storage=StorageType.FILE,
                discard=DiscardPolicy.NEW,
                max_bytes=FULL if copies > 1 else FULL // 4,
                num_replicas=copies,
                duplicate_window=WINDOW,
                allow_direct=True,
            )
            found = await context.add_stream(config)
        return str(found.created)

    def publish(self, packs: Sequence[Packed], patience: float = PATIENCE) -> None:
        """Every pack is kept by a majority of the brokers when this returns. Raises StreamAway: some may not be.

        Those of a lane in the order given; what is not answered is sent again under its name while patience lasts.
        """
        self.wait(self._publish(packs, patience), patience + 5)

    async def _publish(self, packs: Sequence[Packed], patience: float) -> None:
        until = self.loop.time() + patience
        by_lane: dict[int, list[Packed]] = {}
        for pack in packs:
            by_lane.setdefault(pack.lane, []).append(pack)
        await asyncio.gather(*(self._in_order(some, until) for some in by_lane.values()))

    async def _in_order(self, packs: Sequence[Packed], until: float) -> None:
        for pack in packs:
            while True:
                try:
                    context = await self.context()
                    await context.publish(
                        f"lane.{pack.lane}",
                        pack.payload,
                        timeout=1,
                        stream=STREAM,
                        headers={"Nats-Msg-Id": pack.name},
                    )
                    break
                except (NatsError, OSError):
                    if self.loop.time() > until:
                        raise
                    await asyncio.sleep(RETRY)

    def forget(self, lane: int, upto: int) -> None:
        """Deletes a lane's packs with a sequence of at most `upto`: they are committed. Raises StreamAway."""
        self.wait(self._forget(lane, upto), 5)

    async def _forget(self, lane: int, upto: int) -> None:
        context = await self.context()
        await context.purge_stream(STREAM, seq=upto + 1, subject=f"lane.{lane}")

    def close(self) -> None:
        """Ends the connection and its thread."""
        if self.client is not None:
            with suppress(StreamAway):
                self.wait(self.client.close(), 2)
        self.loop.call_soon_threadsafe(self.loop.stop)


class Reader:
    """Reads one lane in order, from a given sequence on. Not for several threads."""

    def __init__(self, stream: Stream, lane: int) -> None:
        self.stream, self.lane = stream, lane
        self.subscription: JetStreamContext.PullSubscription | None = None
        self.expected = 1

    def restart(self) -> None:
        """The next fetch begins anew after the sequence it is given."""
        self.subscription = None

    def fetch(self, after: int, most: int, wait: float) -> list[Delivered]:
        """The next packs after this sequence, at most so many; none when none came within `wait` seconds.

        Raises StreamAway; the next call then begins anew.
        """
        try:
            return self.stream.wait(self._fetch(after, most, wait), wait + 4)
        except StreamAway:
            self.restart()
            raise

    async def _fetch(self, after: int, most: int, wait: float) -> list[Delivered]:
        if self.subscription is None:
            await self._open(after)
        assert self.subscription is not None
        try:
            messages = await self.subscription.fetch(most, timeout=wait)
        except (TimeoutError, nats.errors.TimeoutError):
            await self.subscription.consumer_info()  # a reader the brokers no longer know would wait for ever
            return []
        found: list[Delivered] = []
        for message in messages:
            number = message.metadata.sequence
            if number.consumer != self.expected:  # something was sent that did not arrive
                self.restart()
                break
            self.expected += 1
            if number.stream > after:
                found.append(Delivered(number.stream, message.data))
        return found

    async def _open(self, after: int) -> None:
        context = await self.stream.context()
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=after + 1,
            ack_policy=AckPolicy.NONE,  # what was committed stands in the database, not here
            filter_subject=f"lane.{self.lane}",
            inactive_threshold=IDLE,
            num_replicas=1,
            mem_storage=True,
        )
        made = await context.add_consumer(STREAM, config)
        self.subscription = await context.pull_subscribe_bind(consumer=made.name, stream=STREAM)
        self.expected = 1


async def _quiet(_: Exception) -> None:
    """Lost connections are what this module is for: who waits for an answer hears of it."""


def lane_password() -> str:
    """The password of publishers and lane workers, derived from the installation's secret."""
    return hmac.new(settings.SECRET_KEY.encode(), b"weige broker lanes", hashlib.sha256).hexdigest()


def configured() -> bool:
    """Whether this installation hands its signals to lanes through a stream (WEIGE_NATS_URL)."""
    return bool(settings.NATS_URL)


_streams: dict[str, Stream] = {}
_making = threading.Lock()


def stream(name: str = "weige") -> Stream:
    """This process's connection."""
    with _making:
        if name not in _streams:
            _streams[name] = Stream([one.strip() for one in settings.NATS_URL.split(",")], name)
        return _streams[name]


__all__ = ["APIError", "Delivered", "Packed", "Reader", "Stream", "StreamAway", "configured", "stream"]
