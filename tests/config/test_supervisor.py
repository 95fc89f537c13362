"""The supervisor: starts again what dies, slower when it dies young; stops in order; turns logs over."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.config.running import gone
from weige.config import supervisor as module
from weige.config.supervisor import Part, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(600)",
]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path)
    with supervisor.signals():
        yield supervisor
        supervisor.stop()


def test_a_killed_child_is_started_again(house: Supervisor) -> None:
    child = house.add(Part("sleeper", SLEEPER))
    assert child.process is not None
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    assert house.run(lambda: child.restarts == 1)
    assert child.process is not None
    assert child.process.pid != first
    assert "status -9" in (house.logs / "sleeper.log").read_text()


def test_an_interrupt_that_a_destructor_swallowed_still_ends_the_start(house: Supervisor) -> None:
    with pytest.raises(KeyboardInterrupt):
        house.on_signal(signal.SIGTERM, None)  # and whoever was running then did not let it through
    with pytest.raises(KeyboardInterrupt):
        house.add(Part("sleeper", SLEEPER))
    with pytest.raises(KeyboardInterrupt):
        house.run()
    assert not house.children


def test_one_that_dies_at_once_is_started_ever_more_slowly(house: Supervisor) -> None:
    child = house.add(Part("broken", [sys.executable, "-c", "raise SystemExit(3)"]))
    assert house.run(lambda: child.failures >= 3)
    assert child.due - time.monotonic() > 1.0
    assert "next start in 1.6 s" in house.tail("broken")


def test_the_database_stops_after_everybody_else_and_the_stubborn_is_killed(house: Supervisor) -> None:
    database = house.add(Part("database", SLEEPER, wave=2))
    stubborn = house.add(Part("stubborn", STUBBORN, patience=0.5))
    processes = [psutil.Process(child.process.pid) for child in (database, stubborn) if child.process]
    order: list[str] = []
    see_off = house.see_off
    house.see_off = lambda child, asked: (order.append(child.part.name), see_off(child, asked))[1]  # type: ignore[method-assign,func-returns-value]
    assert house.run(lambda: "1" in house.tail("stubborn"))
    house.stop()
    assert order == ["stubborn", "database"]
    assert gone(processes, 10)
    assert "killed" in house.tail("stubborn")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_asks_for_an_orderly_stop_at_once(house: Supervisor, number: int) -> None:
    house.add(Part("sleeper", SLEEPER))
    threading.Timer(0.3, os.kill, [os.getpid(), number]).start()
    started = time.monotonic()
    assert house.run() is False
    assert time.monotonic() - started < 20, "the part would sleep for ten minutes"


def test_a_signal_while_starting_interrupts(house: Supervisor) -> None:
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGTERM)


def test_leftovers_of_a_killed_supervisor_are_ended(house: Supervisor) -> None:
    child = house.add(Part("left", SLEEPER))
    assert child.process is not None
    Supervisor(house.logs).remove_leftovers()
    assert child.process.poll() is not None


def test_a_process_that_only_has_the_same_number_is_left_alone(house: Supervisor) -> None:
    child = house.add(Part("innocent", SLEEPER))
    assert child.process is not None
    note = house.logs / "children.json"
    note.write_text(f'{{"{child.process.pid}": 12345.0}}')
    Supervisor(house.logs).remove_leftovers()
    assert child.process.poll() is None


def test_a_grown_log_is_turned_over_and_the_writer_goes_on(
    house: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOG_LIMIT", 1000)
    writer = [sys.executable, "-c", "import time\nwhile 1: print('x' * 99, flush=True); time.sleep(.01)"]
    house.add(Part("writer", writer))
    log = house.logs / "writer.log"
    for _ in range(5):
        assert house.run(lambda: log.stat().st_size > 1000)
        house.turn_logs()
    assert {path.name for path in house.logs.glob("writer.log*")} == {
        *("writer.log", "writer.log.1", "writer.log.2", "writer.log.3")
    }
    assert log.stat().st_size < 5000


def test_what_failed_is_tried_again_soon_and_the_last_word_is_said_while_all_still_run(
    house: Supervisor,
) -> None:
    child = house.add(Part("sleeper", SLEEPER))
    answers = [False, False, True]
    asked: list[float] = []
    house.every = [(1.0, lambda: asked.append(time.monotonic()) or answers[len(asked) - 1])]  # type: ignore[func-returns-value]
    assert house.run(lambda: len(asked) == 3)
    assert asked[2] - asked[0] < 1.0, "a failed note does not wait for its next turn"
    said: list[int | None] = []
    house.at_the_end.append(lambda: said.append(child.process and child.process.poll()))
    house.stop()
    assert said == [None]
