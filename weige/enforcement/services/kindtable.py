"""Kinds of papers as a reference table: their form, what an edit would do, and every earlier state of them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from weige.enforcement.models import NumberSeries, Paper, PaperKind
from weige.enforcement.services import kinds
from weige.kernel.access import Access
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.reference import Choice, Effect, Field, Note, Row, Table, Values
from weige.kernel.streettime import LOCAL
from weige.kernel.worktime import Clock, Limit, Unit, WorktimeError, words

UNITS = tuple(Choice(one.value, words("unit", one.value).zh, words("unit", one.value).en) for one in Unit)
FROM_SERVICE = {"decision", "simple"}  # a fine is due within the term that stands when it is served


class PaperKinds(Table):
    code = kinds.TABLE_CODE
    group = "enforcement"
    read, edit = "power.list", "paper.template"
    path = "/paper-kinds"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("name_zh", required=True, high=60),
            Field("name_en", required=True, high=80),
            Field("office_zh", high=80),
            Field("office_en", high=120),
            Field("short", high=20),
            Field("number_form", required=True, low=4, high=60),
            Field("amount", "number", required=True, low=0.01, high=400),
            Field("unit", "choice", required=True, choices=UNITS),
            Field("contact", high=120),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        return [
            Row(one.code, one.name_zh, one.name_en, kinds.plain_kind(one))
            for one in PaperKind.objects.order_by("order", "code")
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        kinds.edit_kind(code=key, values=values, version=None, who=access.who, now=now, note=note)
        return key

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        kinds.check(values)
        kind = PaperKind.objects.get(pk=key)
        limit = Limit(Decimal(values["amount"]).normalize(), Unit(values["unit"]))
        return [*_number(kind, values, now), *_term(kind, limit, now), *_papers(kind, limit)]


def _number(kind: PaperKind, values: Values, now: datetime) -> list[Effect]:
    """The next number, as it would be printed now and then."""
    year = now.astimezone(LOCAL).year
    last = NumberSeries.objects.filter(kind=kind.pk, year=year).values_list("last", flat=True).first() or 0
    part: dict[str, Any] = {"year": year, "n": last + 1}
    old = kind.number_form.format(short=kind.short, **part)
    new = values["number_form"].format(short=values["short"], **part)
    return [Effect("office_kind_number", {"old": old, "new": new})] if old != new else []


def _term(kind: PaperKind, limit: Limit, now: datetime) -> list[Effect]:
    """When a paper drafted now would be due, by the old term and the new."""
    if limit == kind.limit:
        return []
    clock = Clock(current_calendar())
    try:
        old, new = (clock.due(now, one).at for one in (kind.limit, limit))
    except WorktimeError as error:
        return [Effect("office_calendar_impossible", {"reason": error.code}, "warn")]
    said = [at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if at else "" for at in (old, new)]
    return [Effect("office_kind_term", {"old": said[0], "new": said[1]})]


def _papers(kind: PaperKind, limit: Limit) -> list[Effect]:
    """Which papers of the kind it reaches and which not (3 statements at most)."""
    rows = Paper.objects.filter(kind=kind)
    drafts = rows.filter(issued_at=None, ended_at=None).count()
    issued = rows.filter(issued_at__isnull=False).count()
    found = [Effect("office_kind_drafts", {"n": drafts}), Effect("office_kind_issued", {"n": issued})]
    if kind.pk in FROM_SERVICE and limit != kind.limit:
        waiting = rows.filter(issued_at__isnull=False, served_at=None, ended_at=None).count()
        found += [Effect("office_kind_unserved", {"n": waiting}, "warn")] if waiting else []
    return found
