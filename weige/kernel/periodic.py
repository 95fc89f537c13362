"""Periodic tasks: what a module's `tasks.py` wants done every so many seconds.

    @every(seconds=5)
    def sweep(*, now: datetime) -> None: ...

Each run is one transaction under a lock of its own, so it is done by one worker at a time and a failure of
one touches no other. What the last run did stands in kernel_task_run, where `weige doctor` reads it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from django.db import connection, transaction
from django.utils.module_loading import autodiscover_modules

from weige.kernel.models import TaskRun

log = logging.getLogger("weige.tasks")


class Task(Protocol):
    """A periodic task: idempotent, because it may be run early or again."""

    def __call__(self, *, now: datetime) -> object: ...


T = TypeVar("T", bound=Task)


@dataclass(frozen=True)
class Periodic:
    """A task and how often (seconds of real time, whatever the domain clock does)."""

    name: str
    seconds: float
    task: Task


class Schedule:
    """The periodic tasks by name ("cases.sweep")."""

    def __init__(self) -> None:
        self.tasks: dict[str, Periodic] = {}

    def every(self, seconds: float) -> Callable[[T], T]:
        """Registers a task. Raises ValueError when seconds is not positive."""
        if seconds <= 0:
            raise ValueError("a task's period must be positive")

        def register(task: T) -> T:
            module = task.__module__.partition(".tasks")[0].rpartition(".")[2]
            name = f"{module}.{task.__name__}"  # type: ignore[attr-defined]
            self.tasks[name] = Periodic(name, seconds, task)
            return task

        return register


schedule = Schedule()
every = schedule.every


def discover() -> None:
    """Imports the tasks of every installed app."""
    autodiscover_modules("tasks")


def run(periodic: Periodic, *, now: datetime, machine_clock: Callable[[], datetime]) -> bool:
    """Runs a task once and records it; False when it failed or another worker is at it just now.

    now: domain time; machine_clock gives real time for the record. Only a lost database raises.
    """
    started = machine_clock()
    try:
        with transaction.atomic():
            if not _lock(periodic.name):
                return False
            periodic.task(now=now)
            connection.check_constraints()
    except Exception as error:
        log.warning("periodic task %s failed", periodic.name, exc_info=error)
        _record(periodic, started, machine_clock(), f"{type(error).__name__}: {error}"[:2000])
        return False
    _record(periodic, started, machine_clock(), "")
    return True


def _lock(name: str) -> bool:
    """A lock until the end of the transaction; 0x7767 ("wg") is our number space among advisory locks.

    Nobody waits for a task, so its statements take one core each and leave the others to who is waited for.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, hashtext(%s)),"
            " set_config('max_parallel_workers_per_gather', '0', true)",
            [0x7767, name],
        )
        return bool(cursor.fetchone()[0])


def _record(periodic: Periodic, started: datetime, finished: datetime, error: str) -> None:
    """One upsert; failures counts the failed runs since the last good one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_task_run AS run"
            " (name, seconds, started_at, finished_at, duration_ms, failures, error)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (name) DO UPDATE SET"
            " seconds = excluded.seconds, started_at = excluded.started_at,"
            " finished_at = excluded.finished_at, duration_ms = excluded.duration_ms, error = excluded.error,"
            " failures = CASE WHEN excluded.error = '' THEN 0 ELSE run.failures + 1 END",
            [
                periodic.name,
                periodic.seconds,
                started,
                finished,
                int((finished - started).total_seconds() * 1000),
                1 if error else 0,
                error,
            ],
        )


def standing_still(*, machine_now: datetime, factor: float = 5.0) -> list[TaskRun]:
    """Tasks whose last run failed or is overdue by `factor` periods (at least a minute): for doctor."""
    found = []
    for row in TaskRun.objects.order_by("name"):
        patience = max(row.seconds * factor, 60)
        silent = row.finished_at is None or (machine_now - row.finished_at).total_seconds() > patience
        if silent or row.failures:
            found.append(row)
    return found
