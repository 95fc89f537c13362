"""Units of time limits and the limits themselves (pure).

The four units are those street offices use (source: filing standard and time-unit table of a city
management system in service, public repository zhcg2026/smart_cityguard). 紧急工作时 and 自然日 run
without a break; 工作时 and 工作日 run only inside the work periods of the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .errors import WorktimeError
from .words import unit_aliases

#: Largest amount of one limit, in its own unit. Our default: longer terms are projects, not clocks.
MAX_AMOUNT = 10_000
#: Working hours in one 工作日 unless the calendar says otherwise (the live system's rule).
HOURS_PER_WORK_DAY = 8
_HOUR_US = 3_600_000_000


class Unit(StrEnum):
    """Unit of a limit; the value is what the database and the API carry."""

    URGENT_HOUR = "urgent_hour"
    """紧急工作时: an hour of continuous time; nights, weekends and holidays count."""
    WORK_HOUR = "work_hour"
    """工作时: an hour inside work periods."""
    WORK_DAY = "work_day"
    """工作日: ``hours_per_work_day`` working hours, wherever they fall; not "by the end of the day"."""
    CALENDAR_DAY = "calendar_day"
    """自然日, also called 紧急工作日: 24 continuous hours."""

    @property
    def continuous(self) -> bool:
        """True when the unit never needs the calendar."""
        return self in (Unit.URGENT_HOUR, Unit.CALENDAR_DAY)

    @property
    def hour(self) -> Unit:
        """The hour that this unit is made of: amounts below one day are shown in it."""
        return Unit.URGENT_HOUR if self.continuous else Unit.WORK_HOUR

    def microseconds(self, hours_per_work_day: Decimal | int) -> Decimal:
        """Length of one unit in microseconds of counted time."""
        if self is Unit.CALENDAR_DAY:
            return Decimal(24 * _HOUR_US)
        if self is Unit.WORK_DAY:
            return Decimal(hours_per_work_day) * _HOUR_US
        return Decimal(_HOUR_US)

    @classmethod
    def parse(cls, word: str) -> Unit:
        """Unit from its code or from any Chinese word used for it (``紧急工作日`` → CALENDAR_DAY).

        Raises WorktimeError("unknown_unit") for anything else.
        """
        text = word.strip()
        try:
            return cls(unit_aliases().get(text, text.lower()))
        except ValueError:
            raise WorktimeError("unknown_unit", word=word) from None


def exact(amount: Decimal | int, *, field: str = "amount") -> Decimal:
    """A checked, exact, non-negative amount.

    Raises WorktimeError("bad_amount") for negative, infinite, huge or float values: 0.1 of a float
    is not a tenth, and a due time must not depend on that.
    """
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise WorktimeError("bad_amount", field=field, value=repr(amount))
    value = Decimal(amount)
    if not value.is_finite() or value < 0 or value > MAX_AMOUNT:
        raise WorktimeError("bad_amount", field=field, value=str(amount))
    return value


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit such as 2 紧急工作时. Zero is allowed: due at the start."""

    amount: Decimal | int
    unit: Unit

    def __post_init__(self) -> None:
        exact(self.amount)
        if not isinstance(self.unit, Unit):
            raise WorktimeError("unknown_unit", word=repr(self.unit))

    def microseconds(self, hours_per_work_day: Decimal | int = HOURS_PER_WORK_DAY) -> int:
        """Counted time of the limit, rounded to a whole microsecond."""
        return int((Decimal(self.amount) * self.unit.microseconds(hours_per_work_day)).to_integral_value())

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}"
