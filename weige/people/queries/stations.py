"""Workstations: who sits there now, who should, and which force of which unit is on duty for a place."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from weige.kernel.access import Access
from weige.kernel.streettime import LOCAL
from weige.people.models import Department, Post, PostTerm, Shift, StationForce, Workstation
from weige.people.queries.duty import current, holders_of
from weige.people.rules.roster import Line, written_out


def standing(at: datetime) -> Q:
    """Stations that exist on that local day."""
    return current(at.astimezone(LOCAL).date())


def station_shifts(at: datetime) -> "QuerySet[Shift]":
    """Shifts of held posts that run at that moment in a station that stands."""
    seated = PostTerm.objects.filter(
        current(at.astimezone(LOCAL).date()), post=OuterRef("post"), user__is_active=True
    )
    rows = Shift.objects.filter(Exists(seated), start__lte=at, end__gt=at, station__isnull=False)
    return rows.filter(current(at.astimezone(LOCAL).date(), "station__"))


def force_on_duty(area_ids: Sequence[int], at: datetime, *, department_code: str) -> list[Post]:
    """The unit's posts on duty in the station of any of these areas at that moment (1 statement)."""
    rows = station_shifts(at).filter(station__area__in=list(area_ids), post__department__code=department_code)
    rows = rows.select_related("post__role", "post__department", "post__area")
    return list(
        {row.post_id: row.post for row in rows.order_by("-station__area__path__len", "post_id")}.values()
    )


def at_station(station_id: int, at: datetime, *, role_id: int) -> list[Post]:
    """The posts of a role on duty in one station at that moment (1 statement)."""
    rows = station_shifts(at).filter(station=station_id, post__role=role_id).order_by("post_id")
    return [row.post for row in rows.select_related("post__role", "post__department", "post__area")]


def units_of_stations(at: datetime) -> set[str]:
    """Codes of the units that some station is planned to have (1 statement)."""
    rows = StationForce.objects.filter(current(at.astimezone(LOCAL).date(), "station__"))
    return set(rows.values_list("department__code", flat=True))


def due_now(force: StationForce, at: datetime) -> bool:
    """Whether the plan says that this unit sits there at that moment."""
    day = at.astimezone(LOCAL).date()
    line = Line(frozenset(force.weekdays), force.start, force.minutes)
    return any(start <= at < end for start, end in written_out([line], day - timedelta(days=1), day))


def board(access: Access, at: datetime) -> list[dict[str, Any]]:
    """Every station with its forces: planned or not, how many seats, and who is there now (4 statements)."""
    stations = access.rows("roster.list", Workstation.objects.filter(standing(at)))
    rows = list(stations.select_related("area").order_by("code"))
    forces = list(
        StationForce.objects.filter(station__in=rows)
        .select_related("department")
        .order_by("department__code", "start")
    )
    shifts = list(station_shifts(at).filter(station__in=rows).select_related("post__department"))
    seated = holders_of({shift.post_id for shift in shifts}, at.astimezone(LOCAL).date())
    return [
        {
            "id": station.pk,
            "code": station.code,
            "name_zh": station.name_zh,
            "name_en": station.name_en or station.name_zh,
            "area": station.area,
            "address": station.address,
            "lon": station.lon,
            "lat": station.lat,
            "forces": [
                force_row(force, shifts, seated, at) for force in forces if force.station_id == station.pk
            ],
        }
        for station in rows
    ]


def force_row(
    force: StationForce, shifts: list[Shift], seated: dict[int, Any], at: datetime
) -> dict[str, Any]:
    """One unit's place in a station. state: present, missing (planned, nobody there), off (not its hours)."""
    here = [
        shift
        for shift in shifts
        if shift.station_id == force.station_id and shift.post.department_id == force.department_id
    ]
    planned = due_now(force, at)
    state = "present" if here else "missing" if planned else "off"
    return {
        "planned": planned,
        "id": force.pk,
        "department": force.department,
        "weekdays": force.weekdays,
        "start": force.start.strftime("%H:%M"),
        "minutes": force.minutes,
        "seats": force.seats,
        "state": state,
        "posts": [
            {
                "id": shift.post_id,
                "code": shift.post.code,
                "name_zh": shift.post.name_zh,
                "name_en": shift.post.name_en,
                "holders": [
                    {"id": u.pk, "name_zh": u.name_zh, "name_en": u.name_en}
                    for u in seated.get(shift.post_id, [])
                ],
                "until": shift.end,
            }
            for shift in here
        ],
    }


def departments() -> list[Department]:
    """All units by code (1 statement)."""
    return list(Department.objects.order_by("code"))
