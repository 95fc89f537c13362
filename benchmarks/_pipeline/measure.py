"""What is measured of a way: readings a second, CPU of all its processes, their memory, latency, what came out."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import psutil

from _pipeline.stream import Event, digest

SETTLED = 1.0  # seconds after the start: what a fresh process does but once is done
LOOK = 1.0  # seconds between two looks at the processes; a look costs 20 ms, which the measured would otherwise have


@dataclass(frozen=True)
class Spent:
    """CPU seconds and peak resident MB, of all processes together (sender and database included)."""

    cpu: float
    peak_mb: float


class Usage:
    """Watches processes and their children from now on."""

    def __init__(self, processes: Iterable[psutil.Process]) -> None:
        self.processes = list(processes)
        self.before = self._cpu(self._family())
        self.peak = 0.0
        self.over = threading.Event()
        self.watch = threading.Thread(target=self._watch, daemon=True)
        self.watch.start()

    @classmethod
    def of_myself(cls) -> Usage:
        return cls([psutil.Process()])

    def _family(self) -> list[psutil.Process]:
        found = {process.pid: process for process in self.processes}
        for process in self.processes:
            try:
                found |= {child.pid: child for child in process.children(recursive=True)}
            except psutil.NoSuchProcess:
                continue
        return list(found.values())

    @staticmethod
    def _cpu(family: Iterable[psutil.Process]) -> dict[int, float]:
        spent = {}
        for process in family:
            try:
                times = process.cpu_times()
                spent[process.pid] = times.user + times.system
            except psutil.NoSuchProcess:
                continue
        return spent

    def _watch(self) -> None:
        self.seen = dict(self.before)
        while not self.over.wait(LOOK):
            self._look()

    def _look(self) -> None:
        family = self._family()
        self.seen |= self._cpu(family)  # what has ended meanwhile keeps the last that was seen of it
        total = 0
        for process in family:
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        self.peak = max(self.peak, total / 1e6)

    def spent(self) -> Spent:
        self.over.set()
        self.watch.join()
        self._look()
        return Spent(sum(cpu - self.before.get(pid, 0.0) for pid, cpu in self.seen.items()), self.peak)


@dataclass
class Result:
    """One run of one way.

    latencies: when it was to be sent (seconds after the start), and seconds from then to the decision's arrival.
    judged: when a body was answered (seconds after the start), and ms from its arrival to the rules' decision on it.
    """

    way: str
    readings: int
    seconds: float
    spent: Spent
    events: Sequence[Event] = field(repr=False)
    latencies: Sequence[tuple[float, float]] = field(default=(), repr=False)
    note: str = ""
    judged: Sequence[tuple[float, float]] = field(default=(), repr=False)

    @property
    def per_second(self) -> float:
        return self.readings / self.seconds

    def row(self) -> dict[str, object]:
        found: dict[str, object] = {
            "way": self.way,
            "readings_per_second": round(self.per_second),
            "cpu_seconds_per_million": round(self.spent.cpu * 1e6 / self.readings, 2),
            "peak_mb": round(self.spent.peak_mb),
            "digest": digest(self.events),
            "note": self.note,
        }
        if len(self.latencies):
            due, late = np.array(self.latencies).T
            p50, p99, worst = np.percentile(late * 1000, [50, 99, 100]).round(1).tolist()
            found |= {"p50_ms": p50, "p99_ms": p99, "max_ms": worst}
            if (later := late[due >= SETTLED]).size:
                p99, worst = np.percentile(later * 1000, [99, 100]).round(1).tolist()
                found |= {"later_p99_ms": p99, "later_max_ms": worst}
        if len(self.judged):
            answered, took = np.array(self.judged).T
            p50, p99, worst = np.percentile(took, [50, 99, 100]).round(1).tolist()
            found |= {"judged_p50_ms": p50, "judged_p99_ms": p99, "judged_max_ms": worst}
            if (later := took[answered >= SETTLED]).size:
                found |= {"judged_later_p99_ms": round(float(np.percentile(later, 99)), 1)}
        return found


def wait_until(ready: object, seconds: float, what: str) -> None:
    """Polls a callable until it is true. Raises TimeoutError saying what did not come."""
    assert callable(ready)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return
        time.sleep(0.05)
    raise TimeoutError(what)
