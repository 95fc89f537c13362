"""Editing the duty roster: every change is told; a cancelled shift is kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Access, Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import lock, record
from weige.kernel.streettime import LOCAL
from weige.kernel.tabular import Cell, Column, Export, Kind, Outcome, Row, RowError, Sheet, Table, run_import
from weige.people.events import ShiftChanged
from weige.people.models import Patrol, Post, Shift, ShiftPattern, Workstation
from weige.territory.models import Area

LONGEST_HOURS = 24
TABLE_CODE = "roster"  # of its history
MINUTE = "%Y-%m-%dT%H:%M"
COLUMNS: Sequence[Column] = (
    Column("post", "岗位编号", "Post", required=True, aliases=("岗位",), longest=40),
    Column("area", "网格编号", "Cell", aliases=("网格", "区域"), longest=40),
    Column("station", "工作站编号", "Workstation", aliases=("工作站",), longest=40),
    Column("start", "开始", "Start", Kind.TIME, required=True, aliases=("上班",)),
    Column("end", "结束", "End", Kind.TIME, required=True, aliases=("下班",)),
    Column("note", "备注", "Note", longest=200),
)
TABLE = Table(COLUMNS)


def wrong(field: str, code: str, **params: Any) -> Invalid:
    return Invalid([FieldError(field, code, params)])


def save_shift(
    *, access: Access, said: dict[str, Any], shift_id: int | None, now: datetime, note: Note = NO_NOTE
) -> Shift:
    """Adds a shift, changes one, or has a cancelled one stand again. said: post, area, station (codes), start,
    end, note.

    Without an area it is the station's, else the post's own. Raises NotFound, Invalid, Conflict (that post has a shift
    there from that moment already).
    """
    access.require("roster.edit")
    with transaction.atomic():
        lock(TABLE_CODE)
        old = None
        if shift_id is not None:
            old = access.get("roster.edit", Shift.every.select_for_update(of=("self",)), id=shift_id)
        wanted = wanted_shift(access, said)
        row = _written(old, there_already(wanted, old))
        known = row.pk is not None
        before, stood = plain_shift(row) if known else None, row.cancelled_at is None
        was = _said(row) if known and stood else ""
        if known and stood:
            _leave_free(row, wanted, now)
        for name in ("post", "area", "station", "start", "end", "note"):
            setattr(row, name, getattr(wanted, name))
        if before and before["post"] != row.post.code:
            row.lon = row.lat = row.position_at = None  # where another person is
        row.cancelled_at = None
        row.save()
        _keep(row, before, access.who, now, note)
        _tell(row, "changed" if was else "added", was, access.who, now)
    return row


def plain_shift(row: Shift) -> dict[str, Any]:
    """A shift as the office's history keeps it: codes, and times on the street's clock."""
    start, end = (at.astimezone(LOCAL).strftime(MINUTE) for at in (row.start, row.end))
    station = row.station.code if row.station else None
    codes = {"post": row.post.code, "area": row.area.code, "station": station}
    return {**codes, "start": start, "end": end, "note": row.note, "active": row.cancelled_at is None}


def _keep(row: Shift, before: dict[str, Any] | None, who: Who, now: datetime, note: Note) -> None:
    after = plain_shift(row)
    record(table=TABLE_CODE, key=str(row.pk), before=before, after=after, who=who, now=now, note=note)


def there_already(wanted: Shift, old: Shift | None) -> Shift | None:
    """A cancelled shift of the same post, area and start. Raises Conflict when one stands there."""
    rows = Shift.every.filter(post=wanted.post_id, area=wanted.area_id, start=wanted.start)
    there = (rows.exclude(pk=old.pk) if old else rows).first()
    if there is not None and there.cancelled_at is None:
        raise Conflict("shift_there")
    return there


def _written(old: Shift | None, there: Shift | None) -> Shift:
    """The row to write: the one being changed, or a cancelled one of the same post, area and start, or a new one."""
    if old is not None and there is not None:
        Patrol.objects.filter(shift=there).update(shift=old)
        there.delete()
    return old or there or Shift()


def _leave_free(row: Shift, wanted: Shift, now: datetime) -> None:
    """A shift that moves leaves a cancelled one where a rota line would else write it anew."""
    place = {"post_id": row.post_id, "area_id": row.area_id}
    if (row.post_id, row.area_id, row.start) == (wanted.post_id, wanted.area_id, wanted.start):
        return
    if ShiftPattern.objects.filter(**place, start=row.start.astimezone(LOCAL).time()).exists():
        Shift.every.filter(pk=row.pk).update(start=wanted.start, post=wanted.post, area=wanted.area)
        Shift.every.create(**place, start=row.start, end=row.end, cancelled_at=now)


def wanted_shift(access: Access, said: dict[str, Any]) -> Shift:
    """The shift meant, unsaved. Raises Invalid with all that is wrong; a start or end of None is not looked at."""
    street, found = sorted(access.post.street), list[FieldError]()
    posts = access.rows("roster.edit", Post.objects.filter(code=said["post"]))
    post = posts.select_related("area", "role", "department").first()
    if post is None:
        found += wrong("post", "roster_unknown_post", post=said["post"]).errors
    station = None
    if said.get("station"):
        stations = access.rows("roster.edit", Workstation.objects.filter(code=said["station"]))
        stations = stations.select_related("area")
        station = stations.first()
        if station is None:
            found += wrong("station", "unknown_station", station=said["station"]).errors
    area = station.area if station else post.area if post else None
    if said.get("area"):
        areas = Area.objects.filter(code=said["area"], valid_to__isnull=True)
        area = (areas.filter(path__overlap=street) if street else areas).first()
        if area is None:
            found += wrong("area", "roster_unknown_area", area=said["area"]).errors
    start, end = said["start"], said["end"]
    if start and end and not 0 < (end - start).total_seconds() <= LONGEST_HOURS * 3600:
        found += wrong("end", "shift_length", hours=LONGEST_HOURS).errors
    if found or post is None or area is None:
        raise Invalid(found)
    return Shift(post=post, area=area, station=station, start=start, end=end, note=said.get("note") or "")


def cancel_shift(*, access: Access, shift_id: int, now: datetime, note: Note = NO_NOTE) -> None:
    """The shift is nobody's duty any more; the rota does not write it anew. Raises NotFound."""
    with transaction.atomic():
        lock(TABLE_CODE)
        row = access.get("roster.edit", Shift.objects.select_for_update(of=("self",)), id=shift_id)
        before, was = plain_shift(row), _said(row)
        row.cancelled_at = now
        row.lon = row.lat = row.position_at = None
        row.save()
        _keep(row, before, access.who, now, note)
        _tell(row, "cancelled", was, access.who, now)


def _said(row: Shift) -> str:
    """When it is, for the log: 2026-11-22 08:00–20:00."""
    start, end = row.start.astimezone(LOCAL), row.end.astimezone(LOCAL)
    return f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}"


def _tell(row: Shift, what: str, before: str, who: Who, now: datetime) -> None:
    event = ShiftChanged(
        shift_id=row.pk, what=what, post_id=row.post_id, area_id=row.area_id, before=before, after=_said(row)
    )
    log.append(
        event, who=who, now=now, subject=f"shift:{row.pk}", cells=row.area.path, post_ids=[row.post_id]
    )


def import_shifts(sheet: Sheet, *, access: Access, now: datetime, dry_run: bool) -> Outcome:
    """Shifts from a workbook: all of them or none; every wrong cell is named. A shift that is there already is kept."""
    access.require("roster.edit")

    def check(rows: Sequence[Row]) -> Iterable[RowError]:
        for row in rows:
            try:
                wanted_shift(access, dict(row.values))
            except Invalid as problem:
                yield from (RowError(row.number, e.field, e.code, e.params) for e in problem.errors)

    def write(rows: Sequence[Row]) -> None:
        for row in rows:
            try:
                with transaction.atomic():
                    save_shift(access=access, said=dict(row.values), shift_id=None, now=now)
            except Conflict:
                continue

    return run_import(sheet, write, check=check, dry_run=dry_run)


def template(*, account: str, language: str, now: datetime) -> Export:
    """An empty workbook with the headers and one line that shows how."""
    day = now.astimezone(LOCAL).date()
    example: dict[str, Cell] = {
        "post": "squad-C1",
        "start": datetime.combine(day, time(8), tzinfo=LOCAL),
        "end": datetime.combine(day, time(16), tzinfo=LOCAL),
    }
    rows = [{column.name: example.get(column.name) for column in COLUMNS}]
    title = "值班表导入" if language == "zh" else "Duty roster"
    return Export(title=title, columns=COLUMNS, rows=rows, account=account, at=now, language=language)
