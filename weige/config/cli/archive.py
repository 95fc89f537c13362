"""`weige archive`: old readings now instead of by and by, which days are where, are the files what they were."""

import argparse
import json
from collections import Counter
from datetime import date
from typing import Any

from weige.config.installation import Installation
from weige.config.trouble import Trouble
from weige.config.words import say

ACTIONS = ("run", "list", "verify")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=ACTIONS, metavar="|".join(ACTIONS), help=say("archive_action"))
    parser.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help=say("archive_day"))
    parser.add_argument("--json", action="store_true", help=say("doctor_json"))


def run(options: argparse.Namespace) -> int:
    installation = Installation.at(options.data)
    with installation.django("archive"):
        if options.action == "run":
            return _run()
        if options.action == "list":
            return _list(options)
        return _verify(options)


def _run() -> int:
    """Everything that is due, with a line a step."""
    from weige.kernel import timesource  # Django's settings are read only now
    from weige.sensing.queries.keeping import retention
    from weige.sensing.rules.retention import RetentionError
    from weige.sensing.services import keeping
    from weige.sensing.services.archiving import ArchiveError

    done, error = Counter[str](), ""
    with keeping.alone() as ours:
        if not ours:
            raise Trouble("archive_busy")
        now = timesource.now()
        keeping.begin(now=now, real=timesource.real_now())
        try:
            for step in keeping.keep(now=now, plan=retention()):
                done[step.name] += 1
                keeping.progress(step)
                print(f"{step.day.isoformat()}  {say(f'archive_step_{step.name}')}", flush=True)
        except (ArchiveError, RetentionError, OSError) as problem:
            error = str(problem)
        keeping.finish(real=timesource.real_now(), done=dict(done), error=error)
    if error:
        raise Trouble("archive_failed", reason=error)
    print(say("archive_done", parts=done["recorded"], thinned=done["thinned"]))
    return 0


def _list(options: argparse.Namespace) -> int:
    from weige.sensing.queries.keeping import listed

    rows = [row for row in listed() if options.day in {None, row["day"]}]
    if options.json:
        print(json.dumps(rows, default=str, indent=1))
        return 0
    print(say("archive_columns"))
    for row in rows:
        size = f"{row['bytes'] / 1e6:.1f}"
        print(
            "\t".join(
                [
                    str(row["day"]),
                    say(f"archive_state_{row['state']}"),
                    *map(str, (row["rows"], row["parts"])),
                    size,
                ]
            )
        )
    return 0


def _verify(options: argparse.Namespace) -> int:
    """Every file against what was recorded, and (where the readings are still raw) against the table."""
    from weige.sensing.services.verifying import verify

    found: list[dict[str, Any]] = list(verify(day=options.day))
    wrong = [one for one in found if one["wrong"]]
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        for one in wrong:
            print(one["path"], say(f"archive_wrong_{one['wrong']}"), sep="  ")
        print(say("archive_verified", count=len(found), wrong=len(wrong)))
    return 1 if wrong else 0
