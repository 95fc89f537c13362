"""A whole Weige for a benchmark: embedded database with its normal settings, demonstration data, web server."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "Benchmark-2026-only"
IDLE = 0.3  # CPU seconds a second of the whole house with nothing to do


@dataclass
class House:
    """The running product: its address, its web servers, worker, intake, and the database."""

    url: str
    host: str
    port: int
    webs: list[psutil.Process]
    worker: psutil.Process
    intake: psutil.Process
    database: psutil.Process

    def cpu(self) -> tuple[float, float]:
        """CPU seconds used so far by the web servers and by the database with its backends."""
        return sum(map(_seconds, self.webs)), _seconds(self.database, children=True)

    @property
    def processes(self) -> list[psutil.Process]:
        """All of them: what the product costs this machine."""
        return [*self.webs, self.worker, self.intake, self.database]


def _seconds(process: psutil.Process, *, children: bool = False) -> float:
    """Of a process; ended backends count through their parent."""
    times = process.cpu_times()
    total = times.user + times.system
    if children:
        total += times.children_user + times.children_system
        for child in process.children():
            try:
                own = child.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += own.user + own.system
    return float(total)


Broker = Callable[[Path, list["subprocess.Popen[bytes]"]], dict[str, str]]


@contextmanager
def house(
    fill: Callable[[], object] | None = None, broker: Broker | None = None
) -> Iterator[tuple[House, object]]:
    """A whole installation in a temporary folder, its processes as `weige serve` has them.

    fill: puts what is needed into the empty tables; the demonstration's street when there is none. broker: starts
    one in that folder, adds its process to the list, and gives what the intake is told of it. Gives the house
    and what fill returned. Django of this process is set up on it.
    """
    sys.path.insert(0, str(ROOT))
    from weige.config.embedded import Embedded

    with tempfile.TemporaryDirectory(prefix="weige-bench-") as folder:
        server = Embedded(Path(folder))
        postgres = server.start()
        _environment(server.url_of("postgres", "postgres"), folder)
        found = _filled(server.url_of("postgres", "postgres"), fill or demonstration)
        children: list[subprocess.Popen[bytes]] = []
        try:
            told = broker(Path(folder), children) if broker else {}
            home = _started(children, psutil.Process(postgres.pid), told)
            wait_for(f"{home.url}/healthz")
            settle(home)
            yield home, found
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(20)
            server.stop(postgres)


def _started(
    children: list["subprocess.Popen[bytes]"], database: psutil.Process, told_intake: dict[str, str]
) -> House:
    """The processes of weige.config.house, each told what that tells it."""
    from weige.config.house import DOOR_LANES, rooms, web_servers
    from weige.config.processes import die_with_parent, free_port

    port, door, servers = free_port(), f"127.0.0.1:{free_port()}", web_servers()

    def start(*words: str, **told: str) -> psutil.Process:
        child = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=os.environ | told,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - one prctl call, from the main thread
        )
        children.append(child)
        return psutil.Process(child.pid)

    web = ("weige.config.webserver", "--host", "127.0.0.1", "--port", str(port))
    return House(
        url=f"http://127.0.0.1:{port}",
        host="127.0.0.1",
        port=port,
        webs=[start(*web, **rooms(servers), WEIGE_SIGNALS_TO=door) for _ in range(servers)],
        worker=start("django", "work"),
        intake=start("django", "intake", WEIGE_SIGNALS_DOOR=door, WEIGE_LANES=DOOR_LANES, **told_intake),
        database=database,
    )


def settle(home: House, seconds: float = 30) -> None:
    """Until the processes have done what they do when they start: what is measured is the running product."""
    end, before = time.monotonic() + seconds, sum(map(_seconds, home.processes))
    while time.monotonic() < end:
        time.sleep(1)
        now = sum(map(_seconds, home.processes))
        if now - before < IDLE:
            return
        before = now


def _environment(url: str, folder: str) -> None:
    """What every process of the installation reads; one secret for all installations of this process."""
    os.environ |= {
        "DATABASE_URL": url,
        "WEIGE_DATA": folder,
        "WEIGE_SECRET": os.environ.get("WEIGE_SECRET") or secrets.token_hex(32),
        "DJANGO_SETTINGS_MODULE": "weige.config.settings",
    }


def _filled(url: str, fill: Callable[[], object]) -> object:
    """Migrates and fills; a second installation in one process is a second connection."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from weige.config.databaseurl import parse

    connection.close()
    connection.settings_dict.update(parse(url))
    call_command("migrate", verbosity=0)
    found = fill()
    connection.close()
    return found


def demonstration() -> None:
    """The demonstration's street."""
    from weige.demo.load import load
    from weige.kernel import timesource

    load(now=timesource.now(), password=PASSWORD, seed=1)


def wait_for(url: str, seconds: float = 60) -> None:
    """Until the address answers 200. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)
