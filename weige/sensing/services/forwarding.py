"""The publisher's side of the scaled form: signals are read and proven here, then kept by the brokers for their lane.

Accepted means: a majority of the brokers has it on disk. Whether it is a duplicate only the lane can say, later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from weige.sensing import jetstream
from weige.sensing.models import Device, Lane
from weige.sensing.rules import packs
from weige.sensing.rules.partition import lane_of, place_of
from weige.sensing.rules.signals import Refusal, Signal, micros


@dataclass(frozen=True)
class Entry:
    """What a publisher needs to know of a device."""

    kind: str
    in_service: bool
    place: str


def directory(devices: "QuerySet[Device]", codes: set[str]) -> dict[str, Entry]:
    """Those of these devices that the speaker may speak for (1 statement)."""
    rows = devices.filter(code__in=codes).values_list(
        "code", "kind", "in_service", "shop__code", "building__code", "zones"
    )
    return {
        code: Entry(kind, in_service, place_of(code, shop, building, zones))
        for code, kind, in_service, shop, building, zones in rows
    }


def publish(
    *, read: Sequence[Signal | Refusal], known: Mapping[str, Entry], speaker: str, now: datetime
) -> None:
    """Hands the readable ones to their lanes and returns when they are kept. Raises StreamAway: send them again."""
    lanes = max(Lane.objects.count(), 1)
    sorted_out: dict[int, list[Signal]] = {}
    for one in read:
        if isinstance(one, Signal):
            sorted_out.setdefault(lane_of(known[one.device].place, lanes), []).append(one)
    found = [
        jetstream.Packed(lane, name, payload)
        for lane, signals in sorted_out.items()
        for name, payload in packs.pack(speaker, micros(now), signals)
    ]
    jetstream.stream().publish(found)
