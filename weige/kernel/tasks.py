"""The kernel's own periodic task: sealing the log."""

from datetime import datetime

from weige.kernel import chain, days
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
