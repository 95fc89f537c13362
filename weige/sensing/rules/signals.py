"""Reading one signal as it came from outside: exact reasons for what is refused, nothing guessed."""

from __future__ import annotations

import base64
import binascii
import math
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from weige.sensing.rules.kinds import Kinds
from weige.sensing.rules.state import SECOND

FUTURE: Final = timedelta(minutes=10)  # a device's clock may be this far ahead (our default)
PAST: Final = timedelta(days=7)  # older than this is history, to be imported, not signalled (our default)
ID_LENGTH, SOURCE_LENGTH, DATA_BYTES = 80, 60, 64 * 1024
DEEPEST = 12  # brackets within brackets of data (our default)
PICTURES, PICTURE_BYTES = 4, 400 * 1024
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")  # also safe as an MQTT topic level
JPEG: Final = b"\xff\xd8\xff"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Signal:
    """A readable signal.

    at: µs since 1970. value: a finite number or None. pictures: JPEG bytes, not yet stored.
    """

    id: str
    source: str
    device: str
    kind: str
    at: int
    value: float | None
    data: dict[str, Any]
    pictures: tuple[bytes, ...] = ()
    shas: tuple[str, ...] = ()

    @property
    def judged(self) -> bool:
        """Installers' tests and readings the device itself calls bad are kept, but warn of nothing."""
        return self.data.get("test") is not True and self.data.get("quality") != "bad"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a signal was not taken: a key of sensing/messages.toml and its parameters."""

    id: str | None
    reason: str
    params: dict[str, Any] = field(default_factory=dict)


class _Refuse(Exception):
    def __init__(self, reason: str, **params: Any) -> None:
        super().__init__(reason)
        self.reason, self.params = reason, params


def micros(moment: datetime) -> int:
    """An aware moment as µs since 1970, exactly."""
    delta = moment - EPOCH
    return (delta.days * 86400 + delta.seconds) * SECOND + delta.microseconds


def moment(at: int) -> datetime:
    """µs since 1970 as an aware UTC moment, exactly."""
    return EPOCH + timedelta(microseconds=at)


def read(raw: Any, *, now: datetime, kinds: Kinds) -> Signal | Refusal:
    """One decoded JSON value → Signal, or Refusal with the reason. Never raises."""
    name = raw.get("id") if isinstance(raw, dict) else None
    name = name if isinstance(name, str) and len(name) <= ID_LENGTH else None
    try:
        return _read(raw, now, kinds)
    except _Refuse as refused:
        return Refusal(name, refused.reason, refused.params)


def _read(raw: Any, now: datetime, kinds: Kinds) -> Signal:
    if not isinstance(raw, dict):
        raise _Refuse("signal_not_an_object")
    name = _text(raw, "id", ID_LENGTH)
    source = _text(raw, "source", SOURCE_LENGTH)
    device = _text(raw, "device", 40)
    if not CODE.fullmatch(device):
        raise _Refuse("signal_unknown_device", device=device)
    kind = kinds.signal.get(_text(raw, "kind", 40))
    if kind is None:
        raise _Refuse("signal_unknown_kind", kind=raw["kind"])
    at = _time(raw.get("time"), now)
    data = raw.get("data")
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise _Refuse("signal_data_not_an_object")
    value = _value(raw.get("value"), kind.carries == "value", kind.low, kind.high, kind.unit)
    pictures = _pictures(data.get("pictures"))
    data = {key: one for key, one in data.items() if key != "pictures"}
    _small(data)
    return Signal(name, source, device, kind.code, at, value, data, pictures)


def storable(text: str) -> bool:
    """Whether a database can hold the text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _text(raw: dict[str, Any], key: str, length: int) -> str:
    found = raw.get(key)
    if found is None or found == "":
        raise _Refuse("signal_field_missing", field=key)
    if not isinstance(found, str) or len(found) > length or not storable(found):
        raise _Refuse("signal_field_not_text", field=key, length=length)
    return found


def _time(found: Any, now: datetime) -> int:
    if found is None:
        raise _Refuse("signal_field_missing", field="time")
    try:
        told = datetime.fromisoformat(found)
    except (TypeError, ValueError):
        raise _Refuse("signal_time_unreadable") from None
    if told.tzinfo is None or len(found) < 19:
        raise _Refuse("signal_time_unreadable")
    try:
        ahead = told - now
    except OverflowError:
        raise _Refuse("signal_time_unreadable") from None
    if ahead > FUTURE:
        raise _Refuse("signal_time_in_future", minutes=int(FUTURE.total_seconds() // 60))
    if -ahead > PAST:
        raise _Refuse("signal_too_old", days=PAST.days)
    return micros(told)


def _value(found: Any, wanted: bool, low: float | None, high: float | None, unit: str) -> float | None:
    if found is None:
        if wanted:
            raise _Refuse("signal_value_missing")
        return None
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise _Refuse("signal_value_not_a_number")
    try:
        value = float(found)
    except OverflowError:
        raise _Refuse("signal_value_not_a_number") from None
    if not math.isfinite(value):
        raise _Refuse("signal_value_not_a_number")
    if (low is not None and value < low) or (high is not None and value > high):
        raise _Refuse("signal_value_impossible", low=low, high=high, unit=unit)
    return value


def _pictures(found: Any) -> tuple[bytes, ...]:
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _Refuse("signal_picture_not_jpeg")
    if len(found) > PICTURES:
        raise _Refuse("signal_too_many_pictures", most=PICTURES)
    return tuple(_picture(one) for one in found)


def _picture(text: str) -> bytes:
    if len(text) > PICTURE_BYTES * 4 // 3 + 4:
        raise _Refuse("signal_picture_too_large", kb=PICTURE_BYTES // 1024)
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _Refuse("signal_picture_not_jpeg") from None
    if not data.startswith(JPEG):
        raise _Refuse("signal_picture_not_jpeg")
    return data


def _small(data: dict[str, Any]) -> None:
    """Refuses what a database row should not hold: much, deep, or a NUL character."""
    budget = DATA_BYTES
    stack: list[tuple[Any, int]] = [(data, 0)]
    while stack:
        one, depth = stack.pop()
        budget -= 8 + (len(one) * 4 if isinstance(one, str) else 0)
        if depth > DEEPEST:
            raise _Refuse("signal_too_deep")
        if budget < 0:
            raise _Refuse("signal_data_too_large", kb=DATA_BYTES // 1024)
        if isinstance(one, str) and not storable(one):
            raise _Refuse("signal_data_not_an_object")
        if isinstance(one, float) and not math.isfinite(one):
            raise _Refuse("signal_value_not_a_number")
        if isinstance(one, int) and abs(one) > 2**63:
            raise _Refuse("signal_value_not_a_number")
        if isinstance(one, dict):
            stack += [(key, depth + 1) for key in one] + [(each, depth + 1) for each in one.values()]
        elif isinstance(one, list):
            stack += [(each, depth + 1) for each in one]
