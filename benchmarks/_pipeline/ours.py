"""Our own intake: the processes that `weige serve` has, the embedded database with its normal settings."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from _pipeline.measure import Result, Usage
from _pipeline.stream import HYSTERESIS, KIND, Event, Rule, Stream

HERE = Path(__file__).parent
WIDE, APART = 125, 0.00013  # devices in a row, degrees between them: ten thousand over 1.5 km × 1.1 km
WORDS = {"zh": "基准", "en": "benchmark"}


@dataclass
class Running:
    """The product, with its benchmark gateway's token and its processes."""

    port: int
    token: str
    processes: list[psutil.Process]


@contextmanager
def running(stream: Stream, rules: Sequence[Rule], broker: Any = None) -> Iterator[Running]:
    """A fresh installation with the stream's devices and the rules in force. broker: see _house.house."""
    sys.path.insert(0, str(HERE.parent))
    from _house import house as whole

    with whole(lambda: fill(stream, rules), broker) as (house, token):
        yield Running(house.port, str(token), house.processes)


def fill(stream: Stream, rules: Sequence[Rule]) -> str:
    """Devices, rules and a gateway account in an empty installation; returns the account's token."""
    from weige.kernel import timesource
    from weige.sensing import services
    from weige.sensing.models import Device

    now = timesource.now()
    street, token = gateway(now)
    place: dict[str, Any] = {
        "cells": [street],
        "leaf_cells": [],
        "registered_at": now,
    }
    rows = [
        Device(
            code=code,
            kind="environment",
            name_zh=code,
            name_en=code,
            expected_seconds=864_000,
            lon=121.48 + number % WIDE * APART,
            lat=31.23 + number // WIDE * APART,
            **place,
        )
        for number, code in enumerate(stream.devices)
    ]
    Device.objects.bulk_create(rows, batch_size=2000)
    for number, rule in enumerate(rules):
        services.install_rule(spec=spec(number, rule), kinds={}, now=now)
    return token


def gateway(now: datetime) -> tuple[int, str]:
    """A street and a gateway's account in it: (the street's id, a bearer token)."""
    from django.contrib.auth.hashers import make_password

    from weige.demo.cast import load_cast
    from weige.kernel import timesource
    from weige.kernel.access import SYSTEM
    from weige.kernel.models import Setting
    from weige.people.models import User
    from weige.people.services.tokens import issue_token
    from weige.territory.models import Area, Layer

    layer = Layer.objects.create(code="cityop", name_zh="城运网格", name_en="City operation")
    street = Area.objects.create(
        layer=layer, code="310101999", level="subdistrict", name_zh="街道", name_en="Street", valid_from=now.date(),
        geometry={"type": "Polygon", "coordinates": []}, west=121, south=31, east=122, north=32,
    )  # fmt: skip
    Area.objects.filter(pk=street.pk).update(path=[street.pk])
    Setting.objects.update_or_create(key="street", defaults={"value": street.code})
    load_cast(now, {"*": make_password(None)}, skip_missing_areas=True)
    user = User.objects.get(username="gateway")
    token, _ = issue_token(user=user, who=SYSTEM, now=now, real_now=timesource.real_now())
    return street.pk, token


def spec(number: int, rule: Rule) -> dict[str, Any]:
    """The benchmark's rule in our grammar."""
    return {
        "scenario": f"bench-{number:03d}",
        "version": 1,
        "name": WORDS,
        "title": WORDS,
        "sentence": WORDS,
        "signal": {"kind": KIND},
        "judge": "threshold",
        "levels": [{"level": "yellow"}],
        "limit": {"value": rule.limit},
        "for_s": 60,
        "gap_s": 3600,
        "clear_after_s": 0,
        "hysteresis": HYSTERESIS,
        "one_per": "device",
    }


def events(stream: Stream) -> list[Event]:
    """What stands in the database of warnings raised and cleared."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT scenario, subject, opened_at, over_at FROM sensing_warning")
        rows = cursor.fetchall()
    connection.close()
    found: list[Event] = []
    for scenario, subject, opened, over in rows:
        rule, device = int(scenario.rpartition("-")[2]), subject.partition(":")[2]
        for what, moment in (("raised", opened), ("cleared", over)):
            if moment is not None:
                delta = moment - stream.start
                found.append(
                    (rule, device, what, (delta.days * 86400 + delta.seconds) * 10**6 + delta.microseconds)
                )
    return found


def stored() -> int:
    """How many readings can be read."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sensing_reading")
        return int(cursor.fetchone()[0])


def run(stream: Stream, rules: Sequence[Rule], rate: float = 0.0) -> Result:
    """Packed JSON over HTTP; everything answered is committed, judged, and readable."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder, running(stream, rules) as house:
        path = Path(folder) / "stream.tsv"
        stream.write(path)
        sending = subprocess.Popen(
            [
                sys.executable,
                str(HERE / "httpsend.py"),
                str(house.port),
                str(path),
                house.token,
                "--rate",
                str(rate),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert sending.stdout
        sending.stdout.readline()
        usage = Usage([*house.processes, psutil.Process(sending.pid)])
        answer = json.loads(sending.communicate("go\n")[0])
        spent = usage.spent()
        found, kept = events(stream), stored()
    assert answer["accepted"] == kept == len(stream), (answer["accepted"], kept, len(stream))
    return Result(
        "ours, packed HTTP",
        len(stream),
        answer["finished"] - answer["started"],
        spent,
        found,
        latencies(answer, rate) if rate else (),
        note=f"{kept} rows kept, at most {answer['size']} a body",
        judged=[(moment - answer["started"], judged) for _, moment, judged in answer["bodies"]],
    )


def latencies(answer: dict[str, Any], rate: float) -> list[tuple[float, float]]:
    """Of every reading, when it was due, and how long from then until it was answered as committed and judged."""
    return [
        (place / rate, moment - answer["started"] - place / rate)
        for places, moment, _ in answer["bodies"]
        for place in places
    ]
