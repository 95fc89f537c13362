"""Where the demonstration's clock starts, and how it never runs backwards between two starts."""

from datetime import UTC, datetime, timedelta

import psycopg
from psycopg.types.json import Jsonb

from weige.kernel.streettime import LOCAL

DAY_STARTS, DAY_ENDS = 8, 20  # o'clock; the street is awake (our default)
STORY_HOUR, STORY_MINUTE = 15, 10  # shortly before the first story's 15:22 (MISSION, row B3)
HEARTBEAT = 5.0  # real seconds between two notes of how far the clock has come
LATE_NOTE = 60.0  # real seconds a note may be late on a busy machine (our default)
READY = timedelta(seconds=60)  # real time the street's devices may need until they are heard (our default)
SETTING = "clock"


def first_moment(real: datetime, newest: datetime | None) -> datetime:
    """The domain time of a start: never before real now, never before anything that already happened.

    In the waking hours of the street it is that very moment, else the next 15:10 in Beijing. Both aware.
    """
    base = real if newest is None else max(real, newest)
    local = base.astimezone(LOCAL)
    if DAY_STARTS <= local.hour < DAY_ENDS:
        return base
    story = local.replace(hour=STORY_HOUR, minute=STORY_MINUTE, second=0, microsecond=0)
    return (story if story >= local else story + timedelta(days=1)).astimezone(UTC)


def parameter(real: datetime, domain: datetime, speed: float) -> str:
    """WEIGE_CLOCK for child processes: the clock shows `domain` at `real` and runs at `speed`."""
    return f"{real.timestamp():.3f}:{domain.timestamp():.3f}:{speed:g}"


def newest_moment(url: str) -> datetime | None:
    """The latest domain time this database knows: its newest event, or the clock's last note; None when empty.

    An event may be dated ahead of the clock: what a device says has the device's own time, which may be ten minutes
    early (sensing.rules.signals.FUTURE). What lies beyond the clock's last note has not happened yet.
    """
    with psycopg.connect(url, connect_timeout=5) as connection:
        if connection.execute("SELECT to_regclass('kernel_setting')").fetchone() in {None, (None,)}:
            return None
        row = connection.execute("SELECT value FROM kernel_setting WHERE key = %s", [SETTING]).fetchone()
        note = row[0] if row else None
        reached = datetime.fromisoformat(note["reached"]) if note else None
        upto = reached + timedelta(seconds=LATE_NOTE * note["speed"]) if note and reached else None
        event = connection.execute(
            "SELECT max(at) FROM kernel_event WHERE at <= coalesce(%s::timestamptz, 'infinity')", [upto]
        ).fetchone()
    moments = [event[0]] if event and event[0] else []
    if note and reached:
        moments.append(reached + timedelta(seconds=HEARTBEAT * note["speed"]))
    return max(moments, default=None)


def noted_parameter(url: str, *, running: bool) -> str:
    """WEIGE_CLOCK for a command beside a demonstration: its running clock, or (stopped) the time it reached.

    "" where there is no demonstration: real time.
    """
    with psycopg.connect(url, connect_timeout=5) as connection:
        if connection.execute("SELECT to_regclass('kernel_setting')").fetchone() in {None, (None,)}:
            return ""
        row = connection.execute("SELECT value FROM kernel_setting WHERE key = %s", [SETTING]).fetchone()
    if row is None:
        return ""
    real, domain, reached = (datetime.fromisoformat(row[0][name]) for name in ("real", "domain", "reached"))
    now = datetime.now(tz=UTC)
    return parameter(real, domain, row[0]["speed"]) if running else parameter(now, max(reached, now), 1.0)


class Note:
    """Keeps the clock in kernel_setting while it runs: {"real", "domain", "speed", "reached"}, ISO 8601 UTC."""

    def __init__(self, url: str, real: datetime, domain: datetime, speed: float) -> None:
        self.url, self.real, self.domain, self.speed = url, real, domain, speed

    def reached(self, real: datetime) -> datetime:
        return self.domain + (real - self.real) * self.speed

    def write(self, real: datetime) -> bool:
        """Writes how far the clock has come. False when the database is away just now: ask again soon."""
        value = {
            "real": self.real.isoformat(),
            "domain": self.domain.isoformat(),
            "speed": self.speed,
            "reached": self.reached(real).isoformat(),
        }
        statement = (
            "INSERT INTO kernel_setting (key, value) VALUES (%s, %s)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        )
        try:
            with psycopg.connect(
                self.url, connect_timeout=2, options="-c statement_timeout=2000"
            ) as connection:
                connection.execute(statement, [SETTING, Jsonb(value)])
        except psycopg.Error:
            return False
        return True
