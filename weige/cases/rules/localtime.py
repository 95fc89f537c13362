"""The street's wall clock: days and times as people there say them."""

from datetime import date, datetime

from weige.kernel.streettime import LOCAL


def local_day(moment: datetime) -> date:
    """The date it is in the street at that moment."""
    return moment.astimezone(LOCAL).date()


def midnight(moment: datetime) -> datetime:
    """When that day began in the street."""
    return moment.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)


def wall(moment: datetime) -> str:
    """2026-11-21 14:05, as lists and papers have it."""
    return moment.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
