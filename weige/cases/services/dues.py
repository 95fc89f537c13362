"""Due times as columns, and terms that begin with a move: all by the working-time clock."""

from datetime import datetime

from weige.cases.models import Case
from weige.cases.rules import clocks
from weige.cases.services.step import Step
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.worktime import Calendar, Clock, WorktimeError


def term(step: Step, name: str) -> datetime:
    """When a term of the office (data/limits.csv, the office's own row) that begins now is over. Raises Invalid."""
    try:
        at = Clock(step.calendar).due(step.now, step.limits[name]).at
    except WorktimeError as error:
        raise Invalid([FieldError("", f"calendar_{error.code}", dict(error.params))]) from error
    assert at is not None, "a limit without pauses has an end"
    return at


def set_dues(case: Case, timed: clocks.Clocks, *, calendar: Calendar, now: datetime) -> None:
    """Writes what the clocks say into the columns lists are ordered and swept by.

    Raises Invalid when the calendar gives no due time (no working hours, beyond the range of dates).
    """
    try:
        dues = clocks.dues(timed, case.now_in, calendar, now=now)
    except WorktimeError as error:
        raise Invalid([FieldError("condition", f"calendar_{error.code}", dict(error.params))]) from error
    case.clocks = clocks.dump(timed)
    case.due_at, case.half_at, case.near_at = dues.due_at, dues.half_at, dues.near_at
    case.stage_due_at, case.rank_at = dues.stage_due_at, dues.rank_at
    case.due_warnings = list(dues.warnings)
    case.calendar_version = calendar.version
