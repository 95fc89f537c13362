"""The intake process's MQTT side: reads our topics and those of foreign models from any broker.

It acknowledges after the commit, in a persistent session: what was not committed comes again, what comes again is
a duplicate. So a crash at any point loses nothing and doubles nothing. What a topic means is in topics.py.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import InterfaceError, OperationalError, connections

from weige.kernel import periodic, timesource
from weige.sensing.broker import INTAKE_USER, intake_password
from weige.sensing.mqttframes import Publication
from weige.sensing.mqttline import Block, Broker, Line
from weige.sensing.services import Answer, Delivery, receive, take_packed
from weige.sensing.services.delivering import broker_origin
from weige.sensing.topics import OLD_FILTERS, deliveries, filters, plain

log = logging.getLogger("weige.intake")

CLIENT_ID = "weige-intake"
GATHER = 0.02  # seconds a batch waits for company after its first message (10–50 ms: our default)
LONGER = 0.05  # … while much comes: fewer and larger batches leave more of the processor to the brokers
MUCH = 500  # messages of the last batch that are much (our default)
MESSAGES = 5000  # messages of one batch
FEW = 20  # so many are not worth columns


def _nothing(*, now: datetime) -> None:
    """The beat's task: that it ran is the news."""
    _ = now


BEAT = periodic.Periodic("sensing.intake", 10.0, _nothing)
RETRY = (0.2, 1.0, 3.0, 5.0)  # seconds between tries while the database is away; the last one for ever


@dataclass(frozen=True)
class Batch:
    """Messages to be committed together; mids: what to acknowledge then, by connection."""

    messages: list[Publication]
    mids: dict[int, list[int]]


class MqttIntake:
    """Reads, gathers, commits, acknowledges. url: mqtt[s]://[user:password@]host[:port], or several with commas.

    trusted: a broker that is not ours, whose foreign topics count too (who may publish there is its affair).
    """

    def __init__(self, url: str, clock: Callable[[], datetime], *, trusted: bool = False) -> None:
        self.trusted = trusted
        self.clock = clock
        self.taken = 0
        self.next_beat = 0.0
        self.line = Line(
            Broker.each(url, INTAKE_USER, intake_password()),
            CLIENT_ID,
            lambda: filters(trusted=trusted),
            old=OLD_FILTERS,
        )
        self.left: Block | None = None
        self.last = 0  # messages of the last batch

    @property
    def connected(self) -> threading.Event:
        """The broker sends us what comes."""
        return self.line.connected

    def run(self, stop: threading.Event) -> None:
        """Works until told to stop; a broker or database that is away is waited for."""
        reading = self.line.start()
        try:
            while not stop.is_set():
                self._beat()
                batch = self.gather()
                if batch:
                    self.take(batch, stop)
        finally:
            self.line.stop()
            reading.join(5)

    def _beat(self) -> None:
        """Says now and then that this loop goes round: what does not is seen at /healthz and by the doctor."""
        now = time.monotonic()
        if now >= self.next_beat:
            self.next_beat = now + BEAT.seconds
            try:
                periodic.run(BEAT, now=self.clock(), machine_clock=timesource.real_now)
            except (OperationalError, InterfaceError):
                connections.close_all()  # the database is away: that the beat is missing is the news

    def gather(self) -> Batch | None:
        """The next messages: waits a little for the first, then until it has had GATHER for its company."""
        try:
            block = self.left or self.line.blocks.get(timeout=0.2)
        except queue.Empty:
            return None
        self.left = None
        batch = Batch([], {})
        end = block.came + (LONGER if self.last >= MUCH else GATHER)
        while True:
            room = MESSAGES - len(batch.messages)
            if len(block.messages) > room:
                self.left = replace(block, messages=block.messages[room:])
            took = block.messages[:room]
            batch.messages.extend(took)
            batch.mids.setdefault(block.line, []).extend([one.mid for one in took if one.qos])
            if len(batch.messages) >= MESSAGES:
                return batch
            try:
                block = self.line.blocks.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                return batch

    def take(self, batch: Batch, stop: threading.Event) -> None:
        """Commits a batch and acknowledges it. While the database is away the same batch is tried again."""
        tries = 0
        while True:
            try:
                self.commit(batch.messages)
            except (OperationalError, InterfaceError) as error:
                log.warning("the database is away, %d messages wait: %s", len(batch.messages), error)
                connections.close_all()
                if stop.wait(RETRY[min(tries, len(RETRY) - 1)]):
                    return  # not acknowledged: they come again
                tries += 1
                continue
            break
        self.last = len(batch.messages)
        self.taken += self.last
        for line, mids in batch.mids.items():
            self.line.acknowledge(line, mids)

    def commit(self, batch: Sequence[Publication]) -> None:
        """Receives a batch, those of each speaker together and in their order; single signals of our own as columns."""
        told, places = plain([(one.topic, one.payload) for one in batch])
        if len(told) >= FEW:
            summary = take_packed(
                told=told,
                origin=broker_origin("mqtt"),
                now=self.clock(),
                came=lambda place: _came(batch[places[place]]),
            )
            self._log(list(summary.others.values()))
            done = set(places)
            batch = [one for place, one in enumerate(batch) if place not in done]
        by_speaker: dict[str, list[Delivery]] = {}
        for message in batch:
            for via, one in deliveries(message.topic, message.payload, trusted=self.trusted):
                by_speaker.setdefault(via, []).append(one)
        for via, held in by_speaker.items():
            found = receive(deliveries=held, origin=broker_origin("mqtt", via), now=self.clock())
            self._log([answer for answers in found for answer in answers])

    def _log(self, answers: Sequence[Answer]) -> None:
        refused = [answer for answer in answers if answer.status == "refused"]
        if refused:
            log.warning(
                "%d signals set aside, the first: %s %s", len(refused), refused[0].id, refused[0].reason
            )


def _came(message: Publication) -> Delivery:
    """The one delivery of a message of our own."""
    return deliveries(message.topic, message.payload, trusted=False)[0][1]


def run_intake(
    stop: threading.Event, *, url: str, clock: Callable[[], datetime], trusted: bool = False
) -> None:
    """The intake process: reads the broker at url until told to stop."""
    MqttIntake(url, clock, trusted=trusted).run(stop)
