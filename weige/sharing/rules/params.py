"""Reading GeoReport v2's parameters: an empty one is an absent one; times are W3C with a zone."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from weige.sharing.rules.faults import bad

SPAN = timedelta(days=90)  # GeoReport v2, GET Service Requests
MOST = 1000  # requests in one answer (the same)
DESCRIPTION = 4000  # characters (POST Service Request)
STATUSES = ("open", "closed")


def given(parameters: Mapping[str, str], name: str) -> str:
    """The parameter without blanks around it; empty when it is absent or empty."""
    return parameters.get(name, "").strip()


def moment(parameters: Mapping[str, str], name: str) -> datetime | None:
    """A W3C time such as 2026-11-20T15:22:00+08:00. Raises Fault 400 when it cannot be read or has no zone."""
    text = given(parameters, name).replace(" ", "+")  # a "+" that nobody percent-encoded
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise bad("time_unreadable", field=name) from None
    if found.tzinfo is None:
        raise bad("time_without_zone", field=name)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise bad("time_unreadable", field=name) from None


@dataclass(frozen=True)
class Wanted:
    """What GET Service Requests asks for. ids override everything else; start and end are UTC."""

    ids: tuple[str, ...]
    codes: tuple[str, ...]
    statuses: tuple[str, ...]
    start: datetime
    end: datetime


def wanted(parameters: Mapping[str, str], now: datetime) -> Wanted:
    """Raises Fault 400 for an unknown status, a time that cannot be read, or more than 90 days."""
    ids = several(parameters, "service_request_id")
    start, end = moment(parameters, "start_date"), moment(parameters, "end_date")
    statuses = several(parameters, "status")
    for status in statuses:
        if status not in STATUSES and not ids:
            raise bad("status_unknown", status=status)
    if not ids and start and end and (end < start or end - start > SPAN):
        raise bad("span_too_long", days=SPAN.days)
    try:
        if end is None:
            end = min(now, start + SPAN) if start else now
        start = start or end - SPAN
    except OverflowError:
        raise bad("time_unreadable", field="start_date" if start else "end_date") from None
    return Wanted(ids, several(parameters, "service_code"), statuses, start, end)


def several(parameters: Mapping[str, str], name: str) -> tuple[str, ...]:
    """A comma-separated list without empty entries."""
    return tuple(part for part in map(str.strip, given(parameters, name).split(",")) if part)


def place(parameters: Mapping[str, str]) -> tuple[float, float] | None:
    """(longitude, latitude) in WGS84 degrees, or None when neither is given. Raises Fault 400."""
    told = {name: given(parameters, name) for name in ("long", "lat")}
    if not any(told.values()):
        return None
    found = []
    for name, text, most in (("long", told["long"], 180), ("lat", told["lat"], 90)):
        if not text:
            raise bad("field_missing", field=name)
        try:
            value = float(text)
        except ValueError:
            raise bad("number_unreadable", field=name) from None
        if not math.isfinite(value) or abs(value) > most:
            raise bad("number_unreadable", field=name)
        found.append(value)
    return found[0], found[1]


def description(parameters: Mapping[str, str]) -> str:
    """What happened, in the reporter's words. Raises Fault 400 when it is too long."""
    text = given(parameters, "description")
    if len(text) > DESCRIPTION:
        raise bad("description_too_long", most=DESCRIPTION)
    return text
