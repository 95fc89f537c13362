"""Sends a stream in packed bodies over HTTP, two at a time; prints when each was answered. Run by ours.py."""

import argparse
import http.client
import json
import sys
import threading
import time
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("stream", type=Path)
    parser.add_argument("token")
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--size", type=int, default=5000)
    parser.add_argument("--senders", type=int, default=2)
    options = parser.parse_args()
    payloads = [line.split(b"\t", 1)[1] for line in options.stream.read_bytes().splitlines()]
    size = max(1, int(options.rate * 0.02)) if options.rate else options.size
    starts = list(range(0, len(payloads), size))
    print("ready", flush=True)
    sys.stdin.readline()
    answered: dict[int, float] = {}
    accepted = [0]
    lock, began = threading.Lock(), time.monotonic()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", options.port, timeout=120)
        headers = {
            "Authorization": f"Bearer {options.token}",
            "Content-Type": "application/json",
            "Prefer": "return=minimal",
        }
        while True:
            with lock:
                if not starts:
                    return
                start = starts.pop(0)
            if options.rate:
                # A body goes when the last of its readings is due.
                due = began + min(start + size, len(payloads)) / options.rate
                time.sleep(max(0.0, due - time.monotonic()))
            text = b"[" + b",".join(payloads[start : start + size]) + b"]"
            connection.request("POST", "/api/signals", text, headers)
            answer = connection.getresponse()
            told = json.loads(answer.read())
            with lock:
                accepted[0] += told.get("accepted", 0)
                answered[start] = time.monotonic()
            if answer.status != 200 or told["refused"]:
                raise RuntimeError(f"{answer.status}: {str(told)[:500]}")

    threads = [threading.Thread(target=work) for _ in range(options.senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(
        json.dumps(
            {
                "started": began,
                "finished": time.monotonic(),
                "size": size,
                "accepted": accepted[0],
                "answered": answered,
            }
        )
    )


if __name__ == "__main__":
    main()
