"""The street's clock as the server shows it: read from /healthz, then kept here at the same speed."""

import asyncio
import time
from datetime import UTC, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))


class StreetClock:
    """domain time = shown at the start + real seconds passed * speed."""

    def __init__(self, shown: datetime, speed: float) -> None:
        self.shown, self.speed, self.started = shown, speed, time.monotonic()

    def now(self) -> datetime:
        """Domain time, aware, in Shanghai's zone."""
        passed = (time.monotonic() - self.started) * self.speed
        return (self.shown.astimezone(UTC) + timedelta(seconds=passed)).astimezone(SHANGHAI)

    async def sleep(self, seconds: float) -> None:
        """Waits so many seconds of the street's time."""
        await asyncio.sleep(max(seconds, 0) / self.speed)
