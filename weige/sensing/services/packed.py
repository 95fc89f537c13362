"""The short way in for packed bodies: many signals in one message, taken as columns in one transaction."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction

from weige.sensing.rules import decoding, packing
from weige.sensing.rules.decoding import Columns, Told
from weige.sensing.rules.lanestate import LaneState
from weige.sensing.rules.packing import Batch
from weige.sensing.rules.signals import Refusal, Signal, micros
from weige.sensing.services import lane
from weige.sensing.services.intake import PACKED, Answer, Incoming, Speaker, read_all, take
from weige.sensing.services.lane import log as lanelog

MOST_LINES = 200_000  # lines remembered as read: a sender that invents sources does not fill our memory


@dataclass
class Summary:
    """What became of a packed body: how many were accepted, and an answer for every other signal by its place.

    judged: the moment (perf_counter, seconds) at which the rules had decided; 0 where none was asked.
    """

    accepted: int = 0
    others: dict[int, Answer] = field(default_factory=dict)
    judged: float = 0.0


def intake_packed(
    *,
    told: list[Told],
    speaker: Speaker,
    now: datetime,
    proven: str | None = None,
    number: int = 0,
    source: Mapping[str, Any] | None = None,
) -> Summary:
    """Takes a body decoded by rules.decoding.body(); as intake(), answers and all, only faster.

    number: the lane. source: how far a source that counts for itself has been read (models.Lane.source), noted in
    the same transaction. Raises ValueError for more than PACKED signals; database errors as they come.
    """
    if len(told) > PACKED:
        raise ValueError(f"at most {PACKED} signals in a packed body")
    replica = lane.replica(number)
    state = replica.glance()
    read_by = (state.facts_stamp, state.book.version)
    body = _read(told, speaker, proven, state, now)
    with transaction.atomic(), replica.held() as held:
        if held.state is not state or (held.state.facts_stamp, held.state.book.version) != read_by:
            body = _read(told, speaker, proven, held.state, now)
        if source:
            held.row.source |= source
        return _take(held, replica.days, body, now)


@dataclass
class _Body:
    """A body read: its batch, ids and places of what was readable, and what was refused by place."""

    batch: Batch
    ids: list[str]
    places: list[int]
    refused: dict[int, Refusal]


def _read(told: list[Told], speaker: Speaker, proven: str | None, state: LaneState, now: datetime) -> _Body:
    """Columns for the plain ones; the others are read as intake() reads them (≤ 2 statements)."""
    quick = _quick(told, speaker, proven, state, micros(now))
    if quick is not None:
        return quick
    names = {(one.device, one.kind, one.source) for one in told}
    mine = _mine({name[0] for name in names}, speaker, proven)
    known = {name: _line(name, state) if name[0] in mine else None for name in names}
    found = decoding.columns(told, known, micros(now))
    odd = np.flatnonzero(~found.plain).tolist()
    if not odd:
        batch = Batch(micros(now), found.lines, found.line, found.at, found.value, {})
        return _Body(batch, [one.id for one in told], list(range(len(told))), {})
    read = read_all([unpacked(told[place], proven) for place in odd], speaker, state, now)
    return _merged(found, dict(zip(odd, read, strict=True)), state, micros(now))


def _quick(
    told: list[Told], speaker: Speaker, proven: str | None, state: LaneState, now: int
) -> _Body | None:
    """The body in the lines of the lane's book, where all of it is plain and known from before; else None."""
    codes = {proven} if proven is not None else speaker.codes
    if not (speaker.anyone and proven is None) and (
        codes is None or not {one.device for one in told} <= codes
    ):
        return None
    gate = state.gate()
    line = gate.lines(told)
    for place in np.flatnonzero(line < 0).tolist():
        one = told[place]
        number = _number((one.device, one.kind, one.source), state, gate)
        if number is None:
            return None
        line[place] = number
    at, value, plain = decoding.plainly(told, gate.low[line], gate.high[line], now)
    if not plain.all():
        return None
    batch = Batch(now, state.book.lines, line, at, value, {}, bound=True)
    return _Body(batch, [one.id for one in told], list(range(len(told))), {})


def _number(name: tuple[str, str, str], state: LaneState, gate: decoding.Gate) -> int | None:
    """The line's number in the book, from now on known at the gate; None for one that is new or not plain."""
    known = _line(name, state)
    number = None if known is None else state.book.number.get((known.device_id, name[1], name[2]))
    if known is not None and number is not None:
        gate.open(name, number, known)
    return number


def _mine(codes: set[str], speaker: Speaker, proven: str | None) -> AbstractSet[str]:
    """Codes of devices the speaker may speak for, among them those named (≤ 1 statement).

    Of the speaker's list, when it brings one, only what is in it counts here; the long way asks for the others.
    """
    if proven is not None:
        return {proven}
    if speaker.codes is not None:
        return speaker.codes
    codes = {one for one in codes if one.isascii()}
    return set(speaker.devices.filter(code__in=codes).values_list("code", flat=True))


def _line(name: tuple[str, str, str], state: LaneState) -> decoding.Known | None:
    """What the line may carry; remembered until rules or devices change."""
    found: decoding.Known | None
    if name in state.lines_read:
        found = state.lines_read[name]
        return found
    known = state.devices.get(state.ids.get(name[0], 0))
    if known is None or not known.in_service or not state.kinds.allows(known.facts.kind, name[1]):
        return None
    if len(state.lines_read) > MOST_LINES:
        state.lines_read.clear()
    found = state.lines_read[name] = decoding.line_of(name, known.facts.id, state.kinds)
    return found


def unpacked(one: Told, proven: str | None) -> Incoming:
    """The signal in the shape of intake()."""
    raw = {name: value for name in one.__struct_fields__ if (value := getattr(one, name)) is not None}
    return Incoming(raw, proven)


def _merged(found: Columns, read: dict[int, Signal | Refusal], state: LaneState, now: int) -> _Body:
    """One batch of the plain ones and those read the long way, in their order."""
    plain = np.flatnonzero(found.plain)
    signals = {place: one for place, one in read.items() if isinstance(one, Signal)}
    other = packing.of(list(signals.values()), state.ids, now)
    places = np.concatenate([plain, np.array(list(signals), dtype=np.int64)])
    order = np.argsort(places, kind="stable")
    place_of = {int(old): new for new, old in enumerate(order)}
    batch = Batch(
        now=now,
        lines=[*found.lines, *other.lines],
        line=np.concatenate([found.line[plain], other.line + len(found.lines)])[order],
        at=np.concatenate([found.at[plain], other.at])[order],
        value=np.concatenate([found.value[plain], other.value])[order],
        told={place_of[len(plain) + at]: data for at, data in other.told.items()},
    )
    ids = [found.told[place].id for place in places[order].tolist()]
    refused = {place: one for place, one in read.items() if isinstance(one, Refusal)}
    return _Body(packing.tidy(batch), ids, places[order].tolist(), refused)


def _take(held: lane.Held, days: set[date], body: _Body, now: datetime) -> Summary:
    fresh = take(held, days, body.batch, body.ids, now)
    summary = Summary(judged=held.judged)
    if fresh is None:
        summary.accepted = len(body.batch)
    else:
        summary.accepted = len(fresh)
        taken = set(fresh)
        for place, name in enumerate(body.ids):
            if place not in taken:
                summary.others[body.places[place]] = Answer(name, "duplicate")
        if not fresh and held.row.source:
            lanelog.noted(held.row)
    for place, one in body.refused.items():
        summary.others[place] = Answer(one.id, "refused", one.reason, one.params)
    return summary
