"""Sends a stream in packed bodies over HTTP, two at a time; prints when each was answered. Run by ours.py."""

import argparse
import http.client
import json
import re
import sys
import threading
import time
from pathlib import Path

JUDGED = re.compile(r"judged;dur=([0-9.]+)")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("stream", type=Path)
    parser.add_argument("token")
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--senders", type=int, default=2)
    return parser.parse_args()


class Sender:
    """Shared by the sending threads. Of each body, by its first reading: answered: when its answer came; judged: ms
    the intake had it until its rules had decided.
    """

    def __init__(self, options: argparse.Namespace, payloads: list[bytes]) -> None:
        self.options, self.payloads = options, payloads
        self.size = max(1, int(options.rate * 0.02)) if options.rate else options.size
        self.starts = list(range(0, len(payloads), self.size))
        self.lock = threading.Lock()
        self.answered: dict[int, float] = {}
        self.judged: dict[int, float] = {}
        self.accepted = 0
        self.began = 0.0

    def work(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.options.port, timeout=120)
        while True:
            with self.lock:
                if not self.starts:
                    return
                start = self.starts.pop(0)
            self.send(connection, start)

    def send(self, connection: http.client.HTTPConnection, start: int) -> None:
        """One body; with a rate it goes when the last of its readings is due."""
        if self.options.rate:
            due = self.began + min(start + self.size, len(self.payloads)) / self.options.rate
            time.sleep(max(0.0, due - time.monotonic()))
        text = b"[" + b",".join(self.payloads[start : start + self.size]) + b"]"
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
        with self.lock:
            self.accepted += told["accepted"]
            self.answered[start] = time.monotonic()
            if found := JUDGED.search(answer.headers.get("Server-Timing", "")):
                self.judged[start] = float(found[1])


def main() -> None:
    options = arguments()
    sender = Sender(options, [line.split(b"\t", 1)[1] for line in options.stream.read_bytes().splitlines()])
    print("ready", flush=True)
    sys.stdin.readline()
    sender.began = time.monotonic()
    threads = [threading.Thread(target=sender.work) for _ in range(options.senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = {"started": sender.began, "finished": time.monotonic(), "size": sender.size}
    told |= {"accepted": sender.accepted, "answered": sender.answered, "judged": sender.judged}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
