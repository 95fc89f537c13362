"""The intake process's MQTT side: reads our topics and those of foreign models from any broker.

It acknowledges after the commit, in a persistent session: what was not committed comes again, what comes again is
a duplicate. So a crash at any point loses nothing and doubles nothing. What a topic means is in topics.py.
"""

import logging
import queue
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import InterfaceError, OperationalError, connections
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from weige.kernel import periodic, timesource
from weige.sensing.broker import INTAKE_USER, intake_password
from weige.sensing.services import Answer, Delivery, receive, take_packed
from weige.sensing.services.delivering import broker_origin
from weige.sensing.topics import OLD_FILTERS, deliveries, filters, plain

log = logging.getLogger("weige.intake")

CLIENT_ID = "weige-intake"
GATHER = 0.02  # seconds a batch waits for company after its first message (10–50 ms: our default)
MESSAGES = 5000  # messages of one batch
FEW = 20  # so many are not worth columns
WAITING = 20_000  # messages read but not yet taken; then the broker must wait


def _nothing(*, now: datetime) -> None:
    """The beat's task: that it ran is the news."""
    _ = now


BEAT = periodic.Periodic("sensing.intake", 10.0, _nothing)
RETRY = (0.2, 1.0, 3.0, 5.0)  # seconds between tries while the database is away; the last one for ever


@dataclass(frozen=True)
class Message:
    """One message as it came; line: which connection it came by (its acknowledgement is worth nothing on
    another).
    """

    topic: str
    payload: bytes
    mid: int
    qos: int
    line: int


class MqttIntake:
    """Reads, gathers, commits, acknowledges. url: mqtt[s]://[user:password@]host[:port].

    trusted: a broker that is not ours, whose foreign topics count too (who may publish there is its affair).
    """

    def __init__(self, url: str, clock: Callable[[], datetime], *, trusted: bool = False) -> None:
        self.trusted = trusted
        self.clock = clock
        self.waiting: queue.Queue[Message] = queue.Queue(WAITING)
        self.line = 0
        self.lock = threading.Lock()
        self.connected = threading.Event()
        self.taken = 0
        self.next_beat = 0.0
        parts = urlsplit(url)
        self.address = (
            parts.hostname or "127.0.0.1",
            parts.port or (8883 if parts.scheme == "mqtts" else 1883),
        )
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=CLIENT_ID,
            clean_session=False,
            protocol=MQTTProtocolVersion.MQTTv311,
            manual_ack=True,
        )
        if parts.username:
            self.client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
        else:
            self.client.username_pw_set(INTAKE_USER, intake_password())
        if parts.scheme == "mqtts":
            self.client.tls_set_context(ssl.create_default_context())
        self.client.reconnect_delay_set(1, 5)
        self.client.on_connect = self._on_connect
        self.client.on_disconnect = self._on_disconnect
        self.client.on_message = self._on_message

    def run(self, stop: threading.Event) -> None:
        """Works until told to stop; a broker or database that is away is waited for."""
        self.client.connect_async(*self.address, keepalive=30)
        self.client.loop_start()
        try:
            while not stop.is_set():
                self._beat()
                batch = self.gather()
                if batch:
                    self.take(batch, stop)
        finally:
            self.client.disconnect()
            self.client.loop_stop()

    def _beat(self) -> None:
        """Says now and then that this loop goes round: what does not is seen at /healthz and by the doctor."""
        now = time.monotonic()
        if now >= self.next_beat:
            self.next_beat = now + BEAT.seconds
            try:
                periodic.run(BEAT, now=self.clock(), machine_clock=timesource.real_now)
            except (OperationalError, InterfaceError):
                connections.close_all()  # the database is away: that the beat is missing is the news

    def gather(self) -> list[Message]:
        """The next messages: waits a little for the first, then GATHER for its company."""
        try:
            batch = [self.waiting.get(timeout=0.2)]
        except queue.Empty:
            return []
        end = time.monotonic() + GATHER
        while len(batch) < MESSAGES:
            try:
                batch.append(self.waiting.get(timeout=max(0.0, end - time.monotonic())))
            except queue.Empty:
                break
        return batch

    def take(self, batch: Sequence[Message], stop: threading.Event) -> None:
        """Commits a batch and acknowledges it. While the database is away the same batch is tried again."""
        tries = 0
        while True:
            try:
                self._commit(batch)
            except (OperationalError, InterfaceError) as error:
                log.warning("the database is away, %d messages wait: %s", len(batch), error)
                connections.close_all()
                if stop.wait(RETRY[min(tries, len(RETRY) - 1)]):
                    return  # not acknowledged: they come again
                tries += 1
                continue
            break
        self.taken += len(batch)
        with self.lock:  # no new connection may begin meanwhile: its message numbers mean other messages
            for one in batch:
                if one.qos and one.line == self.line:
                    self.client.ack(one.mid, one.qos)

    def _commit(self, batch: Sequence[Message]) -> None:
        """Receives a batch, those of each speaker together and in their order; plain signals alone as columns."""
        signals = plain((one.topic, one.payload) for one in batch) if len(batch) >= FEW else None
        if signals is not None:
            summary = take_packed(
                told=signals,
                origin=broker_origin("mqtt"),
                now=self.clock(),
                came=lambda place: _came(batch[place]),
            )
            self._log(list(summary.others.values()))
            return
        told: dict[str, list[Delivery]] = {}
        for message in batch:
            for via, one in deliveries(message.topic, message.payload, trusted=self.trusted):
                told.setdefault(via, []).append(one)
        for via, held in told.items():
            found = receive(deliveries=held, origin=broker_origin("mqtt", via), now=self.clock())
            self._log([answer for answers in found for answer in answers])

    def _log(self, answers: Sequence[Answer]) -> None:
        refused = [answer for answer in answers if answer.status == "refused"]
        if refused:
            log.warning(
                "%d signals set aside, the first: %s %s", len(refused), refused[0].id, refused[0].reason
            )

    def _on_connect(self, client: paho.Client, _: Any, __: Any, reason: Any, ___: Any) -> None:
        if reason.is_failure:
            log.error("the broker refuses the intake: %s", reason)
            return
        with self.lock:
            self.line += 1
        client.unsubscribe(list(OLD_FILTERS))  # a lasting session may still have it
        client.subscribe([(one, 1) for one in filters(trusted=self.trusted)])
        self.connected.set()

    def _on_disconnect(self, *_: Any) -> None:
        self.connected.clear()
        with self.lock:
            self.line += 1

    def _on_message(self, _: paho.Client, __: Any, message: paho.MQTTMessage) -> None:
        self.waiting.put(Message(message.topic, bytes(message.payload), message.mid, message.qos, self.line))


def _came(message: Message) -> Delivery:
    """The one delivery of a message of our own."""
    return deliveries(message.topic, message.payload, trusted=False)[0][1]


def run_intake(
    stop: threading.Event, *, url: str, clock: Callable[[], datetime], trusted: bool = False
) -> None:
    """The intake process: reads the broker at url until told to stop."""
    MqttIntake(url, clock, trusted=trusted).run(stop)
