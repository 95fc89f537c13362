"""Sends a stream in packed bodies over HTTP, by two gateways at once; prints when each was answered. Run by ours.py.

Each gateway has devices of its own and sends what they say in its order, one body after the other.
"""

import argparse
import http.client
import json
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

PACE = 0.02  # seconds of readings in a body that is sent at a rate
JUDGED = re.compile(r"judged;dur=([0-9.]+)")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("stream", type=Path)
    parser.add_argument("token")
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--gateways", type=int, default=2)
    return parser.parse_args()


@dataclass
class Gateway:
    """places: of its readings in the stream. bodies: of each the first of its places, how many, when its answer came,
    and ms the intake had it until its rules had decided.
    """

    options: argparse.Namespace
    began: float = 0.0
    places: list[int] = field(default_factory=list)
    payloads: list[bytes] = field(default_factory=list)
    bodies: list[tuple[int, int, float, float]] = field(default_factory=list)
    accepted: int = 0

    def work(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.options.port, timeout=120)
        start = 0
        while start < len(self.places):
            start = self.send(connection, slice(start, min(start + self.most(start), len(self.places))))

    def most(self, start: int) -> int:
        """How many the next body holds. With a rate: what comes due within PACE, and all that is late already, as a
        gateway does that sends what it has.
        """
        rate, size = self.options.rate, int(self.options.size)
        if not rate:
            return size
        late = (time.monotonic() - self.began - self.places[start] / rate) * rate / self.options.gateways
        return min(size, max(int(late), int(PACE * rate / self.options.gateways), 1))

    def send(self, connection: http.client.HTTPConnection, part: slice) -> int:
        """One body; with a rate it goes when the last of its readings is due. Returns where the next one begins."""
        if self.options.rate:
            due = self.began + self.places[part.stop - 1] / self.options.rate
            time.sleep(max(0.0, due - time.monotonic()))
        text = b"[" + b",".join(self.payloads[part]) + b"]"
        headers = {
            "Authorization": f"Bearer {self.options.token}",
            "Content-Type": "application/json",
            "Prefer": "return=minimal",
        }
        connection.request("POST", "/api/signals", text, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        if answer.status != 200 or told["refused"]:
            raise RuntimeError(f"{answer.status}: {str(told)[:500]}")
        judged = JUDGED.search(answer.headers.get("Server-Timing", ""))
        self.accepted += told["accepted"]
        held = part.stop - part.start
        self.bodies.append((part.start, held, time.monotonic(), float(judged[1]) if judged else 0.0))
        return int(part.stop)


def gateways(options: argparse.Namespace) -> list[Gateway]:
    """The stream dealt out: a device keeps to its gateway (by the number at the end of its code)."""
    found = [Gateway(options) for _ in range(options.gateways)]
    for place, line in enumerate(options.stream.read_bytes().splitlines()):
        topic, payload = line.split(b"\t", 1)
        mine = found[int(topic.split(b"/")[1].rpartition(b"-")[2]) % len(found)]
        mine.places.append(place)
        mine.payloads.append(payload)
    return found


def main() -> None:
    options = arguments()
    all_of_them = gateways(options)
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.monotonic()
    for one in all_of_them:
        one.began = began
    threads = [threading.Thread(target=one.work) for one in all_of_them]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = {
        "started": began,
        "finished": time.monotonic(),
        "size": options.size,
        "accepted": sum(one.accepted for one in all_of_them),
        "bodies": [
            (one.places[start : start + held], moment, judged)
            for one in all_of_them
            for start, held, moment, judged in one.bodies
        ],
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
