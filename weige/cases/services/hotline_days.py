"""The call centre's daily statistics from a workbook: every row whole or not at all; a day given again is corrected."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from weige.cases.events import HotlineDayKept
from weige.cases.models import HotlineDay
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.streettime import LOCAL
from weige.kernel.tabular import Cell, Column, Export, Kind, Row, RowError, Sheet, Table
from weige.territory.models import Area

COUNTS = ("calls", "connected", "answered")
MOST = 1_000_000  # calls a day (our default: a typing error beyond it)
COUNT = Column("", "", "", Kind.INTEGER, required=True, minimum=0, maximum=MOST)
COLUMNS: Sequence[Column] = (
    Column("day", "日期", "Day", Kind.DATE, required=True, unique=True, aliases=("统计日期",)),
    replace(COUNT, name="calls", zh="呼入数", en="Calls", aliases=("呼入量", "来电数")),
    replace(COUNT, name="connected", zh="接通数", en="Connected", aliases=("接通量",)),
    replace(COUNT, name="answered", zh="15秒内应答数", en="Answered within 15 s", aliases=("15秒应答数",)),
    Column("note", "备注", "Note", longest=200),
)
TABLE = Table(COLUMNS)
FATAL = {"column_missing", "column_twice"}


@dataclass
class Kept:
    """What an import did, or would do. items: (row, day, created|corrected|known)."""

    items: list[tuple[int, date, str]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def count(self, result: str) -> int:
        return sum(1 for item in self.items if item[2] == result)


def import_days(sheet: Sheet, *, access: Access, now: datetime, dry_run: bool) -> Kept:
    """Keeps each good row; a dry run does all of it and keeps nothing."""
    done = Kept(errors=list(sheet.errors))
    if FATAL & {error.code for error in done.errors}:
        return done
    cells = list(Area.objects.filter(parent__isnull=True, valid_to__isnull=True).values_list("pk", flat=True))
    today = now.astimezone(LOCAL).date()
    with transaction.atomic():
        with connection.cursor() as cursor:  # two people with the same sheet: the second finds the days known
            cursor.execute("SELECT pg_advisory_xact_lock(30567, hashtext('hotline_days'))")
        for row in sheet.all:
            wrong = fault(row, today)
            if wrong is not None:
                done.errors.append(wrong)
            if wrong is not None or row.unread:
                continue
            done.items.append((row.number, row["day"], keep(row, cells, access=access, now=now)))
        if dry_run:
            transaction.set_rollback(True)
    done.errors.sort(key=lambda error: error.row)
    return done


def fault(row: Row, today: date) -> RowError | None:
    """What the columns' types cannot see: a day to come, more answered than connected, more connected than called."""
    day, calls, connected, answered = (row[name] for name in ("day", "calls", "connected", "answered"))
    if day is not None and day > today:
        return RowError(row.number, "day", "day_to_come", {})
    if None not in {connected, calls} and connected > calls:
        return RowError(row.number, "connected", "more_than", {"what": "呼入数 / calls"})
    if None not in {answered, connected} and answered > connected:
        return RowError(row.number, "answered", "more_than", {"what": "接通数 / connected"})
    return None


def keep(row: Row, cells: Sequence[int], *, access: Access, now: datetime) -> str:
    """One day: created, corrected, or known as it is (2 statements, 3 when it changes)."""
    said: dict[str, Any] = {name: row[name] for name in COUNTS} | {"note": row["note"] or ""}
    known = HotlineDay.objects.select_for_update().filter(day=row["day"]).first()
    was = {name: getattr(known, name) for name in COUNTS} if known else {}
    if known and all(getattr(known, name) == value for name, value in said.items()):
        return "known"
    kept = known or HotlineDay(day=row["day"], version=0)
    for name, value in said.items():
        setattr(kept, name, value)
    kept.changed_at, kept.version = now, kept.version + 1
    kept.save()
    counts = {name: said[name] for name in COUNTS}
    event = HotlineDayKept(day_id=kept.pk, day=kept.day.isoformat(), was=was, **counts)
    log.append(event, who=access.who, now=now, subject=f"hotline_day:{kept.day}", cells=cells)
    return "corrected" if known else "created"


def template(*, account: str, language: str, now: datetime) -> Export:
    """An empty workbook with the headers and one line that shows how."""
    day = now.astimezone(LOCAL).date()
    rows: list[dict[str, Cell]] = [
        {"day": day, "calls": 120, "connected": 117, "answered": 109, "note": "示例 / example"}
    ]
    title = "热线话务日统计" if language == "zh" else "Call statistics by day"
    return Export(title=title, columns=COLUMNS, rows=rows, account=account, at=now, language=language)
