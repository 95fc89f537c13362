"""Editing the weekly rota: a line, and the shifts of the coming weeks that it writes, moves or takes back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from weige.kernel.access import Access
from weige.kernel.models import ReferenceVersion
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import lock, record
from weige.kernel.streettime import LOCAL
from weige.people.models import Patrol, Shift, ShiftPattern
from weige.people.queries.rostereffects import LOADED
from weige.people.rules.roster import Line, written_out
from weige.people.services import rostering
from weige.people.services.roster import AHEAD_DAYS
from weige.people.services.stationing import end_of

TABLE_CODE = "rota"  # of its history


@dataclass
class Written:
    """What an edit of a line does to the shifts that begin from tomorrow on. kept: those a person edited, cancelled or
    walked a round in; they stay as they are."""

    come: list[Shift] = field(default_factory=list)
    go: list[Shift] = field(default_factory=list)
    alter: list[tuple[Shift, Shift]] = field(default_factory=list)
    kept: list[Shift] = field(default_factory=list)


def plain_line(row: ShiftPattern) -> dict[str, Any]:
    """A line as the office's history keeps it: codes, and times on the street's clock."""
    return {
        "post": row.post.code,
        "area": row.area.code,
        "station": row.station.code if row.station else None,
        "weekdays": [str(day) for day in sorted(row.weekdays)],
        "start": row.start.strftime("%H:%M"),
        "end": end_of(row.start, row.minutes),
        "active": row.active,
    }


def wanted_line(access: Access, said: dict[str, Any], old: ShiftPattern | None) -> ShiftPattern:
    """The line meant, unsaved. said: post, area, station (codes), weekdays, start, minutes, active.

    Raises Invalid as a shift's form does; no weekday, the post has a line there from that time.
    """
    meant = rostering.wanted_shift(access, said | {"start": None, "end": None})
    if not said["weekdays"]:
        raise rostering.wrong("weekdays", "field_missing")
    row = ShiftPattern(
        pk=old.pk if old else None,
        post=meant.post,
        area=meant.area,
        station=meant.station,
        weekdays=sorted(set(said["weekdays"])),
        start=said["start"],
        minutes=said["minutes"],
        active=said["active"],
    )
    there = ShiftPattern.objects.filter(post=row.post, area=row.area, start=row.start).exclude(pk=row.pk)
    if there.exists():
        raise rostering.wrong("start", "rota_there")
    return row


def written(old: ShiftPattern | None, new: ShiftPattern, now: datetime) -> Written:
    """What the edit does to the shifts of tomorrow and the AHEAD_DAYS after (2 statements)."""
    before = {} if old is None else _shifts(old, now)
    after = _shifts(new, now)
    found = Written()
    there = {_slot(one): one for one in _stored([one for one in (old, new) if one], now)}
    for slot, wanted in after.items():
        row = there.get(slot)
        if row is None:
            found.come.append(wanted)
        elif _by_hand(row):
            if slot not in before or _same(before[slot]) != _same(wanted):
                found.kept.append(row)
        elif _same(row) != _same(wanted):
            found.alter.append((row, wanted))
    for slot in before.keys() - after.keys():
        row = there.get(slot)
        if row is not None:
            (found.kept if _by_hand(row) else found.go).append(row)
    for rows in (found.come, found.go, found.kept):
        rows.sort(key=lambda one: one.start)
    return found


def _tomorrow(now: datetime) -> date:
    return now.astimezone(LOCAL).date() + timedelta(days=1)


def _slot(one: Shift) -> tuple[int, int, datetime]:
    return one.post_id, one.area_id, one.start


def _same(one: Shift) -> tuple[datetime, int | None]:
    return one.end, one.station_id


def _shifts(line: ShiftPattern, now: datetime) -> dict[tuple[int, int, datetime], Shift]:
    """The shifts a line asks for, unsaved."""
    if not line.active:
        return {}
    first = _tomorrow(now)
    rows = [
        Shift(post=line.post, area=line.area, station=line.station, start=start, end=end)
        for start, end in written_out(
            [Line(frozenset(line.weekdays), line.start, line.minutes)],
            first,
            first + timedelta(days=AHEAD_DAYS - 1),
        )
    ]
    return {_slot(one): one for one in rows}


def _stored(lines: Iterable[ShiftPattern], now: datetime) -> list[Shift]:
    """The shifts of the lines' posts from tomorrow on, with whether a person has touched them."""
    begins = datetime.combine(_tomorrow(now), time(0), tzinfo=LOCAL)
    rows = Shift.every.filter(post__in={one.post_id for one in lines}, start__gte=begins)
    walked = Patrol.objects.filter(shift=OuterRef("pk"))
    rows = rows.select_related(*LOADED).annotate(walked=Exists(walked))
    edits = ReferenceVersion.objects.filter(table=rostering.TABLE_CODE)
    touched = set(edits.filter(key__in=[str(one.pk) for one in rows]).values_list("key", flat=True))
    found: list[Shift] = []
    for row in rows:
        row.by_hand = row.walked or row.cancelled_at is not None or str(row.pk) in touched  # type: ignore[attr-defined]
        found.append(row)
    return found


def _by_hand(row: Shift) -> bool:
    return bool(row.by_hand)  # type: ignore[attr-defined]


@transaction.atomic
def save_line(
    *, access: Access, said: dict[str, Any], line_id: int | None, now: datetime, note: Note = NO_NOTE
) -> ShiftPattern:
    """Adds, changes or ends a line and rewrites the shifts from tomorrow on that nobody touched. Raises NotFound,
    Invalid."""
    access.require("roster.edit")
    lock(rostering.TABLE_CODE)
    lines = ShiftPattern.objects.select_related("post", "area", "station")
    old = access.get("roster.edit", lines, id=line_id) if line_id is not None else None
    new = wanted_line(access, said, old)
    before = plain_line(old) if old else None
    change = written(old, new, now)
    new.since = _tomorrow(now)
    new.save()
    for row, wanted in change.alter:
        row.end, row.station = wanted.end, wanted.station
        row.save(update_fields=["end", "station"])
    Shift.every.filter(pk__in=[one.pk for one in change.go]).delete()
    Shift.every.bulk_create(change.come, ignore_conflicts=True)
    record(
        table=TABLE_CODE,
        key=str(new.pk),
        before=before,
        after=plain_line(new),
        who=access.who,
        now=now,
        note=note,
    )
    return new
