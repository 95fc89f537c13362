"""What is planned for the past: which cases there were and what people did about them; pure, drawn from a seed."""

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from weige.kernel.streettime import LOCAL

FILE = Path(__file__).parent.parent / "data" / "history.toml"
MINUTE = timedelta(minutes=1)
#: Nothing new in the last hours: what is reported now is the street's own.
QUIET = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Place:
    """A shop's door: its code, segment, and the logins of the worker and the squad member who look after it."""

    shop: str
    segment: str
    worker: str
    squad: str


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something; code: a move, "photo", or a hotline step as "hot.<step>"."""

    at: datetime
    who: str
    code: str
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Life:
    """One case: what is reported, by whom and how, and what follows. order: what the hotline sends, if it does."""

    place: Place
    matter: str
    condition: int
    text: str
    at: datetime
    by: str
    acts: tuple[Act, ...]
    order: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One matter of the file."""

    matter: str
    condition: int
    to: str
    weight: float
    limit: str
    texts: tuple[str, ...]

    @property
    def hours(self) -> float:
        """The limit as hours of a plan: a working day is a day."""
        amount, unit = self.limit.split()
        return float(amount) * (24.0 if unit == "work_day" else 1.0)

    @property
    def long(self) -> bool:
        return self.limit == "5 work_day"


@cache
def told() -> dict[str, Any]:
    """The file."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def kinds() -> dict[str, Kind]:
    rows = (Kind(**{**row, "texts": tuple(row["texts"])}) for row in told()["kind"])
    return {kind.matter: kind for kind in rows}


def moment(day: date, hour: float) -> datetime:
    """An hour of a day of the street, in UTC."""
    return (datetime.combine(day, time(), LOCAL) + timedelta(hours=hour)).astimezone(UTC)


def desk(at: datetime) -> dict[str, str]:
    """Who sits at the desks at that hour."""
    night = "" if 8 <= at.astimezone(LOCAL).hour < 20 else "_night"
    return {name: name + night for name in ("duty", "dispatcher", "supervisor")}


def in_the_morning(at: datetime, dice: random.Random) -> datetime:
    """Work that falls into the night is done after breakfast."""
    local = at.astimezone(LOCAL)
    if 7 <= local.hour < 21:
        return at
    day = local.date() + timedelta(days=1 if local.hour >= 21 else 0)
    return moment(day, 7.5 + dice.random() * 2)


def days_before(now: datetime, days: int) -> list[date]:
    """The days of the plan, the oldest first, today included."""
    today = now.astimezone(LOCAL).date()
    return [today - timedelta(days=back) for back in range(days, -1, -1)]
