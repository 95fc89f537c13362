"""Foreign messages → our signals: pure adapters, one small file a format. They know no Django and no clock.

An adapter gets one decoded message and gives Told and Bad pieces, in the order of the message: a Told is a signal
as POST /api/signals takes it, with the device under the name the *source* uses; whoever receives looks that name
up. Nothing here raises for what a message holds: what cannot be read is a Bad with its reason.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

ID_LENGTH: Final = 80  # rules.signals.ID_LENGTH: an id longer than this is replaced by its hash
NAME_LENGTH: Final = 120  # of a device as a source calls it


@dataclass(frozen=True, slots=True)
class Told:
    """A signal without its device. name: what the source calls the device.

    signal may lack "kind" when only the name's entry in the book knows it (a SensorThings Datastream). seen: what
    the adapter wants remembered between messages (frigate.Observation).
    """

    name: str
    signal: dict[str, Any]
    seen: Any = None


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a message, or a part of it, is no signal: a key of sensing/messages.toml and its parameters."""

    reason: str
    params: dict[str, Any] = field(default_factory=dict)


Piece = Told | Bad


def short(text: str, length: int = ID_LENGTH) -> str:
    """The text itself, or, where it is too long for an id, "~" and the first 32 hex digits of its SHA-256."""
    if len(text) <= length:
        return text
    return "~" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def from_epoch(found: Any, unit: float = 1.0) -> str | None:
    """Seconds since 1970 (× unit) as RFC 3339 UTC; None for what is no such moment."""
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    try:
        seconds = float(found) * unit
        if not math.isfinite(seconds):
            return None
        return datetime.fromtimestamp(seconds, tz=UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return None


def text_of(found: Any, length: int = NAME_LENGTH) -> str | None:
    """A usable name: text, not empty, not too long, storable."""
    if not isinstance(found, str) or not found.strip() or len(found) > length:
        return None
    if "\x00" in found or any("\ud800" <= letter <= "\udfff" for letter in found):
        return None
    return found
