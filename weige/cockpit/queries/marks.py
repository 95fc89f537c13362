"""What stands on the map now: open cases, living warnings, devices, people on duty."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q

from weige.cases.models import Case, Matter
from weige.cases.queries.lists import near_q, overdue_q
from weige.cases.queries.presenting import clock_of, matter_of
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.kernel.queries.calendar import current_calendar
from weige.people.queries.duty import people_on_map
from weige.sensing.models import Device, Warning
from weige.sensing.models.device import STATES
from weige.sensing.queries.warnings import chosen, warning_rows
from weige.territory.queries.areas import DECIMALS

# More open cases than this a screen cannot show and a street cannot have (our default); the most urgent come first.
MOST = 5000
LIVING = ("open", "confirmed")
UNUSED = ("device__zones", "device__limits", "device__health")
CHIP = (
    *("code", "state", "share", "due_at", "unit", "remaining_seconds", "running"),
    *("paused", "paused_until", "as_of"),
)
CASE_COLUMNS = (
    *("id", "number", "lon", "lat", "title_zh", "title_en", "state", "cells", "clocks", "overdue_since"),
    *("matter__code", "matter__name_zh", "matter__name_en", "matter__kind"),
)
DEVICE_FIELDS = ("id", "code", "kind", "lon", "lat", "state", "building__code")
DEVICE_COLUMNS = ("id", "code", "kind", "lon", "lat", "state", "building")
DEVICES_SEEN = """
SELECT count(*), coalesce(sum(hashtextextended(
    concat_ws('/', id, code, kind, lon, lat, state, in_service, building_id, cells), 0)), 0)::text
FROM sensing_device
"""


def marks(access: Access, *, now: datetime, with_devices: bool = True) -> dict[str, Any]:
    """{cases, warnings, devices, people, cursor} (7 statements); a kind the caller may not list is empty.

    cursor: the place in the log up to which this is true; a stream opened there misses nothing.
    """
    cursor = log.latest()
    return {
        "cases": cases(access, now) if granted(access, "case.list") else [],
        "warnings": warnings(access) if granted(access, "warning.list") else [],
        "devices": devices(access) if with_devices and granted(access, "device.list") else [],
        "people": people(access, now) if granted(access, "roster.list") else [],
        "cursor": str(cursor),
    }


def granted(access: Access, verb: str) -> bool:
    try:
        access.require(verb)
    except NotFound:
        return False
    return True


def cases(access: Access, now: datetime) -> list[dict[str, Any]]:
    """Open cases, most urgent first (2 statements)."""
    rows = access.rows("case.list", Case.objects.filter(ended_at__isnull=True))
    # The very conditions the wall's figures are counted by, so that a figure opens exactly its rows
    rows = rows.annotate(is_near=_holds(near_q(now)), is_overdue=_holds(overdue_q(now)))
    found: Any = rows.select_related("matter").only(*CASE_COLUMNS).order_by("rank_at", "id")[:MOST]
    calendar, english = current_calendar(), access.language == "en"
    return [
        {
            "id": str(case.pk),
            "number": case.number,
            "lon": case.lon,
            "lat": case.lat,
            "title": case.title_en if english else case.title_zh,
            "title_zh": case.title_zh,
            "title_en": case.title_en,
            "matter_code": case.matter.code if case.matter else "",
            "matter_zh": case.matter.name_zh if case.matter else "",
            "matter_en": case.matter.name("en") if case.matter else "",
            "icon": icon_of(case.matter),
            "state": case.state,
            "cells": case.cells,
            "near": case.is_near,
            "overdue": case.is_overdue,
            "clock": _chip(clock_of(case, calendar, now=now)),
        }
        for case in found
    ]


def _holds(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=BooleanField())


def _chip(clock: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Of a case's clock what a mark draws; the whole account is at /api/cases/{id}/clock."""
    return {name: clock[name] for name in CHIP} if clock else None


def warnings(access: Access) -> list[dict[str, Any]]:
    """Open and confirmed warnings, open ones first, newest first (2 statements)."""
    rows = chosen(access.rows("warning.list", Warning.objects.all()), states=LIVING)
    found = list(rows.select_related("device", "shop").defer("explain", "pictures", *UNUSED)[:MOST])
    return [
        {
            "id": str(row.pk),
            "lon": row.lon,
            "lat": row.lat,
            "level": shown["level"],
            "title_zh": row.title_zh,
            "title_en": row.title_en,
            "scenario": row.scenario,
            "state": row.state,
            "icon": icon_of(Matter(code=(row.plan or {}).get("matter", ""))),
            "opened_at": row.opened_at,
            "case_id": str(row.case_id) if row.case_id else None,
            "acknowledged": row.acknowledged_at is not None,
        }
        for row, shown in zip(found, warning_rows(found, access), strict=True)
    ]


def icon_of(matter: Matter | None) -> str:
    """The icon of a matter, also of one that is only a code; a plain one without."""
    found = matter_of(matter)
    return str(found["icon"]) if found else "clipboard-list"


def devices(access: Access) -> list[dict[str, Any]]:
    """Devices in service (1 statement)."""
    rows = access.rows("device.list", Device.objects.filter(in_service=True)).order_by("code")
    return [
        {
            "id": pk,
            "code": code,
            "kind": kind,
            "lon": lon,
            "lat": lat,
            "state": state,
            "building": house,
        }
        for pk, code, kind, lon, lat, state, house in rows.values_list(*DEVICE_FIELDS)
    ]


def device_rows(access: Access) -> dict[str, Any]:
    """{columns, kinds, rows}: every device in service as one short row, ordered by code (1 statement).

    kind: an index into kinds; state: an index into STATES. Empty without the list's grant.
    """
    kinds: dict[str, int] = {}
    rows: list[list[Any]] = []
    if granted(access, "device.list"):
        found = access.rows("device.list", Device.objects.filter(in_service=True)).order_by("code")
        for pk, code, kind, lon, lat, state, house in found.values_list(*DEVICE_FIELDS):
            place = round(lon, DECIMALS), round(lat, DECIMALS)
            rows.append([pk, code, kinds.setdefault(kind, len(kinds)), *place, STATES.index(state), house])
    return {"columns": DEVICE_COLUMNS, "kinds": list(kinds), "rows": rows}


def devices_signature(access: Access) -> tuple[object, ...]:
    """What the rows depend on (1 statement): who reaches what, and each of their fields; not when it last spoke."""
    reach = access.reach("device.list", Device) if granted(access, "device.list") else None
    with connection.cursor() as cursor:
        cursor.execute(DEVICES_SEEN)
        return ("devices", reach, *cursor.fetchone())


def people(access: Access, now: datetime) -> list[dict[str, Any]]:
    """Workers on duty whose phone said lately where they are (2 statements); by post, never by name."""
    return [
        {
            "post_id": person.post_id,
            "name_zh": person.name_zh,
            "name_en": person.name_en,
            "role": person.role,
            "area": person.area,
            "lon": person.lon,
            "lat": person.lat,
            "at": person.at,
        }
        for person in people_on_map(access, now)
    ]
