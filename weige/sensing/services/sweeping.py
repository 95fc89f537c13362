"""What time itself does: devices fall silent, rules' timers come due, days begin.

All found in the lane's memory; whoever is at it first does it, and it is done once.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.sensing.events import StoodStill
from weige.sensing.models import Device
from weige.sensing.models.device import OFFLINE
from weige.sensing.rules.signals import micros, moment
from weige.sensing.rules.vitals import Heard, Vital
from weige.sensing.services import lane, writing
from weige.sensing.services.firing import fire
from weige.sensing.services.hearing import note, silent_events
from weige.sensing.services.judging import Table
from weige.sensing.services.lane import log as lanelog
from weige.sensing.services.lane import snapshots

DAYS_AHEAD = 2
OFTEN = timedelta(seconds=0.4)  # real time: somebody has just looked, so need not I (our default)
AWAY = timedelta(seconds=3)  # real time after which whoever looked is taken to be gone (our default)
SLICE = 250_000  # µs of due times done at once: a mass silence holds nobody else up for long (our default)
STANDSTILL = timedelta(
    seconds=60
)  # real time without a look after which we were off, not the devices (our default)


_mine: dict[int, datetime] = {}  # lane → when this process looked last


def attended(*, real_now: datetime, number: int = 0) -> bool:
    """Whether another process looks after the lane: its memory is warm, ours would have to follow (1 statement)."""
    _, swept_at, _, _ = lanelog.position(number)
    return swept_at is not None and swept_at != _mine.get(number) and real_now - swept_at < AWAY


def sweep(*, now: datetime, real_now: datetime, number: int = 0) -> bool:
    """Looks for silence and at the rules' timers; False when somebody has just done so.

    now: domain time; real_now: real time. After a standstill of our own nobody is blamed.
    """
    _, swept_at, _, _ = lanelog.position(number)
    if swept_at is not None and timedelta(0) <= real_now - swept_at < OFTEN:
        return False
    with transaction.atomic(), lane.replica(number).held() as held:
        before, held.row.swept_at = held.row.swept_at, real_now
        _mine[number] = real_now
        if before is None or real_now - before > STANDSTILL:
            _forgive(held, now, None if before is None else (real_now - before).total_seconds())
        else:
            _silence(held, now)
        _, more = _wake(held, now)
        lanelog.swept(number, real_now)
    if more:
        _wake_rest(now, number, real_now)
    return True


def sweep_silence(*, now: datetime) -> list[Device]:
    """Calls offline whoever has been silent for longer than it may."""
    with transaction.atomic(), lane.replica().held() as held:
        return _silence(held, now)


def forgive_silence(*, now: datetime, until: datetime | None = None) -> int:
    """After a standstill of our own: everybody may be silent anew, for we could not hear. Returns how many.

    until: from then on, where we shall not hear for a while yet (now).
    """
    with transaction.atomic(), lane.replica().held() as held:
        return _forgive(held, now, until=until)


def sweep_absence(*, now: datetime) -> int:
    """Lets the rules' timers act that are due; returns how many changes they made.

    The moment of a change is its due time, not the sweep's: the result is the same whenever it runs.
    """
    with transaction.atomic(), lane.replica().held() as held:
        made, more = _wake(held, now)
    return made + (_wake_rest(now) if more else 0)


def _wake_rest(now: datetime, number: int = 0, real_now: datetime | None = None) -> int:
    """Slice after slice, each in a transaction of its own: signals are taken in between.

    real_now: when the sweep began; each slice then says anew that somebody is at it, so that no other process starts.
    """
    made, more, began = 0, True, time.monotonic()
    while more:
        with transaction.atomic(), lane.replica(number).held() as held:
            if real_now is not None:
                held.row.swept_at = real_now + timedelta(seconds=time.monotonic() - began)
                _mine[number] = held.row.swept_at
            found, more = _wake(held, now)
            made += found
    return made


def _silence(held: lane.Held, now: datetime) -> list[Device]:
    found = held.state.vitals.silent(micros(now))
    if not found:
        return []
    _tell(held, "silent", {"ids": found}, now)
    writing.devices(_vitals(held, found))
    rows = list(Device.objects.filter(pk__in=found).order_by("pk"))
    log.append_all(silent_events(rows, held.state.kinds, now))
    return [row for row in rows if row.state == OFFLINE]


def _forgive(
    held: lane.Held, now: datetime, seconds: float | None = None, until: datetime | None = None
) -> int:
    """seconds: how long nobody had looked. Kept in the log too: a replay forgives at the same moment."""
    heard = held.state.vitals.newest()
    still = StoodStill(seconds=seconds, since=None if heard is None else moment(heard))
    log.append(still, who=SYSTEM, now=now, subject=f"lane:{held.row.number}")
    before = held.state.position
    _tell(held, "forgive", {"now": micros(until or now)}, now)
    changed = held.state.vitals.changed_since(before)
    note(held, Heard([]))
    return len(changed)


def _wake(held: lane.Held, now: datetime) -> tuple[int, bool]:
    """What was due within a SLICE from the first timer on: how many changes, and whether more may be due by now."""
    due = held.state.board.due()
    if due is None or due > micros(now):
        return 0, False
    upto = min(due + SLICE, micros(now))
    changes = held.state.look(upto)
    if changes:
        stamp = lanelog.add(held.row, "wake", now, told={"now": upto})
        before = held.state.woken(changes, stamp)
        note(held, Heard([]))
        fire(Table(held.state, before), changes, now)
    return len(changes), upto < micros(now)


def _tell(held: lane.Held, kind: str, told: dict[str, object], now: datetime) -> None:
    stamp = lanelog.add(held.row, kind, now, told=told)
    held.state.skip(stamp)
    held.state.tell(kind, told)


def _vitals(held: lane.Held, ids: Sequence[int]) -> list[Vital]:
    found = [held.state.vitals.get(one) for one in ids]
    return [one for one in found if one is not None]


def keep_snapshot(*, now: datetime, number: int = 0) -> bool:
    """Stores a snapshot of the lane when one is due; whoever takes signals is not held up."""
    if not snapshots.due(number, now):
        return False
    with lane.replica(number).seen() as state:
        taken = snapshots.shot(state)
    snapshots.keep(number, taken, now)
    return True


def summarize(*, now: datetime) -> None:
    """Brings the time index of the present partitions up to date, so that a look at the last hours reads only these."""
    names = [f"sensing_reading_{(now - timedelta(days=back)):%Y%m%d}" for back in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT brin_summarize_new_values(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " JOIN pg_am a ON a.oid = c.relam JOIN pg_class t ON t.oid = i.indrelid"
            " WHERE t.relname = ANY(%s) AND a.amname = 'brin'",
            [names],
        )


def forget_old(*, now: datetime) -> int:
    """Makes the coming days' partitions; returns how many there were not."""
    days = [(now + timedelta(days=ahead)).date() for ahead in range(DAYS_AHEAD + 1)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT sensing_ensure_days(%s::date[])", [days])
        return int(cursor.fetchone()[0])
