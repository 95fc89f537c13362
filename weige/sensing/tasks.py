"""What sensing does every so often: who fell silent, what ended by itself, what may be forgotten."""

import os
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings

from weige.kernel import timesource
from weige.kernel.periodic import every
from weige.sensing import broker, services
from weige.sensing.keeper import Pace
from weige.sensing.queries import keeping
from weige.sensing.services.health import examine
from weige.sensing.services.installing import accept_heard
from weige.sensing.services.tagging import mirror


def _ours() -> bool:
    """Whether the lane is the worker's to look after: it has keepers in the scaled form (laneworker.py), and on one
    computer while the intake is up (keeper.py).
    """
    return not settings.NATS_URL and not services.attended(real_now=timesource.real_now())


@every(seconds=0.5)
def sweep(*, now: datetime) -> None:
    """Silent devices become offline; what the rules' timers are due for happens."""
    if _ours():
        services.sweep(now=now, real_now=timesource.real_now())


@every(seconds=0.7)
def flush(*, now: datetime) -> None:  # noqa: ARG001 - what was said bears its own time
    """What devices and warnings last said, where a large batch left it to us; less often where that is much."""
    if pace.ready() and _ours():
        began = time.monotonic()
        services.flush()
        pace.took(time.monotonic() - began)


pace = Pace()


@every(seconds=5)
def summarize(*, now: datetime) -> None:
    """The newest readings are found by their time without reading all of the day's."""
    services.summarize(now=now)


@every(seconds=5)
def snapshot(*, now: datetime) -> None:
    """A snapshot of the lane when enough has happened, so that a restart is short."""
    if _ours():
        services.keep_snapshot(now=now)


@every(seconds=1)
def alert(*, now: datetime) -> None:
    """Notices whose time has come: what was held back and is free again, further rungs of the ladder."""
    services.announce(now=now)
    services.climb(now=now)


@every(seconds=30)
def weigh(*, now: datetime) -> None:
    """Verdicts are counted: a device's word loses weight or regains it."""
    services.weigh(now=now)


@every(seconds=2)
def renew_broker(*, now: datetime) -> None:  # noqa: ARG001 - nothing to date
    """Our own broker learns of new and revoked device credentials."""
    broker.renew(Path(settings.DATA_DIR))


@every(seconds=600)
def housekeeping(*, now: datetime) -> None:
    """Partitions of the coming days; set-aside messages and tracked objects of old."""
    services.forget_old(now=now)
    services.forget_quarantined(now=now)
    services.forget_tracked(now=now)


@every(seconds=600)
def keep_readings(*, now: datetime) -> None:
    """Starts the readings' keeper when something is due. In a process of its own: a day may take minutes.

    Raises RetentionError when this installation's retention.toml cannot be used (doctor shows it).
    """
    if keeper.process is not None and keeper.process.poll() is None:
        return
    if keeping.anything_due(now=now, plan=keeping.retention()):
        keeper.start()


class _Keeper:
    """The keeper's process; it ends between two steps when this worker is gone."""

    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        command = [sys.executable, "-m", "django", "keep", "--parent", str(os.getpid())]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        threading.Thread(target=self.process.wait, daemon=True).start()  # so that its end is noticed


keeper = _Keeper()


@every(seconds=20)
def examine_devices(*, now: datetime) -> None:
    """The devices whose turn it is are examined: battery, frozen, drift, calibration, on-time share; less often where
    readings are so many that a turn takes long.
    """
    if examining.ready():
        began = time.monotonic()
        examine(now=now)
        examining.took(time.monotonic() - began)


examining = Pace()


@every(seconds=1)
def accept_devices(*, now: datetime) -> None:
    """Devices heard since an installer put them on the map are accepted."""
    accept_heard(now=now)


@every(seconds=3600)
def follow_tags(*, now: datetime) -> None:
    """Tags begin and run out by their days."""
    mirror(now=now)
