"""When failed sign-ins lock an account or an address: 5 / 15 min, our default after GB/T 22239."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """After `failures` (within `window`, or in a row when None) nothing is accepted for `lock`."""

    failures: int
    lock: timedelta
    window: timedelta | None = None


ACCOUNT = Limit(failures=5, lock=timedelta(minutes=15))
# Many people of an office share one address, so an address bears more than an account does (our default).
ADDRESS = Limit(failures=30, lock=timedelta(minutes=15), window=timedelta(minutes=15))


@dataclass(frozen=True)
class Tally:
    """Failures so far, since when they count, and until when the lock holds. Times are real time."""

    failures: int = 0
    since: datetime | None = None
    locked_until: datetime | None = None


def minutes_left(tally: Tally, now: datetime) -> int:
    """Whole minutes, rounded up, until the lock ends; 0 when there is none."""
    if tally.locked_until is None or tally.locked_until <= now:
        return 0
    return math.ceil((tally.locked_until - now).total_seconds() / 60)


def after_failure(tally: Tally, limit: Limit, now: datetime) -> Tally:
    """The tally with one more failure. A lock that has run out, or an old window, starts the count anew."""
    over = tally.locked_until is not None and tally.locked_until <= now
    stale = limit.window is not None and (tally.since is None or now - tally.since > limit.window)
    if over or stale or tally.since is None:
        tally = Tally(failures=0 if over or stale else tally.failures, since=now)
    tally = replace(tally, failures=tally.failures + 1)
    if tally.failures >= limit.failures:
        tally = replace(tally, locked_until=now + limit.lock)
    return tally
