"""How fast a threshold pack is replayed over stored readings, by columns and (a sample) through the evaluator.

Run: make bench NAME=replay [ARGS="--readings 2000000 --devices 2000"]. A database of its own is filled with readings
of water levels, a share of them above the limit for stretches, some late. Measured is sensing's whole replay: reading
the rows, judging, the digest, and writing the tape for the sliders; then the redraw of one slider position. Prints a
table; the last line is one JSON object. The digest of the sample must be equal both ways.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parent))
from _house import _seconds

ROOT = Path(__file__).resolve().parent.parent
START = datetime(2026, 11, 20, tzinfo=UTC)
FILL = """
INSERT INTO sensing_reading (at, device_id, kind, value, data, judged, source, signal_id, received_at, lane, batch, ord)
SELECT t.at, d.id, 'water',
  CASE WHEN (n / 40 + d.id * 7) %% 25 = 0 THEN 95 + n %% 13 ELSE 40 + (n * 7 + d.id) %% 30 END,
  NULL, true, 'bench', n::text || '/' || d.id, t.at + interval '1 second', 0, n, d.id
FROM generate_series(0, %s) n
CROSS JOIN LATERAL (SELECT %s::timestamptz + n * %s * interval '1 second' AS at) t
CROSS JOIN generate_series(1, %s) AS d(id) ORDER BY n, d.id
"""


def rule() -> dict[str, Any]:
    words = {"zh": "水位", "en": "water"}
    return {
        "scenario": "bench", "version": 1, "name": words, "title": words, "sentence": words,
        "signal": {"kind": "water", "device_kinds": ["manhole"]}, "judge": "threshold",
        "levels": [{"level": "yellow", "share": 0.8}, {"level": "red", "share": 1.0}],
        "for_s": 60, "gap_s": 3600, "clear_after_s": 60, "one_per": "device", "limit": {"value": 100.0},
    }  # fmt: skip


def fill(devices: int, readings: int) -> timedelta:
    """Tables, devices and readings; how long they span."""
    from django.core.management import call_command
    from django.db import connection

    from weige.sensing.models import Device

    call_command("migrate", verbosity=0)
    Device.objects.bulk_create(
        Device(
            pk=number, code=f"W-{number}", kind="manhole", name_zh="井", name_en="manhole", lon=121.48, lat=31.23,
            cells=[], leaf_cells=[], registered_at=START,
        )
        for number in range(1, devices + 1)
    )  # fmt: skip
    steps = readings // devices
    every = 86_400 // max(1, min(steps, 1440))
    span = timedelta(seconds=steps * every)
    with connection.cursor() as cursor:
        days = [(START + timedelta(days=day)).date() for day in range(span.days + 2)]
        cursor.execute("SELECT sensing_ensure_days(%s::date[])", [days])
        cursor.execute(FILL, [steps - 1, START, every, devices])
        cursor.execute("VACUUM ANALYZE sensing_reading")
    return span


def measure(span: timedelta, rounds: int, folder: Path, database: psutil.Process) -> list[dict[str, Any]]:
    from weige.sensing.services import past

    tape, rows = folder / "tape.npz", []
    words: dict[str, Any] = {"tape_of": "base", "tape_file": tape, "go_on": lambda *_: True}
    for number in range(rounds):
        begin, used, theirs = time.perf_counter(), time.process_time(), _seconds(database, children=True)
        found = past.replay_past(sides={"base": [rule()]}, start=START, end=START + span, **words)["base"]
        took, used = time.perf_counter() - begin, time.process_time() - used
        theirs = _seconds(database, children=True) - theirs
        begin = time.perf_counter()
        again = past.recount(spec=rule() | {"for_s": 120}, tape_file=tape)
        first = time.perf_counter() - begin
        begin = time.perf_counter()
        past.recount(spec=rule() | {"for_s": 180}, tape_file=tape)
        redraw = time.perf_counter() - begin
        rows.append({
            "round": number + 1, "readings": found.signals, "turns": found.turns, "seconds": round(took, 3),
            "readings_per_s": round(found.signals / took), "cpu_s": round(used, 3),
            "cpu_database_s": round(theirs, 3), "first_redraw_s": round(first, 3),
            "redraw_s": round(redraw, 3), "other_turns": again.turns, "tape_mb": round(tape.stat().st_size / 1e6, 1),
        })  # fmt: skip
        print(rows[-1], flush=True)
    part = START + span * min(1.0, 60_000 / max(1, rows[0]["readings"]))
    both = {}
    for name in ("columns", "signals"):
        if name == "signals":
            past._Past.columnar = lambda _: False  # type: ignore[method-assign]
        begin = time.perf_counter()
        found = past.replay_past(sides={"base": [rule()]}, start=START, end=part, **words)["base"]
        both[name] = (found.digest, found.turns)
        took = time.perf_counter() - begin
        rows.append(
            {"sample": name, "readings": found.signals, "readings_per_s": round(found.signals / took)}
        )
        print(rows[-1], flush=True)
    assert both["columns"] == both["signals"], both
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=int, default=2_000_000)
    parser.add_argument("--devices", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from weige.config.embedded import Embedded

    with tempfile.TemporaryDirectory(prefix="weige-bench-") as folder:
        server = Embedded(Path(folder))
        postgres = server.start()
        try:
            os.environ |= {
                "DATABASE_URL": server.url_of("postgres", "postgres"), "WEIGE_SECRET": "benchmark-only-" * 4,
                "WEIGE_DATA": folder, "DJANGO_SETTINGS_MODULE": "weige.config.settings",
            }  # fmt: skip
            import django

            django.setup()
            span = fill(asked.devices, asked.readings)
            rows = measure(span, asked.rounds, Path(folder), psutil.Process(postgres.pid))
            told = {"benchmark": "replay", "readings": asked.readings, "devices": asked.devices, "rows": rows}
            print(json.dumps(told))
        finally:
            server.stop(postgres)


if __name__ == "__main__":
    main()
