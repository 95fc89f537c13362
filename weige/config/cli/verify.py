"""`weige verify`: a case file, as a stranger would; without a file the heads of the days, to keep elsewhere."""

import argparse
from datetime import timedelta

from weige.config.installation import Installation
from weige.config.words import say
from weige.kernel.proof import verify

DAYS = 30


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help=say("verify_file"))
    parser.add_argument("--head", metavar="HASH", help=say("verify_head"))


def run(options: argparse.Namespace) -> int:
    if options.file:
        return verify.main([options.file, *(["--head", options.head] if options.head else [])])
    with Installation.at(options.data).django("verify"):
        return _heads()


def _heads() -> int:
    from weige.kernel import days, timesource  # Django's settings are read only now
    from weige.kernel.streettime import LOCAL

    since = timesource.now().astimezone(LOCAL).date() - timedelta(days=DAYS)
    for day in days.chain_from(since):
        print(f"{day.day.isoformat()}  {day.hash}{'' if day.finished else say('verify_open_day')}")
    return 0
