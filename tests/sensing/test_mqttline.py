"""The session with a broker, against one of a few lines that does what we tell it."""

import queue
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from weige.sensing import mqttline
from weige.sensing.mqttfive.codec import (
    CONNACK,
    CONNECT,
    DISCONNECT,
    PUBLISH,
    SUBACK,
    SUBSCRIBE,
    UNSUBSCRIBE,
    Packet,
)
from weige.sensing.mqttframes import PINGREQ, Frames, Publication
from weige.sensing.mqttline import Broker, Line

PATIENCE = 10.0


class Fake:
    """Accepts one connection after the other; what it is told stands in `told`."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.told: queue.Queue[Packet] = queue.Queue()
        self.lines: queue.Queue[socket.socket] = queue.Queue()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self.server.accept()
            except OSError:
                return
            self.lines.put(line)
            threading.Thread(target=self._listen, args=(line,), daemon=True).start()

    def _listen(self, line: socket.socket) -> None:
        frames = Frames()
        while True:
            try:
                block = line.recv(65536)
            except OSError:
                return
            if not block:
                return
            for packet in frames.feed(block)[1]:
                self.told.put(packet)

    def next(self, kind: int) -> Packet:
        """The next packet, which must be of this kind."""
        found = self.told.get(timeout=PATIENCE)
        assert found.kind == kind, found
        return found

    def welcome(self, code: int = 0, granted: int = 1) -> socket.socket:
        """Takes a connection up to the answered subscription."""
        line = self.lines.get(timeout=PATIENCE)
        self.next(CONNECT)
        line.sendall(Packet(CONNACK, 0, bytes([0, code])).encoded())
        if not code:
            self.next(UNSUBSCRIBE)
            self.next(SUBSCRIBE)
            line.sendall(Packet(SUBACK, 0, bytes([0, 2, granted])).encoded())
        return line


def message(mid: int) -> bytes:
    return Packet(PUBLISH, 2, b"\x00\x01t" + mid.to_bytes(2, "big") + b"{}").encoded()


@pytest.fixture
def fake() -> Iterator[Fake]:
    one = Fake()
    yield one
    one.server.close()


@pytest.fixture
def line(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    monkeypatch.setattr(mqttline, "AGAIN", (0.05,))
    one = Line(
        Broker.each(f"mqtt://127.0.0.1:{fake.port}", "who", "word"), "name", lambda: ["t"], old=["old"]
    )
    thread = one.start()
    yield one
    one.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_what_comes_is_handed_on_and_acknowledged_when_we_say_so(fake: Fake, line: Line) -> None:
    peer = fake.welcome()
    assert line.connected.wait(PATIENCE)
    peer.sendall(message(1) + message(2))
    block = line.blocks.get(timeout=PATIENCE)
    assert block.messages == [Publication("t", b"{}", 1, 1), Publication("t", b"{}", 2, 1)]
    line.acknowledge(block.line, [1, 2])
    assert [fake.next(4).body for _ in range(2)] == [b"\x00\x01", b"\x00\x02"]


def test_an_acknowledgement_of_a_lost_connection_is_not_said_on_the_next(fake: Fake, line: Line) -> None:
    first = fake.welcome()
    first.sendall(message(1))
    block = line.blocks.get(timeout=PATIENCE)
    first.shutdown(socket.SHUT_RDWR)
    second = fake.welcome()
    assert line.connected.wait(PATIENCE)
    line.acknowledge(block.line, [1])
    second.sendall(message(1))
    again = line.blocks.get(timeout=PATIENCE)
    line.acknowledge(again.line, [1])
    assert fake.next(4).body == b"\x00\x01"
    assert fake.told.empty(), "said once, of the second"


def test_it_says_that_it_is_there_and_leaves_a_broker_that_is_not(
    fake: Fake, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = fake.welcome()
    monkeypatch.setattr(mqttline, "QUIET", 0.2)
    first.shutdown(socket.SHUT_RDWR)
    fake.welcome()  # this connection is opened with the short patience, and never says anything more
    fake.next(PINGREQ)
    while (told := fake.told.get(timeout=PATIENCE)).kind == PINGREQ:
        pass
    assert told.kind == CONNECT, "after a while without an answer it begins anew"


@pytest.mark.parametrize(
    ("code", "granted", "words"), [(5, 1, "refuses the intake"), (0, 0x80, "refuses the topics")]
)
def test_what_the_broker_refuses_is_said(
    fake: Fake, line: Line, caplog: pytest.LogCaptureFixture, code: int, granted: int, words: str
) -> None:
    fake.welcome(code, granted)
    if code:
        fake.next(CONNECT)
    else:
        assert line.connected.wait(PATIENCE)
    assert words in caplog.text


def test_of_several_brokers_the_next_is_asked_when_one_is_lost(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqttline, "AGAIN", (0.05,))
    other = Fake()
    both = Broker.each(f"mqtt://127.0.0.1:{fake.port},mqtt://127.0.0.1:{other.port}", "who", "word")
    one = Line(both, "name", lambda: ["t"], old=["old"])
    thread = one.start()
    try:
        first = fake.welcome()
        assert one.connected.wait(PATIENCE)
        fake.server.close()  # it is gone, and what it had is lost
        first.shutdown(socket.SHUT_RDWR)
        other.welcome().sendall(message(1))
        assert one.blocks.get(timeout=PATIENCE).messages == [Publication("t", b"{}", 1, 1)]
    finally:
        one.stop()
        thread.join(PATIENCE)
        other.server.close()


def test_it_says_good_bye(fake: Fake, line: Line) -> None:
    fake.welcome()
    assert line.connected.wait(PATIENCE)
    line.stop()
    fake.next(DISCONNECT)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("mqtt://b", Broker("b", 1883, "who", "word", False)),
        ("mqtts://a:p%40x@b:99", Broker("b", 99, "a", "p@x", True)),
    ],
)
def test_addresses(url: str, found: Any) -> None:
    assert Broker.at(url, "who", "word") == found


def test_several_addresses_each_with_its_own() -> None:
    found = Broker.each("mqtt://b1:1883, mqtts://a:x%2Cy@b2", "who", "word")
    assert found == (Broker("b1", 1883, "who", "word", False), Broker("b2", 8883, "a", "x,y", True))
