"""Plays clips as live HLS streams with ffmpeg, as a camera gateway would: one folder with a playlist a clip.

    python -m weige.simulator.streaming --clips FOLDER --out FOLDER

Needs ffmpeg (on the PATH, or named by WEIGE_FFMPEG). Frames are copied as they are: a stream costs next to nothing.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

SEGMENT_S, KEPT = 2, 6
LONGEST_DELAY = 30.0


def ffmpeg() -> str:
    """Its path; "" where there is none."""
    named = os.environ.get("WEIGE_FFMPEG", "")
    return (named if Path(named).is_file() else "") or shutil.which("ffmpeg") or ""


def command(program: str, clip: Path, folder: Path) -> list[str]:
    """Loops the clip at its own speed into a short live playlist; old pieces are deleted."""
    return [
        *(program, "-hide_banner", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", str(clip)),
        *("-an", "-c:v", "copy", "-f", "hls", "-hls_time", str(SEGMENT_S), "-hls_list_size", str(KEPT)),
        *("-hls_flags", "delete_segments+omit_endlist+temp_file"),
        *("-hls_segment_filename", str(folder / "seg-%05d.ts"), str(folder / "index.m3u8")),
    ]


def fresh(folder: Path) -> Path:
    """An empty folder: pieces of an earlier run would be played as if they were now."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def run(program: str, clips: Path, out: Path) -> int:
    """Plays every *.mp4 of a folder until asked to stop; one that dies is started again, ever slower."""
    stopped: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        stopped.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    playing: dict[Path, subprocess.Popen[bytes]] = {}
    delay = 1.0
    while not stopped:
        for clip in sorted(clips.glob("*.mp4")):
            if clip not in playing or playing[clip].poll() is not None:
                if clip in playing:
                    print(
                        f"{clip.name}: ffmpeg ended with {playing[clip].returncode}",
                        file=sys.stderr,
                        flush=True,
                    )
                    delay = min(LONGEST_DELAY, delay * 2)
                playing[clip] = subprocess.Popen(command(program, clip, fresh(out / clip.stem)))
        time.sleep(delay)
    for process in playing.values():
        process.terminate()
    for clip, process in playing.items():
        process.wait(5)
        shutil.rmtree(out / clip.stem, ignore_errors=True)  # what nobody writes any more is no live picture
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    program = ffmpeg()
    if not program:
        print("no ffmpeg: install it, or name it by WEIGE_FFMPEG", file=sys.stderr)
        return 1
    return run(program, options.clips, options.out)


if __name__ == "__main__":
    sys.exit(main())
