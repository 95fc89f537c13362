"""The door: listens for MQTT clients of any version and passes them on to the broker; version 5 is translated.

It keeps nothing: sessions, acknowledgements and permissions are the broker's. Who speaks 3.1.1 is passed through.
"""

import asyncio
import logging
import secrets
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass

from weige.sensing.mqttfive.codec import CONNECT, MOST, Five, Malformed, Packet, level

log = logging.getLogger("weige.mqtt5")
FIRST = 10.0  # seconds a client has for its CONNECT (our default)
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Address:
    """Where to listen or connect. secure: the TLS context, None for plain."""

    host: str
    port: int
    secure: ssl.SSLContext | None = None


async def read_packet(source: asyncio.StreamReader) -> Packet:
    """The next packet. Raises Malformed, or IncompleteReadError when the peer has gone."""
    first = (await source.readexactly(1))[0]
    length, multiplier = 0, 1
    for _ in range(4):
        byte = (await source.readexactly(1))[0]
        length += (byte & 0x7F) * multiplier
        if byte < 0x80:
            break
        multiplier *= 0x80
    else:
        raise Malformed("a length of more than four bytes")
    if length > MOST:
        raise Malformed("the packet is too large")
    return Packet(first >> 4, first & 0x0F, await source.readexactly(length))


class Door:
    """Passes clients on to the broker: one, or several that are one, of which each will do.

    One translation a connection; a peer that misbehaves loses its own only.
    """

    def __init__(self, listen: Address, *brokers: Address) -> None:
        self.listen, self.brokers = listen, brokers
        self.ready = threading.Event()
        self.turn = 0

    async def serve(self, stop: threading.Event) -> None:
        """Works until told to stop. Raises OSError when the port is taken."""
        server = await asyncio.start_server(
            self.meet, self.listen.host, self.listen.port, ssl=self.listen.secure, limit=CHUNK
        )
        async with server:
            self.ready.set()
            while not stop.is_set():
                await asyncio.sleep(0.2)

    async def meet(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        """One client from its first packet to its last."""
        sinks = [answer]
        try:
            connect = await asyncio.wait_for(read_packet(client), FIRST)
            five = Five(f"v5-{secrets.token_hex(8)}") if level(connect) == 5 else None
            source, sink = await self.reach()
            sinks.append(sink)
            first = five.down(connect) if five else connect
            sink.write((first or Packet(CONNECT, 0, b"")).encoded())
            if five:
                ways = [translate(client, sink, five.down), translate(source, answer, five.up)]
            else:
                ways = [pass_on(client, sink), pass_on(source, answer)]
            await until_one_ends([asyncio.ensure_future(way) for way in ways])
        except (Malformed, OSError, EOFError, TimeoutError) as error:
            log.info("a client goes: %s", error or type(error).__name__)
        finally:
            for one in sinks:
                one.close()

    async def reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The broker that answered last, else the next that does. Raises OSError when none does."""
        trouble: OSError | None = None
        for turn in range(self.turn, self.turn + len(self.brokers)):
            one = self.brokers[turn % len(self.brokers)]
            try:
                line = await asyncio.wait_for(
                    asyncio.open_connection(one.host, one.port, ssl=one.secure, limit=CHUNK), FIRST
                )
            except OSError as error:  # TimeoutError is one
                trouble = error
            else:
                self.turn = turn % len(self.brokers)
                return line
        raise trouble or ConnectionRefusedError("there is no broker")


async def until_one_ends(tasks: "list[asyncio.Future[None]]") -> None:
    """Both ways end with the first of them; raises what ended it."""
    done, other = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in other:
        task.cancel()
    await asyncio.gather(*other, return_exceptions=True)
    for task in done:
        task.result()


async def pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Bytes as they are, until the peer goes."""
    while data := await source.read(CHUNK):
        sink.write(data)
        await sink.drain()


async def translate(
    source: asyncio.StreamReader,
    sink: asyncio.StreamWriter,
    how: Callable[[Packet], Packet | None],
) -> None:
    """Packets one by one, until the peer goes or there is nothing more to pass."""
    while True:
        found = how(await read_packet(source))
        if found is None:
            return
        sink.write(found.encoded())
        await sink.drain()
