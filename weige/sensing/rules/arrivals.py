"""Stored numbers of one kind as columns, put in the order they arrived, and the tape they make for a rule. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from msgspec import structs

from weige.kernel.worktime.calendar import Calendar
from weige.sensing.rules import routing
from weige.sensing.rules.permits import Permit, holds
from weige.sensing.rules.replay import Act
from weige.sensing.rules.routing import Device
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.stream import HORIZON, RING
from weige.sensing.rules.tape import Strip, Tape, ordered, signed_of
from weige.sensing.rules.vectors import Flags, Times, Values, awake


@dataclass(frozen=True)
class Arrivals:
    """Readings by column: device id, when measured, when received (µs), place among those received at once, value."""

    device: Times
    at: Times
    received: Times
    place: Times
    value: Values

    def __len__(self) -> int:
        return len(self.at)

    @classmethod
    def joined(cls, parts: Iterable[Arrivals]) -> Arrivals:
        """All of them in the order they arrived; equal ones in the order given."""
        found, none = list(parts), np.zeros(0, dtype=np.int64)
        columns = [(one.device, one.at, one.received, one.place, one.value) for one in found]
        device, at, received, place, value = (
            np.concatenate(each)
            for each in zip(*(columns or [(none, none, none, none, np.zeros(0))]), strict=True)
        )
        one = cls(device, at, received, place, value)
        step, tied = np.diff(received), np.diff(place) < 0
        if (step < 0).any() or ((step == 0) & tied).any():
            return one.taken(np.lexsort((place, received)))
        return one

    def taken(self, places: Times) -> Arrivals:
        """These readings, in this order."""
        device, at, received, place = (
            one[places] for one in (self.device, self.at, self.received, self.place)
        )
        return Arrivals(device, at, received, place, self.value[places])


@dataclass(frozen=True)
class Office:
    """What holds when a past begins: permits on record, and the working calendar."""

    permits: Sequence[Permit] = ()
    calendar: Calendar | None = None


def tape_of(
    spec: RuleSpec,
    devices: Mapping[int, Device],
    found: Arrivals,
    acts: Sequence[Act],
    office: Office,
) -> Tape:
    """The tape of a rule of numbers (tape.columnar), as tape.Recorder would have made it.

    office: as it is at the beginning; acts: what changed of it, by time.
    """
    accepted = {act.device_id: act.at for act in acts if act.what == "accept"}
    heard = {
        key: structs.replace(one, trial=one.trial and key not in accepted) for key, one in devices.items()
    }
    mine = {key: one for key, one in heard.items() if routing.concerns(spec, one)}
    keys = sorted(mine)
    rank = np.full(max([0, *keys, int(found.device.max(initial=0))]) + 2, len(keys), dtype=_small(len(keys)))
    rank[keys] = np.arange(len(keys))
    group = rank[found.device]
    order = np.argsort(group, kind="stable")
    begins = np.searchsorted(group[order], np.arange(len(keys) + 1))
    at, received, value = found.at[order], found.received[order], found.value[order]
    if spec.magnitude and spec.judge == "threshold":
        value = np.abs(value)
    active, look = _active(spec, at, received, (acts, office.calendar)), np.full(len(at), -1, dtype=np.int64)
    strips = []
    for number, key in enumerate(keys):
        part = slice(int(begins[number]), int(begins[number + 1]))
        if (
            key in accepted
        ):  # what came before counts for nothing; a device's readings lie in the order they came
            part = slice(
                part.start + int(np.searchsorted(received[part], accepted[key], side="right")), part.stop
            )
        subject = routing.subject_of(spec, mine[key], None)
        if subject and part.stop > part.start:
            columns = (at[part], received[part], order[part] + 1, value[part], look[part], active[part])
            strips.append(Strip(key, subject, *columns, signed_of(spec, mine[key])))
    allowed = _allowed(spec, office.permits, acts)
    if allowed:
        strips = [_permitted(one, allowed) for one in strips]
    odd = frozenset(one.subject for one in strips if not ordered(one.at))
    return Tape(spec.scenario, tuple(strips), {}, odd)


def _small(devices: int) -> type[np.uint16] | type[np.int64]:
    """Sorting by numbers of 16 bits takes one pass."""
    return np.uint16 if devices < 2**16 - 1 else np.int64


def _active(spec: RuleSpec, at: Times, received: Times, days: tuple[Sequence[Act], Calendar | None]) -> Flags:
    """Which samples lie in the rule's schedule, by the calendar that held when they were received."""
    acts, calendar = days
    found = awake(spec.schedule, at, calendar)
    for act in acts if spec.schedule.days else ():
        if act.what == "calendar":
            later = received > act.at
            found[later] = awake(spec.schedule, at[later], act.calendar)
    return found


Spell = tuple[
    Permit, int, int
]  # in force for what is received after the first moment and not after the second


def _allowed(spec: RuleSpec, permits: Iterable[Permit], acts: Sequence[Act]) -> dict[str, list[Spell]]:
    """Place → the permits this rule minds, from when to when they were on record."""
    since = {one.id: (one, -(2**62)) for one in permits}
    spells: list[Spell] = []
    for act in acts:
        if act.permit is not None:
            held = since.pop(act.permit.id, None)
            if held is not None:
                spells.append((*held, act.at))
            if act.what == "permit":
                since[act.permit.id] = (act.permit, act.at)
    spells += [(*held, 2**62) for held in since.values()]
    found: dict[str, list[Spell]] = {}
    for one in spells:
        if one[0].kind in spec.unless:
            found.setdefault(one[0].place, []).append(one)
    return found


def _permitted(strip: Strip, allowed: Mapping[str, list[Spell]]) -> Strip:
    """The strip with NaN for what was allowed."""
    spells = [one for place in routing.places(strip.subject) for one in allowed.get(place, ())]
    if not spells:
        return strip
    value = strip.value.copy()
    for permit, since, until in spells:
        for number in np.flatnonzero((strip.received > since) & (strip.received <= until)).tolist():
            if holds(permit, int(strip.at[number])):
                value[number] = np.nan
    columns = (strip.at, strip.received, strip.order, value, strip.look, strip.active)
    return Strip(strip.device_id, strip.subject, *columns, strip.signed)


def too_late(at: Times) -> int:
    """How many samples of a stream came too late to be judged (rules.stream.push)."""
    if ordered(at):
        return 0
    ring: list[int] = []
    base, late = 0, 0
    for one in at.tolist():
        if one < base:
            late += 1
            continue
        ring.insert(bisect_right(ring, one), one)
        while len(ring) > RING or ring[-1] - ring[0] > HORIZON:
            base = ring.pop(0)
    return late
