"""Permits: what is allowed where and when. Consulted before anything is raised (domain.md 2.5)."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

import msgspec

from weige.kernel.streettime import LOCAL
from weige.sensing.rules.spec import hours
from weige.sensing.rules.state import SECOND


class Permit(msgspec.Struct, frozen=True):
    """One permit. kind: the word a rule's `unless` names. place: a subject such as "shop:S-0017" or
    "area:12".

    first_day, last_day: ISO dates, both included. weekdays: 1 (Monday) … 7; empty means every day.
    hours: spans "HH:MM-HH:MM" of the local day; empty means all day. A span past midnight belongs to the day
    it begins on.
    """

    id: int
    kind: str
    place: str
    first_day: str
    last_day: str
    weekdays: tuple[int, ...] = ()
    hours: tuple[str, ...] = ()
    holder: str = ""


def local(at: int) -> datetime:
    """The street's wall clock at a moment (µs since 1970)."""
    return datetime.fromtimestamp(at / SECOND, tz=LOCAL)


def allowing(permits: Iterable[Permit], at: int) -> Permit | None:
    """The first permit in force at that moment."""
    return next((permit for permit in permits if holds(permit, at)), None)


def holds(permit: Permit, at: int) -> bool:
    """Whether the permit is in force at that moment."""
    moment = local(at)
    if not permit.hours:
        return _day(permit, moment.date())
    for text in permit.hours:
        span = hours(text)
        if span is None or not span.holds(moment.time()):
            continue
        begun_yesterday = span.start > span.end and moment.time() < span.end
        day = date.fromordinal(moment.toordinal() - 1) if begun_yesterday else moment.date()
        if _day(permit, day):
            return True
    return False


@lru_cache(maxsize=4096)
def _day(permit: Permit, day: date) -> bool:
    if not date.fromisoformat(permit.first_day) <= day <= date.fromisoformat(permit.last_day):
        return False
    return not permit.weekdays or day.isoweekday() in permit.weekdays
