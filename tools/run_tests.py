"""`make test`: checks of both languages side by side, then pytest on all cores; ends with "N passed, N failed"."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class Stage:
    """One check: a command in a folder, and what came of it."""

    name: str
    command: list[str]
    folder: Path = ROOT
    passed: int = 0
    failed: int = 0
    seconds: float = 0.0
    output: str = field(default="", repr=False)


PYTHON = [
    Stage("ruff", [str(BIN / "ruff"), "check", "."]),
    Stage("ruff format", [str(BIN / "ruff"), "format", "--check", "."]),
    Stage("mypy", [str(BIN / "mypy")]),
    Stage("import-linter", [str(BIN / "lint-imports"), "--no-logo"]),
]
WEB = [
    Stage("web lint", ["npm", "run", "--silent", "lint"], ROOT / "web"),
    Stage("web types", ["npm", "run", "--silent", "check"], ROOT / "web"),
    Stage("web tests", ["npm", "run", "--silent", "test"], ROOT / "web"),
    Stage("web build", ["make", "--silent", "build"]),
]
#: Checks that take more than ten seconds, the longest first: they are begun before the others.
LONG = ["web types", "mypy", "web tests", "web lint"]


def run(stage: Stage) -> None:
    """Runs a stage to its end; prints its output when it failed."""
    started = time.monotonic()
    done = subprocess.run(
        stage.command, cwd=stage.folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False,
    )  # fmt: skip
    stage.seconds, stage.output = time.monotonic() - started, done.stdout
    stage.passed, stage.failed = counts(done.stdout) or (1, 0)
    if done.returncode and not stage.failed:
        stage.passed, stage.failed = 0, 1
    print(
        f"{'ok    ' if not done.returncode else 'FAILED'} {stage.name:<14} {stage.seconds:6.1f} s", flush=True
    )
    if done.returncode:
        print(done.stdout, flush=True)


def counts(output: str) -> tuple[int, int] | None:
    """(passed, failed) of a test runner's summary, vitest's or pytest's; None when there is none."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
    lines = [line for line in plain.splitlines() if re.search(r"\d+ (passed|failed|error)", line)]
    if not lines:
        return None
    number = {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed|errors?)", lines[-1])}
    return number.get("passed", 0), number.get("failed", 0) + number.get("error", 0) + number.get("errors", 0)


def environment() -> dict[str, str]:
    """Ours plus where Chromium is, no colour codes in what we parse, and sets in one order for all workers.

    What Python compiles is kept: tests start hundreds of processes, and to compile all of us costs each a second.
    """
    found = next(filter(None, map(shutil.which, CHROMIUM)), "")
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return (
        kept
        | {"NO_COLOR": "1", "CI": "1", "PYTHONHASHSEED": "0"}
        | ({"WEIGE_CHROMIUM": found} if found else {})
    )


def ensure_chromium() -> None:
    """Installs Chromium from the distribution where that is ours to do; else says why browser tests will be skipped."""
    if os.environ.get("WEIGE_CHROMIUM") or any(map(shutil.which, CHROMIUM)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing chromium for the browser tests", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"]
        subprocess.run(
            command,
            check=False,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )
    if not any(map(shutil.which, CHROMIUM)):
        print("no chromium here and not ours to install: the browser tests are skipped", flush=True)


def python_tests(arguments: list[str]) -> Stage:
    """pytest, its output as it comes. Without arguments of the developer's own: everything, on all cores.

    A worker takes a whole file at a time, the longest first, and has a database server of its own.
    """
    spread = arguments or ["-n", str(max(2, os.cpu_count() or 2)), "--dist", "loadfile"]
    stage = Stage("pytest", [str(BIN / "pytest"), "-ra", "--durations=15", *spread])
    started, last = time.monotonic(), deque[str](maxlen=3)
    with subprocess.Popen(
        stage.command,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        for line in running.stdout or ():
            last.append(line)
            print(line, end="", flush=True)
    stage.seconds = time.monotonic() - started
    stage.passed, stage.failed = counts("".join(last)) or (0, 1)
    if running.returncode and not stage.failed:
        stage.failed = 1
    return stage


def check(stages: list[Stage]) -> None:
    """Runs them two at a time, the long ones first."""
    places = {name: place for place, name in enumerate(LONG)}
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, sorted(stages, key=lambda stage: places.get(stage.name, len(LONG)))))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["python", "web", "pytest"], help="one part instead of all")
    options, extra = parser.parse_known_args()
    stages = [
        stage
        for name, all_of_it in (("python", PYTHON), ("web", WEB))
        if options.only in {None, name}
        for stage in all_of_it
    ]
    if options.only is None:
        ensure_chromium()
    check(stages)
    if options.only in {None, "pytest"}:
        stages.append(python_tests(extra))
    print()
    for stage in stages:
        print(f"{stage.name:<14} {stage.passed:5d} passed {stage.failed:3d} failed {stage.seconds:7.1f} s")
    failed = sum(stage.failed for stage in stages)
    print(f"{sum(stage.passed for stage in stages)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
