"""What scenarios do every so often: find their street, switch versions on in time, see to waiting replays."""

import subprocess
import sys
from datetime import datetime

from weige.kernel.periodic import every
from weige.scenarios import services

COMMAND = (sys.executable, "-m", "django", "replay")
_running: list["subprocess.Popen[bytes]"] = []


@every(seconds=60)
def settle(*, now: datetime) -> None:  # noqa: ARG001 - nothing to date
    """Gives scenarios the cells of this installation's street."""
    services.settle()


@every(seconds=1)
def switch_due(*, now: datetime) -> None:
    """Puts versions in force whose time has come."""
    services.switch_due(now=now)


@every(seconds=1)
def replays(*, now: datetime) -> None:  # noqa: ARG001 - nothing to date
    """Starts the process that does waiting replays, so that nobody else waits for them; it ends when none is left."""
    _running[:] = [one for one in _running if one.poll() is None]
    if not _running and services.waiting():
        _running.append(subprocess.Popen(COMMAND))
