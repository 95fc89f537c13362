"""`weige migrate`: brings the database's tables up to this release."""

import argparse

from weige.config.installation import Installation
from weige.config.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help=say("migrate_check"))


def run(options: argparse.Namespace) -> int:
    with Installation.at(options.data).django("migrate"):
        from weige.config import migrations  # Django's settings are read only now

        waiting = migrations.missing()
        if options.check:
            for name in waiting:
                print(name)
            return 1 if waiting else 0
        migrations.apply()
        print(say("migrate_done", count=len(waiting)))
    return 0
