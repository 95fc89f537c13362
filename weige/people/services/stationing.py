"""Editing the workstations and the plan of their forces: every change is told and kept as a version of its row."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Access, Who
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import lock, record
from weige.people.events import StationChanged
from weige.people.models import Department, StationForce, Workstation
from weige.people.services.rostering import wrong
from weige.territory.models import Area

STATIONS, FORCES = "stations", "station_forces"  # of their histories
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-]{0,39}")
DAY = 24 * 60  # minutes
Said = Mapping[str, Any]


def plain_station(row: Workstation) -> dict[str, Any]:
    """A station as the office's history keeps it: the area by its code, degrees as text."""
    own = {name: getattr(row, name) for name in ("code", "name_zh", "name_en")}
    place = {name: degrees(getattr(row, name)) for name in ("lon", "lat")}
    return {**own, "area": row.area.code, "address": row.address, **place, "open": row.valid_to is None}


def degrees(value: float | None) -> str | None:
    """As the editor keeps them: text, to the centimetre."""
    return None if value is None else format(Decimal(str(round(value, 7))).normalize(), "f")


def wanted_area(access: Access, code: str) -> Area:
    """The area in force of one's street with this code. Raises Invalid."""
    street = sorted(access.post.street)
    area = Area.objects.filter(code=code, valid_to__isnull=True, path__overlap=street).first()
    if area is None:
        raise wrong("area", "roster_unknown_area", area=code)
    return area


def new_code(code: str) -> None:
    """Raises Invalid: not a code, or taken."""
    if not CODE.fullmatch(code):
        raise wrong("code", "station_code")
    if Workstation.objects.filter(code=code).exists():
        raise wrong("code", "station_exists", station=code)


def save_station(
    *, access: Access, said: Said, today: date, now: datetime, note: Note = NO_NOTE
) -> Workstation:
    """Adds or changes a workstation by its code. said: code, name_zh, name_en, area (code), address, lon, lat, open."""
    access.require("roster.edit")
    area = wanted_area(access, said["area"])
    with transaction.atomic():
        lock(STATIONS)
        rows = Workstation.objects.select_for_update(of=("self",)).select_related("area")
        row = rows.filter(code=said["code"]).first()
        if row is not None and not access.may("roster.edit", row):
            raise wrong("code", "unknown_station", station=said["code"])
        what, before = ("changed", plain_station(row)) if row else ("added", None)
        row = row or Workstation(code=said["code"], valid_from=today)
        row.area = area
        for name in ("name_zh", "name_en", "address", "lon", "lat"):
            setattr(row, name, said[name])
        row.valid_to = None if said["open"] else row.valid_to or today
        row.save()
        after = plain_station(row)
        record(table=STATIONS, key=row.code, before=before, after=after, who=access.who, now=now, note=note)
        _tell(row, what, access.who, now)
    return row


def plain_force(row: StationForce, *, active: bool = True) -> dict[str, Any]:
    """A unit's place as the office's history keeps it; active False: no longer planned."""
    return {
        "station": row.station.code,
        "department": row.department.code,
        "weekdays": [str(day) for day in row.weekdays],
        "start": row.start.strftime("%H:%M"),
        "end": end_of(row.start, row.minutes),
        "seats": row.seats,
        "active": active,
    }


def end_of(start: time, minutes: int) -> str:
    """22:00 and 540 are 07:00."""
    end = (start.hour * 60 + start.minute + minutes) % DAY
    return f"{end // 60:02}:{end % 60:02}"


def length(start: time, end: time) -> int:
    """Minutes from start to end, over midnight when the end is not later; the same time twice is a whole day."""
    return (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % DAY or DAY


def wanted_force(station: Workstation, said: Said, force_id: int | None) -> StationForce:
    """The place meant, unsaved. said: department (code), weekdays, start, minutes, seats.

    Raises Invalid: no such unit, no weekday, the unit has another place there from that time.
    """
    unit = Department.objects.filter(code=said["department"]).first()
    if unit is None:
        raise wrong("department", "roster_unknown_unit", unit=said["department"])
    if not said["weekdays"]:
        raise wrong("weekdays", "field_missing")
    same = StationForce.objects.filter(station=station, department=unit, start=said["start"])
    if same.exclude(pk=force_id or 0).exists():
        raise wrong("start", "station_force_there")
    own = {name: said[name] for name in ("start", "minutes", "seats")}
    days = sorted(set(said["weekdays"]))
    return StationForce(pk=force_id, station=station, department=unit, weekdays=days, **own)


def save_force(*, access: Access, station_id: int, said: Said, now: datetime) -> StationForce:
    """Which unit should sit there when: added, or changed for the same unit and start. Raises NotFound, Invalid."""
    station = access.get("roster.edit", Workstation.objects.select_related("area"), id=station_id)
    same = StationForce.objects.filter(
        station=station, department__code=said["department"], start=said["start"]
    )
    return set_force(access=access, station=station, said=said, force=same.first(), now=now)


def set_force(
    *,
    access: Access,
    station: Workstation,
    said: Said,
    now: datetime,
    force: StationForce | None = None,
    gone: int | None = None,
    note: Note = NO_NOTE,
) -> StationForce:
    """Adds a unit's place, changes one, or plans one again that was taken out (gone: its number). Raises Invalid."""
    with transaction.atomic():
        lock(FORCES)
        row = wanted_force(station, said, force.pk if force else gone)
        before = plain_force(force) if force else None
        if before is None and gone:
            before = plain_force(row, active=False)
        row.save(force_insert=force is None)
        after = plain_force(row)
        record(table=FORCES, key=str(row.pk), before=before, after=after, who=access.who, now=now, note=note)
        _tell(station, f"force:{row.department.code}", access.who, now)
    return row


def remove_force(*, access: Access, force_id: int, now: datetime, note: Note = NO_NOTE) -> None:
    """The plan no longer has it; its history stays, to plan it again. Raises NotFound."""
    with transaction.atomic():
        lock(FORCES)
        rows = StationForce.objects.select_related("station__area", "department")
        row = access.get("roster.edit", rows, id=force_id)
        before, after = plain_force(row), plain_force(row, active=False)
        record(table=FORCES, key=str(row.pk), before=before, after=after, who=access.who, now=now, note=note)
        _tell(row.station, f"no force:{row.department.code}", access.who, now)
        row.delete()


def _tell(row: Workstation, what: str, who: Who, now: datetime) -> None:
    event = StationChanged(station_id=row.pk, code=row.code, what=what)
    log.append(event, who=who, now=now, subject=f"station:{row.pk}", cells=row.area.path)
