"""Periodic work of the cases module."""

from datetime import datetime

from weige.cases.services import hotline_steps, shiftends, sweeping, tracing
from weige.kernel.periodic import every


@every(seconds=2)
def sweep(*, now: datetime) -> object:
    """Overdue cases, ended suspensions, a new calendar (see services.sweeping)."""
    return sweeping.sweep(now=now)


@every(seconds=10)
def sweep_hotline(*, now: datetime) -> object:
    """Hotline orders whose first contact or reply is late (see services.hotline_steps)."""
    return hotline_steps.sweep_orders(now=now)


@every(seconds=60)
def check_routes(*, now: datetime) -> object:
    """Routing rules that cannot work, also those no case has met since (see services.tracing)."""
    return tracing.check_rules(now=now)


@every(seconds=60)
def remind_of_hand_overs(*, now: datetime) -> object:
    """Shifts that end with tasks open: the post is reminded, the desk told who left (see services.shiftends)."""
    return shiftends.remind(now=now)
