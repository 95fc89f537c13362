"""What an import answers: how many rows were made, changed or left, and every row's errors."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from weige.kernel.errors import FieldError
from weige.territory.rules.faults import TerritoryFault

May = Callable[[Any], bool]
"""Whether the importer may touch a row (saved or not): ``access.may`` of the caller, or ``anybody``."""


def anybody(_: Any) -> bool:
    """No limits: the command line and the demonstration."""
    return True


@dataclass(frozen=True)
class RowError:
    """One thing wrong in one row: the row's number as its reader counts, the column, a code of
    messages.toml.
    """

    row: int
    column: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def as_field_error(self) -> FieldError:
        """For Problem answers: the field as rows[7].code."""
        return FieldError(f"rows[{self.row}].{self.column}", self.code, self.params)


@dataclass
class ImportReport:
    """The outcome of one import. With errors, or on a dry run, nothing was written."""

    what: str
    dry_run: bool
    rows: int = 0
    created: int = 0
    updated: int = 0
    replaced: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)

    @property
    def written(self) -> bool:
        """Whether the rows are in the database now."""
        return not self.dry_run and not self.errors

    def fault(self, row: int, column: str, code: str, **params: Any) -> None:
        """Notes an error."""
        self.errors.append(RowError(row, column, code, params))

    def checked(self, row: int, column: str, make: Callable[[], Any]) -> Any:
        """The result of ``make``, or None with the TerritoryFault it raised noted."""
        try:
            return make()
        except TerritoryFault as fault:
            self.errors.append(RowError(row, column, fault.code, {**fault.params, "where": fault.where}))
            return None
