"""The worker process: delivers events as they come (LISTEN) and runs the periodic tasks, until told to stop.

Nothing depends on its being alive at the right second: what it misses waits in the log or in a column.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

import psycopg
from django.db import DatabaseError, InterfaceError, connection

from weige.kernel import log as eventlog
from weige.kernel import memory, outbox, periodic, shapes, timesource
from weige.kernel.models import TaskRun
from weige.kernel.outbox import Registry
from weige.kernel.periodic import Periodic, Schedule

log = logging.getLogger("weige.worker")

# How long one wait may last: bounds the time to stop and to notice a lost notification.
PATIENCE = 0.5
# While committed events wait for an older transaction no notification will come; look this often.
UNSETTLED_WAIT = 0.02
# Who asks is answered first, what follows from it catches up after a rush; at 150 new cases a second on two cores it
# still got a third of one.
AFTER_OTHERS = 10
RECONNECT = (0.2, 0.5, 1.0, 2.0, 5.0)
LOST = (DatabaseError, InterfaceError, psycopg.Error, OSError)


def _nothing(*, now: datetime) -> None:
    """The heartbeat's task: that it ran is the news."""
    _ = now


HEARTBEAT = Periodic("kernel.outbox", 10.0, _nothing)


def machine_now() -> datetime:
    """Real time: for retries, schedules and records about this machine."""
    return datetime.now(UTC)


class Worker:
    """Two threads with a connection each: one delivers events, one runs periodic tasks, so neither waits."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = timesource.now,
        registry: Registry = outbox.registry,
        schedule: Schedule = periodic.schedule,
    ) -> None:
        self.clock = clock
        self.registry = registry
        self.schedule = schedule
        self.stopping = threading.Event()

    def stop(self) -> None:
        """Asks both threads to end after what they are doing; they do within about half a second."""
        self.stopping.set()

    def run(self) -> None:
        """Works until stop(); outlives database restarts."""
        side = threading.Thread(target=self._endure, args=(self._tick,), name="weige-periodic")
        side.start()
        try:
            self._endure(self._deliver)
        finally:
            self.stopping.set()
            side.join()

    def _endure(self, session: Callable[[], None]) -> None:
        """Runs a session again and again; a lost database costs a wait, not the process."""
        failures = 0
        while not self.stopping.is_set():
            began = time.monotonic()
            try:
                session()
            except Exception as error:
                if time.monotonic() - began > RECONNECT[-1]:
                    failures = 0
                level = logging.WARNING if isinstance(error, LOST) else logging.ERROR
                log.log(level, "%s: starting again", threading.current_thread().name, exc_info=error)
                self.stopping.wait(RECONNECT[min(failures, len(RECONNECT) - 1)])
                failures += 1
            finally:
                connection.close()

    def _deliver(self) -> None:
        """One database session of the delivering thread: listen, catch up, wait, catch up …"""
        beat = float("-inf")
        with listen() as ear:
            while not self.stopping.is_set():
                while self._turn() and not self.stopping.is_set():
                    pass
                if time.monotonic() - beat > HEARTBEAT.seconds:
                    periodic.run(HEARTBEAT, now=self.clock(), machine_clock=machine_now)
                    beat = time.monotonic()
                wait_for_news(ear, UNSETTLED_WAIT if outbox.unsettled() else PATIENCE)

    def _turn(self) -> int:
        return outbox.run_once(now=self.clock(), machine_now=machine_now(), registry=self.registry)

    def _tick(self) -> None:
        """One database session of the periodic thread."""
        due = self._first_due()
        while not self.stopping.is_set():
            for name, task in self.schedule.tasks.items():
                if due.get(name, 0.0) <= time.monotonic() and not self.stopping.is_set():
                    periodic.run(task, now=self.clock(), machine_clock=machine_now)
                    due[name] = time.monotonic() + task.seconds
            soonest = min(due.values(), default=time.monotonic() + PATIENCE)
            self.stopping.wait(min(max(soonest - time.monotonic(), 0.01), PATIENCE))

    def _first_due(self) -> dict[str, float]:
        """After a restart a task waits out the rest of its period (monotonic seconds by name)."""
        now, real, due = time.monotonic(), machine_now(), {}
        last = TaskRun.objects.in_bulk(list(self.schedule.tasks))
        for name, task in self.schedule.tasks.items():
            row = last.get(name)
            began = row.started_at if row else None
            age = (real - began).total_seconds() if began else task.seconds
            due[name] = now + min(max(task.seconds - age, 0.0), task.seconds)
        return due


def listen() -> "psycopg.Connection[tuple[object, ...]]":
    """A connection of its own that hears of every commit with events. Raises psycopg.Error."""
    params = connection.get_connection_params()
    params.pop("cursor_factory", None)
    params.pop("context", None)
    ear = psycopg.connect(**params, autocommit=True)
    ear.execute(f"LISTEN {eventlog.CHANNEL}")
    return ear


def wait_for_news(ear: "psycopg.Connection[tuple[object, ...]]", seconds: float) -> bool:
    """Waits until something was committed to the log or the time is over; True when something was."""
    heard = False
    for _ in ear.notifies(timeout=seconds, stop_after=1):
        heard = True
    for _ in ear.notifies(timeout=0):
        heard = True  # one look at the log answers all that came at once
    return heard


def main() -> None:
    """The worker process: finds all subscribers and tasks, works until SIGTERM or SIGINT."""
    os.nice(AFTER_OTHERS)
    outbox.discover()
    periodic.discover()
    shapes.settle()  # once all modules are there, and before the second thread
    memory.settle()
    worker = Worker()

    def ask_to_stop(_: int, __: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    worker.run()
