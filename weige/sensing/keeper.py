"""What time itself does in the lane, beside whoever takes signals: in the same process, so its memory serves both.

The worker does the same (tasks.py) when nobody here has for a while: nothing depends on this process.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connection

from weige.sensing import services

log = logging.getLogger("weige.lane")

SWEEP, SNAPSHOT, WAIT = 0.5, 5.0, 0.1  # seconds between two looks (our default)
LOST = (DatabaseError, InterfaceError, OSError)


class Pace:
    """Keeps what may wait to a small share of the time: after a second of work, nothing for SHARE seconds."""

    SHARE = 20  # our default: at most a twentieth
    until = 0.0

    def ready(self) -> bool:
        return time.monotonic() >= self.until

    def took(self, seconds: float) -> None:
        self.until = time.monotonic() + self.SHARE * seconds


class Keeper:
    """Sweeps in one thread; in another writes down what was said and keeps snapshots, which takes seconds where devices
    are many: a due warning does not wait for that. domain: time of the street; machine: real time.
    """

    def __init__(self, domain: Callable[[], datetime], machine: Callable[[], datetime]) -> None:
        self.domain, self.machine = domain, machine
        self.pace = Pace()
        self.due = {"sweep": 0.0, "snapshot": 0.0}

    def run(self, stop: threading.Event) -> None:
        """Works until told to stop; a database that is away is waited for."""
        writer = threading.Thread(target=self._work, args=(stop, self.write), name="keeper-writes")
        writer.start()
        self._work(stop, self.look)
        writer.join()

    def _work(self, stop: threading.Event, part: Callable[[], None]) -> None:
        while not stop.wait(WAIT):
            try:
                part()
            except LOST as error:
                log.warning("the lane's keeper waits: %s", error)
                connection.close()
                stop.wait(1.0)
            except Exception:
                log.exception("the lane's keeper failed and goes on")
                stop.wait(1.0)
        connection.close()

    def look(self) -> None:
        """Silence and timers, when a look is due."""
        moment = time.monotonic()
        if moment >= self.due["sweep"]:
            services.sweep(now=self.domain(), real_now=self.machine())
            self.due["sweep"] = moment + SWEEP

    def write(self) -> None:
        """What was said goes into the rows, as often as the pace allows; a snapshot, when one is due."""
        if self.pace.ready():
            began = time.monotonic()
            services.flush()
            self.pace.took(time.monotonic() - began)
        if time.monotonic() >= self.due["snapshot"]:
            services.keep_snapshot(now=self.domain())
            self.due["snapshot"] = time.monotonic() + SNAPSHOT
