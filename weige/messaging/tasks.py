"""What messaging does every so often: text messages and calls that wait go out."""

from datetime import datetime

from weige.kernel import timesource
from weige.kernel.periodic import every
from weige.messaging.services import send_queued


@every(seconds=2)
def send(*, now: datetime) -> None:
    """Hands what waits to its carrier."""
    send_queued(now=now, real_now=timesource.real_now())
