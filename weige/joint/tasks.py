"""Periodic work of joint action."""

from datetime import datetime

from weige.joint.services import duties, emergency, sweeping
from weige.kernel.periodic import every


@every(seconds=5)
def sweep(*, now: datetime) -> object:
    """Unanswered calls are urged and taken up, late arrivals and overdue tasks are noted."""
    return {"calls": sweeping.sweep(now=now), "tasks": duties.sweep(now=now)}


@every(seconds=60)
def staff(*, now: datetime) -> object:
    """In an emergency: who comes on duty has its duties."""
    return {"posts": emergency.sweep(now=now)}
