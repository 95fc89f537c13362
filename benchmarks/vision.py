"""The camera worker on real clips: what it reports on them as they are, and which boxes drawn into them it finds.

Run: make bench NAME=vision [ARGS="--clips FOLDER"]. Prints a table; the last line is one JSON object.
Clips: ../shared/data/videos (see its README); without them it says so and stops. A drawn box stands from the tenth
second to the end; it is found when the report's box and the drawn one share half of what they cover together.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from weige.vision.sender import Outbox  # noqa: E402
from weige.vision.shapes import Box, Frame, everywhere  # noqa: E402
from weige.vision.source import FileSource  # noqa: E402
from weige.vision.worker import Worker  # noqa: E402

CLIPS = ROOT.parent / "shared" / "data" / "videos"
NAMES = ("car-detection.mp4", "one-by-one-person-detection.mp4", "bikes.mp4")
START = datetime(2026, 11, 20, tzinfo=UTC)
COMES_S, ENDS_S = 10.0, 30.0
SIZES = (0.04, 0.08, 0.16)  # of the picture's width
COLOURS = {
    "white": (225, 225, 225),
    "brown": (45, 85, 130),
    "dark": (25, 25, 30),
    "grey, 20 levels off the ground": None,
}
PLACES = ((0.25, 0.6), (0.75, 0.7))  # left upper corner
FOUND = 0.5


def watch(frames: Iterator[Frame]) -> tuple[Worker, list[dict[str, Any]], float, float]:
    """(worker, looks, seconds, CPU seconds)."""
    outbox = Outbox("CAM-1")
    worker = Worker(outbox, everywhere("object"))
    wall, cpu = perf_counter(), process_time()
    worker.watch(frames)
    looks = [one["data"] for one in outbox.waiting if one["kind"] == "detection"]
    return worker, looks, perf_counter() - wall, process_time() - cpu


def as_they_are(folder: Path) -> list[dict[str, Any]]:
    """Each clip untouched, at the default five pictures a second."""
    rows = []
    for name in NAMES:
        source = FileSource(str(folder / name), fps=5, start=START)
        worker, looks, wall, cpu = watch(source.frames())
        frames = source.health.frames
        seconds = [thing["dwell_s"] for look in looks for thing in look.get("gone", ())]
        rows.append(
            {"clip": name, "looked_at": frames, "per_second": round(frames / wall, 1),
             "cpu_ms_each": round(cpu / frames * 1000, 1), "reported": worker.things, "dwell_s": seconds,
             "relearned": worker.background.relearned}
        )  # fmt: skip
    return rows


def drawn(folder: Path, name: str) -> list[dict[str, Any]]:
    """Boxes of every size, colour and place drawn into the first half minute of a clip, one at a time."""
    source = FileSource(str(folder / name), fps=5, start=START)
    frames = [frame for frame in source.frames() if (frame.at - START).total_seconds() < ENDS_S]
    rows = []
    for size in SIZES:
        for colour, shade in COLOURS.items():
            boxes = [Box(x, y, x + size, y + size) for x, y in PLACES]
            found = [_finds(frames, box, shade) for box in boxes]
            rows.append(
                {"clip": name, "size": size, "colour": colour, "drawn": len(boxes),
                 "found": sum(one for one, _ in found), "others": sum(other for _, other in found)}
            )  # fmt: skip
    return rows


def _finds(frames: list[Frame], box: Box, shade: tuple[int, int, int] | None) -> tuple[bool, int]:
    """(whether the box was reported, how many other things were)."""
    worker, looks, _, _ = watch(_with(frames, box, shade))
    boxes = {thing["track"]: Box(*thing["box"]) for look in looks for thing in look["objects"]}
    hits = [one for one in boxes.values() if one.likeness(box) >= FOUND]
    return bool(hits), worker.things - min(1, len(hits))


def _with(frames: list[Frame], box: Box, shade: tuple[int, int, int] | None) -> Iterator[Frame]:
    """The frames with a box that has a darker lid and a little grain."""
    grain = np.random.default_rng(7)
    for frame in frames:
        if (frame.at - START).total_seconds() < COMES_S:
            yield frame
            continue
        image = frame.image.copy()
        left, top, right, bottom = box.pixels(image.shape[1], image.shape[0])
        part = image[top:bottom, left:right]
        base = np.median(frames[0].image[top:bottom, left:right], axis=(0, 1)) + 20
        colour = np.array(shade if shade is not None else base, float)
        noisy = colour + grain.normal(0, 3, part.shape)
        noisy[: max(1, part.shape[0] // 5)] *= 0.8
        image[top:bottom, left:right] = np.clip(noisy, 0, 255).astype(np.uint8)
        yield Frame(frame.at, image)


def table(clips: list[dict[str, Any]], boxes: list[dict[str, Any]]) -> None:
    """Both parts."""
    print(f"{'clip':<34}{'looked at':>10}{'/s':>8}{'CPU ms':>8}{'reported':>10}{'learned anew':>14}  dwell s")
    for x in clips:
        print(
            f"{x['clip']:<34}{x['looked_at']:>10}{x['per_second']:>8}{x['cpu_ms_each']:>8}{x['reported']:>10}"
            f"{x['relearned']:>14}  {x['dwell_s']}"
        )
    print(f"\n{'boxes drawn into':<34}{'width':>7}  {'colour':<32}{'drawn':>6}{'found':>7}{'others':>8}")
    for x in boxes:
        print(
            f"{x['clip']:<34}{x['size']:>7.0%}  {x['colour']:<32}{x['drawn']:>6}{x['found']:>7}{x['others']:>8}"
        )


def main() -> None:
    """Measures, prints the tables and the JSON line; says so and stops when the clips are not there."""
    parser = argparse.ArgumentParser(description="vision: the camera worker on real clips")
    parser.add_argument("--clips", type=Path, default=CLIPS, help="folder with the clips")
    folder = parser.parse_args().clips
    missing = [name for name in NAMES if not (folder / name).exists()]
    if missing:
        reason = f"no {', '.join(missing)} in {folder}: --clips names a folder with them"
        print(f"skipped: {reason}")
        print(json.dumps({"benchmark": "vision", "skipped": reason}))
        return
    clips = as_they_are(folder)
    boxes = [row for name in NAMES[:2] for row in drawn(folder, name)]
    table(clips, boxes)
    found, total = sum(x["found"] for x in boxes), sum(x["drawn"] for x in boxes)
    print(f"\nfound {found} of {total} drawn boxes; {sum(x['others'] for x in boxes)} other reports")
    print(json.dumps({"benchmark": "vision", "clips": clips, "boxes": boxes, "found": found, "drawn": total}))


if __name__ == "__main__":
    main()
