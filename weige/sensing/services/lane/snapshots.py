"""Snapshots of a lane's state: made every so often, the newest readable one loaded, old ones dropped."""

import logging
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.db.models import F

from weige.kernel import lean
from weige.kernel.queries.calendar import current_calendar
from weige.sensing.models import Device, Lane, Permit, Rule, Snapshot, Step, Warning
from weige.sensing.models.device import NEW, OFFLINE, ONLINE
from weige.sensing.rules import permits as permitbook
from weige.sensing.rules import vitals
from weige.sensing.rules.board import Group, Live
from weige.sensing.rules.lanestate import Known, LaneState, Put, Tally, known_device
from weige.sensing.rules.signals import micros
from weige.sensing.rules.warning import LIVE
from weige.sensing.services.lane import log
from weige.sensing.services.lane.log import Row

logger = logging.getLogger("weige.lane")

FORM = 5  # the layout of a snapshot: another one when the state's layout changes; older ones are left aside
READINGS = 400_000  # a snapshot after so many readings (our default: folded anew within a second)
STEPS = 5_000  # … or so many steps
EVERY = timedelta(minutes=5)  # … or, when anything happened at all, after so long by the domain clock
KEPT = 2
NEWEST = ("-position", "-id")  # by what it knows: two processes may store theirs in another order
STATES = {NEW: vitals.NEW, ONLINE: vitals.ONLINE, OFFLINE: vitals.OFFLINE}
UNREADABLE = (msgspec.DecodeError, msgspec.ValidationError, zlib.error, ValueError, KeyError)


def load(row: Row) -> LaneState:
    """The newest readable snapshot of the locked lane; without any, a beginning from the tables, kept at once."""
    lanes = Lane.objects.count()  # changes only when all snapshots go (services.lanes.set_lanes)
    for found in Snapshot.objects.filter(lane=row.number, form=FORM, position__lte=row.position).order_by(
        *NEWEST
    )[:KEPT]:
        state = LaneState(found.position, found.stamp, found.readings)
        state.share = (row.number, lanes)
        try:
            state.restore(zlib.decompress(bytes(found.state)))
        except UNREADABLE as error:
            logger.warning("snapshot %d of lane %d is not readable: %s", found.position, row.number, error)
            continue
        if state.board.calendar is None:  # a snapshot made before calendars were steps
            state.board.office(current_calendar())
        return state
    return _begin(row, lanes)


def _begin(row: Row, lanes: int) -> LaneState:
    """Streams empty; rules, devices, permits, living warnings as their rows say (7 statements).

    The lane's lock keeps everybody else from changing them meanwhile.
    """
    state = LaneState(row.position, row.stamp, row.readings)
    state.share = (row.number, lanes)
    state.board.calendar = current_calendar()
    state.begin(_rules(), _devices(), _permits(), _vitals(), _living())
    # Whoever begins from here folds nothing twice: history before is not read again.
    store(row.number, shot(state), None)
    return state


@dataclass(frozen=True, slots=True)
class Shot:
    """What a snapshot keeps: a state at a moment, no longer bound to it."""

    position: int
    stamp: int
    readings: int
    raw: bytes


def shot(state: LaneState) -> Shot:
    """The state as it is now. The only part that holds up who takes signals: packing and storing come after."""
    return Shot(state.position, state.stamp, state.readings, state.dump())


def store(number: int, taken: Shot, now: datetime | None) -> None:
    """Keeps it; now: None for the time of the database (1 statement)."""
    packed = zlib.compress(taken.raw, 1)
    with lean.prepared() as cursor:  # the bytes go as they are: written as text they are twice as many
        cursor.execute(
            "INSERT INTO sensing_snapshot (lane, position, stamp, readings, form, state, made_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, coalesce(%s::timestamptz, clock_timestamp()))",
            [number, taken.position, taken.stamp, taken.readings, FORM, packed, now],
        )


def due(number: int, now: datetime) -> bool:
    """Whether enough has happened since the newest snapshot (2 statements)."""
    position, _, readings, _ = log.position(number)
    newest = (
        Snapshot.objects.filter(lane=number, form=FORM)
        .order_by(*NEWEST)
        .values_list("position", "readings", "made_at")
        .first()
    )
    if newest is None:
        return position > 0
    steps = position - newest[0]
    return readings - newest[1] >= READINGS or steps >= STEPS or (steps > 0 and abs(now - newest[2]) >= EVERY)


def keep(number: int, taken: Shot, now: datetime) -> None:
    """Stores a snapshot and drops what no restart needs any more: all but two, and the steps before them."""
    with transaction.atomic():
        store(number, taken, now)
        kept = list(
            Snapshot.objects.filter(lane=number, form=FORM)
            .order_by(*NEWEST)
            .values_list("id", "position")[:KEPT]
        )
        _, position = kept[-1]
        Snapshot.objects.filter(lane=number, position__lt=position).delete()
        if len(kept) == KEPT:
            Step.objects.filter(lane=number, position__lt=position).delete()


def _rules() -> list[Put]:
    rows = Rule.objects.order_by("scenario").values_list("scenario", "spec", "kinds", "active")
    return [Put(scenario, spec, kinds, active) for scenario, spec, kinds, active in rows]


def _devices() -> list[Known]:
    rows = Device.objects.order_by("pk").values(
        *(
            "id",
            "code",
            "kind",
            "zones",
            "limits",
            "events_only",
            "in_service",
            "expected_seconds",
            "trial",
            "doubted",
            "tags",
        ),
        shop_code=F("shop__code"),
        building_code=F("building__code"),
    )
    return [known_device(row | {"shop": row["shop_code"], "building": row["building_code"]}) for row in rows]


def _permits() -> list[permitbook.Permit]:
    return [
        permitbook.Permit(
            id=row.pk,
            kind=row.kind,
            place=row.place,
            first_day=row.first_day.isoformat(),
            last_day=row.last_day.isoformat(),
            weekdays=tuple(row.weekdays),
            hours=tuple(row.hours),
            holder=row.holder,
        )
        for row in Permit.objects.filter(revoked_at__isnull=True).order_by("pk")
    ]


def _vitals() -> list[vitals.Vital]:
    rows = Device.objects.exclude(state=NEW).order_by("pk")
    return [vital(row) for row in rows.iterator()]


def vital(row: Device) -> vitals.Vital:
    """How a device is, as its row says."""
    return vitals.Vital(
        id=row.pk,
        state=STATES[row.state],
        seen=_micros(row.last_seen_at),
        silent_after=_micros(row.silent_after),
        silent_since=_micros(row.silent_since),
        last_kind=row.last_kind,
        last_value=row.last_value,
        last_at=_micros(row.last_at),
        health=row.health,
    )


def _micros(at: datetime | None) -> int | None:
    return None if at is None else micros(at)


def _living() -> list[tuple[Group, Live, Tally]]:
    rows = (
        Warning.objects.filter(state__in=LIVE)
        .order_by("pk")
        .values_list("scenario", "subject", "state", "level", "count", "last_at", "recovered_at")
    )
    return [
        ((scenario, subject), Live(state, level), Tally(count, micros(last_at), recovered is not None))
        for scenario, subject, state, level, count, last_at, recovered in rows
    ]
