"""The administrator's guide sets up a house: its commands are real, and the files it shows are taken as they stand."""

import re
import shlex
import subprocess
from argparse import Namespace
from pathlib import Path

import pytest

from tests.guards.tree import ROOT, read
from weige.config import imports
from weige.config.cli import parser
from weige.territory.models import Area, Layer

GUIDE = Path("docs/guide/administrator.md")


def shown(language: str) -> str:
    """The guide's only example in this language."""
    (example,) = re.findall(rf"```{language}\n(.*?)```", read(GUIDE), re.S)
    return str(example)


def given() -> Namespace:
    return Namespace(dry_run=False, datum="WGS84", valid_from=None, complete_year=[])


def test_every_command_of_the_guide_is_understood() -> None:
    lines = [line.split("#")[0] for line in re.findall(r"^    (weige .*)$", read(GUIDE), re.M)]
    assert len(lines) == 10
    for line in lines:
        assert parser().parse_args(shlex.split(line)[1:]).run


@pytest.mark.django_db
def test_the_files_it_shows_make_a_street_with_a_cell() -> None:
    wrong = imports.bring("areas", "areas.geojson", shown("json").encode(), given())
    assert ["weige import layers" in said for _, _, said in wrong.errors] == [True, True]
    assert not imports.bring("layers", "layers.csv", shown("csv").encode(), given()).errors
    assert not imports.bring("areas", "areas.geojson", shown("json").encode(), given()).errors
    assert list(Layer.objects.order_by("order").values_list("code", flat=True)) == ["admin", "cityop"]
    assert set(Area.objects.values_list("level", flat=True)) == {"subdistrict", "segment"}


def made(folder: Path, *words: str) -> str:
    """What make says when it cannot go on; one folder of programs stands for the computer."""
    for name in ("bash", "find", "touch"):
        where = next(at for at in (Path("/bin"), Path("/usr/bin")) if (at / name).exists())
        (folder / name).symlink_to(where / name)
    make = next(
        str(at)
        for at in (Path("/usr/bin/make"), Path("/bin/make"), Path("/usr/local/bin/make"))
        if at.exists()
    )
    done = subprocess.run(
        [make, "--no-print-directory", *words], cwd=ROOT, env={"PATH": str(folder)},
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode
    return done.stdout + done.stderr


def program(folder: Path, name: str, does: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/bash\n{does}\n")
    (folder / name).chmod(0o755)


def test_make_says_which_python_it_needs(tmp_path: Path) -> None:
    pip = f"{tmp_path}/venv/bin/pip"
    told = made(tmp_path, f"VENV={tmp_path}/venv", pip)
    assert "needs Python 3.11 or newer, and there is no python3 here" in told


def test_make_says_which_node_it_needs(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    program(tmp_path / "old", "npm", "exit 9")
    program(tmp_path / "old", "node", '[ "$1" = --version ] && echo v18.19.0; exit 1')
    told = made(tmp_path / "old", f"NODE_READY={ready}", str(ready))
    assert "Node.js 20.19 or newer; this one is v18.19.0" in told
    (tmp_path / "none").mkdir()
    assert "built with Node.js 20.19 or newer and npm; install them" in made(
        tmp_path / "none", f"NODE_READY={ready}", str(ready)
    )
