"""Periodic work of the cases module."""

from datetime import datetime

from weige.cases.services import hotline_steps, sweeping
from weige.kernel.periodic import every


@every(seconds=2)
def sweep(*, now: datetime) -> object:
    """Overdue cases, ended suspensions, a new calendar (see services.sweeping)."""
    return sweeping.sweep(now=now)


@every(seconds=10)
def sweep_hotline(*, now: datetime) -> object:
    """Hotline orders whose first contact or reply is late (see services.hotline_steps)."""
    return hotline_steps.sweep_orders(now=now)
