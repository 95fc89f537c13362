"""Periodic work of the knowledge module."""

from datetime import datetime

from weige.kernel.periodic import every
from weige.knowledge.services import frequent


@every(seconds=600)
def find_frequent(*, now: datetime) -> object:
    """Places where one matter came over and over are proposed as black spots."""
    return len(frequent.propose(now=now))


@every(seconds=60)
def remind_of_checks(*, now: datetime) -> object:
    """Planned looks that are due today are told to whose they are."""
    return frequent.remind(now=now)
