"""An import as one act: all rows or none, and a dry run that does everything but keep it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from weige.kernel.tabular.columns import Row, RowError
from weige.kernel.tabular.reading import Sheet, in_row_order

# Writes the rows; returns what is wrong with any of them (a code that exists, an area that does not).
Apply = Callable[[Sequence[Row]], Iterable[RowError] | None]


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


def run_import(sheet: Sheet, apply: Apply, *, dry_run: bool) -> Outcome:
    """Applies the sheet's rows in one transaction, which is kept only when nothing is wrong and it is in earnest.

    With errors from reading, apply is not called: its findings would be about half a table.
    """
    errors = list(sheet.errors)
    if not errors:
        with transaction.atomic():
            errors = sheet.titled(apply(sheet.rows) or ())
            if errors or dry_run:
                transaction.set_rollback(True)
    written = not errors and not dry_run
    return Outcome(len(sheet.rows), written, dry_run, in_row_order(errors), sheet.ignored)
