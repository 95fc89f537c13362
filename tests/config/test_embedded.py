"""The embedded PostgreSQL: made once, reachable privately, gone with its parent, tidy after a kill."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.config.running import clean_environment, gone
from weige.config.embedded import LONGEST_SOCKET_FOLDER, Embedded, socket_folder


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Embedded]:
    server = Embedded(tmp_path)
    yield server
    server.clear()


def test_it_starts_within_seconds_with_its_role_and_database(embedded: Embedded) -> None:
    child = embedded.start()
    with psycopg.connect(embedded.url) as connection:
        row = connection.execute(
            "SELECT current_user, current_database(), current_setting('max_connections')::int,"
            " current_setting('synchronous_commit'), (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
        ).fetchone()
    assert row == ("weige", "weige", 80, "on", False)
    embedded.stop(child)
    assert embedded.running() is None


def test_it_listens_on_no_network_and_its_socket_is_private(embedded: Embedded) -> None:
    child = embedded.start()
    assert not psutil.Process(child.pid).net_connections("tcp")
    assert embedded.sockets.stat().st_mode & 0o077 == 0
    embedded.stop(child)


def test_a_killed_server_leaves_a_stale_pid_file_that_is_no_obstacle(embedded: Embedded) -> None:
    child = embedded.start()
    with psycopg.connect(embedded.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    child.kill()
    child.wait()
    assert (embedded.folder / "postmaster.pid").exists()
    again = embedded.start()
    with psycopg.connect(embedded.url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    embedded.stop(again)


def test_a_pid_file_of_an_unrelated_process_is_stale(embedded: Embedded) -> None:
    embedded.stop(embedded.start())
    (embedded.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{embedded.folder}\n")
    assert embedded.running() is None
    embedded.stop(embedded.start())


def test_it_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = f"from pathlib import Path; from weige.config.embedded import Embedded; import time;\
print(Embedded(Path({str(tmp_path)!r})).start().pid, flush=True); time.sleep(600)"
    with subprocess.Popen(
        [sys.executable, "-c", code], env=clean_environment(), stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        server = psutil.Process(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)
    assert gone([server])


def test_an_interrupted_making_begins_again(embedded: Embedded) -> None:
    """Also while the initdb of the start that was killed goes on: what it still writes is in nobody's way."""
    left, over = embedded.folder.with_name("pg.unfinished.left"), threading.Event()
    embedded.folder.mkdir()
    (embedded.folder / "half").touch()

    def orphan() -> None:
        while not over.is_set():
            with suppress(OSError):  # removed under its hands
                (left / "base").mkdir(parents=True, exist_ok=True)
            time.sleep(0.001)

    going_on = threading.Thread(target=orphan)
    going_on.start()
    try:
        child = embedded.start()
    finally:
        over.set()
        going_on.join()
    embedded.stop(child)
    assert not (embedded.folder / "half").exists()


def test_nothing_is_left_of_an_interrupted_making(embedded: Embedded) -> None:
    left = embedded.folder.with_name("pg.unfinished.left")
    left.mkdir()
    (left / "half").touch()
    embedded.stop(embedded.start())
    assert not left.exists()


def test_a_second_process_finds_it_running(embedded: Embedded) -> None:
    child = embedded.start()
    started = time.monotonic()
    Embedded(embedded.folder.parent).wait()
    assert time.monotonic() - started < 20, "of a minute's patience"
    embedded.stop(child)


def test_a_long_path_gets_a_short_private_socket_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("street" * 20)
    deep.mkdir()
    folder = socket_folder(deep)
    assert len(str(folder)) <= LONGEST_SOCKET_FOLDER
    server = Embedded(deep)
    child = server.start()
    psycopg.connect(server.url).close()
    assert folder.stat().st_mode & 0o077 == 0
    server.stop(child)
    assert not folder.exists()


def test_no_warning_about_a_runtime_folder() -> None:
    code = "import weige.config.embedded as e; e.programs()"
    bare = {key: value for key, value in clean_environment().items() if key != "XDG_RUNTIME_DIR"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=bare, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
