"""Clips as live pictures: the command that plays them, and what is said where nothing can."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from weige.simulator import streaming

CLIPS = Path(streaming.__file__).parents[1] / "demo" / "data" / "clips"


def test_the_command_copies_frames_into_a_short_playlist(tmp_path: Path) -> None:
    told = streaming.command("ffmpeg", CLIPS / "bikes.mp4", tmp_path)
    assert told[told.index("-c:v") + 1] == "copy"
    assert "delete_segments" in told[told.index("-hls_flags") + 1]
    assert told[-1] == str(tmp_path / "index.m3u8")


def test_without_ffmpeg_it_says_so(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "weige.simulator.streaming",
        "--clips",
        str(CLIPS),
        "--out",
        str(tmp_path),
    ]
    environment = {"PATH": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1
    assert "no ffmpeg" in done.stderr


def test_it_plays_until_asked_to_stop(tmp_path: Path) -> None:
    """With a stand-in for ffmpeg that writes its playlist and waits."""
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\nfor last; do :; done\necho '#EXTM3U' > \"$last\"\nexec sleep 30\n")
    program.chmod(0o755)
    out = tmp_path / "live"
    command = [sys.executable, "-m", "weige.simulator.streaming", "--clips", str(CLIPS), "--out", str(out)]
    environment = os.environ | {"WEIGE_FFMPEG": str(program), "PYTHONPATH": os.pathsep.join(sys.path)}
    running = subprocess.Popen(command, env=environment)
    wanted = [out / "bikes" / "index.m3u8", out / "car-park" / "index.m3u8"]
    try:
        until = time.monotonic() + 10
        while not all(path.is_file() for path in wanted):
            if time.monotonic() > until:
                pytest.fail("nothing is played")
            time.sleep(0.05)
    finally:
        running.terminate()
    assert running.wait(10) == 0
    assert not any(path.exists() for path in wanted), "what nobody writes is no live picture"
