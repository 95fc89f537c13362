"""Periodic work of the cases module."""

from datetime import datetime

from weige.cases.services import sweeping
from weige.kernel.periodic import every


@every(seconds=2)
def sweep(*, now: datetime) -> object:
    """Overdue cases, ended suspensions, a new calendar (see services.sweeping)."""
    return sweeping.sweep(now=now)
