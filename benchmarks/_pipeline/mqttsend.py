"""A sender that costs next to nothing: MQTT 3.1.1 frames made beforehand, written in blocks, acknowledgements counted.

Run as a process: python mqttsend.py PORT FILE [--rate N] [--connections N] [--user U --password P]. Waits for a line
on its standard input, sends, waits for all acknowledgements, prints {"started", "seconds"} (CLOCK_MONOTONIC) as JSON.
With --rate message i of a connection is due at started + i / its share of the rate; it never waits for what was late
(no coordinated omission).
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WINDOW = 20_000  # messages sent and not yet acknowledged
BLOCK = 200  # messages written at once when as fast as can be


def remaining(length: int) -> bytes:
    """MQTT's variable-length number (MQTT 3.1.1, 2.2.3)."""
    found = bytearray()
    while True:
        length, digit = divmod(length, 128)
        found.append(digit | (128 if length else 0))
        if not length:
            return bytes(found)


def text(value: str) -> bytes:
    raw = value.encode()
    return len(raw).to_bytes(2, "big") + raw


def connect(port: int, user: str, password: str, name: str) -> socket.socket:
    """CONNECT with a clean session. Raises ConnectionError when it is refused."""
    line = socket.create_connection(("127.0.0.1", port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    flags = 2 | (0xC0 if user else 0)
    body = text("MQTT") + bytes([4, flags, 0, 0]) + text(name)
    if user:
        body += text(user) + text(password)
    line.sendall(b"\x10" + remaining(len(body)) + body)
    answer = line.recv(4)
    if len(answer) < 4 or answer[3] != 0:
        raise ConnectionError(f"refused: {answer!r}")
    return line


def frames(path: Path, connections: int) -> list[list[bytes]]:
    """PUBLISH, QoS 1, packet identifiers 1…65535 round and round, by connection; a device keeps to one of them."""
    found: list[list[bytes]] = [[] for _ in range(connections)]
    for row in path.read_bytes().splitlines():
        topic, payload = row.split(b"\t", 1)
        mine = found[zlib.crc32(topic) % connections]
        body = len(topic).to_bytes(2, "big") + topic + (len(mine) % 65535 + 1).to_bytes(2, "big") + payload
        mine.append(b"\x32" + remaining(len(body)) + body)
    return found


class Acknowledged:
    """Counts PUBACK (four bytes each) in a thread."""

    def __init__(self, line: socket.socket) -> None:
        self.line, self.bytes = line, 0
        self.more = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while block := self.line.recv(65536):
            with self.more:
                self.bytes += len(block)
                self.more.notify()

    def wait(self, number: int) -> None:
        with self.more:
            self.more.wait_for(lambda: self.bytes >= 4 * number)


def send(line: socket.socket, ready: list[bytes], rate: float) -> tuple[float, float]:
    """(moment of the start, seconds until the last acknowledgement)."""
    acknowledged = Acknowledged(line)
    started, sent = time.monotonic(), 0
    while sent < len(ready):
        if rate:
            due = min(len(ready), int((time.monotonic() - started) * rate) + 1)
            if due == sent:
                time.sleep(0.0005)
                continue
        else:
            due = min(len(ready), sent + BLOCK)
        acknowledged.wait(sent - WINDOW)
        line.sendall(b"".join(ready[sent:due]))
        sent = due
    acknowledged.wait(len(ready))
    return started, time.monotonic() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    options = parser.parse_args()
    ready = frames(options.file, options.connections)
    lines = [
        connect(options.port, options.user, options.password, f"bench-sender-{number}")
        for number in range(len(ready))
    ]
    print("ready", flush=True)
    sys.stdin.readline()
    started = time.monotonic()
    with ThreadPoolExecutor(len(lines)) as pool:
        rate = options.rate / len(lines)
        list(pool.map(lambda line, own: send(line, own, rate), lines, ready))
    print(json.dumps({"started": started, "seconds": time.monotonic() - started}), flush=True)


if __name__ == "__main__":
    main()
