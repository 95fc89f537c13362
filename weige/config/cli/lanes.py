"""`weige lanes`: which process works which lane, how far each is; and more lanes."""

import argparse
import json

from weige.config.installation import Installation
from weige.config.trouble import Trouble
from weige.config.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set", type=int, metavar="N", help=say("lanes_set"))
    parser.add_argument("--json", action="store_true", help=say("doctor_json"))


def run(options: argparse.Namespace) -> int:
    installation = Installation.at(options.data)
    with installation.django("lanes"):
        if options.set is not None:
            _set(options.set)
        from weige.sensing.queries.lanes import listed  # Django's settings are read only now

        rows = listed()
        if options.json:
            print(json.dumps(rows, default=str, indent=1))
            return 0
        print(say("lanes_columns"))
        for row in rows:
            print(
                row["lane"], row["worker"] or "-", row["position"], row["readings"], row["sequence"], sep="\t"
            )
    return 0


def _set(count: int) -> None:
    from weige.sensing.queries.lanes import alive
    from weige.sensing.services.lanes import TooFew, set_lanes

    if count < 1:
        raise Trouble("lanes_one", status=2)
    working = alive()
    if working:
        raise Trouble("lanes_at_work", names=", ".join(working))
    try:
        set_lanes(count=count)
    except TooFew as problem:
        raise Trouble("lanes_fewer", there=problem.there, wanted=count) from problem
