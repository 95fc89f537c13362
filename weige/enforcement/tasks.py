"""What enforcement does every so often: terms that have passed are noted and told."""

from datetime import datetime

from weige.enforcement.services.sweeping import sweep
from weige.kernel.periodic import every


@every(seconds=15)
def terms(*, now: datetime) -> None:
    """Papers past their term, defences whose window ended, transfers left unanswered."""
    sweep(now=now)
