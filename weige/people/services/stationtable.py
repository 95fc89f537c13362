"""Workstations and the plan of their forces as reference tables: forms, what an edit would do, every earlier state."""

from datetime import datetime, time
from typing import Any

from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.kernel.models import ReferenceVersion
from weige.kernel.reference import Choice, Effect, Field, Note, Row, Table, Values
from weige.kernel.streettime import LOCAL
from weige.people.models import Department, StationForce, Workstation
from weige.people.queries.stationeffects import of_force, of_station
from weige.people.services import stationing
from weige.people.services.rostertable import choices_by_code
from weige.territory.queries.areas import areas_on

LOADED = ("station__area", "department")
WEEK = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


class StationTable(Table):
    group = "people"
    read, edit = "roster.list", "roster.edit"
    adds = True
    path = "/duty?tab=stations"


class Stations(StationTable):
    code = stationing.STATIONS

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("code", required=True, fixed=True, low=1, high=40),
            Field("name_zh", required=True, high=120),
            Field("name_en", high=120),
            Field("area", "choice", required=True, choices=choices_by_code(_circles(access, now))),
            Field("address", high=200),
            Field("lon", "number", low=-180, high=180),
            Field("lat", "number", low=-90, high=90),
            Field("open", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        rows = access.rows(self.read, Workstation.objects.select_related("area")).order_by("code")
        return [
            Row(
                one.code,
                one.name_zh,
                one.name_en or one.name_zh,
                stationing.plain_station(one),
                off=one.valid_to is not None,
            )
            for one in rows
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        if not key:
            stationing.new_code(values["code"])
        degrees = {name: None if values[name] is None else float(values[name]) for name in ("lon", "lat")}
        today = now.astimezone(LOCAL).date()
        said = values | degrees
        return stationing.save_station(access=access, said=said, today=today, now=now, note=note).code

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        area = stationing.wanted_area(access, values["area"])
        rows = Workstation.objects.select_related("area")
        row = access.get(self.edit, rows, code=key) if key else None
        if row is None:
            stationing.new_code(values["code"])
        return of_station(row, area, stays_open=values["open"], now=now)


class StationForces(StationTable):
    code = stationing.FORCES

    def fields(self, access: Access, now: datetime) -> list[Field]:
        stations = access.rows(self.read, Workstation.objects.all()).order_by("code")
        units = Department.objects.order_by("code")
        return [
            Field("station", "choice", required=True, fixed=True, choices=choices_by_code(stations)),
            Field("department", "choice", required=True, choices=choices_by_code(units)),
            Field(
                "weekdays", "many", required=True, choices=week_choices(), default=["1", "2", "3", "4", "5"]
            ),
            Field("start", "time", required=True, default="08:30"),
            Field("end", "time", required=True, default="16:30"),
            Field("seats", "whole", required=True, low=1, high=99, default=1),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        """Those planned, and those taken out, which their history has."""
        units = {one.code: one for one in Department.objects.all()}
        stations = {one.code: one for one in access.rows(self.read, Workstation.objects.all())}
        forces = StationForce.objects.filter(station__in=stations.values()).select_related(*LOADED)
        here = [(str(one.pk), stationing.plain_force(one)) for one in forces.order_by("station__code", "pk")]
        known = {key for key, _ in here}
        past = ReferenceVersion.objects.filter(table=self.code).exclude(key__in=known)
        gone = past.order_by("key", "-no").distinct("key").values_list("key", "after")
        found = [*here, *((key, after | {"active": False}) for key, after in gone)]
        return [
            _row(key, values, stations[values["station"]], units[values["department"]])
            for key, values in found
            if values["station"] in stations and values["department"] in units
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        station, old, new = self._wanted(access, key, values)
        if new is None:
            stationing.remove_force(access=access, force_id=int(key), now=now, note=note)
            return key
        said, gone = _said(values), None if old or not key else int(key)
        row = stationing.set_force(
            access=access, station=station, said=said, force=old, gone=gone, now=now, note=note
        )
        return str(row.pk)

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        _, old, new = self._wanted(access, key, values)
        return of_force(old, new, now)

    def _wanted(
        self, access: Access, key: str, values: Values
    ) -> tuple[Workstation, StationForce | None, StationForce | None]:
        """The station, the place as it stands and as it would be (None: taken out). Raises Invalid, NotFound."""
        rows = Workstation.objects.select_related("area")
        station = access.get(self.edit, rows, code=values["station"])
        places = StationForce.objects.select_related(*LOADED)
        old = places.filter(station=station, pk=int(key)).first() if key else None
        if values["active"]:
            return station, old, stationing.wanted_force(station, _said(values), int(key) if key else None)
        if old is None or any(
            values[name] != one for name, one in stationing.plain_force(old).items() if name != "active"
        ):
            raise Invalid([FieldError("active", "station_force_alone")])
        return station, old, None


def week_choices() -> tuple[Choice, ...]:
    """1 (Monday) … 7."""
    return tuple(Choice(str(n + 1), f"周{WEEK['zh'][n]}", WEEK["en"][n]) for n in range(7))


def _row(key: str, values: Values, station: Workstation, unit: Department) -> Row:
    when = f"{values['start']}–{values['end']}"
    names = (
        f"{station.name_zh} · {unit.name_zh} {when}",
        f"{station.name_en or station.name_zh} · {unit.name_en} {when}",
    )
    return Row(key, *names, values, off=not values["active"])


def _said(values: Values) -> dict[str, Any]:
    """What the service is told, from a form's values."""
    start, end = (time.fromisoformat(values[name]) for name in ("start", "end"))
    days = [int(day) for day in values["weekdays"]]
    minutes = stationing.length(start, end)
    own = {"department": values["department"], "seats": values["seats"]}
    return own | {"weekdays": days, "start": start, "minutes": minutes}


def _circles(access: Access, now: datetime) -> list[Any]:
    """Areas in force within reach that a station may stand in: above the segments, each code once."""
    try:
        rows = access.rows("area.list", areas_on(now.astimezone(LOCAL).date()))
    except NotFound:
        return []
    return list({one.code: one for one in rows.exclude(level="segment").order_by("code", "pk")}.values())
