"""The same stream of readings through our intake and through what else one would take; what came out must be equal.

Run: make bench NAME=pipeline [ARGS="--readings 200000 --rounds 1 --rules 1,flood --only plain,paho"]. Rule: at or above
its limit for 60 s: raised once; below 0.9 × limit: cleared; one rule, a hundred, and on request a flood of warnings.
Ways are interleaved, round after round; the figure is the median round. Prints a table; the last line is one JSON
object. Everything, senders included, shares this machine's cores. A way whose program is not installed is named and
left out.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from _pipeline import kernel, mosquitto, nodered, ours, oursmqtt, plain
from _pipeline.measure import Result
from _pipeline.stream import SHARES, Rule, Stream, build, rules

Way = Callable[[Stream, Sequence[Rule]], Result]
#: name → (why it cannot run here, the way as fast as it can, the way at a rate or None)
WAYS: dict[str, tuple[Callable[[], str], Way, Callable[..., Result] | None]] = {
    "ours": (lambda: "", ours.run, ours.run),
    "mqtt": (lambda: "", oursmqtt.through_ours, None),
    "mqtt-mosquitto": (mosquitto.missing, oursmqtt.through_mosquitto, None),
    "rules": (lambda: "", kernel.run, None),
    "loop": (lambda: "", plain.decoded, None),
    "plain": (lambda: "", plain.bytes_in_memory, None),
    "paho": (mosquitto.missing, mosquitto.run, mosquitto.run),
    "nodered": (nodered.missing, nodered.run, nodered.run),
}
COLUMNS = ("way", "rules", "readings_per_second", "cpu_seconds_per_million", "peak_mb", "digest", "note")
LATE = (
    "way", "rate", "p50_ms", "p99_ms", "max_ms", "later_p99_ms", "later_max_ms",
    "judged_p50_ms", "judged_p99_ms", "judged_max_ms", "judged_later_p99_ms",
)  # fmt: skip


def main() -> int:
    options = arguments()
    stream = build(
        readings=options.readings,
        devices=options.devices,
        seed=options.seed,
        start=datetime.now(tz=UTC).replace(microsecond=0) - timedelta(hours=6),
        street=options.street,
    )
    size = sum(map(len, stream.payloads)) / len(stream)
    print(
        f"{len(stream)} readings of {options.devices} devices, {size:.0f} bytes of JSON each, {options.street} street",
        flush=True,
    )
    ways = {name: WAYS[name] for name in options.only.split(",")}
    absent = {name: reason for name, (why, _, _) in ways.items() if (reason := why())}
    for name, reason in absent.items():
        print(f"left out: {name}: {reason}", flush=True)
    present = {name: way for name, way in ways.items() if name not in absent}
    rows = throughput(present, stream, options)
    late = latency(present, stream, options)
    table(COLUMNS, rows)
    table(LATE, late)
    digests = {
        row["rules"]: {other["digest"] for other in rows if other["rules"] == row["rules"]} for row in rows
    }
    equal = all(len(found) == 1 for found in digests.values())
    print("all ways agree" if equal else "THE WAYS DISAGREE")
    print(
        json.dumps({"benchmark": "pipeline", "rows": rows, "latency": late, "absent": absent, "equal": equal})
    )
    return 0 if equal else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=int, default=1_000_000)
    parser.add_argument("--devices", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--rules", default="1,100", help="of 1, 100, flood (see stream.rules), comma-separated"
    )
    parser.add_argument(
        "--rate", type=float, default=10_000, help="readings a second for the latency run; 0: none"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--street", choices=tuple(SHARES), default="busy", help="how much happens (stream.SHARES)"
    )
    parser.add_argument("--only", default=",".join(WAYS))
    return parser.parse_args()


def throughput(
    ways: dict[str, tuple[Callable[[], str], Way, object]], stream: Stream, options: argparse.Namespace
) -> list[dict[str, object]]:
    """Median of the rounds for each way and number of rules."""
    rows = []
    for name_of_rules in options.rules.split(","):
        results: dict[str, list[Result]] = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, (_, way, _) in ways.items():
                results[name].append(way(stream, rules(name_of_rules)))
                print(f"  {name}, {name_of_rules} rules: {results[name][-1].per_second:.0f}/s", flush=True)
        for found in results.values():
            middle = statistics.median_low(sorted(one.per_second for one in found))
            rows.append(
                next(one for one in found if one.per_second == middle).row() | {"rules": name_of_rules}
            )
    return rows


def latency(
    ways: dict[str, tuple[Callable[[], str], Way, Callable[..., Result] | None]],
    stream: Stream,
    options: argparse.Namespace,
) -> list[dict[str, object]]:
    """One run of each way that can be paced, at the same rate, with one rule."""
    if not options.rate:
        return []
    paced = {name: at_rate for name, (_, _, at_rate) in ways.items() if at_rate}
    rows = []
    for at_rate in paced.values():
        row = at_rate(stream, rules("1"), options.rate).row()
        rows.append({"rate": options.rate} | {key: row.get(key) for key in LATE if key != "rate"})
    return rows


def table(columns: Sequence[str], rows: Sequence[dict[str, object]]) -> None:
    """Plain text, columns as wide as they need."""
    if not rows:
        return
    lines = [list(columns)] + [[str(row.get(name, "")) for name in columns] for row in rows]
    widths = [max(len(line[place]) for line in lines) + 2 for place in range(len(columns))]
    print()
    for line in lines:
        print("".join(part.ljust(width) for part, width in zip(line, widths, strict=True)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
