"""How late silence is noticed: many devices, each watched by an absence rule.

Run: make bench NAME=absence [ARGS="--devices 50000 --every 30 --for 40 --silent 1000"]. Starts a whole Weige of its own
(embedded database, web server, worker). Every device speaks once in `every` seconds, evenly spread, over HTTP. First
some of them fall silent while the others go on; then all of them do within one round, which is a warning for each.
Late is the time from the moment the rule names (last word + `for`) to the moment the warning's event was written.
Prints a table; the last line is one JSON object.
"""

import argparse
import json
import random
import sys
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil

sys.path.insert(0, str(Path(__file__).parent))
from _house import house as whole
from _pipeline.ours import WORDS, gateway

TICK = 0.25  # seconds between requests
KIND = "temperature"


@dataclass
class Row:
    """Seconds; opened: warnings raised of so many that had to be."""

    what: str
    silent: int
    opened: int
    p50: float
    p99: float
    most: float
    lateness_of_sender: float


def fill(devices: int, for_s: int) -> str:
    """Devices and the rule in an empty installation; the gateway's token."""
    from weige.kernel import timesource
    from weige.sensing import services
    from weige.sensing.models import Device

    now = timesource.now()
    street, token = gateway(now)
    Device.objects.bulk_create(
        [
            Device(
                code=f"S-{number:05d}", kind="environment", name_zh=f"{number}", name_en=f"{number}",
                expected_seconds=864_000, lon=121.48 + number % 250 * 0.0001, lat=31.23 + number // 250 * 0.0001,
                cells=[street], leaf_cells=[], registered_at=now,
            )
            for number in range(devices)
        ],
        batch_size=2000,
    )  # fmt: skip
    rule: dict[str, Any] = {
        "scenario": "silent", "version": 1, "name": WORDS, "title": WORDS, "sentence": WORDS,
        "signal": {"kind": "any", "device_kinds": ["environment"]}, "judge": "absence",
        "levels": [{"level": "yellow"}], "for_s": for_s, "gap_s": 0, "clear_after_s": 0, "one_per": "device",
    }  # fmt: skip
    services.install_rule(spec=rule, kinds={}, now=now)
    return token


class Sender(threading.Thread):
    """Speaks for the devices until told to stop. silent: device → when it speaks no more (monotonic seconds)."""

    def __init__(self, url: str, token: str, devices: int, every: float) -> None:
        super().__init__(daemon=True)
        self.client = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}", "Prefer": "return=minimal"}
        )
        self.devices, self.every, self.over = devices, every, threading.Event()
        self.silent: set[int] = set()
        self.late = 0.0
        self.sent = 0

    def run(self) -> None:
        begin, done = time.monotonic(), 0
        per_tick = self.devices / self.every * TICK
        tick = 0
        while not self.over.is_set():
            tick += 1
            due = begin + tick * TICK
            time.sleep(max(0.0, due - time.monotonic()))
            self.late = max(self.late, time.monotonic() - due) if tick > 8 else 0.0
            upto = round(tick * per_tick)
            at = datetime.now(UTC).isoformat()
            body = [
                {"id": str(number), "source": "bench", "device": f"S-{number % self.devices:05d}", "kind": KIND,
                 "time": at, "value": 20.0}
                for number in range(done, upto)
                if number % self.devices not in self.silent
            ]  # fmt: skip
            done = upto
            for start in range(0, len(body), 5000):
                answer = self.client.post("/api/signals", json=body[start : start + 5000], timeout=60)
                answer.raise_for_status()
                self.sent += answer.json()["accepted"]


def opened(since: datetime) -> list[float]:
    """Lateness (s) of all warnings opened since."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM recorded_at - (payload->>'at')::timestamptz)::float8 FROM kernel_event"
            " WHERE kind = 'sensing.warning_opened' AND recorded_at >= %s",
            [since],
        )
        return sorted(row[0] for row in cursor.fetchall())


def row(what: str, silent: int, since: datetime, sender: Sender) -> Row:
    late = opened(since)
    if not late:
        return Row(what, silent, 0, -1, -1, -1, sender.late)
    shares = (late[len(late) // 2], late[min(len(late) - 1, int(len(late) * 0.99))], late[-1])
    found = Row(what, silent, len(late), *(round(one, 3) for one in shares), round(sender.late, 3))
    print(found, flush=True)
    return found


def measure(url: str, token: str, asked: argparse.Namespace) -> list[Row]:
    sender = Sender(url, token, asked.devices, asked.every)
    sender.start()
    time.sleep(asked.every + 5)
    since = datetime.now(UTC)
    sender.silent |= set(random.Random(1).sample(range(asked.devices), asked.silent))
    time.sleep(asked.every + asked.for_s + 8)
    rows = [row("some fall silent", asked.silent, since, sender)]
    since = datetime.now(UTC)
    sender.over.set()
    sender.join()
    rest = asked.devices - asked.silent
    for _ in range(30):
        time.sleep(5)
        if len(opened(since)) >= rest:
            break
    return [*rows, row("all fall silent", rest, since, sender)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=50_000)
    parser.add_argument("--every", type=float, default=30.0)
    parser.add_argument("--for", type=int, default=40, dest="for_s")
    parser.add_argument("--silent", type=int, default=1_000)
    asked = parser.parse_args()
    with whole(lambda: fill(asked.devices, asked.for_s)) as (house, token):
        rows = measure(house.url, str(token), asked)
        worker = psutil.Process(house.worker.pid).memory_info().rss / 1e6
    told = {"benchmark": "absence", "devices": asked.devices, "rows": [asdict(one) for one in rows]}
    print(json.dumps(told | {"worker_mb": round(worker)}))


if __name__ == "__main__":
    main()
