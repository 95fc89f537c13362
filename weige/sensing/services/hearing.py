"""What hearing from devices, and hearing nothing, changes in their rows; what was last said follows within a second."""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.kernel.models import Event
from weige.sensing.events import DeviceBack, DeviceSilent
from weige.sensing.models import Device
from weige.sensing.rules.kinds import Kinds
from weige.sensing.rules.lanestate import FALLBACK_SECONDS, LaneState
from weige.sensing.rules.signals import moment
from weige.sensing.rules.vitals import Heard, Vital
from weige.sensing.services import lane, writing
from weige.sensing.services.lane import log as lanelog

PIECE, PAUSE = 1_000, 0.02  # rows written at once when there are many, and seconds between (our default)
AT_ONCE = 64  # devices and warnings whose last words are written with the batch; more follow within a second


def expected(device: Device, kinds: Kinds) -> int:
    """How many seconds the device may be silent: its own number, else its kind's."""
    if device.expected_seconds is not None:
        return device.expected_seconds
    kind = kinds.device.get(device.kind)
    return kind.expected_seconds if kind else FALLBACK_SECONDS


def note(held: lane.Held, heard: Heard) -> list[Event]:
    """Writes what a step changed about devices: at once who is online again, the rest too when it is little.

    Many heard for the first time at once are written with the rest, within a second.

    Returns the events of those that were offline, not yet written (≤ 4 statements).
    """
    state, row = held.state, held.row
    vitals = state.vitals.changed_since(row.flushed, AT_ONCE + 1)
    tallies = {group: one for group, one in state.tallies.items() if one.changed > row.flushed}
    if len(vitals) + len(tallies) <= AT_ONCE:
        writing.devices(vitals)
        writing.tallies(tallies)
        lanelog.flushed(row.number, row.position)
    else:
        urgent = [state.vitals.get(one) for one in sorted({one for one, _ in heard.back})]
        writing.devices([one for one in urgent if one is not None])
    return _back(heard.back, moment(_newest(state, heard)))


def _newest(state: LaneState, heard: Heard) -> int:
    found = [state.vitals.get(one) for one, _ in heard.back]
    return max((one.seen for one in found if one is not None and one.seen is not None), default=0)


def _back(found: Sequence[tuple[int, int | None]], now: datetime) -> list[Event]:
    """The events of those that spoke again (1 statement or none)."""
    if not found:
        return []
    since = dict(found)
    rows = Device.objects.filter(pk__in=since).order_by("pk")
    return [
        log.draft(
            DeviceBack(
                device_code=row.code,
                device_kind=row.kind,
                name_zh=row.name_zh,
                name_en=row.name_en,
                lon=row.lon,
                lat=row.lat,
                silent_since=None if (at := since[row.pk]) is None else moment(at),
            ),
            who=SYSTEM,
            now=now,
            subject=f"device:{row.code}",
            cells=row.cells,
        )
        for row in rows
    ]


def silent_events(rows: Iterable[Device], kinds: Kinds, now: datetime) -> list[Event]:
    """The events of those that fell silent."""
    return [
        log.draft(
            DeviceSilent(
                device_code=row.code,
                device_kind=row.kind,
                name_zh=row.name_zh,
                name_en=row.name_en,
                lon=row.lon,
                lat=row.lat,
                last_seen_at=row.last_seen_at,
                expected_seconds=expected(row, kinds),
            ),
            who=SYSTEM,
            now=now,
            subject=f"device:{row.code}",
            cells=row.cells,
        )
        for row in rows
    ]


def flush(number: int = 0) -> int:
    """Writes what devices and warnings last said where it is not yet in their rows; returns how many.

    Without the lane's lock: whoever takes signals meanwhile is not held up. Ten thousand rows are a fifth of a second
    of the database's time, so they go in pieces, with pauses; how far it got is noted with the last one.
    """
    position, _, _, done = lanelog.position(number)
    if done >= position:
        return 0
    with lane.replica(number).seen() as state:
        vitals: list[Vital] = state.vitals.changed_since(done)
        tallies = {group: one for group, one in state.tallies.items() if one.changed > done}
        upto = state.position
    later = range(PIECE, len(vitals), PIECE)
    for start in later:
        writing.devices(vitals[start : start + PIECE], state=False)
        time.sleep(PAUSE)
    with transaction.atomic():
        writing.devices(vitals[:PIECE], state=False)
        writing.tallies(tallies)
        lanelog.flushed(number, upto)
    return len(vitals) + len(tallies)
