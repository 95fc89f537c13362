"""A `weige` command as a separate process, and what a test wants to know of it."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
HIDDEN = ("DATABASE_URL", "WEIGE_DATA", "WEIGE_SECRET", "WEIGE_CLOCK", "DJANGO_SETTINGS_MODULE")


def clean_environment(**more: str) -> dict[str, str]:
    """Ours without what the test run itself set: the command must find everything by itself."""
    kept = {key: value for key, value in os.environ.items() if key not in HIDDEN}
    return kept | {"LANG": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8", "PYTHONPATH": str(ROOT)} | more


def weige(*arguments: str, given: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
    """Runs a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "weige", *arguments],
        env=clean_environment(**more), input=given, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


class Running:
    """A command in the foreground whose output goes to a file."""

    def __init__(
        self,
        output: Path,
        arguments: Sequence[str],
        *,
        command: Sequence[str] = (sys.executable, "-m", "weige"),
        folder: Path = ROOT,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.output = output
        with output.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, *arguments],
                env=clean_environment() if environment is None else environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def text(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_ready(self, seconds: float = 180) -> str:
        """The address of its ready line. Fails with its output when there is none in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for line in self.text.splitlines():
                if line.startswith("ready: "):
                    return line.removeprefix("ready: ")
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.text}"
            time.sleep(0.1)
        raise AssertionError(f"not ready in {seconds} s:\n{self.text}")

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, number: int = signal.SIGINT, seconds: float = 60) -> int:
        """Sends the signal and waits; the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(seconds)


def gone(processes: Sequence[psutil.Process], seconds: float = 30) -> bool:
    """Whether all of them end in time (a zombie has ended)."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        alive = [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
        if not alive:
            return True
        time.sleep(0.1)
    return False


def get(url: str) -> str:
    """The body of a GET. Raises OSError."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.read().decode("utf-8"))
