"""Changing a pack as data: "warn.for=10m", which keys have a slider, and what differs between two versions. Pure."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from weige.scenarios.rules.pack import Pack, seconds
from weige.scenarios.rules.parts import LevelPart

MOST = 20  # changes of one try: beyond that it is another pack
FAST = (
    "presence",
    "threshold",
    "rate",
    "count",
    "frozen",
)  # judges sensing can recount (sensing.services.past)
TIMES = {"for", "gap", "clear_after", "window", "lasts", "missing", "self_correction"}
NUMBER = re.compile(r"-?\d+(\.\d+)?")
Value = str | int | float | bool | list[str]


@dataclass(eq=False)  # not frozen: Python notes the traceback in the exception itself
class ChangeFault(Exception):
    """Why a change cannot be made: its key, a code of messages.toml and its parameters."""

    key: str
    code: str
    params: Mapping[str, Any]


Statistic = Literal["height", "seconds", "curve", ""]


@dataclass(frozen=True)
class Knob:
    """A threshold people may turn. unit: "s" (whole seconds), "share" or "" (a plain number).

    statistic: what is compared with it: "height" (confidence, share of the limit), "seconds" (how long); "curve":
    nothing that can be drawn as a histogram, but what other values would cost; "" neither.
    """

    key: str
    name: str
    unit: Literal["s", "share", ""]
    value: float
    low: float
    high: float
    step: float
    statistic: Statistic = ""
    level: str = ""


def knobs(pack: Pack) -> list[Knob]:
    """The thresholds of a pack that can be asked anew at once, the most telling first; none for other judges."""
    warn = pack.warn
    if str(warn.judge) not in FAST or warn.when or warn.lasts:
        return []
    found = _OWN[str(warn.judge)](pack)
    found += [
        _time(f"warn.level.{one.level}.for", "stay", one.for_, "", one.level)
        for one in warn.level
        if one.for_
    ]
    return [*found, _time("warn.gap", "gap", warn.gap), _time("warn.clear_after", "clear", warn.clear_after)]


def _presence(pack: Pack) -> list[Knob]:
    sure = pack.signal.min_confidence
    first = Knob("signal.min_confidence", "confidence", "", sure, 0.3, 1.0, 0.01, "height")
    return [first, _time("warn.for", "stay", pack.warn.for_, "seconds")]


def _threshold(pack: Pack) -> list[Knob]:
    warn = pack.warn
    plain = warn.direction == "above"  # only there a stretch has a height to draw
    found = _shares(warn.level, "height" if plain else "curve")
    found.append(_time("warn.for", "stay", warn.for_, "seconds" if plain else ""))
    found.append(_hysteresis(pack))
    if warn.rate:
        found.append(Knob("warn.rate.limit", "rate", "", warn.rate.limit, 0.0, warn.rate.limit * 4, 0.1))
    return found


def _numbered(pack: Pack) -> list[Knob]:
    """Judges whose levels name a number of their own: a rise, a count."""
    warn = pack.warn
    least, step = (1.0, 1.0) if str(warn.judge) == "count" else (0.0, 0.1)
    shared = [one for one in warn.level if one.at is None and str(warn.judge) == "rate"]
    found = _shares(shared, "curve")
    for one in warn.level:
        if one.at is not None:
            key, top = f"warn.level.{one.level}.at", max(4 * one.at, least + 4)
            found.append(Knob(key, "number", "", one.at, least, top, step, "curve", one.level))
    return [*found, _time("warn.window", "window", warn.window), _hysteresis(pack)]


def _frozen(pack: Pack) -> list[Knob]:
    most = max(1.0, 10 * pack.warn.tolerance)
    tolerance = Knob("warn.tolerance", "tolerance", "", pack.warn.tolerance, 0.0, most, most / 100)
    return [_time("warn.for", "stay", pack.warn.for_, "curve"), tolerance]


def _shares(rungs: Sequence[LevelPart], statistic: Statistic) -> list[Knob]:
    return [
        Knob(
            f"warn.level.{one.level}.share", "share", "share", one.share, 0.2, 1.5, 0.01, statistic, one.level
        )
        for one in rungs
    ]


def _hysteresis(pack: Pack) -> Knob:
    return Knob("warn.hysteresis", "hysteresis", "share", pack.warn.hysteresis, 0.0, 0.5, 0.01)


_OWN: dict[str, Callable[[Pack], list[Knob]]] = {
    "presence": _presence,
    "threshold": _threshold,
    "rate": _numbered,
    "count": _numbered,
    "frozen": _frozen,
}


def _time(key: str, name: str, text: str, statistic: Statistic = "", level: str = "") -> Knob:
    now = seconds(text) or 0
    top = next(one for one in (1800, 7200, 14400, 86400, 10 * 86400, 10**9) if one >= 2 * now)
    return Knob(key, name, "s", now, 0, top, 30 if top <= 7200 else 300, statistic, level)


def fast(pack: Pack, changes: Mapping[str, Any]) -> bool:
    """Whether a tape of this pack can answer these changes without the signals."""
    return {one.key for one in knobs(pack)} >= set(changes)


def change(pack: Mapping[str, Any], changes: Mapping[str, Value]) -> dict[str, Any]:
    """The pack's data with these values put in; a value is taken as what stands there now.

    Keys are dotted; an item of a list is named by its number, a level also by its word: "warn.level.red.share".
    A duration may be given in seconds. Raises ChangeFault.
    """
    if len(changes) > MOST:
        raise ChangeFault("", "change_too_many", {"most": MOST})
    found: dict[str, Any] = copy.deepcopy(dict(pack))
    for key, value in sorted(changes.items()):
        if key in {"id", "version"}:
            raise ChangeFault(key, "change_fixed", {"key": key})
        *path, last = key.split(".")
        place: Any = found
        for name in path:
            place = _step(place, name, key)
        if isinstance(place, list):
            place[_number(place, last, key)] = value
        elif not isinstance(place, dict) or last not in place:
            raise ChangeFault(key, "change_unknown", {"key": key})
        else:
            place[last] = _as(place[last], value, key)
    return found


def _step(place: Any, name: str, key: str) -> Any:
    if isinstance(place, dict) and name in place and place[name] is not None:
        return place[name]
    if isinstance(place, list):
        return place[_number(place, name, key)]
    raise ChangeFault(key, "change_unknown", {"key": key})


def _number(place: list[Any], name: str, key: str) -> int:
    """The place of an item: by its number, or by the word of its level."""
    for number, one in enumerate(place):
        if name == str(number) or (isinstance(one, dict) and one.get("level") == name):
            return number
    raise ChangeFault(key, "change_unknown", {"key": key})


def _as(before: Any, value: Value, key: str) -> Value:
    """The value in the form of what it replaces."""
    if isinstance(before, bool):
        if isinstance(value, bool):
            return value
        if value in {"true", "false"}:
            return value == "true"
    elif isinstance(before, int | float):
        text = str(value).strip()
        if NUMBER.fullmatch(text):
            return float(text) if isinstance(before, float) or "." in text else int(text)
    elif isinstance(before, str):
        if isinstance(value, bool | list):
            raise ChangeFault(key, "change_shape", {"key": key, "value": value})
        unsaid = not before and key.rpartition(".")[2] in TIMES
        if (unsaid or seconds(before) is not None) and not isinstance(value, str):
            return _duration(round(value))
        return str(value)
    elif isinstance(before, list):
        return (
            value
            if isinstance(value, list)
            else [one.strip() for one in str(value).split(",") if one.strip()]
        )
    raise ChangeFault(key, "change_shape", {"key": key, "value": value})


def _duration(whole: int) -> str:
    """600 → "10m": the largest unit that divides it."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if whole and whole % size == 0:
            return f"{whole // size}{unit}"
    return f"{whole}s"


@dataclass(frozen=True)
class Difference:
    """A key whose value differs: before and after, None where it is not there."""

    key: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs between two packs' data, by key; the version itself is left out."""
    old, new = dict(_leaves("", before)), dict(_leaves("", after))
    keys = [key for key in [*new, *(key for key in old if key not in new)] if key != "version"]
    return [Difference(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]


def _leaves(prefix: str, data: Any) -> list[tuple[str, Any]]:
    if isinstance(data, Mapping):
        items = [(str(name), one) for name, one in data.items()]
    elif isinstance(data, list) and any(isinstance(one, dict | list) for one in data):
        names = [one.get("level") if isinstance(one, dict) else None for one in data]
        items = [
            (str(name or number), one) for number, (name, one) in enumerate(zip(names, data, strict=True))
        ]
    else:
        return [(prefix, data)]
    return [leaf for name, one in items for leaf in _leaves(f"{prefix}.{name}" if prefix else name, one)]
