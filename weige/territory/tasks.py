"""Periodic work of the territory."""

from datetime import datetime

from weige.kernel.periodic import every
from weige.territory.services import planning


@every(seconds=60)
def switch_grids(*, now: datetime) -> object:
    """Re-griddings whose day has come."""
    return [plan.pk for plan in planning.switch_due(now=now)]
