"""The whole way: a recording, the worker as a process, the server's own interface, a warning with its pictures."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.sensing.conftest import NOW, rules, town
from tests.vision.clips import Scene, box
from weige.kernel import timesource
from weige.sensing import services
from weige.sensing.models import Reading, Warning

__all__ = ["rules", "town"]  # fixtures

ROOT = Path(__file__).resolve().parents[2]
CLIPS = ROOT.parent / "shared" / "data" / "videos"


def eye(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "weige.vision", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
        timeout=240,
    )


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_goods_left_before_a_shop_become_a_warning_with_pictures(
    request: pytest.FixtureRequest, live_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request.getfixturevalue("rules")
    camera = request.getfixturevalue("town").camera
    clip = Scene(420, fps=2).put(20, 420, box(100, 90)).write(tmp_path / "clip.avi")
    zones = [{"id": "f1", "label": "goods", "picture": [[0, 0], [1, 0], [1, 1], [0, 1]]}]
    (tmp_path / "zones.json").write_text(json.dumps(zones))
    start = NOW + timedelta(minutes=1)
    monkeypatch.setattr(timesource, "now", lambda: start + timedelta(seconds=430))
    secret = services.issue_credential(device=camera, now=NOW).secret
    told = eye(
        *("--source", str(clip), "--base-url", live_server.url, "--device", "CAM-1", "--fps", "2"),
        *("--zones", str(tmp_path / "zones.json"), "--start", start.isoformat(), "--blur"),
        WEIGE_DEVICE_SECRET=secret,
    )
    assert told.returncode == 0, told.stderr
    summary = lines(told.stdout)[-1]
    assert summary["refused"] == summary["unanswered"] == 0
    assert summary["accepted"] >= 14
    warning = Warning.objects.get()
    assert (warning.subject, warning.device) == ("shop:S-1", camera)
    assert start + timedelta(seconds=320) < warning.opened_at < start + timedelta(seconds=360)
    assert len(warning.pictures) >= 2
    assert Reading.objects.filter(kind="detection").exists()


def test_what_makes_no_sense_is_said_and_ends_with_two(tmp_path: Path) -> None:
    def refused(*arguments: str) -> str:
        told = eye("--device", "CAM-1", *arguments)
        assert told.returncode == 2
        assert "Traceback" not in told.stderr
        return told.stderr

    clip = str(Scene(1).write(tmp_path / "clip.avi"))
    (tmp_path / "zones.json").write_text("[]")
    assert "cannot open" in refused("--source", str(tmp_path / "none.mp4"))
    assert "WEIGE_DEVICE_SECRET" in refused("--source", clip, "--base-url", "http://127.0.0.1:1")
    assert "no zone has" in refused("--source", clip, "--zones", str(tmp_path / "zones.json"))
    assert "no detector at" in refused("--source", clip, "--onnx", str(tmp_path / "none.onnx"))
    assert "needs an offset" in refused("--source", clip, "--start", "2026-11-20T15:00:00")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least", "most"), [("car-detection", 0, 0), ("one-by-one-person-detection", 4, 6)]
)
def test_real_clips(name: str, least: int, most: int) -> None:
    """Cars that drive through a car park do not stand; six people stand at a table for ten seconds and more."""
    clip = CLIPS / f"{name}.mp4"
    if not clip.exists():
        pytest.skip("the clips are not on this machine (../shared/data/videos)")
    told = eye("--source", str(clip), "--device", "CAM-1")
    assert told.returncode == 0, told.stderr
    assert least <= lines(told.stdout)[-1]["things"] <= most
