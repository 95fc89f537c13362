"""A pack's own tests: lines such as "15:22..15:28 every 1m goods 0.9" become signals, outcomes become lines.

A line: [device:] time[..time every 1m] what. time: "15:22", "15:22:30", "+1d 09:00" (the day after). what: "value
5.8" · a label and how sure ("goods 0.9") · "nothing" (a camera looks and sees nothing) · "heartbeat" · "event
key=value key=value" (a register, a door) · "clock" (nothing is heard; somebody looks at the clock).
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from weige.scenarios.rules.parts import DevicePart, Pack, PackFault, SignalPart, TestPart, seconds

STREET = timezone(timedelta(hours=8))
DAY = datetime(2026, 11, 20, tzinfo=STREET)
"""Tests are told on a Friday without a holiday."""
TIME = r"(?:\+(\d+)d )?(\d\d:\d\d(?::\d\d)?)"
LINE = re.compile(rf"(?:([A-Za-z0-9_-]+): )?{TIME}(?:\.\.{TIME} every (\d+[smhd]))? (\S+)((?: \S+)*)")
NOTHING, VALUE, CLOCK, EVENT, HEARTBEAT = "nothing", "value", "clock", "event", "heartbeat"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
DEVICE = "TEST-1"
MOST = 20_000  # signals of one line


def steps(
    pack: Pack, test: TestPart, where: str, key: str = "test"
) -> list[tuple[datetime, dict[str, Any] | None]]:
    """The given lines in the order of their time: (when, signal, or None where only the clock is looked at).

    Raises PackFault for a line that cannot be read.
    """
    found = [one for line in test.given for one in _line(pack, test, line, (where, key))]
    if test.until:
        match = re.fullmatch(TIME, test.until)
        if match is None:
            raise PackFault(where, f"{key}.until", "pack_test_line", {"line": test.until})
        found.append((_moment(match[1], match[2]), None))
    return sorted(found, key=lambda one: (one[0], one[1] is None))


def _line(
    pack: Pack, test: TestPart, line: str, told: tuple[str, str]
) -> Iterator[tuple[datetime, dict[str, Any] | None]]:
    where, key = told[0], f"{told[1]}.given"
    fault = PackFault(where, key, "pack_test_line", {"line": line})
    match = LINE.fullmatch(line)
    if match is None:
        raise fault
    name, day, start, last_day, end, step, what, rest = match.groups()
    if name is not None and name not in test.device:
        raise PackFault(where, key, "pack_test_device", {"device": name, "line": line})
    at = _moment(day, start)
    last = at if end is None else _moment(last_day if last_day else day, end)
    if last < at:
        last += timedelta(days=1)
    every = timedelta(seconds=(seconds(step) if step else 0) or 60)
    if (last - at) / every > MOST:
        raise fault
    while at <= last:
        try:
            yield at, None if what == CLOCK else _signal(pack, test, name, at, (what, rest.split()))
        except ValueError:
            raise fault from None
        at += every


def _moment(day: str | None, clock: str) -> datetime:
    hour, minute, *second = (int(part) for part in clock.split(":"))
    return DAY + timedelta(days=int(day or 0), hours=hour, minutes=minute, seconds=second[0] if second else 0)


def _signal(
    pack: Pack, test: TestPart, name: str | None, at: datetime, told: tuple[str, list[str]]
) -> dict[str, Any]:
    what, rest = told
    code = name or next(iter(test.device), DEVICE)
    signal: dict[str, Any] = {
        "id": f"{at:%d%H%M%S}-{code}-{what}",
        "source": "test",
        "device": code,
        "kind": HEARTBEAT if what == HEARTBEAT else _kind(pack, test.device.get(code)),
        "time": at.astimezone(UTC).isoformat(),
    }
    if what == VALUE:
        (number,) = rest
        signal["value"] = float(number)
    elif what in {NOTHING, HEARTBEAT} and not rest:
        signal["data"] = {}
    elif what == EVENT:
        signal["data"] = dict(_pair(one) for one in rest)
    else:
        (sure,) = rest or ["1"]
        thing: dict[str, Any] = {"label": what, "confidence": float(sure)}
        signal["data"] = thing | ({"zone": "test-zone"} if pack.signal.zone else {})
    return signal


def _pair(text: str) -> tuple[str, Any]:
    key, sign, value = text.partition("=")
    if not key or not sign:
        raise ValueError(text)
    if value in {"true", "false"}:
        return key, value == "true"
    return key, float(value) if NUMBER.fullmatch(value) else value


def _kind(pack: Pack, device: DevicePart | None) -> str:
    """What kind of signal a device of a test speaks: its own word, else that of the rule that listens to its kind."""
    if device is None:
        first = next(iter(pack.signal.device_kinds), "")
        return first if pack.signal.kind == "any" else pack.signal.kind
    listening: list[SignalPart] = [one.signal for one in pack.rule] + [pack.signal]
    fitting = (one.kind for one in listening if device.kind in one.device_kinds and one.kind != "any")
    return device.signal or next(fitting, pack.signal.kind)


def devices(pack: Pack, test: TestPart) -> list[dict[str, Any]]:
    """The devices the test's signals come from, with one zone of the wanted kind and the limits the test names."""
    named = test.device or {DEVICE: DevicePart(_device_kind(pack), limit=test.limit, tags=pack.signal.tags)}
    zone = {"id": "test-zone", "kind": pack.signal.zone or "test", "shop": "test-shop"}
    found = []
    for number, (code, one) in enumerate(named.items(), start=1):
        limit = {"value": one.limit, "unit": pack.warn.unit, "low": one.low, "rate": one.rate}
        found.append(
            {
                "id": number,
                "code": code,
                "kind": one.kind,
                "shop": one.shop or None,
                "building": one.building or None,
                "zones": [zone],
                "limits": {_kind(pack, test.device.get(code)): limit} if one.limit is not None else {},
                "events_only": one.events_only,
                "tags": list(one.tags),
            }
        )
    return found


def _device_kind(pack: Pack) -> str:
    return pack.signal.device_kinds[0] if pack.signal.device_kinds else "test"


def permits(pack: Pack, test: TestPart) -> list[dict[str, Any]]:
    """The test's permit at the place the warning would be about."""
    if test.permit is None:
        return []
    code = next(iter(test.device), DEVICE)
    place = {
        "shop": "shop:test-shop",
        "building": "building:test-building",
        "device": f"device:{code}",
        "zone": f"zone:{code}/test-zone",
    }[pack.warn.one_per]
    day = DAY.date().isoformat()
    permit = {"id": 1, "kind": test.permit.kind, "place": place, "first_day": day, "last_day": day}
    return [permit | {"hours": list(test.permit.hours)}]


def said(what: str, level: str, at: datetime) -> str:
    """An outcome as an expect line: "15:27 open yellow", "15:32 clear", "+1d 09:00 open red"."""
    local = at.astimezone(STREET)
    days = (local.date() - DAY.date()).days
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    words = [f"+{days}d" if days else "", clock, what, "" if what in {"clear", "missing", "back"} else level]
    return " ".join(filter(None, words))
