"""Our own intake over MQTT: one message a reading, at least once (QoS 1), through our broker or through Mosquitto.

Our broker lets a device publish under its own name only; the one sender of this benchmark stands for all devices, so
it gets a user of its own in the broker's file. A fleet of 10,000 connections would cost the broker more.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from _pipeline import mosquitto
from _pipeline.measure import Result, Usage, wait_until
from _pipeline.ours import events, running, stored
from _pipeline.stream import Rule, Stream

SENDER, WORD = "bench~sender", "benchmark-only"
CONNECTIONS = "4"  # of the sender
PATIENCE = 600  # seconds until everything sent must be stored


def through_ours(stream: Stream, rules: Sequence[Rule], rate: float = 0.0) -> Result:
    """nats-server as `weige serve` starts it."""
    port: list[int] = []
    more: list[psutil.Process] = []

    def broker(folder: Path, children: list[subprocess.Popen[bytes]]) -> dict[str, str]:
        from weige.config.processes import die_with_parent, free_port
        from weige.sensing import broker as nats

        port.append(free_port())
        path = nats.write_config(folder, nats.Listening(port[0]))
        user = f'    {{ user: "{SENDER}", password: "{WORD}", permissions: {{ publish: {{ allow: ["weige.>"] }} }} }}'
        path.write_text(path.read_text().replace("  users = [", f"  users = [\n{user}"))
        children.append(
            subprocess.Popen(
                [nats.program(), "--config", str(path)],
                env=os.environ | nats.ENVIRONMENT,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 - one prctl call, from the main thread
            )
        )
        more.append(psutil.Process(children[-1].pid))
        wait_until(lambda: mosquitto.open_port(port[0]), 10, "nats-server")
        return {"WEIGE_MQTT_URL": f"mqtt://127.0.0.1:{port[0]}", "WEIGE_MQTT_OURS": "1"}

    return _run(
        "ours, single MQTT messages",
        stream,
        rules,
        broker,
        port,
        rate,
        ("--user", SENDER, "--password", WORD, "--connections", "4"),
        more,  # what the broker takes counts too
    )


def through_mosquitto(stream: Stream, rules: Sequence[Rule], rate: float = 0.0) -> Result:
    """Mosquitto instead of our broker, as the peers have it."""
    port: list[int] = []
    with tempfile.TemporaryDirectory() as name, mosquitto.broker(Path(name)) as (where, process):
        port.append(where)

        def broker(_: Path, __: list[subprocess.Popen[bytes]]) -> dict[str, str]:
            return {"WEIGE_MQTT_URL": f"mqtt://127.0.0.1:{where}", "WEIGE_MQTT_OURS": ""}

        return _run("ours, MQTT by Mosquitto", stream, rules, broker, port, rate, (), [process])


def _run(
    name: str,
    stream: Stream,
    rules: Sequence[Rule],
    broker: Callable[..., dict[str, str]],
    port: list[int],
    rate: float,
    login: tuple[str, ...],
    more: Sequence[psutil.Process] = (),
) -> Result:
    """Sends all, waits until all is stored; latencies are not taken: nothing answers a reading over MQTT."""
    with tempfile.TemporaryDirectory() as folder, running(stream, rules, broker) as house:
        path = Path(folder) / "stream.tsv"
        stream.write(path)
        sending = mosquitto.sender(port[0], path, rate, "--connections", CONNECTIONS, *login)
        usage = Usage([*house.processes, psutil.Process(sending.pid), *more])
        started = mosquitto.go(sending)
        finished = _all_taken(len(stream))
        spent = usage.spent()
        found, kept = events(stream), stored()
    assert kept == len(stream), (kept, len(stream))
    return Result(name, len(stream), finished - started, spent, found, note=f"{kept} rows kept")


def _all_taken(count: int) -> float:
    """The moment at which as many readings are committed."""
    from django.db import connection

    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(readings), 0) FROM sensing_lane")
            taken = int(cursor.fetchone()[0])
        if taken >= count:
            return time.monotonic()
        time.sleep(0.02)
    raise TimeoutError(f"{taken} of {count} readings were taken")
