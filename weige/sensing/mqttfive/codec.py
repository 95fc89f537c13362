"""Packets of MQTT 5 (OASIS, March 2019) ↔ MQTT 3.1.1 (OASIS, October 2014), one connection each way; pure.

Version 5 adds properties and reason codes. What a publisher of signals needs of them has a counterpart in 3.1.1; the
others are left out (message expiry, user properties …) or refused by saying so in CONNACK (shared subscriptions,
subscription identifiers, enhanced authentication). A publisher's topic aliases are written out; none are used to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

CONNECT, CONNACK, PUBLISH, SUBSCRIBE, SUBACK = 1, 2, 3, 8, 9
UNSUBSCRIBE, UNSUBACK, DISCONNECT, AUTH = 10, 11, 14, 15
ACKS: Final = (4, 5, 6, 7)  # PUBACK, PUBREC, PUBREL, PUBCOMP
MOST: Final = 5 * 1024 * 1024  # bytes of one packet (our default; the broker takes 4 MB of payload)
SESSION_EXPIRY, ASSIGNED_ID, SUB_IDS, SHARED = 0x11, 0x12, 0x29, 0x2A
ALIASES, ALIAS = 0x22, 0x23
MOST_ALIASES: Final = 64  # topics a client may give a number, one connection (our default)
REASONS: Final = {0: 0x00, 1: 0x84, 2: 0x85, 3: 0x88, 4: 0x86, 5: 0x87}
"""Return code of a 3.1.1 CONNACK → reason code of version 5."""
WITH_WILL: Final = 0x04


class Malformed(ValueError):
    """The peer sent what is no MQTT; the connection is closed."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One control packet: its type, the four flags of its first byte, and what follows the length."""

    kind: int
    flags: int
    body: bytes

    def encoded(self) -> bytes:
        return bytes([self.kind << 4 | self.flags]) + variable(len(self.body)) + self.body


@dataclass
class Reader:
    """Takes fields off a body. Every method raises Malformed when the body ends too early."""

    body: bytes
    at: int = 0

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.body):
            raise Malformed("the packet ends early")
        self.at += count
        return self.body[self.at - count : self.at]

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "big")

    def text(self) -> bytes:
        """A text or binary field with its two bytes of length, as it stands."""
        return self.take(2) + self.take(int.from_bytes(self.body[self.at - 2 : self.at], "big"))

    def properties(self) -> bytes:
        """The properties without their length."""
        length, multiplier = 0, 1
        for _ in range(4):
            byte = self.number(1)
            length += (byte & 0x7F) * multiplier
            if byte < 0x80:
                return self.take(length)
            multiplier *= 0x80
        raise Malformed("a length of more than four bytes")

    def rest(self) -> bytes:
        return self.take(len(self.body) - self.at)

    @property
    def more(self) -> bool:
        return self.at < len(self.body)


def variable(number: int) -> bytes:
    """A variable byte integer (1.5.5)."""
    found = bytearray()
    while True:
        number, byte = divmod(number, 0x80)
        found.append(byte | (0x80 if number else 0))
        if not number:
            return bytes(found)


def level(connect: Packet) -> int:
    """The protocol level a CONNECT asks for: 5, 4 (3.1.1) or 3. Raises Malformed for another packet."""
    if connect.kind != CONNECT:
        raise Malformed("the first packet is no CONNECT")
    reader = Reader(connect.body)
    reader.text()
    return reader.number(1)


@dataclass
class Five:
    """The translation of one connection. assigned: the id given to a client that came without one."""

    assigned: str = ""
    topics: dict[int, int] = field(default_factory=dict)
    aliases: dict[int, bytes] = field(default_factory=dict)  # number → topic with its length (3.3.2.3.4)

    def down(self, packet: Packet) -> Packet | None:
        """From the client (5) to the broker (3.1.1); None for what is not to be passed. Raises Malformed."""
        reader = Reader(packet.body)
        flags = packet.flags
        if packet.kind == CONNECT:
            found = self._connect(reader)
        elif packet.kind == PUBLISH:
            found = self._publish(reader, flags)
        elif packet.kind in ACKS:
            found = reader.take(2)
        elif packet.kind == SUBSCRIBE:
            found = self._subscribe(reader)
        elif packet.kind == UNSUBSCRIBE:
            found = self._unsubscribe(reader)
        elif packet.kind == AUTH:
            raise Malformed("enhanced authentication was not offered")
        elif packet.kind == DISCONNECT:
            if packet.body[:1] == bytes([WITH_WILL]):
                return None
            found = b""
        else:
            found = packet.body
        return Packet(packet.kind, flags, found)

    def _publish(self, reader: Reader, flags: int) -> bytes:
        topic = reader.text()
        number = reader.take(2) if flags & 0x06 else b""
        alias = numeric(reader.properties(), ALIAS)
        if alias is not None:
            if not 1 <= alias <= MOST_ALIASES:
                raise Malformed("a topic alias that was not offered")
            if len(topic) == 2:
                topic = self.aliases.get(alias, topic)
            self.aliases[alias] = topic
        if len(topic) == 2:
            raise Malformed("a message without a topic")
        return topic + number + reader.rest()

    def _unsubscribe(self, reader: Reader) -> bytes:
        number = reader.take(2)
        reader.properties()
        rest, count = Reader(reader.rest()), 0
        while rest.more:
            rest.text()
            count += 1
        self.topics[int.from_bytes(number, "big")] = count
        return number + rest.body

    def _connect(self, reader: Reader) -> bytes:
        name, _, flags, alive = reader.text(), reader.number(1), reader.number(1), reader.take(2)
        lasting = (numeric(reader.properties(), SESSION_EXPIRY) or 0) > 0
        client = reader.text()
        if len(client) == 2:
            client = len(self.assigned).to_bytes(2, "big") + self.assigned.encode()
        else:
            self.assigned = ""
        will = b""
        if flags & 0x04:
            reader.properties()
            will = reader.text() + reader.text()
        flags = flags if lasting else flags | 0x02
        return name + bytes([4, flags]) + alive + client + will + reader.rest()

    def _subscribe(self, reader: Reader) -> bytes:
        found = reader.take(2)
        reader.properties()
        while reader.more:
            found += reader.text() + bytes([reader.number(1) & 0x03])
        return found

    def up(self, packet: Packet) -> Packet:
        """From the broker (3.1.1) to the client (5). Raises Malformed."""
        reader = Reader(packet.body)
        if packet.kind == CONNACK:
            flags, code = reader.take(1), reader.number(1)
            held = bytes([SUB_IDS, 0, SHARED, 0, ALIASES, 0, MOST_ALIASES])
            if self.assigned:
                held += bytes([ASSIGNED_ID]) + len(self.assigned).to_bytes(2, "big") + self.assigned.encode()
            return Packet(CONNACK, 0, flags + bytes([REASONS.get(code, 0x80)]) + variable(len(held)) + held)
        if packet.kind == PUBLISH:
            head = reader.text() + (reader.take(2) if packet.flags & 0x06 else b"")
            return Packet(PUBLISH, packet.flags, head + b"\x00" + reader.rest())
        if packet.kind == SUBACK:
            return Packet(SUBACK, 0, reader.take(2) + b"\x00" + reader.rest())
        if packet.kind == UNSUBACK:
            number = reader.take(2)
            return Packet(
                UNSUBACK, 0, number + b"\x00" + bytes(self.topics.pop(int.from_bytes(number, "big"), 1))
            )
        return packet


LENGTHS: Final = {
    0x01: 1, 0x02: 4, 0x11: 4, 0x13: 2, 0x17: 1, 0x18: 4, 0x19: 1, 0x21: 2, 0x22: 2, 0x23: 2, 0x24: 1, 0x25: 1,
    0x27: 4, 0x28: 1, 0x29: 1, 0x2A: 1,
}  # fmt: skip
"""Bytes of the properties of fixed length (2.2.2.2); the others are texts, 0x26 two of them."""
TEXTS: Final = {0x03: 1, 0x08: 1, 0x09: 1, 0x12: 1, 0x15: 1, 0x16: 1, 0x1A: 1, 0x1C: 1, 0x1F: 1, 0x26: 2}


def numeric(properties: bytes, wanted: int) -> int | None:
    """The value of a numeric property (the session's expiry in seconds, a topic alias …). Raises Malformed."""
    reader = Reader(properties)
    while reader.more:
        kind = reader.number(1)
        if kind in LENGTHS:
            value = reader.number(LENGTHS[kind])
            if kind == wanted:
                return value
        elif kind in TEXTS:
            for _ in range(TEXTS[kind]):
                reader.text()
        else:
            raise Malformed("an unknown property")
    return None
