"""python -m weige.vision: watches one camera or recording and reports what is left standing; stops on SIGTERM."""

import argparse
import json
import logging
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

try:
    import cv2
except ImportError:
    sys.exit("the camera worker needs more packages: pip install 'weige[vision]'")

from weige.vision.detector import Detector, worded
from weige.vision.plates import Reader
from weige.vision.sender import Outbox, Sender
from weige.vision.shapes import everywhere, read_zones
from weige.vision.source import FileSource, LiveSource, is_stream, open_source, shown
from weige.vision.worker import Setting, Worker, start_of

log = logging.getLogger("weige.vision")
FLUSH_S = 30.0


def options(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line. Exits with 2 and the reason when it makes no sense."""
    parser = argparse.ArgumentParser(prog="python -m weige.vision", description=__doc__)
    add = parser.add_argument
    add("--source", required=True, help="a video file, or rtsp://…")
    add("--base-url", help="address of the server; without it the looks are printed, pictures left out")
    add("--device", required=True, help="code of the camera as it is registered")
    add("--secret", help="the device's secret; better in WEIGE_DEVICE_SECRET or --secret-file")
    add("--secret-file", type=Path, help="file that holds the secret")
    add("--zones", type=Path, help="zones in the picture (JSON); without them the server places by the box")
    add("--label", default="object", help="what a thing without a class is called (goods, car, …)")
    add("--fps", type=float, default=5.0, help="pictures a second that are looked at")
    add("--after", type=float, default=10.0, help="seconds a thing must stand to be reported")
    add("--onnx", type=Path, help="a detector of your own (YOLO's output); none is shipped or downloaded")
    add("--classes", type=Path, help="names of its classes, one a line, if the file does not hold them")
    add(
        "--name", action="append", default=[], metavar="CLASS=LABEL", help='call a class so; "" leaves it out'
    )
    add("--plates", choices=["off", "masked", "full"], default="off", help="read plates of standing vehicles")
    add("--blur", action="store_true", help="make everything outside the box unrecognisable in pictures")
    add("--start", type=datetime.fromisoformat, help="when a recording began (default: so that it ends now)")
    add("--real-time", action="store_true", help="a second of a recording takes a second")
    given = parser.parse_args(argv)
    if given.base_url and not (given.secret or given.secret_file or os.environ.get("WEIGE_DEVICE_SECRET")):
        parser.error("--base-url needs the device's secret (WEIGE_DEVICE_SECRET, --secret-file or --secret)")
    if given.start and given.start.tzinfo is None:
        parser.error("--start needs an offset, as in 2026-11-20T15:00:00+08:00")
    if not 0.2 <= given.fps <= 30:
        parser.error("--fps is from 0.2 to 30")
    if not all("=" in pair for pair in given.name):
        parser.error("--name is CLASS=LABEL")
    return given


def secret_of(given: argparse.Namespace) -> str:
    """From the file, the command line or the environment. Raises OSError."""
    if given.secret_file:
        return str(given.secret_file.read_text(encoding="utf-8").strip())
    return str(given.secret or os.environ["WEIGE_DEVICE_SECRET"])


def source_of(given: argparse.Namespace) -> FileSource | LiveSource:
    """Raises OSError for a file that cannot be opened."""
    if is_stream(given.source):
        return LiveSource(given.source, fps=given.fps)
    start = given.start
    if start is None:
        capture = open_source(given.source)
        frames, rate = capture.get(cv2.CAP_PROP_FRAME_COUNT), capture.get(cv2.CAP_PROP_FPS)
        capture.release()
        length = frames / rate if frames > 0 and rate > 0 else 0.0
        now = datetime.now(UTC)
        start = now if given.real_time else start_of(length, now)
    return FileSource(given.source, fps=given.fps, start=start, real=given.real_time)


def worker_of(given: argparse.Namespace, outbox: Outbox) -> Worker:
    """Raises OSError and ValueError with what is wrong with a file."""
    drawn = read_zones(given.zones, given.label) if given.zones else everywhere(given.label)
    zones = tuple(worded(zone) for zone in drawn)
    detector = None
    if given.onnx:
        classes = tuple(given.classes.read_text(encoding="utf-8").split("\n")) if given.classes else ()
        names = dict(pair.split("=", 1) for pair in given.name)
        detector = Detector(given.onnx, classes=tuple(filter(None, classes)), labels=names)
    reader = Reader() if given.plates != "off" else None
    setting = Setting(after_s=given.after, full_plates=given.plates == "full")
    return Worker(outbox, zones, setting=setting, detector=detector, reader=reader, blur=given.blur)


def printed(outbox: Outbox) -> None:
    """Without a server: the signals as JSON lines, pictures as their number of bytes."""
    for one in list(outbox.waiting):
        data = dict(one["data"])
        if "pictures" in data:
            data["pictures"] = [len(picture) * 3 // 4 for picture in data["pictures"]]
        print(json.dumps({**one, "data": data}, ensure_ascii=False), flush=True)
    outbox.done(list(outbox.waiting))


def run(given: argparse.Namespace) -> int:
    """Watches until the source ends or somebody stops it; prints a summary. 1 when something was not answered."""
    outbox = Outbox(given.device)
    source, worker = source_of(given), worker_of(given, outbox)
    worker.health = source.health
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: source.stop())
    log.info("watching %s", shown(given.source))
    began, answered = time.monotonic(), True
    if given.base_url:
        with httpx.Client(base_url=given.base_url, timeout=30) as http:
            sender = Sender(outbox, http, secret_of(given))
            sender.start()
            worker.watch(source.frames())
            answered = sender.stop(FLUSH_S)
    else:
        for frame in source.frames():
            worker.watch([frame])
            printed(outbox)
    seconds = time.monotonic() - began
    counts, health = outbox.counts, source.health
    summary = {
        "seconds": round(seconds, 1), "frames": health.frames, "frames_per_second": round(health.frames / seconds, 1),
        "things": worker.things, "broken": health.broken, "skipped": health.skipped,
        "reconnected": health.reconnected, "relearned": worker.background.relearned, "accepted": counts.accepted,
        "duplicate": counts.duplicate, "refused": counts.refused, "reasons": counts.reasons,
        "unanswered": len(outbox.waiting),
    }  # fmt: skip
    print(json.dumps(summary, ensure_ascii=False))
    return 0 if answered else 1


def main() -> None:
    """Exits with 2 when a file or a model cannot be used."""
    logging.basicConfig(
        level=os.environ.get("WEIGE_LOG", "INFO"), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    given = options()
    try:
        status = run(given)
    except (OSError, ValueError) as fault:
        print(f"weige.vision: {fault}", file=sys.stderr)
        sys.exit(2)
    sys.exit(status)


if __name__ == "__main__":
    main()
