"""A body of many signals to columns: the many that are plain numbers; what is unusual is left to signals.read(). Pure.

Plain: known by its line (device, kind and source), a number within its kind's bounds, no data, a time written in
full digits. Every decision here agrees with signals.read() (tests/sensing/test_packed.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from weige.sensing.rules.kinds import Kinds
from weige.sensing.rules.packing import Line
from weige.sensing.rules.signals import FUTURE, ID_LENGTH, PAST, SOURCE_LENGTH, storable

Ints = NDArray[np.int64]
MICRO: Final = 1_000_000
LENGTHS: Final = {
    20: 19,
    25: 19,
    27: 26,
    32: 26,
}  # of a time in whole: "Z" or an offset after seconds or microseconds
DIGITS: Final = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
MINUTE: Final = 17  # letters of a time until its seconds
SIGNS: Final = {4: b"-", 7: b"-", 10: b"T", 13: b":", 16: b":"}
DAYS: Final = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
BEFORE: Final = np.concatenate([[0], np.cumsum(DAYS)[:-1]])


class Told(msgspec.Struct, gc=False):
    """One signal of a body, typed: a body with one that does not fit is read the long way."""

    id: str
    source: str
    device: str
    kind: str
    time: str
    value: float | None = None
    data: dict[str, Any] | None = None


ARRAY: Final = msgspec.json.Decoder(list[Told])
ONE: Final = msgspec.json.Decoder(Told)
PACKED: Final = msgspec.msgpack.Decoder(list[Told])


@dataclass(frozen=True)
class Known:
    """What a line may carry: its device's id, and the bounds of its kind (None: it is not for the short way)."""

    device_id: int
    low: float
    high: float


@dataclass
class Columns:
    """A body's signals. plain: which of them need no reading the long way; of the others only `told` counts.

    line: index into lines; at: µs; value: NaN where there is none.
    """

    told: list[Told]
    lines: list[Line]
    line: Ints
    at: Ints
    value: NDArray[np.float64]
    plain: NDArray[np.bool_]


def body(text: bytes) -> list[Told] | None:
    """The signals of a JSON array, of NDJSON or of a msgpack array; None when any of it is unusual."""
    head = text[:64].lstrip()[:1]
    try:
        if head == b"[":
            return ARRAY.decode(text)
        if head == b"{":
            return [ONE.decode(line) for line in text.splitlines() if line.strip()]
        return PACKED.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None


def columns(told: list[Told], known: Mapping[tuple[str, str, str], Known | None], now: int) -> Columns:
    """known: of every line that occurs, what it may carry; None sends its signals the long way."""
    numbers: dict[tuple[str, str, str], int] = {}
    line = np.array(
        [numbers.setdefault((one.device, one.kind, one.source), len(numbers)) for one in told], dtype=np.int64
    )
    facts = [known[name] for name in numbers]
    lines: list[Line] = [
        (0 if fact is None else fact.device_id, kind, source)
        for (_, kind, source), fact in zip(numbers, facts, strict=True)
    ]
    low = np.array([np.inf if fact is None else fact.low for fact in facts])
    high = np.array([-np.inf if fact is None else fact.high for fact in facts])
    at, value, plain = plainly(told, low[line], high[line], now)
    return Columns(told, lines, line, at, value, plain)


def plainly(
    told: list[Told], low: NDArray[np.float64], high: NDArray[np.float64], now: int
) -> tuple[Ints, NDArray[np.float64], NDArray[np.bool_]]:
    """(µs, value, whether it is plain) of each; low, high: the bounds of each one's line."""
    value = np.array([one.value for one in told], dtype=np.float64)  # None becomes NaN
    at, timely = times([one.time for one in told], now)
    plain = timely & (value >= low) & (value <= high)
    if any([one.data is not None for one in told]):  # noqa: C419 - a list is the faster of the two
        plain &= np.array([one.data is None for one in told], dtype=np.bool_)
    plain &= _named([one.id for one in told])
    return at, value, plain


class Gate:
    """Lines of the lane's book that may come the short way, by the names signals use; bounds by number.

    Good for one state of rules and devices and one of the book: begin anew with another.
    """

    def __init__(self, version: int) -> None:
        self.version = version
        self.number: dict[tuple[str, str, str], int] = {}
        self.low, self.high = np.zeros(0), np.zeros(0)

    def open(self, name: tuple[str, str, str], number: int, known: Known) -> None:
        if number >= len(self.low):
            more = np.zeros(max(64, 2 * number) - len(self.low))
            self.low, self.high = np.concatenate([self.low, more]), np.concatenate([self.high, more])
        self.low[number], self.high[number] = known.low, known.high
        self.number[name] = number

    def lines(self, told: list[Told]) -> Ints:
        """The number of each one's line; -1 for one that is not known here."""
        known = self.number
        return np.array([known.get((one.device, one.kind, one.source), -1) for one in told], dtype=np.int64)


def line_of(name: tuple[str, str, str], device_id: int, kinds: Kinds) -> Known | None:
    """What a line may carry; its device is known, in service, may send the kind, and belongs to the speaker."""
    kind, source = kinds.signal.get(name[1]), name[2]
    if (
        kind is None
        or kind.carries != "value"
        or not source
        or len(source) > SOURCE_LENGTH
        or not storable(source)
    ):
        return None
    return Known(
        device_id, -np.inf if kind.low is None else kind.low, np.inf if kind.high is None else kind.high
    )


def _named(ids: Sequence[str]) -> NDArray[np.bool_]:
    """Which ids a signal may have."""
    lengths = np.array([len(one) for one in ids], dtype=np.int64)
    found: NDArray[np.bool_] = (lengths > 0) & (lengths <= ID_LENGTH)
    if not "".join(ids).isascii() or "\x00" in "".join(ids):
        found &= np.array([storable(one) for one in ids], dtype=np.bool_)
    return found


def times(texts: Sequence[str], now: int) -> tuple[Ints, NDArray[np.bool_]]:
    """(µs, whether it was read here and is neither in the future nor too old) of RFC 3339 times.

    Those of the commonest length are read, digit by digit in columns; the others are left for the long way.
    """
    count = len(texts)
    at, good = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    if not count:
        return at, good
    length = len(texts[0])
    rows = np.array([place for place, one in enumerate(texts) if len(one) == length], dtype=np.int64)
    joined = "".join(texts[place] for place in rows.tolist()) if len(rows) < count else "".join(texts)
    if length not in LENGTHS or not joined.isascii():
        return at, good
    letters = np.frombuffer(joined.encode(), dtype=np.uint8).reshape(len(rows), length)
    moments, fine = _moments(letters, LENGTHS[length])
    ahead = moments - now
    fine &= (ahead <= FUTURE.total_seconds() * MICRO) & (-ahead <= PAST.total_seconds() * MICRO)
    at[rows], good[rows] = moments, fine
    return at, good


def _moments(letters: NDArray[np.uint8], until: int) -> tuple[Ints, NDArray[np.bool_]]:
    """As _read(); of times in the minute of the first one only the seconds are read."""
    same = (letters[:, :MINUTE] == letters[0, :MINUTE]).all(axis=1)
    same &= (letters[:, until:] == letters[0, until:]).all(axis=1)
    if not same.all() and np.count_nonzero(same) < len(letters) // 4:
        return _read(letters, until)
    first, good = _read(letters[:1], until)
    number = letters[:, MINUTE:until] - 48  # below "0" becomes large
    fine = same & (number[:, [0, 1, *range(3, until - MINUTE)]] <= 9).all(axis=1)
    if until > MINUTE + 2:
        fine &= letters[:, MINUTE + 2] == ord(".")
    within = number[:, 0] * np.int64(10) + number[:, 1]
    fine &= within < 60
    within *= MICRO
    for place in range(3, until - MINUTE):
        within += number[:, place] * np.int64(10 ** (8 - place))
    moments = first[0] - within[0] + within
    fine &= good[0]
    rest = np.flatnonzero(~same)
    if len(rest):
        moments[rest], fine[rest] = _read(letters[rest], until)
    return moments, fine


def _read(letters: NDArray[np.uint8], until: int) -> tuple[Ints, NDArray[np.bool_]]:
    """letters: a row per time; until: where the offset begins."""
    number = letters.astype(np.int64) - 48
    places = [*DIGITS, *range(20, until)]
    fine = ((number[:, places] >= 0) & (number[:, places] <= 9)).all(axis=1)
    signs = SIGNS | ({19: b"."} if until == 26 else {})
    for place, sign in signs.items():
        fine &= letters[:, place] == sign[0]
    year = number[:, 0] * 1000 + number[:, 1] * 100 + number[:, 2] * 10 + number[:, 3]
    month, day, hour, minute, second = (number[:, k] * 10 + number[:, k + 1] for k in (5, 8, 11, 14, 17))
    fine &= (year >= 1970) & (month >= 1) & (month <= 12) & (hour < 24) & (minute < 60) & (second < 60)
    month = np.clip(month, 1, 12)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    fine &= (day >= 1) & (day <= DAYS[month - 1] + (leap & (month == 2)))
    past = year - 1
    days = (
        365 * (year - 1970)
        + (past // 4 - past // 100 + past // 400)
        - (1969 // 4 - 1969 // 100 + 1969 // 400)
    )
    days += BEFORE[month - 1] + (leap & (month > 2)) + day - 1
    moments = ((days * 24 + hour) * 60 + minute) * 60 + second
    offset, known = _offset(letters, number, until)
    micro = sum(number[:, 20 + k] * 10 ** (5 - k) for k in range(6)) if until == 26 else 0
    return (moments - offset) * MICRO + micro, fine & known


def _offset(letters: NDArray[np.uint8], number: Ints, until: int) -> tuple[Ints, NDArray[np.bool_]]:
    """Seconds east of Greenwich."""
    if letters.shape[1] == until + 1:
        return np.zeros(len(letters), dtype=np.int64), letters[:, until] == ord("Z")
    digits = number[:, [until + 1, until + 2, until + 4, until + 5]]
    known = ((digits >= 0) & (digits <= 9)).all(axis=1) & (letters[:, until + 3] == ord(":"))
    east, west = letters[:, until] == ord("+"), letters[:, until] == ord("-")
    hours, minutes = digits[:, 0] * 10 + digits[:, 1], digits[:, 2] * 10 + digits[:, 3]
    known &= (east | west) & (hours < 24) & (minutes < 60)
    return np.where(west, -1, 1) * (hours * 60 + minutes) * 60, known
