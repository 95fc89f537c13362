"""The domain clock: real time, or the demonstration's clock that starts elsewhere and may run faster."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class TimeSource:
    """domain = domain_epoch + (real - real_epoch) * speed; all in seconds since 1970."""

    real_epoch: float = 0.0
    domain_epoch: float = 0.0
    speed: float = 1.0

    def at(self, real: float) -> datetime:
        return datetime.fromtimestamp(self.domain_epoch + (real - self.real_epoch) * self.speed, tz=UTC)

    @classmethod
    def parse(cls, text: str) -> "TimeSource":
        """Reads "<real epoch>:<domain epoch>:<speed>"; empty text is real time. Raises ValueError."""
        if not text:
            return cls()
        real, domain, speed = (float(part) for part in text.split(":"))
        if speed <= 0:
            raise ValueError("WEIGE_CLOCK: speed must be positive")
        return cls(real, domain, speed)


_source = TimeSource.parse(os.environ.get("WEIGE_CLOCK", ""))


def source() -> TimeSource:
    """The clock of this process (for /healthz and the cockpit's speed badge)."""
    return _source


def now() -> datetime:
    """Domain time, aware, UTC. Called only by api, tasks and commands; everything below is handed `now`."""
    return _source.at(time.time())


def real_now() -> datetime:
    """Real time whatever the demo's clock says: for sessions, tokens and lock-outs. Called where now() may be."""
    return datetime.fromtimestamp(time.time(), tz=UTC)
