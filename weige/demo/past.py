"""The demonstration's past: the simulated street remembers the days before, so that there is something to look
back on. The street is a program of its own; it is asked, not imported.
"""

import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from weige.demo.acting import access_of
from weige.people.models import User
from weige.sensing.models import Device
from weige.sensing.services.bygones import Bygone, Listener, keep_bygones
from weige.sensing.services.history import Told, import_history
from weige.sensing.services.past import Would

DAYS = 7
HOURS = timedelta(hours=1)
UNSEEN, MISTAKEN = 0.12, 0.03  # shares of the warnings nobody judged, and judged wrongly (invented)
SEEN = 0.4  # share of those judged that somebody first said he had seen (invented)
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

    def of(self, would: Would) -> bool:
        """Whether the warning was about this: the same shop or zone (else all of the device), at the same time."""
        place = f"shop:{self.shop}" if self.shop else f"zone:{self.device}/{self.zone}" if self.zone else ""
        during = self.time <= (would.until or would.at) and would.since <= self.until
        return during and place in {"", would.subject}


def load_past(*, now: datetime, seed: int, days: int = DAYS, logged: bool = True) -> int:
    """Brings the readings of the days before in and marks them as made up (source "simulator").

    days: how many, at least one (a line of readings begins somewhere) and at most DAYS. logged: the warnings of those
    days are in the log too, for who looks back on the wall; load_history comes after and has the readers of the log
    pass them by. Returns how many readings. Raises CalledProcessError when the street does not answer.
    """
    truths: list[Truth] = []
    heard = Listener.ready()
    start = now - timedelta(days=max(1, min(days, DAYS)))

    def listened() -> Iterator[Told]:
        for told in remembered(start=start, now=now, seed=seed, truths=truths):
            heard.hear(told)
            yield told

    count = import_history(signals=listened(), now=now)
    said = verdicts(heard.warnings(start, now), truths, now, seed)
    judge = access_of("duty", now).who if logged else None
    keep_bygones(found=said, heard=heard, logged_by=judge)
    return count


def verdicts(
    warned: Mapping[str, Sequence[Would]], truths: Sequence[Truth], now: datetime, seed: int
) -> list[Bygone]:
    """What the duty officer said then: mostly what was true; some warnings ended before he looked."""
    judge = User.objects.filter(username="duty").values_list("pk", flat=True).first()
    codes = dict(Device.objects.values_list("pk", "code"))
    by_device: dict[str, list[Truth]] = {}
    for truth in truths:
        by_device.setdefault(truth.device, []).append(truth)
    found = []
    for scenario, own in sorted(warned.items()):
        for would in own:
            told = next((one for one in by_device.get(codes[would.device_id], ()) if one.of(would)), None)
            dice = random.Random(f"{seed}:said:{scenario}:{would.subject}:{would.at.isoformat()}")
            after = _next(own, would)
            if would.until is not None and would.until < now - HOURS:
                found.append(said_of(scenario, would, told, dice, (judge, after)))
    return found


def _next(own: Sequence[Would], would: Would) -> datetime | None:
    """When the next warning of the same subject opened."""
    return min((one.at for one in own if one.subject == would.subject and one.at > would.at), default=None)


def said_of(
    scenario: str,
    would: Would,
    told: Truth | None,
    dice: random.Random,
    rest: tuple[int | None, datetime | None],
) -> Bygone:
    """One warning's end. Never later than the next of its subject; a small share was judged wrongly, as in life."""
    judge, after = rest
    assert would.until is not None
    looked = would.at + timedelta(minutes=dice.uniform(1, 9))
    latest = after - timedelta(minutes=1) if after else would.until + HOURS
    if looked > min(would.until, latest) or dice.random() < UNSEEN:
        return Bygone(would, scenario, min(would.until, latest))
    real = told is not None and told.real
    if dice.random() < MISTAKEN:
        real = not real
    seen = would.at + (looked - would.at) * dice.uniform(0.2, 0.8) if dice.random() < SEEN else None
    if real:
        over = would.until + timedelta(minutes=dice.uniform(10, 50))
        return Bygone(would, scenario, min(over, latest), looked, judge, seen_at=seen)
    return Bygone(would, scenario, looked, reason=(told and told.reason) or "nothing_there", seen_at=seen)


def remembered(*, start: datetime, now: datetime, seed: int, truths: list[Truth]) -> Iterator[Told]:
    """The street's own words since `start`, in their order; what was true is added to `truths`."""
    asked = {
        "devices": list(Device.objects.order_by("code").values("code", "kind", "zones")),
        "start": start.isoformat(),
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
