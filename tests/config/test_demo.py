"""`weige demo` as a visitor starts it: ready line, logins, a second start, interruptions, a clean end, no orphans."""

import json
import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from tests.config.running import Running, clean_environment, get, gone, weige
from weige.config.processes import free_port

pytestmark = pytest.mark.slow
KILLED_AFTER = (0.6, 1.8, 3.6)  # seconds: while making the cluster, migrating, loading
PARTS = {"postgres", "broker", "web", "worker", "intake"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo folder whose first start was killed again and again, at other places each time."""
    folder = tmp_path_factory.mktemp("demo")
    for number, seconds in enumerate(KILLED_AFTER):
        running = Running(folder / f"killed{number}.txt", arguments(folder / "data", free_port()))
        time.sleep(seconds)
        running.stop(signal.SIGKILL)
    return folder / "data"


def arguments(data: Path, port: int, *more: str) -> list[str]:
    return ["demo", "--no-simulation", "--days", "1", "--data", str(data), "--port", str(port), *more]


@pytest.fixture(scope="module")
def demo(data: Path) -> Iterator[Running]:
    """The demo running after all."""
    words = arguments(data, free_port(), "--speed", "60")
    running = Running(data.parent / "out.txt", words, environment=clean_environment(WEIGE_WEB="2"))
    running.wait_ready()
    yield running
    running.stop()


def password(text: str) -> str:
    found = re.search(r"^\s+duty\s.*?(\S+)$", text, re.M)
    assert found
    return found[1]


def test_two_web_servers_answer_on_one_port(demo: Running) -> None:
    """Each connection may meet either; what devices send reaches the intake through both."""
    url = demo.wait_ready()
    webs = [pid for pid in map(int, demo_children(demo)) if name_of(pid) == "web"]
    assert len(webs) == 2
    logs = sorted(Path(demo.output.parent / "data" / "logs").glob("web*.log"))
    until = (
        time.monotonic() + 30
    )  # the intake may still be on its way up, and then the web servers help themselves
    while True:
        before = sum(log.stat().st_size for log in logs)
        for _ in range(8):
            asked = urllib.request.Request(f"{url}/api/signals", b"[]", {"Content-Type": "application/json"})
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(asked, timeout=10)
            assert refused.value.code == 401
        if sum(log.stat().st_size for log in logs) == before:
            return
        assert time.monotonic() < until, [log.read_text(encoding="utf-8") for log in logs]


def demo_children(demo: Running) -> list[str]:
    return list(
        json.loads((demo.output.parent / "data" / "logs" / "children.json").read_text(encoding="utf-8"))
    )


def test_an_interrupted_first_start_recovers_and_everything_is_there(demo: Running) -> None:
    health = json.loads(get(demo.wait_ready() + "/healthz"))
    assert health["status"] == "ok"
    assert health["speed"] == 60
    body = json.dumps({"username": "duty", "password": password(demo.text)}).encode()
    asked = urllib.request.Request(
        demo.wait_ready() + "/api/auth/token", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert json.load(answer)["token"]


def test_it_prints_one_ready_line_and_the_logins(demo: Running) -> None:
    lines = demo.text.splitlines()
    assert [line for line in lines if line.startswith("ready: ")] == [lines[-1]]
    for login in (
        "duty",
        "dispatcher",
        "worker01",
        "worker18",
        "chief",
        "resident",
        "merchant",
        "admin",
        "stranger",
    ):
        assert re.search(rf"^\s+{login}\s+\S.*\s{re.escape(password(demo.text))}$", demo.text, re.M), login
    port = int(re.search(r"MQTT port (\d+): mqtt://127\.0\.0\.1:\1", demo.text)[1])  # type: ignore[index]
    socket.create_connection(("127.0.0.1", port), 5).close()


def test_what_is_secret_is_private(demo: Running, data: Path) -> None:
    for name in ("secret", "demo-password"):
        assert (data / name).stat().st_mode & 0o077 == 0
    assert data.stat().st_mode & 0o066 == 0


def test_a_second_start_on_the_same_folder_says_so(demo: Running, data: Path) -> None:
    second = Running(data.parent / "second.txt", arguments(data, free_port()))
    assert second.process.wait(60) == 1
    assert f"in use by weige demo (pid {demo.process.pid})" in second.text


def test_a_taken_port_is_said_plainly(demo: Running, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = weige(*arguments(tmp_path / "other", port))
    assert done.returncode == 1
    assert f"port {port} is taken" in done.stderr
    assert "pid" in done.stderr


def test_a_real_installation_keeps_off_the_demos_folder(demo: Running, data: Path) -> None:
    done = weige("serve", "--data", str(data), "--port", str(free_port()))
    assert done.returncode == 1
    assert "in use" in done.stderr


def test_doctor_and_backup_work_beside_it(demo: Running, data: Path) -> None:
    examined = weige("doctor", "--data", str(data), "--json")
    findings = {finding["code"]: finding for finding in json.loads(examined.stdout)["findings"]}
    assert findings["running"]["params"]["pid"] == demo.process.pid
    assert examined.returncode == 0, examined.stdout
    done = weige("backup", str(data.parent / "backup.tar"), "--data", str(data))
    assert done.returncode == 0, done.stderr


def test_a_restore_into_a_running_demo_is_refused(demo: Running, data: Path) -> None:
    backup = data.parent / "running.tar"
    assert weige("backup", str(backup), "--data", str(data)).returncode == 0
    done = weige("restore", str(backup), "--force", "--data", str(data))
    assert done.returncode == 1
    assert "Stop weige demo" in done.stderr


@pytest.mark.parametrize("part", sorted(PARTS))
def test_a_killed_part_is_back_within_seconds(demo: Running, data: Path, part: str) -> None:
    noted = json.loads((data / "logs" / "children.json").read_text())
    victims = [psutil.Process(int(pid)) for pid in noted if name_of(int(pid)) == part]
    assert victims
    victims[0].kill()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            fresh = [
                pid for pid in json.loads((data / "logs" / "children.json").read_text()) if pid not in noted
            ]
            if fresh and json.loads(get(demo.wait_ready() + "/healthz"))["status"] == "ok":
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"{part} did not come back")


def name_of(pid: int) -> str:
    """Which part a process is."""
    line = " ".join(psutil.Process(pid).cmdline())
    names = {
        "bin/postgres": "postgres",
        "nats-server": "broker",
        "weige.config.webserver": "web",
        "django work": "worker",
        "django intake": "intake",
    }
    return next((name for mark, name in names.items() if mark in line), "")


def test_ctrl_c_stops_everything_and_the_clock_never_goes_back(demo: Running, data: Path) -> None:
    before = datetime.fromisoformat(json.loads(get(demo.wait_ready() + "/healthz"))["time"])
    processes = demo.descendants()
    assert len(processes) >= len(PARTS)
    assert demo.stop(signal.SIGINT) == 0
    assert gone(processes, 5)
    again = Running(data.parent / "again.txt", arguments(data, free_port()))
    health = json.loads(get(again.wait_ready() + "/healthz"))
    assert health["speed"] == 1, "without simulation the clock runs as ours"
    assert datetime.fromisoformat(health["time"]) >= before
    assert datetime.fromisoformat(health["time"]) >= datetime.now(tz=UTC).replace(microsecond=0)
    kill_without_orphans(again)


def kill_without_orphans(running: Running) -> None:
    """kill -9: nobody can clean up, and still nothing stays behind."""
    processes = running.descendants()
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait()
    assert gone(processes, 20)


def test_serve_refuses_a_demonstrations_database(demo: Running, data: Path) -> None:
    demo.stop()
    done = weige("serve", "--data", str(data), "--port", str(free_port()))
    assert done.returncode == 1
    assert "demonstration" in done.stderr


def test_the_demo_keeps_off_a_real_installation(tmp_path: Path) -> None:
    at = ("--data", str(tmp_path / "real"))
    assert weige("migrate", *at).returncode == 0
    assert weige("user", "add", "boss", "--name", "老沈", *at, given="Lane-and-river-1905\n").returncode == 0
    done = weige(*arguments(tmp_path / "real", free_port()))
    assert done.returncode == 1
    assert "real installation" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_the_start_stops_cleanly(tmp_path: Path, number: int) -> None:
    running = Running(tmp_path / "out.txt", arguments(tmp_path / "data", free_port()))
    until = time.monotonic() + 30
    while time.monotonic() < until and not (tmp_path / "data" / "logs" / "children.json").exists():
        time.sleep(0.05)
    processes = running.descendants()
    assert running.stop(number) == 130
    assert gone(processes, 5)
    assert "Traceback" not in running.text
