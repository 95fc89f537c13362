"""A lasting session with a broker, read in blocks: what comes is handed on, and acknowledged when its owner says so.

The broker keeps what is not acknowledged and sends it again on the next connection (QoS 1, MQTT 3.1.1, 4.4). An
acknowledgement is worth nothing on another connection than the message's own, so every connection has a number.
"""

from __future__ import annotations

import logging
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from weige.sensing import mqttframes
from weige.sensing.mqttfive.codec import CONNACK, SUBACK, Malformed, Packet
from weige.sensing.mqttframes import Frames, Publication

log = logging.getLogger("weige.intake")

BLOCK = 128 * 1024  # bytes read at once (our default)
KEEPALIVE = 30  # seconds (our default)
QUIET = KEEPALIVE / 2  # seconds without a word after which we say one; twice that without an answer: gone
AGAIN = (1.0, 2.0, 5.0)  # seconds before each next try to connect; the last one for ever (our default)
WAITING = 16  # blocks read and not yet taken; then the broker must wait
REFUSED = 0x80  # a SUBACK's return code (3.9.3)


@dataclass(frozen=True)
class Broker:
    """Where a broker is and who we are there. secure: with TLS, its name proven by the system's authorities."""

    host: str
    port: int
    user: str
    password: str
    secure: bool

    @classmethod
    def at(cls, url: str, user: str, password: str) -> Broker:
        """url: mqtt[s]://[user:password@]host[:port]; user and password where it names none."""
        parts = urlsplit(url)
        secure = parts.scheme == "mqtts"
        port = parts.port or (8883 if secure else 1883)
        if parts.username:
            user, password = unquote(parts.username), unquote(parts.password or "")
        return cls(parts.hostname or "127.0.0.1", port, user, password, secure)

    @classmethod
    def each(cls, urls: str, user: str, password: str) -> tuple[Broker, ...]:
        """urls: one or more of at(), separated by commas: brokers that are one, and each will do."""
        return tuple(cls.at(url, user, password) for url in re.split(r",\s*(?=mqtts?://)", urls.strip()))

    def open(self) -> socket.socket:
        """A connection. Raises OSError (ssl.SSLError is one)."""
        line = socket.create_connection((self.host, self.port), QUIET)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self.secure:
            return line
        return ssl.create_default_context().wrap_socket(line, server_hostname=self.host)


@dataclass(frozen=True)
class Block:
    """Messages that came together. line: the number of their connection; came: when (monotonic seconds)."""

    line: int
    came: float
    messages: list[Publication]


@dataclass
class Line:
    """The session. name: the client's; filters: what is subscribed to; old: what a session of before may still have.

    brokers: where it is kept, one or several that are one: when one is lost the next is asked.
    number: of the connection there is now, or of the next one. connected: the broker has answered the subscription.
    """

    brokers: Sequence[Broker]
    name: str
    filters: Callable[[], Sequence[str]]
    old: Sequence[str] = ()
    number: int = 0
    connected: threading.Event = field(default_factory=threading.Event)
    blocks: queue.Queue[Block] = field(default_factory=lambda: queue.Queue(WAITING))
    stopped: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _socket: socket.socket | None = None
    _spoke: float = 0.0

    def start(self) -> threading.Thread:
        """Connects, and again whenever the connection is lost, until stop(); returns at once."""
        thread = threading.Thread(target=self._work, name="mqtt", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Says good-bye and ends the thread."""
        self.stopped.set()
        with self._lock:
            if self._socket is not None:
                try:
                    self._socket.sendall(mqttframes.BYE)
                    self._socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # it was gone already

    def acknowledge(self, line: int, mids: Sequence[int]) -> None:
        """Messages of connection `line` are done with; where that one is lost nothing is said: they come again."""
        if mids:
            self._say(mqttframes.acknowledged(mids), line)

    def _say(self, frame: bytes, line: int) -> None:
        with self._lock:
            if self._socket is None or line != self.number:
                return
            try:
                self._socket.sendall(frame)
            except OSError as error:
                log.warning("the broker no longer listens: %s", error)
                self._socket.close()  # the reading thread notices and begins anew
                return
            self._spoke = time.monotonic()

    def _work(self) -> None:
        tries = turn = 0
        while not self.stopped.is_set():
            broker = self.brokers[turn % len(self.brokers)]
            try:
                with broker.open() as opened:
                    self._meet(opened, broker)
                    tries = 0
                    self._read(opened)
            except (OSError, Malformed) as error:
                if not self.stopped.is_set():
                    where = f"{broker.host}:{broker.port}"
                    log.warning("the broker %s is away: %s", where, error or type(error).__name__)
            finally:
                self._lost()
            turn += 1
            self.stopped.wait(AGAIN[min(tries, len(AGAIN) - 1)])
            tries += 1

    def _meet(self, opened: socket.socket, broker: Broker) -> None:
        """CONNECT; what it answers is read with all else."""
        with self._lock:
            self._socket = opened
            opened.sendall(mqttframes.connect(self.name, broker.user, broker.password, KEEPALIVE))
            self._spoke = time.monotonic()

    def _lost(self) -> None:
        with self._lock:
            self._socket = None
            self.number += 1
        self.connected.clear()

    def _read(self, opened: socket.socket) -> None:
        """Until the connection is lost (raises OSError) or stop()."""
        frames, heard = Frames(), time.monotonic()
        while not self.stopped.is_set():
            try:
                block = opened.recv(BLOCK)
            except TimeoutError:
                if time.monotonic() - heard > 2 * QUIET:
                    raise
                self._say(mqttframes.PING, self.number)
                continue
            if not block:
                raise ConnectionError("closed by the broker")
            heard = time.monotonic()
            messages, others = frames.feed(block)
            for packet in others:
                self._hear(packet)
            if messages:
                self._hand_on(Block(self.number, heard, messages))
            if heard - self._spoke > QUIET:
                self._say(mqttframes.PING, self.number)

    def _hand_on(self, block: Block) -> None:
        """Waits for room; meanwhile the broker hears that we are there."""
        while not self.stopped.is_set():
            try:
                self.blocks.put(block, timeout=QUIET)
            except queue.Full:
                self._say(mqttframes.PING, self.number)
                continue
            return

    def _hear(self, packet: Packet) -> None:
        """CONNACK and SUBACK; other packets are answers that need nothing."""
        if packet.kind == CONNACK:
            if len(packet.body) < 2 or packet.body[1]:
                log.error("the broker refuses the intake: code %s", packet.body[1:2].hex() or "?")
                raise ConnectionError("refused by the broker")
            if self.old:
                self._say(mqttframes.unsubscribe(1, self.old), self.number)
            self._say(mqttframes.subscribe(2, self.filters()), self.number)
        elif packet.kind == SUBACK:
            wanted = self.filters()
            for which, code in zip(wanted, packet.body[2:], strict=False):
                if code == REFUSED:
                    log.error("the broker refuses the topics %s", which)
            self.connected.set()
