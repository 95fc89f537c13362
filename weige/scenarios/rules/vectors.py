"""A pack's own tests: lines such as "15:22..15:28 every 1m goods 0.9" become signals, outcomes become lines."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from weige.scenarios.rules.pack import Pack, PackFault, TestPart, seconds

STREET = timezone(timedelta(hours=8))
DAY = datetime(2026, 11, 20, tzinfo=STREET)
"""Tests are told on a Friday without a holiday."""
LINE = re.compile(r"(\d\d:\d\d)\.\.(\d\d:\d\d) every (\d+[smh]) (\S+)(?: (-?\d+(?:\.\d+)?))?")
NOTHING, VALUE = "nothing", "value"
DEVICE = "TEST-1"


def signals(pack: Pack, test: TestPart, where: str) -> list[dict[str, Any]]:
    """The given lines as signals in the order of their time. Raises PackFault for a line that cannot be read."""
    found = [one for line in test.given for one in _line(pack, line, where)]
    return sorted(found, key=lambda one: str(one["time"]))


def _line(pack: Pack, line: str, where: str) -> Iterator[dict[str, Any]]:
    match = LINE.fullmatch(line)
    if match is None:
        raise PackFault(where, "test.given", "pack_test_line", {"line": line})
    start, end, step, what, number = match.groups()
    at, last = _moment(start), _moment(end)
    if last < at:
        last += timedelta(days=1)
    while at <= last:
        yield _signal(pack, at, what, float(number) if number else None)
        at += timedelta(seconds=seconds(step) or 60)


def _moment(clock: str) -> datetime:
    return DAY + timedelta(hours=int(clock[:2]), minutes=int(clock[3:]))


def _signal(pack: Pack, at: datetime, what: str, number: float | None) -> dict[str, Any]:
    signal: dict[str, Any] = {
        "id": f"{at:%H%M%S}-{what}",
        "source": "test",
        "device": DEVICE,
        "kind": pack.signal.kind,
        "time": at.astimezone(UTC).isoformat(),
    }
    if what == VALUE:
        signal["value"] = number
    elif what == NOTHING:
        signal["data"] = {}
    else:
        thing: dict[str, Any] = {"label": what, "confidence": 1.0 if number is None else number}
        signal["data"] = thing | ({"zone": "test-zone"} if pack.signal.zone else {})
    return signal


def device(pack: Pack, test: TestPart) -> dict[str, Any]:
    """The device the test's signals come from: one zone of the wanted kind, and the limit the test names."""
    limit = (
        {pack.signal.kind: {"value": test.limit, "unit": pack.warn.unit}} if test.limit is not None else {}
    )
    zone = {"id": "test-zone", "kind": pack.signal.zone or "test", "shop": "test-shop"}
    return {
        "id": 1,
        "code": DEVICE,
        "kind": pack.signal.device_kinds[0] if pack.signal.device_kinds else "test",
        "shop": "test-shop",
        "building": "test-building",
        "zones": [zone],
        "limits": limit,
    }


def permits(pack: Pack, test: TestPart) -> list[dict[str, Any]]:
    """The test's permit at the place the warning would be about."""
    if test.permit is None:
        return []
    place = {
        "shop": "shop:test-shop",
        "building": "building:test-building",
        "device": f"device:{DEVICE}",
        "zone": f"zone:{DEVICE}/test-zone",
    }[pack.warn.one_per]
    day = DAY.date().isoformat()
    permit = {"id": 1, "kind": test.permit.kind, "place": place, "first_day": day, "last_day": day}
    return [permit | {"hours": list(test.permit.hours)}]


def said(what: str, level: str, at: datetime) -> str:
    """An outcome as an expect line: "15:27 open yellow", "15:32 clear"."""
    clock = at.astimezone(STREET).strftime("%H:%M")
    return f"{clock} {what}" if what == "clear" else f"{clock} {what} {level}"
