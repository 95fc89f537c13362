"""To the server, as a device speaks: in order, again until it is answered, and with less when there is too much.

A signal keeps its id: sent twice it is a duplicate and counts once. While the server is away signals wait in memory;
when they grow too many, first pictures are let go, then heartbeats, then the oldest looks. What was let go is counted
and told.
"""

import itertools
import logging
import threading
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

log = logging.getLogger("weige.vision")
BATCH, BATCH_BYTES = 50, 6_000_000  # the server takes 12 MB a request
WAITING, WAITING_BYTES = 500, 40_000_000
PAUSES_S = (0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
ANSWERED = {200, 201, 202}


@dataclass
class Counts:
    """What became of the signals."""

    accepted: int = 0
    duplicate: int = 0
    refused: int = 0
    let_go: int = 0
    pictures_let_go: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


class Outbox:
    """Signals that were not yet answered, oldest first; safe for two threads."""

    def __init__(self, device: str, *, run: str = "", counts: Counts | None = None) -> None:
        self.device = device
        self.run = run or uuid.uuid4().hex[:8]
        self.counts = counts or Counts()
        self.numbers: Iterator[int] = itertools.count(1)
        self.waiting: deque[dict[str, Any]] = deque()
        self.bytes = 0
        self.changed = threading.Condition()

    def put(self, kind: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
        """Takes a signal in and returns it."""
        signal = {
            "id": f"{self.run}-{next(self.numbers)}",
            "source": "vision",
            "device": self.device,
            "kind": kind,
            "time": at.isoformat(),
            "data": data,
        }
        with self.changed:
            self.waiting.append(signal)
            self.bytes += weight(signal)
            self._lighten()
            self.changed.notify_all()
        return signal

    def head(self) -> list[dict[str, Any]]:
        """The next batch; it stays until done()."""
        with self.changed:
            batch: list[dict[str, Any]] = []
            size = 0
            for signal in self.waiting:
                size += weight(signal)
                if batch and (len(batch) == BATCH or size > BATCH_BYTES):
                    break
                batch.append(signal)
            return batch

    def done(self, batch: list[dict[str, Any]]) -> None:
        """They were answered."""
        with self.changed:
            ids = {signal["id"] for signal in batch}
            self.waiting = deque(signal for signal in self.waiting if signal["id"] not in ids)
            self.bytes = sum(weight(signal) for signal in self.waiting)
            self.changed.notify_all()

    def _lighten(self) -> None:
        """Within the limits again: pictures go first, then heartbeats, then the oldest."""
        for signal in list(self.waiting)[:-1]:
            if self.bytes <= WAITING_BYTES:
                break
            pictures = signal["data"].pop("pictures", ())
            self.counts.pictures_let_go += len(pictures)
            self.bytes -= sum(map(len, pictures))
        while len(self.waiting) > WAITING:
            beats = (signal for signal in self.waiting if signal["kind"] == "heartbeat")
            gone = next(beats, self.waiting[0])
            self.waiting.remove(gone)
            self.bytes -= weight(gone)
            self.counts.let_go += 1


def weight(signal: dict[str, Any]) -> int:
    """About how many bytes it is when sent."""
    return 500 + sum(map(len, signal["data"].get("pictures", ())))


class Sender:
    """A thread that empties the outbox into POST /api/signals."""

    def __init__(self, outbox: Outbox, http: httpx.Client, secret: str) -> None:
        self.outbox, self.http = outbox, http
        self.headers = {"Authorization": f"Device {outbox.device}:{secret}"}
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, name="vision-sender", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self, seconds: float) -> bool:
        """Waits until all is answered, at most so long; whether it was."""
        with self.outbox.changed:
            empty = self.outbox.changed.wait_for(lambda: not self.outbox.waiting, seconds)
        self.stopped.set()
        with self.outbox.changed:
            self.outbox.changed.notify_all()
        self.thread.join(5)
        return empty

    def _run(self) -> None:
        tries = 0
        while not self.stopped.is_set():
            with self.outbox.changed:
                self.outbox.changed.wait_for(lambda: self.outbox.waiting or self.stopped.is_set(), 1.0)
            batch = self.outbox.head()
            if not batch:
                continue
            if self.send(batch):
                tries = 0
            else:
                self.stopped.wait(PAUSES_S[min(tries, len(PAUSES_S) - 1)])
                tries += 1

    def send(self, batch: list[dict[str, Any]]) -> bool:
        """Whether the batch was answered; what the server refuses by itself is counted, not sent again."""
        try:
            answer = self.http.post("/api/signals", json=batch, headers=self.headers)
        except httpx.TransportError as fault:
            log.warning("no answer: %s", fault)
            return False
        if answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE and len(batch) == 1:
            self._note("too_large", 1)
            self.outbox.done(batch)
            return True
        if answer.status_code not in ANSWERED:
            log.warning("the server answers %s: %s", answer.status_code, answer.text[:200])
            return False
        try:
            items = answer.json()["items"]
        except (ValueError, KeyError, TypeError):
            log.warning("the answer cannot be read")
            return False
        for item in items:
            self._count(item)
        self.outbox.done(batch)
        return True

    def _count(self, item: dict[str, Any]) -> None:
        status = item.get("status")
        if status == "accepted":
            self.outbox.counts.accepted += 1
        elif status == "duplicate":
            self.outbox.counts.duplicate += 1
        else:
            self._note(str(item.get("reason")), 1)

    def _note(self, reason: str, count: int) -> None:
        counts = self.outbox.counts
        counts.refused += count
        counts.reasons[reason] = counts.reasons.get(reason, 0) + count
        log.warning("refused: %s", reason)
