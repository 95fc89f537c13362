"""Starts the house's processes, starts them again when they die, and stops them all in order.

One thread, no threads' surprises: children end by themselves when this process is killed (Linux: a parent-death
signal). They write straight into DATA/logs/<name>.log, which is turned over here when it grows.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import psutil

from weige.config.processes import die_with_parent, end

LOG_LIMIT = 5 * 1024 * 1024  # bytes of one log file before it is turned over; three old ones are kept
LOG_KEPT = 3
FIRST_DELAY, LONGEST_DELAY = 0.2, 5.0  # seconds before a dead child is started again
SETTLED = 5.0  # seconds alive after which a child counts as healthy again
TICK = 0.2
LEFTOVER_PATIENCE = 20.0
IMPATIENT = 2  # signals after which nobody is waited for any more
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Part:
    """A process of the house: its name (also its log's), its command line and how it is asked to stop.

    wave: those of a lower number stop first, together: 0 whoever works, 1 what they work with, 2 the database.
    """

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    identity: dict[str, object] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    patience: float = 8.0
    wave: int = 0


@dataclass
class Child:
    """A part and its present process."""

    part: Part
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    restarts: int = 0
    due: float = 0.0


def python_part(name: str, *arguments: str, environment: dict[str, str]) -> Part:
    """A part that runs a Python module of this very interpreter and package."""
    package_home = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(part for part in (package_home, os.environ.get("PYTHONPATH", "")) if part)
    return Part(name, [sys.executable, "-m", *arguments], environment | {"PYTHONPATH": path})


class Supervisor:
    """Parts start in the order they are added; workers stop before what they work with."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.children: list[Child] = []
        # (seconds between, what): one that answers False failed and is tried again at the next tick
        self.every: list[tuple[float, Callable[[], bool | None]]] = [(30.0, self.turn_logs)]
        self.at_the_end: list[Callable[[], object]] = []  # last words, while everything still runs
        self.last_run: dict[int, float] = {}
        self.asked_to_stop = 0
        self.starting = True
        self.interrupted = False  # by a signal that raised while the first things were being started

    def add(self, part: Part, process: "subprocess.Popen[bytes] | None" = None) -> Child:
        """Starts a part, or takes over a process already started for it."""
        self.heed()
        child = Child(part, process, time.monotonic())
        self.children.append(child)
        if process is None:
            self.launch(child)
        self.write_down()
        return child

    def heed(self) -> None:
        """Raises the start's KeyboardInterrupt again where a destructor or a library's callback swallowed it."""
        if self.interrupted:
            raise KeyboardInterrupt

    def write_down(self) -> None:
        """Keeps the children's process ids on disk, for remove_leftovers of the next start."""
        alive = [child.process.pid for child in self.children if child.process is not None]
        found = {pid: psutil.Process(pid).create_time() for pid in alive if psutil.pid_exists(pid)}
        draft = (
            self.logs / "children.json.new"
        )  # replaced as a whole: half a list would leave children behind
        draft.write_text(json.dumps(found), encoding="utf-8")
        draft.replace(self.logs / "children.json")

    def remove_leftovers(self) -> None:
        """Ends children of an earlier start that was killed: they may be still on their way out, or (not Linux) alive.

        Call with the folder's lock held, so that no living supervisor can own them.
        """
        try:
            noted = json.loads((self.logs / "children.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        for pid, born in reversed(noted.items()):
            try:
                process = psutil.Process(int(pid))
                if abs(process.create_time() - born) < 1 and process.status() != psutil.STATUS_ZOMBIE:
                    end(process, signal.SIGTERM, LEFTOVER_PATIENCE)
            except psutil.Error:
                continue

    def launch(self, child: Child) -> None:
        part = child.part
        with (self.logs / f"{part.name}.log").open("ab") as output:
            child.process = subprocess.Popen(
                list(part.command),
                env=part.environment if part.identity else os.environ | part.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C in the terminal reaches this process only; it stops them in order
                preexec_fn=die_with_parent(part.stop_signal),  # noqa: PLW1509 - one prctl call, from the main thread
                **part.identity,  # type: ignore[call-overload]
            )
        child.started = time.monotonic()

    def tick(self) -> None:
        """Starts again what has died and is due; does what is to be done every so often."""
        moment = time.monotonic()
        for child in self.children:
            if child.process is None and moment >= child.due:
                child.restarts += 1
                self.launch(child)
                self.write_down()
            elif child.process is not None and child.process.poll() is not None:
                self.bury(child, moment)
        for number, (interval, action) in enumerate(self.every):
            if moment - self.last_run.setdefault(number, moment) >= interval and action() is not False:
                self.last_run[number] = moment

    def bury(self, child: Child, moment: float) -> None:
        """Notes a death and when the next start is due: quickly at first, slower each time it dies young."""
        status = child.process.returncode if child.process else 0
        child.failures = 0 if moment - child.started > SETTLED else child.failures + 1
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(child.failures, 10))
        self.note(child, f"ended with status {status}; next start in {delay:.1f} s")
        child.process, child.due = None, moment + delay

    def note(self, child: Child, text: str) -> None:
        """A line of ours in the child's own log."""
        with (self.logs / f"{child.part.name}.log").open("a", encoding="utf-8") as output:
            output.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} supervisor: {child.part.name} {text}\n")

    def run(self, until: Callable[[], bool] = lambda: False) -> bool:
        """Supervises until asked to stop (False) or until the condition holds (True)."""
        self.heed()
        self.starting = False
        while not self.asked_to_stop:
            self.tick()
            if until():
                return True
            self.wait(TICK)
        return False

    def wait(self, seconds: float) -> None:
        """Sleeps, but wakes at once for a signal."""
        ready, _, _ = select.select([self.wake], [], [], seconds)
        if ready:
            os.read(self.wake, 64)

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Meanwhile Ctrl-C, SIGTERM and SIGHUP ask for an orderly stop; a second one stops at once.

        While the first things are being started they raise KeyboardInterrupt instead.
        """
        self.wake, feed = os.pipe()
        os.set_blocking(feed, False)
        before = {number: signal.signal(number, self.on_signal) for number in STOP_SIGNALS}
        old = signal.set_wakeup_fd(feed)
        try:
            yield
        finally:
            signal.set_wakeup_fd(old)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(self.wake)
            os.close(feed)

    def on_signal(self, _: int, __: FrameType | None) -> None:
        self.asked_to_stop += 1
        if self.starting:
            self.starting, self.interrupted = False, True
            raise KeyboardInterrupt

    def stop(self) -> None:
        """Stops wave after wave, the last started first; whoever does not go in time is killed."""
        self.starting = False
        for last_word in self.at_the_end:
            last_word()
        living = [child for child in reversed(self.children) if child.process is not None]
        for wave in sorted({child.part.wave for child in living}):
            group = [child for child in living if child.part.wave == wave]
            for child in group:
                with suppress(ProcessLookupError):
                    child.process.send_signal(child.part.stop_signal)  # type: ignore[union-attr]
            asked = time.monotonic()
            for child in group:
                self.see_off(child, asked)
        (self.logs / "children.json").unlink(missing_ok=True)

    def see_off(self, child: Child, asked: float) -> None:
        """Waits for a child that was asked to stop at `asked`; kills it when its patience is over, or ours."""
        process = child.process
        assert process is not None
        until = asked + child.part.patience
        while process.poll() is None and time.monotonic() < until and self.asked_to_stop < IMPATIENT:
            time.sleep(0.02)
        if process.poll() is None:
            self.note(child, "did not stop in time and was killed")
            process.kill()
            process.wait()
        child.process = None

    def turn_logs(self) -> None:
        """Copies a grown log aside and empties it; the children append, so they go on in the emptied file."""
        for path in self.logs.glob("*.log"):
            if path.stat().st_size < LOG_LIMIT:
                continue
            for number in range(LOG_KEPT, 1, -1):
                older = path.with_suffix(f".log.{number - 1}")
                if older.exists():
                    older.replace(path.with_suffix(f".log.{number}"))
            shutil.copyfile(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)

    def tail(self, name: str, lines: int = 12) -> str:
        """The last lines of a child's log, for a message to a person."""
        with suppress(OSError):
            text = (self.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")
            return "\n".join(text.splitlines()[-lines:])
        return ""
