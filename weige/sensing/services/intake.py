"""The one way in for signals: read, prove, remember, judge, all in one transaction per batch.

A constant number of statements per batch (asserted): locks come first and always in the same order (devices
by id, then subjects), so two processes may take signals at once.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from weige.kernel import blobs
from weige.kernel.errors import Problem
from weige.sensing.models import Device
from weige.sensing.queries.rules import in_force
from weige.sensing.rules import signals as reading
from weige.sensing.rules.kinds import Kinds
from weige.sensing.rules.signals import Refusal, Signal
from weige.sensing.services import judging, writing
from weige.sensing.services.firing import fire
from weige.sensing.services.hearing import hear
from weige.sensing.services.rules import held_rules

BATCH = 5000  # signals in one batch (our default)


@dataclass(frozen=True)
class Speaker:
    """Who delivers. devices: those it may speak for; name: for the list of refusals."""

    name: str
    devices: "QuerySet[Device]"


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
    kinds = in_force().kinds
    read = [_read(one, now, kinds) for one in incoming]
    known = _devices(speaker, read)
    read = [_pictured(_own(one, known, kinds), now) for one in read]
    first: dict[uuid.UUID, int] = {}
    for position, one in enumerate(read):
        if isinstance(one, Signal):
            first.setdefault(key_of(one), position)
    with transaction.atomic():
        taken = _take(first, read, known, now) if first else set()
    return [_answer(one, position in taken) for position, one in enumerate(read)]


def key_of(signal: Signal) -> uuid.UUID:
    """What makes two deliveries the same signal: source, device and id."""
    text = "\x00".join((signal.source, signal.device, signal.id))
    return uuid.UUID(bytes=hashlib.sha256(text.encode()).digest()[:16])


def _read(one: Incoming, now: datetime, kinds: Kinds) -> Signal | Refusal:
    if one.unreadable:
        return Refusal(None, one.unreadable)
    found = reading.read(one.raw, now=now, kinds=kinds)
    if isinstance(found, Signal) and one.proven is not None and found.device != one.proven:
        return Refusal(found.id, "signal_not_your_device", {"device": found.device})
    return found


def _devices(speaker: Speaker, read: Sequence[Signal | Refusal]) -> dict[str, tuple[int, str, bool]]:
    """code → (id, kind, in service) of the devices named that the speaker may speak for (1 statement)."""
    codes = {one.device for one in read if isinstance(one, Signal)}
    if not codes:
        return {}
    rows = speaker.devices.filter(code__in=codes).values_list("code", "id", "kind", "in_service")
    return {code: (key, kind, in_service) for code, key, kind, in_service in rows}


def _own(one: Signal | Refusal, known: Mapping[str, tuple[int, str, bool]], kinds: Kinds) -> Signal | Refusal:
    """Refuses what comes from a device unknown, out of service, or of a kind that cannot measure this."""
    if isinstance(one, Refusal):
        return one
    if one.device not in known:
        return Refusal(one.id, "signal_unknown_device", {"device": one.device})
    _, kind, in_service = known[one.device]
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


def _take(
    first: Mapping[uuid.UUID, int],
    read: Sequence[Signal | Refusal],
    known: Mapping[str, tuple[int, str, bool]],
    now: datetime,
) -> set[int]:
    """Positions of the signals that are new; they are written and judged under the rules in force now."""
    rules = held_rules()
    ids = {known[one.device][0] for one in read if isinstance(one, Signal)}
    rows = judging.lock(ids)
    fresh = writing.claim(first, now)
    taken = sorted(position for key, position in first.items() if key in fresh)
    signals = [one for position in taken if isinstance(one := read[position], Signal)]
    if signals:
        table = judging.load(rows, signals, rules)
        by_code = {device.code: device for device in table.devices.values()}
        changes = [
            change for signal in signals for change in table.board.push(by_code[signal.device], signal)
        ]
        writing.readings(signals, {code: device.id for code, device in by_code.items()}, now)
        back = hear(rows, signals, rules.kinds, now)
        fire(table, changes, now, also=back)
    return set(taken)


def _answer(one: Signal | Refusal, taken: bool) -> Answer:
    if isinstance(one, Refusal):
        return Answer(one.id, "refused", one.reason, one.params)
    return Answer(one.id, "accepted" if taken else "duplicate")
