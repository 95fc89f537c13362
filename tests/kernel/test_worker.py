"""The worker process: hears of commits at once, runs periodic tasks in isolation, outlives its database."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from weige.kernel import log, periodic
from weige.kernel.access import SYSTEM
from weige.kernel.events import DomainEvent
from weige.kernel.models import Setting, TaskRun
from weige.kernel.outbox import Registry, StoredEvent
from weige.kernel.periodic import Schedule
from weige.kernel.worker import Worker, machine_now

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Knocked(DomainEvent):
    KIND = "test.knocked"
    sent: float


@dataclass
class Desk:
    """A worker running in a thread with one subscriber, and the delays it measured (seconds)."""

    registry: Registry
    schedule: Schedule
    worker: Worker
    thread: threading.Thread
    delays: list[float]


@pytest.fixture
def desk() -> Iterator[Desk]:
    registry, schedule, delays = Registry(), Schedule(), list[float]()

    def hear(event: StoredEvent[Knocked], *, now: datetime) -> None:
        delays.append(time.time() - event.data.sent)

    hear.__module__ = "weige.cases.subscribers"
    registry.on(Knocked)(hear)
    worker = Worker(clock=lambda: NOW, registry=registry, schedule=schedule)
    thread = threading.Thread(target=worker.run)
    yield Desk(registry, schedule, worker, thread, delays)
    worker.stop()
    if thread.is_alive():
        thread.join(5)
    assert not thread.is_alive(), "the worker stops when asked"


def knock() -> None:
    log.append(Knocked(sent=time.time()), who=SYSTEM, now=NOW, subject="test:1")


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_a_commit_is_delivered_at_once(desk: Desk) -> None:
    desk.thread.start()
    knock()
    wait_until(lambda: len(desk.delays) == 1)
    for number in range(2, 12):
        time.sleep(0.05)
        knock()
        wait_until(lambda number=number: len(desk.delays) == number)
    assert sorted(desk.delays[1:])[5] < 0.25, "woken by NOTIFY, not by the half-second look"


def test_it_outlives_a_lost_database_connection(desk: Desk) -> None:
    ran: list[int] = []

    def count(*, now: datetime) -> None:
        ran.append(1)

    count.__module__ = "weige.cases.tasks"
    desk.schedule.every(0.05)(count)
    desk.thread.start()
    knock()
    wait_until(lambda: len(desk.delays) == 1 and len(ran) > 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 3, "listener, deliverer, periodic thread"
    before = len(ran)
    knock()
    wait_until(lambda: len(desk.delays) == 2 and len(ran) > before + 1)


def task(schedule: Schedule, name: str, act: Callable[[], None]) -> periodic.Periodic:
    def run(*, now: datetime) -> None:
        act()

    run.__module__, run.__name__ = "weige.cases.tasks", name
    schedule.every(30)(run)
    return schedule.tasks[f"cases.{name}"]


def test_a_failing_task_leaves_nothing_behind_and_is_on_record() -> None:
    fail = [True]

    def act() -> None:
        Setting.objects.create(key="half-done", value=1)
        if fail[0]:
            raise RuntimeError("no paper")

    job = task(Schedule(), "print", act)
    assert not periodic.run(job, now=NOW, machine_clock=machine_now)
    assert not periodic.run(job, now=NOW, machine_clock=machine_now)
    assert not Setting.objects.filter(key="half-done").exists()
    row = TaskRun.objects.get(name="cases.print")
    assert (row.failures, row.error) == (2, "RuntimeError: no paper")
    assert [late.name for late in periodic.standing_still(machine_now=machine_now())] == ["cases.print"]
    fail[0] = False
    assert periodic.run(job, now=NOW, machine_clock=machine_now)
    row.refresh_from_db()
    assert (row.failures, row.error) == (0, "")
    assert periodic.standing_still(machine_now=machine_now()) == []
    later = machine_now() + timedelta(minutes=3)
    assert [late.name for late in periodic.standing_still(machine_now=later)] == ["cases.print"]


def test_a_task_is_done_by_one_worker_at_a_time() -> None:
    schedule, inside = Schedule(), list[bool]()

    def second_worker() -> None:
        try:
            inside.append(periodic.run(job, now=NOW, machine_clock=machine_now))
        finally:
            connection.close()

    def act() -> None:
        if not inside:
            thread = threading.Thread(target=second_worker)
            thread.start()
            thread.join()

    job = task(schedule, "slow", act)
    assert periodic.run(job, now=NOW, machine_clock=machine_now)
    assert inside == [False]


def test_after_a_restart_a_task_waits_out_its_period() -> None:
    schedule = Schedule()
    job = task(schedule, "renew", lambda: None)
    periodic.run(job, now=NOW, machine_clock=machine_now)
    worker = Worker(clock=lambda: NOW, registry=Registry(), schedule=schedule)
    assert 25 < worker._first_due()["cases.renew"] - time.monotonic() <= 30


def test_the_process_stops_cleanly_on_sigterm() -> None:
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={quote(database['HOST'], safe='')}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"DATABASE_URL": url},
        stderr=subprocess.PIPE,
    )
    try:
        wait_until(lambda: TaskRun.objects.filter(name="kernel.outbox").exists(), seconds=30)
    finally:
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=10)
    assert process.returncode == 0
    assert b"Traceback" not in complaints
