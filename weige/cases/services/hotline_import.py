"""Hotline orders from a workbook: every row whole or not at all, a dry run that keeps nothing, known numbers stay."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from weige.cases.events import DeskRuleChanged
from weige.cases.models import HotlineLimit, HotlineOrder
from weige.cases.queries import hotline as queries
from weige.cases.queries.actors import seat_of
from weige.cases.rules.hotline import KINDS
from weige.cases.rules.words import both
from weige.cases.schemas.hotline import OrderIn
from weige.cases.services.hotline import faults, take, tell_unplaced
from weige.cases.services.step import refuse
from weige.kernel import log
from weige.kernel.access import Access, Who
from weige.kernel.errors import Invalid
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.kernel.tabular import Column, Export, Kind, Row, RowError, Sheet, Table
from weige.kernel.worktime import Calendar, Unit

COLUMNS: Sequence[Column] = (
    Column(
        "number",
        "工单编号",
        "Order number",
        required=True,
        unique=True,
        aliases=("工单号", "编号"),
        longest=60,
    ),
    Column(
        "kind",
        "工单类型",
        "Kind",
        Kind.CHOICE,
        aliases=("诉求类型",),
        choices={both("hotline_kind", kind)[0]: kind for kind in KINDS},
    ),
    Column("text", "诉求内容", "What is asked", required=True, aliases=("内容", "事由"), longest=2000),
    Column("course", "经过", "Course", longest=2000),
    Column("caller_name", "来电人", "Caller", aliases=("姓名", "市民姓名"), longest=60),
    Column("caller_phone", "联系电话", "Phone", aliases=("电话",), longest=30),
    Column("address", "地址", "Address", aliases=("诉求地址", "事发地址"), longest=200),
    Column("matter", "事项代码", "Matter code", longest=16),
    Column("shop", "店铺编号", "Shop code", longest=40),
    Column("received_at", "来电时间", "Received", Kind.TIME, aliases=("受理时间",)),
    Column("lon", "经度", "Longitude", Kind.NUMBER, minimum=-180, maximum=180),
    Column("lat", "纬度", "Latitude", Kind.NUMBER, minimum=-90, maximum=90),
)
TABLE = Table(COLUMNS)
#: A table without these headers, or with one twice, cannot be read at all.
FATAL = {"column_missing", "column_twice"}


@dataclass
class Taking:
    """What an import did, or would do. items: (row, number, created|unplaced|known, case number)."""

    items: list[tuple[int, str, str, str]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def count(self, result: str) -> int:
        return sum(1 for item in self.items if item[2] == result)


def import_orders(
    sheet: Sheet, *, access: Access, calendar: Calendar, now: datetime, dry_run: bool
) -> Taking:
    """Takes each good row in a savepoint of its own; a dry run does all of it and keeps nothing."""
    done = Taking(errors=list(sheet.errors))
    if FATAL & {error.code for error in done.errors}:
        return done
    street = seat_of(access).post.street
    limits = queries.limits()
    lost: list[HotlineOrder] = []
    with transaction.atomic():
        for row in sheet.all:
            try:
                taken = _take(row, access=access, calendar=calendar, now=now, limits=limits)
            except Invalid as problem:
                # Taking stops at the first fault: who mends the sheet is told all of them.
                first = [RowError(row.number, e.field, e.code, e.params) for e in problem.errors]
                done.errors += _faults(row, street, now) or first
                continue
            if taken is None:
                done.errors += _faults(row, street, now)
                continue
            order, new = taken
            result = "known" if not new else "created" if order.case else "unplaced"
            done.items.append((row.number, order.number, result, order.case.number if order.case else ""))
            if result == "unplaced":
                lost.append(order)
        if lost:
            tell_unplaced(lost, access=access, now=now)
        if dry_run:
            transaction.set_rollback(True)
    done.errors.sort(key=lambda error: error.row)
    return done


def _take(row: Row, *, now: datetime, **acting: Any) -> tuple[HotlineOrder, bool] | None:
    """Takes one row in a savepoint; None when some of its cells could not be read. Raises Invalid."""
    if row.unread:
        return None
    with transaction.atomic():
        return take(data=_order(row), way="excel", now=now, announce=False, **acting)


def _faults(row: Row, street: frozenset[int], now: datetime) -> list[RowError]:
    """All that is wrong with what a row says, also beside a cell that could not be read."""
    try:
        data = _order(row)
    except Invalid as problem:
        found = list(problem.errors)
    else:
        known = (
            HotlineOrder.objects.filter(number=data.number).exists() if "number" not in row.unread else False
        )
        found = [] if known else faults(data, street=street, now=now)
    return [RowError(row.number, e.field, e.code, e.params) for e in found if e.field not in row.unread]


#: What stands for a cell that could not be read while the rest of its row is looked at.
UNREAD = {"number": "0", "text": "-"}


def _order(row: Row) -> OrderIn:
    """A row as an order. Raises Invalid for what the columns' types cannot see."""
    given = {name: value for name, value in row.values.items() if value is not None}
    given |= {name: stands for name, stands in UNREAD.items() if name in row.unread}
    if (row["lon"] is None) != (row["lat"] is None):
        if not row.unread & {"lon", "lat"}:
            raise refuse("lon" if row["lon"] is None else "lat", "field_missing")
        given = {name: value for name, value in given.items() if name not in ("lon", "lat")}
    try:
        return OrderIn.model_validate(given)
    except ValueError:
        raise refuse("number", "hotline_number_form", number=str(row["number"])[:60]) from None


def template(*, account: str, language: str, now: datetime) -> Export:
    """An empty workbook with the headers and one line that shows how."""
    example = {
        "number": "12345-20261122-0001",
        "kind": both("hotline_kind", "complaint")[0 if language == "zh" else 1],
        "text": "门口堆放杂物，影响通行"
        if language == "zh"
        else "Things piled before the door block the way",
    }
    rows = [{column.name: example.get(column.name) for column in COLUMNS}]
    title = "热线工单导入" if language == "zh" else "Hotline orders"
    return Export(title=title, columns=COLUMNS, rows=rows, account=account, at=now, language=language)


def set_limit(
    *, kind: str, amount: Decimal, unit: str, who: Who, now: datetime, note: Note = NO_NOTE
) -> HotlineLimit:
    """The limit of a kind from now on; clocks that run keep theirs. Raises Invalid."""
    if kind not in {row["kind"] for row in queries.packaged()}:
        raise refuse("kind", "unknown_hotline_kind", kind=kind)
    if unit not in {known.value for known in Unit} or amount <= 0:
        raise refuse("amount", "bad_limit")
    with transaction.atomic():
        shipped = queries.limits()[kind]
        # Made first, then locked: of two first edits at once the second waits for the one before it.
        HotlineLimit.objects.get_or_create(
            kind=kind, defaults={"amount": shipped.amount, "unit": shipped.unit.value}
        )
        row = HotlineLimit.objects.select_for_update().get(kind=kind)
        shipped = queries.limits()[kind]
        before: dict[str, Any] = {"amount": str(shipped.amount), "unit": shipped.unit.value}
        row.amount, row.unit, row.source, row.note = amount, unit, "office", ""
        row.save()
        after = {"amount": str(amount), "unit": unit}
        record(table="hotline_limits", key=kind, before=before, after=after, who=who, now=now, note=note)
        event = DeskRuleChanged(what="hotline_limit", key=kind, before=before, after=after)
        log.append(event, who=who, now=now, subject=f"hotline_limit:{kind}")
    return row
