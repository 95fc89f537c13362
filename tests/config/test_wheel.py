"""The installable package: one wheel with the front end inside, which an empty environment runs without Node."""

import os
import re
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.running import ROOT, Running, clean_environment, get
from weige.config.doctor.place import WEB_DIST
from weige.config.processes import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (WEB_DIST / "cockpit.html").exists(), reason="front end not built: make build"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(folder.glob("weige-*.whl"))


def test_everything_the_product_needs_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        metadata = packed.read(next(name for name in names if name.endswith("METADATA"))).decode()
    on_disk = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "weige").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    assert on_disk <= names, "data, messages, packs and the built front end"
    assert {
        "weige/web_dist/cockpit.html",
        "weige/config/words.toml",
        "weige/kernel/data/calendar_cn.csv",
    } <= names
    assert "Requires-Dist: django<5.3,>=5.2" in metadata
    assert "Provides-Extra: vision" in metadata
    assert re.search(r"Requires-Dist: opencv-python-headless.*extra == .vision.", metadata)
    assert not [name for name in names if name.startswith(("tests/", "web/", "tools/"))]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `weige` command of an empty environment with the pinned dependencies and the wheel. Skips without network."""
    home = tmp_path_factory.mktemp("empty") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python, lock = str(home / "bin" / "python"), str(ROOT / "requirements.lock")
    # uv takes a tenth of pip's time, but knows nothing of where pip's settings say that packages are
    quick = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python]
    usual = [str(home / "bin" / "pip"), "--quiet", "--disable-pip-version-check", "install"]
    for install in (quick, usual):
        locked = subprocess.run(
            [*install, "--require-hashes", "-r", lock], capture_output=True, text=True, check=False
        )
        if not locked.returncode:
            subprocess.run([*install, "--no-deps", str(wheel)], check=True)
            return home / "bin" / "weige"
    pytest.skip(f"the dependencies could not be fetched: {locked.stderr[-200:]}")


@pytest.fixture(scope="module")
def address(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo of the installed package, in a folder that has nothing to do with the sources, without Node."""
    folder = tmp_path_factory.mktemp("visitor")
    bare = {
        **clean_environment(),
        "PATH": "/usr/bin:/bin" if not os.path.exists("/usr/bin/node") else str(installed.parent),
    }
    bare.pop("PYTHONPATH")
    running = Running(
        folder / "out.txt",
        ["demo", "--no-simulation", "--days", "0", "--port", str(free_port())],
        command=[str(installed)],
        folder=folder,
        environment=bare,
    )
    yield running.wait_ready()
    assert running.stop() == 0


def test_the_installed_demo_answers(address: str) -> None:
    assert '"status": "ok"' in get(address + "/healthz")


def test_the_installed_screens_are_served_with_their_scripts(address: str) -> None:
    page = get(address + "/cockpit")  # not signed in: the sign-in page
    assert "<!doctype html>" in page.lower()
    scripts = re.findall(r'(?:src|href)="(/static/web/[^"]+)"', page)
    assert scripts
    for script in scripts:
        with urllib.request.urlopen(address + script, timeout=10) as answer:
            assert answer.status == 200
