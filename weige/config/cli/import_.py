"""`weige import`: brings tables and maps in, all rows of a file or none, with a dry run that names every wrong row."""

import argparse
from datetime import date
from pathlib import Path

from weige.config.installation import Installation
from weige.config.trouble import Trouble
from weige.config.words import say

KINDS = ("layers", "areas", "roads", "buildings", "addresses", "premises", "shops", "matters", "calendar")
ERRORS_SHOWN = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, metavar=say("import_kind"), help=", ".join(KINDS))
    parser.add_argument("file", type=Path, metavar=say("import_file"), help=say("import_file_help"))
    parser.add_argument("--dry-run", action="store_true", help=say("import_dry_run"))
    parser.add_argument("--datum", default="WGS84", help=say("import_datum"))
    parser.add_argument(
        "--from", dest="valid_from", type=date.fromisoformat, metavar="YYYY-MM-DD", help=say("import_from")
    )
    parser.add_argument(
        "--complete-year", type=int, action="append", default=[], metavar="YYYY", help=say("import_year")
    )


def run(options: argparse.Namespace) -> int:
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise Trouble("file_unreadable", file=options.file, reason=error.strerror or str(error)) from error
    with Installation.at(options.data).django("import"):
        from weige.config import imports, migrations  # Django's settings are read only now

        migrations.apply()
        result = imports.bring(options.kind, options.file.name, content, options)
    for row, column, said in result.errors[:ERRORS_SHOWN]:
        print(say("import_row", row=row, column=column, said=said))
    if result.errors:
        print(say("import_wrong", errors=len(result.errors)))
        return 1
    print(
        say("import_dry" if options.dry_run else "import_done", rows=result.rows, counts=result.counts_text)
    )
    return 0
