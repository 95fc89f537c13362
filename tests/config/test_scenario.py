"""`weige scenario check, test, list`: without a database, in plain words, with an exit status; options in any place."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = Path("weige/scenarios/packs/silent-sensor/scenario.toml")


def weige(*words: str, data: Path) -> tuple[int, str]:
    plain = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "WEIGE_SECRET"}
    }
    done = subprocess.run(
        [sys.executable, "-m", "weige", "scenario", words[0], "--data", str(data), *words[1:]],
        env=plain
        | {
            "LANG": "en_US.UTF-8",
            "WEIGE_DATA": str(data),
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "scenarios" / "silent-sensor"
    folder.mkdir(parents=True)
    (folder / "scenario.toml").write_text(GOOD.read_text(encoding="utf-8"), encoding="utf-8")
    return folder / "scenario.toml"


def test_a_good_pack_and_a_broken_one(tmp_path: Path, own: Path) -> None:
    status, said = weige("check", str(own.parent), data=tmp_path)
    assert status == 0
    assert "✓ silent-sensor version 1 is fit, all 3 tests hold\n" in said
    assert "checked against the catalogue and roles that ship" in said, "its database does not answer"
    text = own.read_text(encoding="utf-8")
    own.write_text(text.replace("10:30 open blue", "10:31 open blue"), encoding="utf-8")
    status, said = weige("test", "silent-sensor", data=tmp_path)
    assert status == 1
    assert "expected: 10:31 open blue" in said
    assert "found:    10:30 open blue" in said
    assert said.endswith("silent-sensor: 2 of 3 tests hold\n")
    own.write_text(text.replace('judge = "absence"', 'judge = "mood"'), encoding="utf-8")
    line = 1 + text[: text.index("judge =")].count("\n")
    status, said = weige("check", str(own), data=tmp_path)
    assert status == 1
    assert f"✗ silent-sensor/scenario.toml:{line}: warn.judge: " in said
    status, said = weige("list", data=tmp_path)
    assert status == 0
    assert f"✗ silent-sensor  silent-sensor/scenario.toml:{line}" in said
    assert "✓ goods-on-pavement" in said


def test_what_is_not_there(tmp_path: Path) -> None:
    status, said = weige("test", "nix", data=tmp_path)
    assert (status, said) == (1, "weige: there is no folder “nix” and no pack of that id\n")
    assert weige("check", "nix", data=tmp_path)[0] == 1
    assert weige("check", data=tmp_path)[0] == 2
    assert list(tmp_path.iterdir()) == [], "nothing is written"
