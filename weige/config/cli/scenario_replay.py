"""`weige scenario replay PACK`: a pack, or changed values of one, over the stored signals of a period."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weige.config.installation import Installation
from weige.config.trouble import Trouble
from weige.config.words import language, say
from weige.kernel.streettime import LOCAL

if TYPE_CHECKING:  # Django's settings are read only when an installation is known
    from weige.scenarios.models import Scenario
    from weige.scenarios.services.changing import Changed

DAYS = 7  # without --from (our default)
BAR = 40


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of replay, beside those of `weige scenario`."""
    parser.add_argument("--from", dest="start", type=moment, metavar="TIME", help=say("replay_from"))
    parser.add_argument("--to", dest="end", type=moment, metavar="TIME", help=say("replay_to"))
    parser.add_argument(
        "--set", dest="changes", action="append", default=[], metavar="KEY=VALUE", help=say("replay_set")
    )
    parser.add_argument("--json", action="store_true", help=say("doctor_json"))


def moment(text: str) -> datetime:
    """argparse type: ISO 8601; without a zone the street's own. Raises ArgumentTypeError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(say("replay_time", text=text)) from None
    return found if found.tzinfo else found.replace(tzinfo=LOCAL)


def changes(texts: list[str]) -> dict[str, Any]:
    """["warn.for=10m"] → {"warn.for": "10m"}. Raises Trouble."""
    found = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise Trouble("replay_set_wrong", text=text, status=2)
        found[key.strip()] = value.strip()
    return found


def run(options: argparse.Namespace, pack: str) -> int:
    """pack: the id of a loaded scenario, or a folder or file with another version of one. 0 done, 1 trouble."""
    asked = changes(options.changes)
    with Installation.at(options.data).django("scenario"):
        from weige.kernel import timesource
        from weige.scenarios.services import replaying

        now = timesource.now()
        end = min(options.end or now, now)
        start = options.start or end - timedelta(days=DAYS)
        if start >= end:
            raise Trouble("replay_period_wrong")
        row, other = versions(pack, asked)
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="weige-replay-") as folder:
            tape = Path(folder) / "tape.npz"
            _, result, signals = replaying.account(row, other, (start, end), tape, progress(options.json))
        seconds = time.monotonic() - began
        if options.json:
            told = {"scenario": row.pk, "base": row.version, "start": start, "end": end, "signals": signals}
            print(json.dumps(told | {"seconds": round(seconds, 3)} | result, default=str, ensure_ascii=False))
        else:
            report(row, result, (start, end), signals, seconds)
    return 0


def versions(pack: str, asked: dict[str, Any]) -> "tuple[Scenario, Changed | None]":
    """The loaded scenario and what is tried beside it: a file's pack, changed values, both, or nothing. Trouble."""
    import msgspec

    from weige.kernel.errors import Invalid, words
    from weige.scenarios.models import Scenario
    from weige.scenarios.services import PackFault, check_pack, fault_words
    from weige.scenarios.services.changing import changed_pack

    data, path = None, Path(pack)
    if path.exists():
        try:
            found = check_pack(path.resolve(), tests=False)
        except PackFault as fault:
            raise Trouble("replay_refused", reason=fault_words(fault)[language()]) from fault
        data, pack = msgspec.json.decode(msgspec.json.encode(found)), found.id
    row = Scenario.objects.filter(pk=pack).first()
    if row is None:
        raise Trouble("replay_no_scenario", name=pack)
    if (data is None or data == row.pack) and not asked:
        return row, None
    try:
        return row, changed_pack(data or row.pack, asked, pack)
    except Invalid as refused:
        reasons = [words(one.code, language(), one.params) for one in refused.errors]
        raise Trouble("replay_refused", reason="; ".join(reasons)) from refused


def progress(silent: bool) -> Callable[[int, float], bool]:
    """A bar on a terminal's error channel; Ctrl-C ends the run."""
    shown = not silent and sys.stderr.isatty()

    def go_on(signals: int, share: float) -> bool:
        if shown:
            done = int(share * BAR)
            print(f"\r[{'#' * done}{'.' * (BAR - done)}] {signals:,}", end="", file=sys.stderr, flush=True)
            if share >= 1:
                print(file=sys.stderr)
        return True

    return go_on


def report(
    row: "Scenario", result: dict[str, Any], span: tuple[datetime, datetime], signals: int, seconds: float
) -> None:
    """The account in words: both versions beside each other, per day, what is lost and spared."""
    base, other = result["base"], result.get("changed")
    first, last = (one.astimezone(LOCAL).strftime("%m-%d %H:%M") for one in span)
    print(say("replay_head", id=row.pk, version=row.version, first=first, last=last))
    print(say("replay_speed", signals=f"{signals:,}", seconds=f"{seconds:.1f}"))
    for key, value in (
        ("warnings", lambda side: side["warnings"]),
        ("true", lambda side: side["verdicts"]["true"]),
        ("false", lambda side: side["verdicts"]["false"]),
        ("unknown", lambda side: side["verdicts"]["unknown"]),
        ("missed", lambda side: len(side["missed"])),
        ("shift", lambda side: "—" if side["shifts"]["mean"] is None else side["shifts"]["mean"]),
    ):
        print("\t".join([say(f"replay_{key}"), str(value(base)), *([str(value(other))] if other else [])]))
    for number, day in enumerate(base["days"]):
        sides = [base["days"][number], *([other["days"][number]] if other else [])]
        print("\t".join([day["day"], *(str(sum(one[key] for key in VERDICTS)) for one in sides)]))
    for one in base["devices"][:5]:
        print("\t".join([one["code"], str(sum(one[key] for key in VERDICTS))]))
    if result["compared"]:
        for one in result["compared"]["lost"]:
            print(say("replay_lost", at=str(one["at"])[:16], what=one[f"title_{language()}"]))
        print(say("replay_spared", count=len(result["compared"]["spared"])))
    if result["live"]["turns"]:
        print(
            say("replay_same" if result["live"]["same"] else "replay_differs", count=result["live"]["turns"])
        )
    print(f"digest {base['digest']}" + (f"\ndigest {other['digest']}" if other else ""))


VERDICTS = ("true", "false", "unknown")
