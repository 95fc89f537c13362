"""The one way in for signals: read, prove, judge, remember, all in one transaction per batch.

A constant number of statements per batch (asserted). The lane's lock comes first; processes that take signals at
once come one after the other, each folding what the others took before its own (services.lane).
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from weige.kernel import blobs
from weige.kernel.errors import Problem
from weige.sensing import jetstream
from weige.sensing.models import Device
from weige.sensing.queries.rules import in_force
from weige.sensing.rules import packing
from weige.sensing.rules import signals as reading
from weige.sensing.rules.kinds import Kinds
from weige.sensing.rules.lanestate import LaneState
from weige.sensing.rules.packing import Batch
from weige.sensing.rules.signals import Refusal, Signal, micros
from weige.sensing.services import forwarding, lane, writing
from weige.sensing.services.firing import fire
from weige.sensing.services.hearing import note
from weige.sensing.services.judging import Table
from weige.sensing.services.lane import log as lanelog

BATCH = 5000  # signals in one batch (our default)
PACKED = 20_000  # … in a packed body, which is taken as columns (our default)


@dataclass(frozen=True)
class Speaker:
    """Who delivers. devices: those it may speak for (codes: theirs, perhaps a little old; anyone: all there are);
    name: for the list of refusals.
    """

    name: str
    devices: "QuerySet[Device]"
    codes: frozenset[str] | None = None
    anyone: bool = False


@dataclass(frozen=True)
class Incoming:
    """One decoded signal. proven: the device the transport vouches for (an MQTT topic, a device's own
    secret).

    unreadable: the reason when it could not even be decoded.
    """

    raw: Any
    proven: str | None = None
    unreadable: str = ""


@dataclass(frozen=True)
class Answer:
    """What became of one signal: accepted, duplicate or refused (with the reason's code and parameters)."""

    id: str | None
    status: str
    reason: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


def intake(*, incoming: Sequence[Incoming], speaker: Speaker, now: datetime) -> list[Answer]:
    """Takes a batch; one answer per signal, in their order. One bad signal never stops the others.

    now: domain time of receipt (UTC). When this returns, everything accepted is committed.
    Raises ValueError for more than BATCH signals; database errors as they come (then nothing was taken).
    """
    if len(incoming) > BATCH:
        raise ValueError(f"at most {BATCH} signals in a batch")
    if jetstream.configured():
        return _hand_on(incoming, speaker, now)
    replica = lane.replica()
    state = replica.glance()
    stamp = state.facts_stamp
    read = read_all(incoming, speaker, state, now)
    with transaction.atomic(), replica.held() as held:
        if held.state.facts_stamp != stamp:  # rules or devices changed since: what was read is read again
            read = read_all(incoming, speaker, held.state, now)
        taken = _take(held, replica.days, read, now)
    return [_answer(one, position in taken) for position, one in enumerate(read)]


Read = list[Signal | Refusal]


def read_all(incoming: Sequence[Incoming], speaker: Speaker, state: LaneState, now: datetime) -> Read:
    """Every signal as it is, or why it is refused (≤ 1 statement, and pictures)."""
    read = [_read(one, now, state.kinds) for one in incoming]
    mine = _devices(speaker, read)
    return [_pictured(_own(one, _facts(one, mine, state), state.kinds), now) for one in read]


def _hand_on(incoming: Sequence[Incoming], speaker: Speaker, now: datetime) -> list[Answer]:
    """The scaled form: what is proven is kept by the brokers for its lane, which judges it. Raises StreamAway."""
    kinds = in_force().kinds
    read = [_read(one, now, kinds) for one in incoming]
    known = forwarding.directory(speaker.devices, {one.device for one in read if isinstance(one, Signal)})
    facts = {code: (entry.kind, entry.in_service) for code, entry in known.items()}
    read = [
        _pictured(_own(one, facts.get(one.device) if isinstance(one, Signal) else None, kinds), now)
        for one in read
    ]
    forwarding.publish(read=read, known=known, speaker=speaker.name, now=now)
    return [_answer(one, True) for one in read]


def take_read(held: lane.Held, signals: Sequence[Signal], now: datetime) -> tuple[bool, list[Refusal]]:
    """Signals a publisher has read and proven, into a lane already held: whether any was new, and what is refused.

    Refused is what people changed meanwhile: a device out of service, a kind no longer described.
    """
    state = held.state
    known = set(state.ids)
    read = [_own(one, _facts(one, known, state), state.kinds) for one in signals]
    taken = _take(held, lane.replica(held.row.number).days, read, now)
    return bool(taken), [one for one in read if isinstance(one, Refusal)]


def _read(one: Incoming, now: datetime, kinds: Kinds) -> Signal | Refusal:
    if one.unreadable:
        return Refusal(None, one.unreadable)
    found = reading.read(one.raw, now=now, kinds=kinds)
    if isinstance(found, Signal) and one.proven is not None and found.device != one.proven:
        return Refusal(found.id, "signal_not_your_device", {"device": found.device})
    return found


def _devices(speaker: Speaker, read: Read) -> set[str]:
    """Codes of the devices named that the speaker may speak for (1 statement)."""
    codes = {one.device for one in read if isinstance(one, Signal)}
    if not codes:
        return set()
    return set(speaker.devices.filter(code__in=codes).values_list("code", flat=True))


Facts = tuple[str, bool] | None  # of a device: its kind, and whether it is in service


def _facts(one: Signal | Refusal, mine: set[str], state: LaneState) -> Facts:
    """What the lane knows of the signal's device; None when it is not one of these."""
    if isinstance(one, Refusal) or one.device not in mine:
        return None
    known = state.devices.get(state.ids.get(one.device, 0))
    return (known.facts.kind, known.in_service) if known else None


def _own(one: Signal | Refusal, facts: Facts, kinds: Kinds) -> Signal | Refusal:
    """Refuses what comes from a device unknown, out of service, or of a kind that cannot measure this."""
    if isinstance(one, Refusal):
        return one
    if facts is None:
        return Refusal(one.id, "signal_unknown_device", {"device": one.device})
    kind, in_service = facts
    if not in_service:
        return Refusal(one.id, "signal_device_retired", {"device": one.device})
    if not kinds.allows(kind, one.kind):
        return Refusal(one.id, "signal_kind_not_of_device", {"kind": one.kind, "device_kind": kind})
    return one


def _pictured(one: Signal | Refusal, now: datetime) -> Signal | Refusal:
    """Stores the pictures (before the transaction: a picture without a signal does no harm) and keeps
    hashes.
    """
    if isinstance(one, Refusal) or not one.pictures:
        return one
    try:
        shas = tuple(blobs.put(picture, now=now).sha256 for picture in one.pictures)
    except Problem:
        return Refusal(one.id, "signal_picture_not_jpeg")
    return replace(one, pictures=(), shas=shas, data=one.data | {"pictures": list(shas)})


def _take(held: lane.Held, days: set[date], read: Read, now: datetime) -> set[int]:
    """Positions of the signals that are new."""
    positions = [position for position, one in enumerate(read) if isinstance(one, Signal)]
    signals = [one for one in read if isinstance(one, Signal)]
    batch = packing.of(signals, held.state.ids, micros(now))
    fresh = take(held, days, batch, [one.id for one in signals], now)
    return set(positions if fresh is None else [positions[place] for place in fresh])


def take(
    held: lane.Held, days: set[date], batch: Batch, ids: Sequence[str], now: datetime
) -> list[int] | None:
    """The lane's next step, with all that follows from it: the signals of the batch that are new.

    Returns their places; None when all were.
    """
    fresh = _fresh(held.state, batch, ids)
    if fresh is not None:
        batch, ids = packing.select(batch, fresh), [ids[place] for place in fresh]
    if len(batch):
        batch = held.state.book.bind(batch)
        held.row.readings += len(batch)
        stamp = lanelog.add(held.row, "batch", now, pack=packing.pack(batch))
        taken = held.state.take(batch, stamp)
        held.judged = time.perf_counter()
        writing.readings(batch, ids, held.row.number, held.row.position, days)
        back = note(held, taken.heard)
        fire(Table(held.state, taken.before), taken.changes, now, also=back)
    return fresh


def _fresh(state: LaneState, batch: Batch, ids: Sequence[str]) -> list[int] | None:
    """Places of the signals not taken before, None for all (≤ 1 statement: what is not newer than its line's mark)."""
    doubtful = state.book.not_newer(batch) if len(batch) else batch.line
    if not len(doubtful):
        return None
    near = np.flatnonzero(np.isin(batch.line, batch.line[doubtful])).tolist()
    names = {place: (*batch.lines[batch.line[place]], int(batch.at[place]), ids[place]) for place in near}
    seen = writing.stored([names[place] for place in doubtful.tolist()])
    again = set()
    for place, name in names.items():
        if name in seen:
            again.add(place)
        seen.add(name)
    return [place for place in range(len(batch)) if place not in again] if again else None


def _answer(one: Signal | Refusal, taken: bool) -> Answer:
    if isinstance(one, Refusal):
        return Answer(one.id, "refused", one.reason, one.params)
    return Answer(one.id, "accepted" if taken else "duplicate")
