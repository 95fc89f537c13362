"""An import as one act: all rows or none, and a dry run that does everything but keep it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from weige.kernel.tabular.columns import Row, RowError
from weige.kernel.tabular.reading import Sheet, in_row_order

# Writes the rows; returns what is wrong with any of them (a code that exists, an area that does not).
Apply = Callable[[Sequence[Row]], Iterable[RowError] | None]
# Says what is wrong with rows of which some have cells that could not be read, without writing anything.
Check = Callable[[Sequence[Row]], Iterable[RowError]]


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do."""

    rows: int
    written: bool
    dry_run: bool
    errors: list[RowError]
    ignored: list[str]

    def to_json(self, language: str) -> dict[str, Any]:
        """{rows, written, dry_run, errors: [{row, column, header, code, message}], ignored: [header]}."""
        return {
            "rows": self.rows,
            "written": self.written,
            "dry_run": self.dry_run,
            "errors": [error.to_json(language) for error in self.errors],
            "ignored": self.ignored,
        }


def run_import(sheet: Sheet, apply: Apply, *, check: Check, dry_run: bool) -> Outcome:
    """Applies the sheet's rows in one transaction, which is kept only when nothing is wrong and it is in earnest.

    check is asked about all rows, also those with cells that could not be read: who mends the sheet is told everything
    at once. With anything wrong, apply is not called.
    """
    unread = {(row.number, column) for row in sheet.broken for column in row.unread}
    found = [one for one in check(sheet.all) if (one.row, one.column) not in unread]
    errors = [*sheet.errors, *sheet.titled(found)]
    if not errors:
        with transaction.atomic():
            errors = sheet.titled(apply(sheet.rows) or ())
            if errors or dry_run:
                transaction.set_rollback(True)
    written = not errors and not dry_run
    return Outcome(len(sheet.rows), written, dry_run, in_row_order(errors), sheet.ignored)
