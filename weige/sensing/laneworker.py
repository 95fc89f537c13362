"""The lane worker: a process that claims its share of the lanes and folds what the stream brings, lane by lane.

Several run at once, on one computer or many. One that is lost loses its lanes to the others within seconds; two that
both believe to hold a lane do no harm, for the lane's row and the stream's position in it decide.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from weige.sensing import jetstream, services
from weige.sensing.jetstream import Reader, Stream, StreamAway
from weige.sensing.services import leases, taking

log = logging.getLogger("weige.lane")

PACKS = 40  # packs of one fetch (our default)
WAIT = 0.25  # seconds a fetch waits for the first
BEAT = 1.0  # seconds between two signs of life: a third of leases.ALIVE
SWEEP, SNAPSHOT, FORGET = 0.5, 5.0, 20.0  # seconds between two looks of a lane
LOST = (DatabaseError, InterfaceError, StreamAway, OSError)


@dataclass(frozen=True)
class Clocks:
    """domain: of what happens in the street; machine: real time."""

    domain: Callable[[], datetime]
    machine: Callable[[], datetime]


class LaneThread(threading.Thread):
    """Works one lane until told to stop; a broker or database that is away is waited for."""

    def __init__(self, number: int, stream: Stream, made: str, clocks: Clocks) -> None:
        super().__init__(name=f"lane-{number}", daemon=True)
        self.number, self.stream, self.made, self.clocks = number, stream, made, clocks
        self.leaving = threading.Event()
        self.reader = Reader(stream, number)
        self.due = {"sweep": 0.0, "snapshot": 0.0, "forget": time.monotonic() + FORGET}

    def run(self) -> None:
        while not self.leaving.is_set():
            try:
                self._session()
            except LOST as error:
                log.warning("lane %d waits: %s", self.number, error)
            except Exception:
                log.exception("lane %d: a step failed and is tried again", self.number)
            finally:
                connection.close()
                self.reader.restart()
            self.leaving.wait(0.3)

    def _session(self) -> None:
        done = taking.position(self.number, self.made)
        while not self.leaving.is_set():
            delivered = self.reader.fetch(done, PACKS, WAIT)
            if delivered:
                done = taking.take_packs(
                    number=self.number, stream=self.made, delivered=delivered, now=self.clocks.domain()
                )
            self._look(done)

    def _look(self, done: int) -> None:
        """What time itself does in the lane."""
        moment, now = time.monotonic(), self.clocks.domain()
        if moment >= self.due["sweep"]:
            services.sweep(now=now, real_now=self.clocks.machine(), number=self.number)
            services.flush(self.number)
            self.due["sweep"] = moment + SWEEP
        if moment >= self.due["snapshot"]:
            services.keep_snapshot(now=now, number=self.number)
            self.due["snapshot"] = moment + SNAPSHOT
        if moment >= self.due["forget"] and done:
            self.stream.forget(self.number, done)
            self.due["forget"] = moment + FORGET


class LaneWorker:
    """Claims lanes and keeps a thread for each."""

    def __init__(self, clocks: Clocks, name: str = "") -> None:
        self.clocks = clocks
        self.name = name or f"{socket.gethostname()}/{os.getpid()}"
        self.stream = jetstream.stream(f"lanes {self.name}")
        self.threads: dict[int, LaneThread] = {}
        self.made = ""

    def run(self, stop: threading.Event, told: Callable[[str], object] = log.info) -> None:
        """Works until told to stop."""
        while not stop.is_set():
            try:
                self.made = self.made or self.stream.ensure(settings.STREAM_COPIES)
                held = leases.beat(worker=self.name)
            except LOST as error:
                log.warning("%s waits: %s", self.name, error)
                connection.close()
            else:
                self._follow(held, told)
            stop.wait(BEAT)
        self._leave()

    def _follow(self, held: set[int], told: Callable[[str], object]) -> None:
        """Threads for what is held, none for what is not."""
        for number in sorted(set(self.threads) - held):
            self.threads.pop(number).leaving.set()
            told(f"lane {number} given back")
        for number in sorted(held):
            thread = self.threads.get(number)
            if thread is None or not thread.is_alive():
                self.threads[number] = LaneThread(number, self.stream, self.made, self.clocks)
                self.threads[number].start()
                told(f"lane {number} taken")

    def _leave(self) -> None:
        """An orderly end: what is under way is committed, everything is given back."""
        for thread in self.threads.values():
            thread.leaving.set()
        for thread in self.threads.values():
            thread.join(5)
        try:
            leases.leave(worker=self.name)
        except LOST as error:
            log.warning("%s could not give back its lanes: %s", self.name, error)
        self.stream.close()
