"""Objects a camera's software tracks: remembered from their first message to their end, told again while they stay.

Frigate says nothing about an object that stands still. Its stats (every minute) prove that the camera sees; so a
camera's heartbeat tells of the objects that have not ended. Without stats nothing is told: silence is no sight.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from weige.sensing.models import Device, Tracked
from weige.sensing.services.translating import observation_of
from weige.sensing.sources import Told, frigate

STALE = 24 * 3600.0  # seconds after which an object nobody ended is forgotten: its end was lost (our default)
MOST = 40  # objects of one camera told at once (our default)
Book = Mapping[str, tuple[str, str]]


def open_objects(told: Sequence[Told], book: Book) -> dict[str, list[dict[str, Any]]]:
    """signal id of a camera's heartbeat → the objects that were before it then and have not ended (1 statement or
    none).
    """
    beats = {
        one.signal["id"]: (book[one.name][0], datetime.fromisoformat(one.signal["time"]).timestamp())
        for one in told
        if one.name in book
        and one.signal["source"] == frigate.SOURCE
        and one.signal["id"].startswith("stats/")
    }
    if not beats:
        return {}
    first = min(at for _, at in beats.values())
    rows = Tracked.objects.filter(device__code__in={code for code, _ in beats.values()})
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=first))
    held: dict[str, list[Tracked]] = {}
    for row in rows.select_related("device").order_by("-last", "pk"):
        held.setdefault(row.device.code, []).append(row)
    return {
        name: [
            thing
            for row in held.get(code, ())[:MOST]
            if row.since <= at < (row.last + STALE if row.until is None else row.until)
            for thing in observation_of(row).objects()
        ]
        for name, (code, at) in beats.items()
    }


def remember(told: Sequence[Told], book: Book) -> None:
    """Keeps what these messages say about tracked objects (≤ 4 statements; none without any).

    Order and repetition do not matter (frigate.merged), so this may be done again after a crash.
    """
    new: dict[tuple[str, str], frigate.Observation] = {}
    for one in told:
        seen = one.seen
        if isinstance(seen, frigate.Observation) and one.name in book:
            key = (book[one.name][0], seen.key)
            new[key] = frigate.merged(new.get(key), seen)
    if not new:
        return
    ids = dict(Device.objects.filter(code__in={code for code, _ in new}).values_list("code", "pk"))
    rows = Tracked.objects.filter(device__code__in=ids, key__in={key for _, key in new}).select_related(
        "device"
    )
    for row in rows:
        pair = (row.device.code, row.key)
        if pair in new:
            new[pair] = frigate.merged(observation_of(row), new[pair])
    Tracked.objects.bulk_create(
        [
            _row(ids[code], seen)
            for (code, _), seen in sorted(new.items(), key=lambda item: item[0])
            if code in ids
        ],
        update_conflicts=True,
        unique_fields=["device", "key"],
        update_fields=["camera", "label", "confidence", "zones", "since", "last", "until"],
    )


def _row(device_id: int, seen: frigate.Observation) -> Tracked:
    return Tracked(
        device_id=device_id,
        key=seen.key,
        camera=seen.camera,
        label=seen.label,
        confidence=seen.confidence,
        zones=list(seen.zones),
        since=seen.since,
        last=seen.last,
        until=seen.until,
    )


def forget_ended(*, now: datetime) -> None:
    """Objects that ended, or whose end was lost, a day ago (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM sensing_tracked WHERE greatest(last, until) < %s", [now.timestamp() - STALE]
        )
