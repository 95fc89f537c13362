"""The kernel's own periodic tasks: sealing the log, letting go of kept answers."""

from datetime import datetime

from weige.kernel import chain, days, timesource
from weige.kernel.models import Answered
from weige.kernel.models.once import KEPT
from weige.kernel.periodic import every

# A run that finds a long backlog (first start after a restore) leaves the rest to the next.
BATCHES = 20


@every(seconds=2)
def seal_log(*, now: datetime) -> None:  # noqa: ARG001 - a seal has no time of its own
    """Hangs what was written since the last run onto the chain."""
    for _ in range(BATCHES):
        if chain.seal(limit=1000) < 1000:
            break
    days.close()


@every(seconds=60)
def forget_answers(*, now: datetime) -> None:  # noqa: ARG001 - presses are counted in real time
    """What was kept to answer a repeated press is let go."""
    Answered.objects.filter(at__lte=timesource.real_now() - KEPT).delete()
