"""A flat payload (a bare number, a CSV line, a vendor's JSON) → signals, by the mapping of its model."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from weige.sensing.rules.kinds import Kinds
from weige.sensing.sources import Bad, Piece, Told, from_epoch, paths, short
from weige.sensing.sources.decoding import decoded
from weige.sensing.sources.models import Mapping, Template
from weige.sensing.sources.units import conversion

TEXT: Final = 64 * 1024  # bytes of a text or CSV payload (our default)
COMPACT: Final = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Posted:
    """One message as it came. names: what the topic's placeholders stand for. received: RFC 3339."""

    topic: str
    names: dict[str, str]
    payload: bytes
    received: str


def read(template: Template, posted: Posted, kinds: Kinds) -> list[Piece]:
    """The signals of one message; where it tells no time, the time of its receipt counts.

    A field that is not there is no signal; a message in which none of the fields is there is refused. Without a
    time of its own a message cannot be told from its repetition: each delivery is a reading of its own.
    """
    message = _opened(template.model.payload, posted.payload)
    if isinstance(message, Bad):
        return [message]
    at = _time(template, message, posted.received)
    if isinstance(at, Bad):
        return [at]
    name = _name(template, message, posted, at)
    extra = _data(template, template.model.data, message)
    found: list[Piece] = []
    for one in template.model.signals:
        piece = _signal(template, one, message, posted.names, kinds)
        if isinstance(piece, Bad):
            found.append(piece)
        elif piece is not None:
            base = {
                "id": f"{name}/{len(found)}",
                "source": f"mqtt:{template.model.id}",
                "kind": one.kind,
                "time": at,
            }
            found.append(Told(posted.names["device"], base | piece | {"data": piece.get("data", {}) | extra}))
    return found or [Bad("source_nothing_mapped", {"model": template.model.id})]


def _opened(kind: str, payload: bytes) -> Any | Bad:
    if kind == "json":
        return decoded(payload)
    if len(payload) > TEXT:
        return Bad("signal_too_large")
    try:
        text = payload.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return Bad("signal_unreadable")
    if kind == "text":
        return text
    try:
        rows = [row for row in csv.reader(io.StringIO(text)) if row]
    except csv.Error:
        return Bad("signal_unreadable")
    return [one.strip() for one in rows[0]] if len(rows) == 1 else Bad("source_not_one_line")


def _time(template: Template, message: Any, received: str) -> str | Bad:
    """RFC 3339 with offset; the time of receipt where the model names none."""
    model = template.model
    if not model.time:
        return received
    found = paths.at(message, template.paths[model.time])
    if found is paths.MISSING or found is None:
        return Bad("signal_field_missing", {"field": "time"})
    if model.time_format in {"s", "ms"}:
        number = _number(found)
        told = None if number is None else from_epoch(number, 0.001 if model.time_format == "ms" else 1.0)
        return told or Bad("signal_time_unreadable")
    return _read_time(template, found) or Bad("signal_time_unreadable")


def _read_time(template: Template, found: Any) -> str | None:
    """A time written as text, RFC 3339 or compact; with the model's offset where it has none itself."""
    if not isinstance(found, str) or len(found) > 40:
        return None
    try:
        if template.model.time_format == "compact":
            return datetime.strptime(found, COMPACT).replace(tzinfo=UTC).isoformat()
        moment = datetime.fromisoformat(found)
        if moment.tzinfo is None and template.model.time_offset:
            moment = datetime.fromisoformat(found + template.model.time_offset)
    except ValueError:
        return None
    return moment.isoformat() if moment.tzinfo else None


def _name(template: Template, message: Any, posted: Posted, at: str) -> str:
    """The message's own id where the model names one, else the hash of topic, content and time."""
    told = [
        paths.at(message, template.paths[path])
        for path in (template.model.id_path, template.model.id_more)
        if path
    ]
    usable = [str(one) for one in told if isinstance(one, str | int) and not isinstance(one, bool)]
    if usable and len(usable) == len(told):
        return short("/".join(usable)[:400], 70)
    parts = (posted.topic.encode("utf-8", "replace"), posted.payload, at.encode())
    digest = hashlib.sha256(b"\x00".join(parts))
    return digest.hexdigest()[:40]


def _signal(
    template: Template, one: Mapping, message: Any, names: dict[str, str], kinds: Kinds
) -> dict[str, Any] | Bad | None:
    """The part of the signal this mapping gives; None where it does not hold or its field is not there."""
    if one.when is not None:
        here = names[one.when.topic] if one.when.topic else paths.at(message, template.paths[one.when.path])
        if here != one.when.is_:
            return None
    if one.data:
        found = _data(template, one.data, message)
        return {"data": {key: _mapped(one, value) for key, value in found.items()}} if found else None
    told = paths.at(message, template.paths[one.value])
    if told is paths.MISSING or told is None or isinstance(told, dict):
        return None
    number = _number(_mapped(one, told))
    if number is None:
        return Bad("signal_value_not_a_number")
    factor, offset = conversion(one.unit, kinds.signal[one.kind].unit)
    value = (number * one.scale + one.offset) * factor + offset
    return {"value": round(value, 9)} if math.isfinite(value) else Bad("signal_value_not_a_number")


def _mapped(one: Mapping, told: Any) -> Any:
    """A word or truth value as the mapping translates it; anything else as it is."""
    word = str(told).lower() if isinstance(told, bool) else told
    return one.map.get(word, told) if isinstance(word, str) else told


def _number(told: Any) -> float | None:
    """A finite number from a number or its text ("21.5"); no truth values, no "1,5", no "inf"."""
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return None
    if isinstance(told, str) and (len(told) > 40 or "_" in told):
        return None
    try:
        number = float(told)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _data(template: Template, wanted: dict[str, str], message: Any) -> dict[str, Any]:
    """The plain values (text ≤ 200 characters, number, truth) at these paths; what is not there is left out."""
    found: dict[str, Any] = {}
    for name, path in wanted.items():
        value = paths.at(message, template.paths[path])
        if template.model.payload == "csv":  # knows no numbers, only texts
            value = value if (told := _number(value)) is None else told
        number = isinstance(value, int | float) and abs(value) < 2**53
        if number or (isinstance(value, str) and len(value) <= 200):
            found[name] = value
    return found
