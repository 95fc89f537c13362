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


@dataclass
class House:
    """The running product: its address, the web server's process and the database's."""

    url: str
    host: str
    port: int
    web: psutil.Process
    database: psutil.Process

    def cpu(self) -> tuple[float, float]:
        """CPU seconds used so far by the web server and by the database with its backends."""
        return _seconds(self.web), _seconds(self.database, children=True)


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


@dataclass
class Bare(House):
    """With the worker's process."""

    worker: psutil.Process


@contextmanager
def bare(fill: Callable[[], object]) -> Iterator[tuple[Bare, object]]:
    """An installation with what `fill` puts into its empty tables (and what that returned), web server and worker."""
    sys.path.insert(0, str(ROOT))
    from weige.config.embedded import Embedded
    from weige.config.processes import die_with_parent, free_port

    with tempfile.TemporaryDirectory(prefix="weige-bench-") as folder:
        server = Embedded(Path(folder))
        postgres = server.start()
        _environment(server.url_of("postgres", "postgres"), folder)
        found, port = _filled(server.url_of("postgres", "postgres"), fill), free_port()
        command = [sys.executable, "-m", "uvicorn", "weige.config.asgi:application", "--port", str(port)]
        command += ["--no-access-log", "--log-level", "warning", "--lifespan", "off", "--backlog", "1024"]
        children = [
            subprocess.Popen(
                words,
                cwd=ROOT,
                env=os.environ | {"WEIGE_POOL": "24"},
                preexec_fn=die_with_parent(),  # noqa: PLW1509 - one prctl call, from the main thread
            )
            for words in (command, [sys.executable, "-m", "django", "work"])
        ]
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            web, worker = (psutil.Process(child.pid) for child in children)
            yield (
                Bare(
                    f"http://127.0.0.1:{port}", "127.0.0.1", port, web, psutil.Process(postgres.pid), worker
                ),
                found,
            )
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(20)
            server.stop(postgres)


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


@contextmanager
def house() -> Iterator[House]:
    """Starts everything in a temporary folder and stops it again. Django of this process is set up on it."""
    sys.path.insert(0, str(ROOT))
    from weige.config.embedded import Embedded
    from weige.config.processes import die_with_parent, free_port

    with tempfile.TemporaryDirectory(prefix="weige-bench-") as folder:
        server = Embedded(Path(folder))
        postgres = server.start()
        os.environ |= {
            "DATABASE_URL": server.url_of("postgres", "postgres"),
            "WEIGE_DATA": folder,
            "WEIGE_SECRET": secrets.token_hex(32),
            "DJANGO_SETTINGS_MODULE": "weige.config.settings",
        }
        fill()
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "weige.config.asgi:application", "--port", str(port)]
        quiet = ["--no-access-log", "--log-level", "warning", "--lifespan", "off", "--backlog", "1024"]
        web = subprocess.Popen(
            [*command, *quiet, "--timeout-graceful-shutdown", "2"],
            cwd=ROOT,
            env=os.environ | {"WEIGE_POOL": "24"},  # as `weige serve` has it
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - one prctl call, from the main thread
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield House(
                url=f"http://127.0.0.1:{port}",
                host="127.0.0.1",
                port=port,
                web=psutil.Process(web.pid),
                database=psutil.Process(postgres.pid),
            )
        finally:
            web.terminate()
            web.wait(20)
            server.stop(postgres)


def fill() -> None:
    """Tables and the demonstration's data."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from weige.demo.load import load
    from weige.kernel import timesource

    call_command("migrate", verbosity=0)
    load(now=timesource.now(), password=PASSWORD, seed=1)
    connection.close()


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
