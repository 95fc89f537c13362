"""Mosquitto with a paho loop that keeps every reading as a row: what a good afternoon's work would give."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from _pipeline.measure import Result, Usage, wait_until
from _pipeline.stream import KIND, Rule, Stream

HERE = Path(__file__).parent
END = "weige/end/end"  # topic of the message after the last


def missing() -> str:
    """Why this way cannot be measured here; empty when it can."""
    return (
        "" if shutil.which("mosquitto") else "mosquitto is not installed (Debian: apt-get install mosquitto)"
    )


@contextmanager
def broker(folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    """(port, process) of a Mosquitto on loopback that neither drops nor stores messages."""
    from weige.config.processes import die_with_parent, free_port

    port = free_port()
    config = folder / "mosquitto.conf"
    config.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\n"
        "max_inflight_messages 0\nlog_type error\n"
    )
    running = subprocess.Popen(
        ["mosquitto", "-c", str(config)],
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - one prctl call, from the main thread
    )
    try:
        wait_until(lambda: open_port(port), 10, "mosquitto")
        yield port, psutil.Process(running.pid)
    finally:
        running.terminate()
        running.wait(10)


def open_port(port: int) -> bool:
    import socket

    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def sender(port: int, stream_file: Path, rate: float, *more: str) -> subprocess.Popen[str]:
    """The sender's process, ready to go at the first line it is given."""
    running = subprocess.Popen(
        [sys.executable, str(HERE / "mqttsend.py"), str(port), str(stream_file), "--rate", str(rate), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout
    running.stdout.readline()
    return running


def go(running: subprocess.Popen[str]) -> float:
    """Lets a sender go and waits for it; the moment (CLOCK_MONOTONIC) at which it started."""
    answer, _ = running.communicate("go\n")
    return float(json.loads(answer)["started"])


def with_end(stream: Stream, folder: Path) -> Path:
    """The stream as the senders read it, and the message that says that it is over."""
    path = folder / "stream.tsv"
    stream.write(path)
    with path.open("ab") as output:
        output.write(f'{END}\t{{"end":{len(stream)}}}\n'.encode())
    return path


def run(stream: Stream, rules: Sequence[Rule], rate: float = 0.0) -> Result:
    """The consumer is a process of its own: paho, a dictionary, rows into SQLite (WAL), 500 a transaction."""
    with tempfile.TemporaryDirectory() as name, broker(Path(name)) as (port, process):
        folder = Path(name)
        plan = {"port": port, "limits": [rule.limit for rule in rules], "start": stream.start.isoformat()}
        consumer = subprocess.Popen(
            [sys.executable, str(HERE / "pahoread.py"), json.dumps(plan), str(folder / "rows.sqlite")],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert consumer.stdout
        consumer.stdout.readline()
        sending = sender(port, with_end(stream, folder), rate)
        usage = Usage([process, psutil.Process(consumer.pid), psutil.Process(sending.pid)])
        started = go(sending)
        answer = json.loads(consumer.stdout.readline())
        spent = usage.spent()
        consumer.wait(10)
    events = [(rule, device, what, at) for rule, device, what, at, _ in answer["events"]]
    return Result(
        "Mosquitto + paho + SQLite",
        len(stream),
        answer["finished"] - started,
        spent,
        events,
        latencies(stream, answer["events"], started, rate),
        note=f"{answer['rows']} rows kept",
    )


def latencies(
    stream: Stream, events: list[list[object]], started: float, rate: float
) -> list[tuple[float, float]]:
    """When a deciding reading was due at the sender, and seconds from then to when its decision was known."""
    if not rate:
        return []
    place = {
        (stream.devices[device], at): number
        for number, (device, at) in enumerate(zip(stream.device.tolist(), stream.at.tolist(), strict=True))
    }
    found = [
        (place[(str(device), int(at))] / rate, float(known))  # type: ignore[call-overload,arg-type]
        for _, device, _, at, known in events
    ]
    return [(due, known - started - due) for due, known in found]


__all__ = ["END", "KIND", "broker", "go", "latencies", "missing", "open_port", "run", "sender", "with_end"]
