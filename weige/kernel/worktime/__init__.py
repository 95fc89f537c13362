"""The working-time clock (pure): limits in 紧急工作时, 工作时, 工作日 and 自然日 on a calendar of
work periods, holidays and 调休 days, with pauses, extensions, stages, and an account of every minute.

Start with ``Clock(calendar).due(start, Limit(2, Unit.WORK_HOUR))`` and ``.explain(...)``. Imports no
Django; the calendar of a running office comes from ``weige.kernel.queries.calendar``.
"""

from .calendar import DEFAULT_PERIODS, DEFAULT_TZ, Calendar, DayKind, Hours, Override, WorkPeriod
from .clock import Clock
from .errors import CalendarFileError, LimitTooFar, NoWorkingTime, RowError, WorktimeError
from .explanation import Explanation, Status
from .inputs import Extension, Pause
from .reading import Due, Reading, State, Used
from .rows import parse_calendar_csv, parse_hours
from .seed import packaged_calendar
from .stages import Plan, PlanReading, Spell, Stage, StageReading, explain_stage, read_stage
from .units import HOURS_PER_WORK_DAY, MAX_AMOUNT, Limit, Unit
from .words import Words, warning_words, words

__all__ = [
    "DEFAULT_PERIODS",
    "DEFAULT_TZ",
    "HOURS_PER_WORK_DAY",
    "MAX_AMOUNT",
    "Calendar",
    "CalendarFileError",
    "Clock",
    "DayKind",
    "Due",
    "Explanation",
    "Extension",
    "Hours",
    "Limit",
    "LimitTooFar",
    "NoWorkingTime",
    "Override",
    "Pause",
    "Plan",
    "PlanReading",
    "Reading",
    "RowError",
    "Spell",
    "Stage",
    "StageReading",
    "State",
    "Status",
    "Unit",
    "Used",
    "Words",
    "WorkPeriod",
    "WorktimeError",
    "explain_stage",
    "packaged_calendar",
    "parse_calendar_csv",
    "parse_hours",
    "read_stage",
    "warning_words",
    "words",
]
