"""The wall in a browser at its largest sizes: when figures, list and map are there, and whether it ever stands still.

Run: make bench NAME=web [ARGS="--quick"]. Starts a whole Weige of its own with a generated street of 10,000 buildings,
10,000 shops, 3,000 cameras and 10,000 other devices, and opens it in headless Chromium, which without a graphics card
draws by the processor: the page itself, and the map through SwiftShader (--emulated: the page too through an emulated
card, which no user's browser does; figures before 2026-11-23 were taken so). The first useful picture has ground,
water, roads, cells and every house, without a card at half the sharpness; the whole one all names and marks, sharp.
Both are set when the graphics interface says that they are painted (a fence), not when they were ordered. Beside it
stands a plain baseline: the same buildings, drawn by the same engine alone, until its idle event (not yet painted).
Prints a table, bundle sizes, and one JSON object as the last line. Needs node, Chromium and the built front end.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from _house import PASSWORD, ROOT, house
from _wall import Sizes, events, fill

BUILT = ROOT / "weige" / "web_dist"
ENTRIES = ("cockpit", "console", "h5", "login", "link")
# A line of the table: key of what the browser tells, what it is, the limit of the plan (ms; None: no limit).
ROWS = (
    ("figures_ms", "figures usable", 1000),
    ("stream_ms", "stream filled", 1000),
    ("list_ms", "list of 13,000 devices opened", 1000),
    ("first_ms", "first useful map picture (software)", 5000),
    ("map_ms", "map whole and sharp (software)", 5000),
    ("longest_loading_ms", "longest block of the page while loading", None),
    ("longest_live_ms", "longest block while 50 events/s arrive", 200),
    ("baseline_map_ms", "baseline: buildings alone, same engine", None),
)
PHONE_LIMIT_KB = 250


def chromium() -> str:
    named = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("WEIGE_CHROMIUM") or next(filter(None, map(shutil.which, named)), "")


def bundles() -> dict[str, float]:
    """Compressed kilobytes of what each entry's page loads at once: its script, what that imports, its styles."""
    manifest = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    return {
        entry: round(sum(map(packed, first_files(manifest, f"{entry}.html"))) / 1000, 1) for entry in ENTRIES
    }


def first_files(manifest: dict[str, Any], key: str) -> set[str]:
    found: set[str] = set()
    waiting, seen = [key], set()
    while waiting:
        at = waiting.pop()
        if at in seen or at not in manifest:
            continue
        seen.add(at)
        found |= {manifest[at]["file"], *manifest[at].get("css", [])}
        waiting += manifest[at].get("imports", [])
    return {name for name in found if re.search(r"\.(js|css)$", name)}


def packed(name: str) -> int:
    return len(gzip.compress((BUILT / name).read_bytes(), 9))


def look(url: str, seconds: float, *, emulated: bool) -> dict[str, Any]:
    """What the browser measured (web/dev/wall.mjs)."""
    script = ROOT / "web" / "dev" / "wall.mjs"
    command = ["node", str(script), url, "duty", PASSWORD, str(seconds), *(["emulated"] if emulated else [])]
    done = subprocess.run(
        command,
        env=os.environ | {"CHROMIUM": chromium()},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found | {"seconds": seconds}


def said(key: str, limit: int | None, looks: list[dict[str, Any]]) -> str:
    """A figure of some looks: "3,760 (3,332–4,360) ok"."""
    values = sorted(one[key] for one in looks if one.get(key) is not None)
    if not values or (key == "longest_live_ms" and not any(one["seconds"] for one in looks)):
        return "—"
    middle = values[len(values) // 2]
    verdict = "" if limit is None else " ok" if middle <= limit else " OVER"
    return f"{middle:,.0f} ({values[0]:,.0f}–{values[-1]:,.0f}){verdict}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument(
        "--looks", type=int, default=3, help="browsers one after the other; the middle one counts"
    )
    parser.add_argument("--emulated", action="store_true", help="the page too through an emulated card")
    options = parser.parse_args()
    if not chromium() or not shutil.which("node") or not (BUILT / "manifest.json").is_file():
        sys.exit("needs Chromium, node and the built front end (make build)")
    sizes = Sizes(1000, 1000, 300, 1000) if options.quick else Sizes()
    seconds = 10 if options.quick else 20
    with house(lambda: fill(sizes)) as (home, counted):
        print(f"street: {counted}", flush=True)
        rest = [look(home.url, 0, emulated=options.emulated) for _ in range(options.looks)]
        with events(50) as written:
            busy = [look(home.url, seconds, emulated=options.emulated) for _ in range(options.looks)]
    print(f"\nof {options.looks} looks the middle one (from – to), milliseconds")
    print(f"{'':44}{'limit':>6}  {'at rest':28}{'50 events/s'}")
    for key, what, limit in ROWS:
        print(f"{what:44}{limit or '':>6}  {said(key, limit, rest):28}{said(key, limit, busy)}")
    sent = bundles()
    print("\nkB compressed at first load (maps and streams load later)")
    for entry, size in sent.items():
        limit = PHONE_LIMIT_KB if entry == "h5" else ""
        print(f"{entry:44}{size:>9}{limit:>9}")
    told = {"at_rest": rest, "with_events": busy, "events": len(written)}
    print(json.dumps({"sizes": asdict(sizes), **told, "bundles_kb": sent}))


if __name__ == "__main__":
    main()
