"""`weige scenario replay`: in words and as JSON, with changed values, with another version's file; plain refusals."""

import argparse
import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.cases.town import clock, town
from tests.stories.corner import Corner, corner
from weige.config.cli import scenario
from weige.config.installation import Installation
from weige.config.trouble import Trouble
from weige.scenarios.models import Replay
from weige.scenarios.services.housing import PACKAGED

__all__ = ["clock", "corner", "town"]
pytestmark = pytest.mark.django_db
GOODS = PACKAGED / "goods-on-pavement" / "scenario.toml"


@pytest.fixture
def afternoon(corner: Corner, monkeypatch: pytest.MonkeyPatch) -> Corner:
    """Goods for seven minutes; the command finds the test's own installation."""
    monkeypatch.setattr(Installation, "django", lambda *_: nullcontext())
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    corner.goods_seen(until="15:29")
    corner.clock.on(minutes=20)
    corner.signal("CAM-1", "heartbeat")
    corner.clock.on(minutes=1)
    return corner


def run(pack: str, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data")
    scenario.arguments(parser)
    return scenario.run(parser.parse_args(["replay", *([pack] if pack else []), *arguments]))


def test_in_words(afternoon: Corner, capsys: pytest.CaptureFixture[str]) -> None:
    period = ("--from", "2026-11-20T08:00", "--to", "2026-11-20T15:50")
    assert run("goods-on-pavement", *period, "--set", "warn.for=10m") == 0
    told = capsys.readouterr().out
    assert "goods-on-pavement version 1, 11-20 08:00 to 11-20 15:50" in told
    assert "warnings\t1\t0" in told
    assert "2026-11-20\t1\t0" in told
    assert "the same as live, one by one (2 raised and cleared)" in told
    assert Replay.objects.count() == 0, "a command's try leaves nothing behind"


def test_as_json_with_the_file_of_another_version(
    afternoon: Corner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "goods-on-pavement"
    home.mkdir()
    text = GOODS.read_text(encoding="utf-8")
    (home / "scenario.toml").write_text(text.replace('for = "5m"', 'for = "20m"'), encoding="utf-8")
    assert run(str(home), "--json") == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (told["base"]["warnings"], told["changed"]["warnings"]) == (1, 0)
    assert told["live"]["same"]
    assert told["signals"] == 9


@pytest.mark.parametrize(
    ("pack", "arguments", "code"),
    [
        ("", (), "replay_which"),
        ("nothing", (), "replay_no_scenario"),
        ("goods-on-pavement", ("--set", "warn.for"), "replay_set_wrong"),
        ("goods-on-pavement", ("--set", "warn.for=soon"), "replay_refused"),
        ("goods-on-pavement", ("--set", "warn.nothing=1"), "replay_refused"),
        ("goods-on-pavement", ("--from", "2026-11-22T00:00"), "replay_period_wrong"),
    ],
)
def test_plain_refusals(afternoon: Corner, pack: str, arguments: tuple[str, ...], code: str) -> None:
    with pytest.raises(Trouble) as trouble:
        run(pack, *arguments)
    assert trouble.value.code == code
