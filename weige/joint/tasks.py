"""Periodic work of joint action."""

from datetime import datetime

from weige.joint.services import sweeping
from weige.kernel.periodic import every


@every(seconds=5)
def sweep(*, now: datetime) -> object:
    """Unanswered calls are urged and taken up; late arrivals are noted (services.sweeping)."""
    return sweeping.sweep(now=now)
