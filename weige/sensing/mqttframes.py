"""MQTT 3.1.1 (OASIS, October 2014) as a subscriber needs it: frames out, and a stream of bytes into messages; pure.

Made for many small messages: a block of bytes becomes a list of messages in one pass, and a list of packet
identifiers becomes one block of acknowledgements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from weige.sensing.mqttfive.codec import (
    CONNECT,
    DISCONNECT,
    MOST,
    PUBLISH,
    SUBSCRIBE,
    UNSUBSCRIBE,
    Malformed,
    Packet,
)

PINGREQ: Final = 12
KEPT_TOPICS: Final = (
    200_000  # topics remembered as text: a sender that invents topics does not fill our memory
)
LOGIN: Final = 0xC0  # CONNECT flags: user name and password follow (3.1.2.3); no clean session: bit 1 stays 0


class Publication(NamedTuple):
    """A PUBLISH as it came. mid: its packet identifier, 0 for one sent at most once (QoS 0)."""

    topic: str
    payload: bytes
    mid: int
    qos: int


def connect(name: str, user: str, password: str, keepalive: int) -> bytes:
    """CONNECT to a lasting session (3.1). keepalive: seconds."""
    body = _text("MQTT") + bytes([4, LOGIN]) + keepalive.to_bytes(2, "big") + _text(name)
    return Packet(CONNECT, 0, body + _text(user) + _text(password)).encoded()


def subscribe(mid: int, filters: Sequence[str]) -> bytes:
    """SUBSCRIBE, at least once (QoS 1)."""
    wanted = b"".join(_text(one) + b"\x01" for one in filters)
    return Packet(SUBSCRIBE, 2, mid.to_bytes(2, "big") + wanted).encoded()


def unsubscribe(mid: int, filters: Sequence[str]) -> bytes:
    return Packet(UNSUBSCRIBE, 2, mid.to_bytes(2, "big") + b"".join(map(_text, filters))).encoded()


def acknowledged(mids: Iterable[int]) -> bytes:
    """A PUBACK for each."""
    return b"".join([b"\x40\x02" + mid.to_bytes(2, "big") for mid in mids])


PING: Final = Packet(PINGREQ, 0, b"").encoded()
BYE: Final = Packet(DISCONNECT, 0, b"").encoded()


class Frames:
    """Takes bytes as they come; gives whole packets.

    A publication of more than MOST bytes is given without its payload, which is dropped as it comes: what is too large
    for us must not come again for ever. Raises Malformed for what is no MQTT 3.1.1.
    """

    def __init__(self) -> None:
        self.rest = b""
        self.dropping = 0
        self.topics: dict[bytes, str] = {}

    def feed(self, block: bytes) -> tuple[list[Publication], list[Packet]]:
        """(publications, other packets) that are complete with this block, each in its order."""
        data = self.rest + block if self.rest else block
        published: list[Publication] = []
        others: list[Packet] = []
        at = self._drop(data, 0)
        while (found := _bounds(data, at)) is not None:
            start, stop = found
            first = data[at]
            if stop - start > MOST:
                start, stop = self._huge(data, start, stop)
            if stop > len(data):
                break
            if first >> 4 == PUBLISH:
                published.append(self._publication(first, data, start, stop))
            else:
                others.append(Packet(first >> 4, first & 0x0F, data[start:stop]))
            at = self._drop(data, stop)
        self.rest = data[at:]
        return published, others

    def _drop(self, data: bytes, at: int) -> int:
        """Where the next packet begins, after what is to be dropped."""
        gone = min(self.dropping, len(data) - at)
        self.dropping -= gone
        return at + gone

    def _huge(self, data: bytes, start: int, stop: int) -> tuple[int, int]:
        """The bounds of the packet's topic and identifier alone; the rest will be dropped, once they are there."""
        if len(data) < start + 2:
            return start, stop
        short = min(stop, start + 4 + (data[start] << 8 | data[start + 1]))
        if short <= len(data):
            self.dropping = stop - short
        return start, short

    def _publication(self, first: int, data: bytes, start: int, stop: int) -> Publication:
        name = start + 2
        body = name + (data[start] << 8 | data[start + 1]) if stop - start >= 2 else stop + 1
        qos = first >> 1 & 3
        after = body + 2 if qos else body
        if after > stop or qos > 1:
            raise Malformed("a PUBLISH that ends early or was not asked for")
        raw = data[name:body]
        topic = self.topics.get(raw)
        if topic is None:
            topic = self._topic(raw)
        mid = data[body] << 8 | data[body + 1] if qos else 0
        return Publication(topic, data[after:stop], mid, qos)

    def _topic(self, raw: bytes) -> str:
        """As text; bytes that are none become U+FFFD: no topic of ours has it."""
        if len(self.topics) >= KEPT_TOPICS:
            self.topics.clear()
        topic = self.topics[raw] = raw.decode("utf-8", "replace")
        return topic


def _bounds(data: bytes, at: int) -> tuple[int, int] | None:
    """(begin, end) of the body of the packet at `at`, which may end beyond data; None when its head is not whole."""
    end = len(data)
    if end - at < 2:
        return None
    length = data[at + 1]
    start = at + 2
    if length < 0x80:
        return start, start + length
    length &= 0x7F
    for shift in (7, 14, 21):
        if start >= end:
            return None
        byte = data[start]
        start += 1
        length |= (byte & 0x7F) << shift
        if byte < 0x80:
            return start, start + length
    raise Malformed("a length of more than four bytes")


def _text(value: str) -> bytes:
    raw = value.encode()
    return len(raw).to_bytes(2, "big") + raw
