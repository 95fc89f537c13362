"""What time itself does: events-only devices that say no more, ids and refusals that may be forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from weige.sensing.models import StreamState
from weige.sensing.rules.board import Change, clear_due
from weige.sensing.rules.machine import Sample
from weige.sensing.rules.signals import PAST, moment
from weige.sensing.rules.stream import HORIZON
from weige.sensing.services import judging
from weige.sensing.services.firing import fire
from weige.sensing.services.rules import held_rules

GRACE = timedelta(microseconds=HORIZON)  # a signal this late may still say otherwise
REMEMBERED = PAST + timedelta(
    days=1
)  # ids are kept longer than a signal may be old: none is ever taken twice
DAYS_AHEAD = 2


def sweep_absence(*, now: datetime) -> int:
    """Clears what events-only devices stopped reporting; returns how many streams were due.

    The moment of clearing is the due time, not the sweep's: the result is the same whenever it runs.
    """
    with transaction.atomic():
        due = StreamState.objects.filter(clear_at__lt=now - GRACE).values_list(
            "device_id", "scenario", "subject"
        )
        found = list(due.order_by("device_id")[:500])
        if not found:
            return 0
        rules = held_rules()
        groups = [(scenario, subject) for _, scenario, subject in found if scenario in rules.specs]
        table = judging.load(judging.lock({row[0] for row in found}), [], rules, groups)
        fire(table, _absences(table, now), now)
    return len(found)


def _absences(table: judging.Table, now: datetime) -> Sequence[Change]:
    changes: list[Change] = []
    for key in sorted(table.board.streams):
        device = table.devices.get(key[1])
        if device is None:
            continue
        spec = table.rules.specs[key[0]]
        at = clear_due(spec, device, table.board.streams[key])
        if at is not None and moment(at) < now - GRACE:
            changes += table.board.feed(spec, key, Sample(at, None))
    return changes


def forget_old(*, now: datetime) -> int:
    """Drops ids nobody can meet again and makes the coming days' partitions; returns ids
    dropped.
    """
    days = [(now + timedelta(days=ahead)).date() for ahead in range(DAYS_AHEAD + 1)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT sensing_ensure_days(%s::date[])", [days])
        cursor.execute("DELETE FROM sensing_seen WHERE received_at < %s", [now - REMEMBERED])
        dropped: int = cursor.rowcount
    return dropped
