"""The guide to the scaled form is followed: its own lines, on free ports and a database of this test's own."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.config.running import ROOT, clean_environment
from tests.guards.tree import read
from weige.config.embedded import Embedded
from weige.config.house import healthy
from weige.config.processes import free_port

pytestmark = pytest.mark.slow

GUIDE = "docs/guide/scale.md"
PORTS = re.compile(r"\b(?:422[123]|622[123]|188[1235]|8000)\b")
DATABASE = "postgresql://user:password@127.0.0.1:5432/weige"


def lines_to_try() -> str:
    """The commands of the section that is tried on one computer."""
    section = read(ROOT / GUIDE).split("## Try it on one computer")[1].split("\n## ")[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", section, re.S))


def words_of(process: psutil.Process) -> list[str]:
    """What it was started with after --role; nothing of one that has ended."""
    try:
        words = process.cmdline()
    except psutil.Error:
        return []
    return words[words.index("--role") :] if "--role" in words else []


class Shell:
    """A bash that runs the guide's lines in a folder where `weige` is this very program."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        ports: dict[str, str] = {}
        script = PORTS.sub(lambda found: ports.setdefault(found[0], str(free_port())), lines_to_try())
        self.script = script.replace(DATABASE, url)
        self.web = f"http://127.0.0.1:{ports['8000']}"
        program = folder / "bin" / "weige"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m weige "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = clean_environment(PATH=path, PYTHONPATH=str(ROOT), HOME=str(folder))
        # The last line asks who works what; it is asked by the test, when there is something to see.
        self.asked = [line for line in self.script.splitlines() if line.startswith("weige lanes")]
        before = self.script.replace(self.asked[0], "")
        script_path = folder / "guide.sh"
        script_path.write_text(before + "\nexport -p > settings.sh\nwait\n", encoding="utf-8")
        with (folder / "guide.log").open("wb") as out:
            self.process = subprocess.Popen(
                ["bash", str(script_path)], cwd=folder, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

    def said(self) -> str:
        return (self.folder / "guide.log").read_text(encoding="utf-8", errors="replace")[-4000:]

    def roles(self, role: str) -> list[psutil.Process]:
        """Processes of this role, the youngest last."""
        found = psutil.Process(self.process.pid).children(recursive=True)
        return [one for one in found if role in words_of(one)]

    def lanes(self) -> dict[int, str]:
        """Lane → worker, as the guide's own question answers it."""
        command = f". ./settings.sh; {self.asked[0]} --json"
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr + self.said()
        return {row["lane"]: row["worker"] for row in json.loads(done.stdout)}

    def until(self, true: Callable[[], bool], patience: float = 120) -> None:
        end = time.monotonic() + patience
        while not true():
            assert time.monotonic() < end, self.said()
            time.sleep(0.3)

    def end(self) -> None:
        children = psutil.Process(self.process.pid).children(recursive=True)
        for one in children:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGTERM)
        psutil.wait_procs(children, 10)
        for one in children:
            if one.is_running():
                with suppress(psutil.NoSuchProcess):
                    one.kill()
        self.process.wait(10)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    (tmp_path / "db").mkdir()
    server = Embedded(tmp_path / "db", settings={"fsync": "off", "synchronous_commit": "off"})
    (tmp_path / "db" / "logs").mkdir(exist_ok=True)
    process = server.start()
    found = Shell(tmp_path, server.url)
    try:
        yield found
    finally:
        found.end()
        server.stop(process)


def test_the_guide_can_be_followed(shell: Shell) -> None:
    shell.until(lambda: healthy(shell.web))
    shell.until(lambda: len(set(shell.lanes().values()) - {""}) == 2 and "" not in shell.lanes().values())
    assert set(shell.lanes()) == {0, 1, 2, 3}
    shell.roles("lane")[0].kill()
    shell.until(lambda: len(set(shell.lanes().values())) == 1 and "" not in shell.lanes().values())
    with urllib.request.urlopen(f"{shell.web}/healthz", timeout=10) as answer:
        assert json.load(answer)["status"] == "ok"
