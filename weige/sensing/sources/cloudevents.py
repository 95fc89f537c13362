"""CloudEvents 1.0 (CNCF; JSON event format 1.0, HTTP binding 1.0): register changes, and our signals in an envelope.

Structured (application/cloudevents+json), batch (application/cloudevents-batch+json) and binary HTTP mode (ce-*
headers) all become the same Event. Types: `[reverse.dns.]register.lease|licence|scope[.new|.changed|.ended]`, or
`[reverse.dns.]weige.signal` with our signal as data. Of a register change only the fields of KEPT are taken on:
no names of persons, no numbers of identity papers, no rent.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from weige.sensing.sources import Bad, Told, short, text_of
from weige.sensing.sources.decoding import decoded

SOURCE_LENGTH: Final = 60  # rules.signals.SOURCE_LENGTH
REGISTER: Final = re.compile(
    r"(?:[a-z0-9-]+\.)*(register\.(?:lease|licence|scope))(?:\.(new|changed|ended))?"
)
SIGNAL: Final = re.compile(r"(?:[a-z0-9-]+\.)*weige\.signal")
CHANGES: Final = ("new", "changed", "ended")
KEPT: Final = ("change", "before", "after", "use_before", "use_after", "from", "to", "licence", "register")
"""What a register change may carry on: its kind, the business scope or use before and after, its days, the
number under which the register (not the person) is known.
"""
KEPT_LENGTH: Final = 400


@dataclass(frozen=True, slots=True)
class Event:
    """One CloudEvent: its required attributes, the optional ones used here, and its data as JSON."""

    id: str
    source: str
    type: str
    subject: str
    time: str
    data: Any


@dataclass(frozen=True, slots=True)
class Change:
    """A register change: a signal without its device, and the place it is about as the register calls it.

    place: "building:<code>", "shop:<code>" or the text of an address.
    """

    place: str
    signal: dict[str, Any]


def structured(raw: Any) -> Event | Bad:
    """One event in JSON format. An unknown attribute is an extension and is left alone."""
    if not isinstance(raw, dict):
        return Bad("signal_not_an_object")
    data = raw.get("data")
    if data is None and isinstance(raw.get("data_base64"), str):
        try:
            data = decoded(base64.b64decode(raw["data_base64"], validate=True))
        except (binascii.Error, ValueError):
            return Bad("event_data_unreadable")
        if isinstance(data, Bad):
            return Bad("event_data_unreadable")
    return _event(raw, data)


def batch(raw: Any) -> list[Event | Bad]:
    """The batch format: an array of events, each for itself."""
    return [structured(one) for one in raw] if isinstance(raw, list) else [Bad("event_not_a_batch")]


def as_structured(headers: Mapping[str, str], body: bytes) -> dict[str, Any] | Bad:
    """The binary HTTP mode (ce-… headers, percent-encoded, 3.1.3.2; data in the body) in JSON format."""
    told: dict[str, Any] = {
        name.lower().removeprefix("ce-"): unquote(value, errors="replace")
        for name, value in headers.items()
        if name.lower().startswith("ce-")
    }
    data = decoded(body) if body else None
    return Bad("event_data_unreadable") if isinstance(data, Bad) else told | {"data": data}


def _event(told: Mapping[str, Any], data: Any) -> Event | Bad:
    if told.get("specversion") != "1.0":
        return Bad("event_version")
    need = {name: text_of(told.get(name), 400) for name in ("id", "source", "type")}
    for name, value in need.items():
        if value is None:
            return Bad("signal_field_missing", {"field": name})
    subject, time = text_of(told.get("subject"), 400) or "", text_of(told.get("time"), 40) or ""
    return Event(str(need["id"]), str(need["source"]), str(need["type"]), subject, time, data)


def translated(event: Event, received: str) -> Change | Told | Bad:
    """A register change, one of our signals (Told under its device's code), or a Bad for another type.

    An event without time counts from its receipt (1.0.2 makes time optional).
    """
    base = {
        "id": short(event.id),
        "source": short(event.source, SOURCE_LENGTH),
        "time": event.time or received,
    }
    found = REGISTER.fullmatch(event.type)
    if found is None:
        if SIGNAL.fullmatch(event.type) is None:
            return Bad("event_type_unknown", {"type": event.type[:80]})
        data = event.data if isinstance(event.data, dict) else {}
        device = text_of(data.get("device"), 40)
        return Told(device, base | data) if device else Bad("signal_field_missing", {"field": "device"})
    data = event.data if isinstance(event.data, dict) else {}
    change = found[2] or data.get("change")
    if change not in CHANGES:
        return Bad("event_change_unknown")
    place = event.subject or text_of(data.get("address"), 400) or ""
    if not place:
        return Bad("signal_field_missing", {"field": "subject"})
    kept = {
        key: data[key] for key in KEPT if isinstance(data.get(key), str) and len(data[key]) <= KEPT_LENGTH
    }
    return Change(place, base | {"kind": found[1], "data": kept | {"change": change, "label": change}})


def spare(raw: Any) -> Any:
    """A register's event with nothing in it that is not used here; what is no such event stays as it is."""
    if (
        not isinstance(raw, dict)
        or not isinstance(raw.get("type"), str)
        or not REGISTER.fullmatch(raw["type"])
    ):
        return raw if isinstance(raw, dict | list | str | int | float | None) else str(raw)
    told = {
        name: raw[name] for name in ("specversion", "id", "source", "type", "subject", "time") if name in raw
    }
    data = raw.get("data")
    if isinstance(data, dict):
        told["data"] = {name: data[name] for name in (*KEPT, "address") if name in data}
    return told
