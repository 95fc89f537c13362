"""OGC SensorThings API 1.1 (18-088), Part 1: Observations, alone or as the dataArray extension, → signals.

An Observation names its Datastream; that is what a device and a kind are here. The Datastream's id is looked up in
the book of names (which also knows the kind), or says "<device>/<kind>" itself; an expanded Datastream may name
its Thing (the device) and its ObservedProperty (the kind).
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final

from weige.sensing.sources import Bad, Piece, Told, short, text_of

SOURCE: Final = "sensorthings"
TOPIC: Final = re.compile(r"v1\.[01]/Datastreams\(('?)([^()/]+)\1\)/Observations")
MOST: Final = 5000  # observations in one dataArray (BATCH)


def observations(raw: Any, stream: str | None = None) -> list[Piece]:
    """One Observation, an array of them, or an array of Datastreams with dataArray.

    stream: the Datastream's id where the address or topic has said it.
    """
    if isinstance(raw, list):
        return [piece for one in raw for piece in observations(one, stream)] if raw else []
    if not isinstance(raw, dict):
        return [Bad("signal_not_an_object")]
    if "dataArray" in raw:
        return _rows(raw, stream)
    return [_one(raw, stream)]


def _rows(raw: dict[str, Any], stream: str | None) -> list[Piece]:
    """The dataArray extension (18-088, 13.1): columns named once, a row an observation."""
    columns, rows = raw.get("components"), raw.get("dataArray")
    if not isinstance(columns, list) or not all(isinstance(one, str) for one in columns):
        return [Bad("signal_field_missing", {"field": "components"})]
    if not isinstance(rows, list) or len(rows) > MOST:
        return [Bad("signals_too_many", {"most": MOST})]
    found: list[Piece] = []
    for row in rows:
        if not isinstance(row, list) or len(row) != len(columns):
            found.append(Bad("source_row_length", {"length": len(columns)}))
        else:
            whole = dict(zip(columns, row, strict=True)) | {"Datastream": raw.get("Datastream")}
            found.append(_one({"@iot.id": whole.pop("id", None), **whole}, stream))
    return found


def _one(raw: dict[str, Any], stream: str | None) -> Piece:
    held = raw.get("Datastream")
    key = stream if stream is not None else _id(held)
    thing, kind = _named(held, "Thing"), _named(held, "ObservedProperty")
    name = thing if thing and kind else key
    if not name:
        return Bad("source_no_datastream")
    at = _time(raw.get("phenomenonTime") or raw.get("resultTime"))
    if at is None:
        return Bad(
            "signal_time_unreadable" if raw.get("phenomenonTime") else "signal_field_missing",
            {"field": "time"},
        )
    signal: dict[str, Any] = {"id": _identity(raw, name, at), "source": SOURCE, "time": at}
    if thing and kind:
        signal["kind"] = kind
    result = raw.get("result")
    signal |= {"data": result} if isinstance(result, dict) else {"value": result}
    if raw.get("resultQuality") in ("bad", "poor"):
        signal["data"] = (signal.get("data") or {}) | {"quality": "bad"}
    return Told(name, signal)


def _id(held: Any) -> str | None:
    found = held.get("@iot.id") if isinstance(held, dict) else None
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 2**63:
        return str(found)
    return text_of(found)


def _named(held: Any, what: str) -> str | None:
    """The name of the Datastream's expanded Thing or ObservedProperty."""
    part = held.get(what) if isinstance(held, dict) else None
    return text_of(part.get("name")) if isinstance(part, dict) else None


def _time(found: Any) -> str | None:
    """A moment, or the end of an interval "start/end" (ISO 8601): then the result is known."""
    text = text_of(found, 80)
    return text.rpartition("/")[2] or None if text else None


def _identity(raw: dict[str, Any], name: str, at: str) -> str:
    """The Observation's own id; without one the Datastream and the time (one observation a moment)."""
    told = _id(raw)
    if told:
        return short(f"{short(name, 30)}/{told}")
    return hashlib.sha256(f"{name}\x00{at}".encode("utf-8", "replace")).hexdigest()[:40]
