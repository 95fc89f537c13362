"""The demonstration's past: the simulated street remembers the days before, so that there is something to look
back on. The street is a program of its own; it is asked, not imported.
"""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from weige.sensing.models import Device
from weige.sensing.services.history import Told, import_history

DAYS = 7
TRUTH = "truth"


class Truth(msgspec.Struct, frozen=True):
    """What was really at a shop or zone, as only the street knows; reason: why a warning of it is false."""

    device: str
    time: datetime
    until: datetime
    real: bool
    reason: str = ""
    shop: str = ""
    zone: str = ""


def load_past(*, now: datetime, seed: int) -> int:
    """Brings the readings of the days before in and marks them as made up (source "simulator").

    Returns how many. Raises CalledProcessError when the street does not answer.
    """
    truths: list[Truth] = []
    return import_history(signals=remembered(now=now, seed=seed, truths=truths), now=now)


def remembered(*, now: datetime, seed: int, truths: list[Truth]) -> Iterator[Told]:
    """The street's own words of the last DAYS days, in their order; what was true is added to `truths`."""
    asked = {
        "devices": list(Device.objects.order_by("code").values("code", "kind", "zones")),
        "start": (now - timedelta(days=DAYS)).isoformat(),
        "end": now.isoformat(),
        "seed": seed,
    }
    command = [sys.executable, "-m", "weige.simulator.remember"]
    signal, truth = msgspec.json.Decoder(Told), msgspec.json.Decoder(Truth)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as street:
        assert street.stdin is not None
        assert street.stdout is not None
        street.stdin.write(msgspec.json.encode(asked))
        street.stdin.close()
        for line in street.stdout:
            if b'"kind":"truth"' in line:
                truths.append(truth.decode(line))
            else:
                yield signal.decode(line)
    if street.returncode:
        raise subprocess.CalledProcessError(street.returncode, command)
