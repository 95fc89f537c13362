"""Errors of the working-time clock: a code, parameters, and a plain English sentence for logs (pure).

What people read is in the kernel's ``messages.toml`` under ``calendar_`` and the code.
"""

from __future__ import annotations

from dataclasses import dataclass


class WorktimeError(ValueError):
    """Wrong input to the clock. ``code`` is stable, ``params`` fill the sentence."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        detail = ", ".join(f"{key}={value}" for key, value in params.items())
        super().__init__(f"{code}: {detail}" if detail else code)


class NoWorkingTime(WorktimeError):
    """The calendar has no counted time for so long that a due time would be meaningless.

    Raised instead of searching forever, e.g. when no work period is valid any more.
    """

    def __init__(self, *, after: str, years: int) -> None:
        super().__init__("no_working_time", after=after, years=years)


class LimitTooFar(WorktimeError):
    """The due time would lie beyond what a date can say (year 9999)."""

    def __init__(self, *, start: str) -> None:
        super().__init__("limit_too_far", start=start)


@dataclass(frozen=True, slots=True)
class RowError:
    """One wrong cell of a calendar file: ``row`` counts lines of the file from 1, header included."""

    row: int
    column: str
    code: str
    value: str = ""

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.code} ({self.value!r})"


class CalendarFileError(WorktimeError):
    """A calendar file has wrong cells; all of them are listed in ``errors``, nothing is loaded."""

    def __init__(self, errors: tuple[RowError, ...]) -> None:
        self.errors = errors
        super().__init__("calendar_file", rows=len(errors), first=str(errors[0]))
