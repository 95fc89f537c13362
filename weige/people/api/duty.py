"""/api/roster (editing) and /api/stations: who is on duty when, which forces sit in which business circle."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from weige.kernel import timesource
from weige.kernel.schemas.reference import VersionPage
from weige.kernel.streettime import LOCAL
from weige.kernel.tabular import read as read_table
from weige.kernel.tabular import to_xlsx
from weige.kernel.tabular.http import ImportOut, download, language_of
from weige.people.api.roster import roster_router, shift_line
from weige.people.models import Shift
from weige.people.policy import GrantAccess
from weige.people.queries.duty import holders_of
from weige.people.queries.rosterpast import edits_of_day
from weige.people.queries.stations import board, departments
from weige.people.schemas import ForceIn, Named, ShiftIn, ShiftLine, StationIn, StationLine
from weige.people.services import rostering, stationing

stations_router = Router(tags=["roster"])


def line_of(row: Shift, now: datetime) -> dict[str, Any]:
    rows = Shift.objects.select_related("area", "station", "post__role", "post__department", "post__area")
    found = rows.get(pk=row.pk)
    seated = holders_of([found.post_id], now.astimezone(LOCAL).date())
    return shift_line(found, seated.get(found.post_id, []), now)


@roster_router.get("/changes", response=VersionPage, summary="Who changed what in the roster of a day")
def roster_changes(request: HttpRequest, day: Annotated[date, Query()]) -> dict[str, Any]:
    """Newest first; each state is brought back with POST /api/office/tables/roster/rows/{key}/restore."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    return {"items": edits_of_day(access, day), "next": None}


@roster_router.post("", response={201: ShiftLine}, summary="Add a shift")
def add_shift(request: HttpRequest, body: ShiftIn) -> Status[dict[str, Any]]:
    """409 shift_there when that post has a shift in that cell from that moment already."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    row = rostering.save_shift(access=access, said=body.dict(), shift_id=None, now=now)
    return Status(201, line_of(row, now))


@roster_router.put("/{int:shift_id}", response=ShiftLine, summary="Change a shift")
def change_shift(request: HttpRequest, shift_id: int, body: ShiftIn) -> dict[str, Any]:
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    return line_of(rostering.save_shift(access=access, said=body.dict(), shift_id=shift_id, now=now), now)


@roster_router.post("/{int:shift_id}/cancel", response={204: None}, summary="Cancel a shift")
def cancel_shift(request: HttpRequest, shift_id: int) -> Status[None]:
    """It is kept, is nobody's duty any more, and the rota does not write it anew."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    rostering.cancel_shift(access=access, shift_id=shift_id, now=timesource.now())
    return Status(204, None)


@roster_router.post("/import", response=ImportOut, summary="Import shifts from XLSX or CSV")
def import_shifts(request: HttpRequest, file: File[UploadedFile], dry_run: bool = True) -> dict[str, Any]:
    """All rows or none; with dry_run (the default) nothing is kept."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    access.require("roster.edit")
    sheet = read_table(file.read(), rostering.TABLE)
    done = rostering.import_shifts(sheet, access=access, now=timesource.now(), dry_run=dry_run)
    return done.to_json(language_of(request))


@roster_router.get("/template.xlsx", summary="An empty workbook with the headers")
def template(request: HttpRequest) -> HttpResponse:
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    access.require("roster.edit")
    table = rostering.template(account=access.who.name, language=language_of(request), now=timesource.now())
    return download(to_xlsx(table), table.filename("xlsx"))


@stations_router.get("", response=list[StationLine], summary="Workstations: who sits there, who should")
def list_stations(
    request: HttpRequest, at: Annotated[datetime | None, Query()] = None
) -> list[dict[str, Any]]:
    """state of a force: present, missing (planned, nobody there), off (not its hours). `at`: another moment."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    moment = at if at is not None and at.tzinfo is not None else timesource.now()
    return board(access, moment)


@stations_router.get("/units", response=list[Named], summary="Units that can have a place in a station")
def units(request: HttpRequest) -> list[Any]:
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    access.require("roster.list")
    return departments()


@stations_router.post("", response=list[StationLine], summary="Add or change a workstation, by its code")
def save_station(request: HttpRequest, body: StationIn) -> list[dict[str, Any]]:
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    stationing.save_station(access=access, said=body.dict(), today=now.astimezone(LOCAL).date(), now=now)
    return board(access, now)


@stations_router.post(
    "/{int:station_id}/forces", response=list[StationLine], summary="Plan a unit's place in a station"
)
def save_force(request: HttpRequest, station_id: int, body: ForceIn) -> list[dict[str, Any]]:
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    stationing.save_force(access=access, station_id=station_id, said=body.dict(), now=now)
    return board(access, now)


@stations_router.post(
    "/forces/{int:force_id}/remove", response=list[StationLine], summary="Take a unit's place out of the plan"
)
def remove_force(request: HttpRequest, force_id: int) -> list[dict[str, Any]]:
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    stationing.remove_force(access=access, force_id=force_id, now=now)
    return board(access, now)
