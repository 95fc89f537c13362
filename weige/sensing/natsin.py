"""The intake process's NATS side: weige.signals.<device>.<kind> from JetStream, acknowledged after the commit.

A stream on disk keeps what is published until it is stored, a durable consumer says where we are; both are made when
they are not there. A payload is one signal or a packed array of them, as over MQTT. Runs beside the MQTT side.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from urllib.parse import unquote, urlsplit

import nats
from django.db import InterfaceError, OperationalError, connections
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from weige.sensing.broker import INTAKE_USER, intake_password
from weige.sensing.services import receive
from weige.sensing.services.delivering import broker_origin
from weige.sensing.topics import subject_deliveries

log = logging.getLogger("weige.intake")

STREAM, DURABLE, SUBJECT = "WEIGE_SIGNALS", "weige-intake", "weige.signals.>"
FETCH, WAIT = 500, 0.3  # messages of one batch; seconds the first may be waited for
KEPT = (
    7 * 24 * 3600.0
)  # seconds a message is kept at most: an older signal is refused anyway (rules.signals.PAST)
BYTES = 2 * 1024**3
ACK_WAIT, PENDING = 30.0, 10_000
RETRY = (0.2, 1.0, 3.0, 5.0)  # seconds between tries while the database is away; the last one for ever


async def _quiet(_: Exception) -> None:
    """A server that is away is told of once a try, by the loop that tries."""


class NatsIntake:
    """Reads, commits, acknowledges. copies: servers that keep each message, where the stream is not there yet.

    url: nats://[user:password@]host:port, without a user the intake's own; several that are one with commas: when one
    is lost the next is asked.
    """

    def __init__(self, url: str, clock: Callable[[], datetime], *, copies: int = 1) -> None:
        self.urls, self.clock, self.copies = [one.strip() for one in url.split(",")], clock, copies
        self.taken = 0
        self.ready = threading.Event()
        self.database = ThreadPoolExecutor(1, thread_name_prefix="nats-intake")  # one thread, one connection

    def run(self, stop: threading.Event) -> None:
        """Works until told to stop; a server or database that is away is waited for."""
        asyncio.run(self._run(stop))
        self.database.submit(connections.close_all).result()
        self.database.shutdown()

    async def _run(self, stop: threading.Event) -> None:
        tries = 0
        while not stop.is_set():
            try:
                client = await self._connect()
                try:
                    tries = 0
                    await self._read(client, stop)
                finally:
                    await client.close()
            except (NatsError, OSError, TimeoutError) as error:
                log.warning("NATS is away: %s", error or type(error).__name__)
                await asyncio.sleep(RETRY[min(tries, len(RETRY) - 1)])
                tries += 1

    async def _connect(self) -> Client:
        parts = [urlsplit(url) for url in self.urls]
        user, password = unquote(parts[0].username or ""), unquote(parts[0].password or "")
        return await nats.connect(
            [f"{one.scheme}://{one.hostname}:{one.port or 4222}" for one in parts],
            user=user or INTAKE_USER,
            password=password if user else intake_password(),
            name=DURABLE,
            allow_reconnect=False,
            connect_timeout=5,
            max_reconnect_attempts=1,  # each server twice: the client would stay with one that is away, for minutes
            reconnect_time_wait=0.2,
            ping_interval=5,
            error_cb=_quiet,
        )

    async def _read(self, client: Client, stop: threading.Event) -> None:
        stream = client.jetstream()
        try:
            await stream.stream_info(STREAM)
        except NotFoundError:
            config = StreamConfig(
                name=STREAM, subjects=[SUBJECT], retention=RetentionPolicy.LIMITS, storage=StorageType.FILE,
                max_age=KEPT, max_bytes=BYTES, num_replicas=self.copies,
            )  # fmt: skip
            await stream.add_stream(config)
        consumer = ConsumerConfig(
            durable_name=DURABLE, ack_policy=AckPolicy.EXPLICIT, ack_wait=ACK_WAIT, max_ack_pending=PENDING
        )
        source = await stream.pull_subscribe(SUBJECT, durable=DURABLE, stream=STREAM, config=consumer)
        self.ready.set()
        while not stop.is_set():
            try:
                batch = await source.fetch(FETCH, timeout=WAIT)
            except TimeoutError:
                if client.is_closed:
                    raise
                continue
            await self._take(batch, stop)

    async def _take(self, batch: Sequence[Msg], stop: threading.Event) -> None:
        """Commits a batch and acknowledges it; while the database is away the same batch is tried again."""
        tries, loop = 0, asyncio.get_running_loop()
        while True:
            try:
                await loop.run_in_executor(
                    self.database, self.commit, [(one.subject, one.data) for one in batch]
                )
                break
            except (OperationalError, InterfaceError) as error:
                log.warning("the database is away, %d messages wait: %s", len(batch), error)
                await loop.run_in_executor(self.database, connections.close_all)
                if stop.is_set():
                    return  # not acknowledged: they come again
                for one in batch:
                    await one.in_progress()
                await asyncio.sleep(RETRY[min(tries, len(RETRY) - 1)])
                tries += 1
        for one in batch:
            await one.ack()
        self.taken += len(batch)

    def commit(self, batch: Sequence[tuple[str, bytes]]) -> None:
        """Receives messages (subject, payload)."""
        deliveries = [one for subject, payload in batch for one in subject_deliveries(subject, payload)]
        found = receive(deliveries=deliveries, origin=broker_origin("nats"), now=self.clock())
        refused = [one for answers in found for one in answers if one.status == "refused"]
        if refused:
            log.warning(
                "%d signals set aside, the first: %s %s", len(refused), refused[0].id, refused[0].reason
            )
