"""Whose workbook has which headers: the office maps columns to fields once a source, and every edit is told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from weige.cases.events import DeskRuleChanged
from weige.cases.models import HotlineMapping
from weige.cases.rules.hotline import KINDS
from weige.cases.services import hotline_days, hotline_import
from weige.cases.services.step import refuse
from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.kernel.tabular import Table
from weige.kernel.tabular.columns import comparable

#: What a workbook holds: orders, or the call centre's statistics by day.
SHEETS: Mapping[str, Table] = {"orders": hotline_import.TABLE, "days": hotline_days.TABLE}

#: The codes of their histories.
TABLE_CODES: Mapping[str, str] = {"orders": "hotline_headers", "days": "hotline_day_headers"}


def table_for(source: str, what: str = "orders") -> Table:
    """The table as that source writes it; without a source the usual headers. Raises Invalid (unknown source)."""
    if not source:
        return SHEETS[what]
    row = HotlineMapping.objects.filter(pk=source, what=what).first()
    if row is None:
        raise refuse("source", "unknown_hotline_source", source=source)
    return mapped(row.fields, row.kinds, what)


def mapped(fields: Mapping[str, str], kinds: Mapping[str, str], what: str) -> Table:
    """The columns under the headers of a mapping; a field without a header stands in no column."""
    columns = []
    for column in SHEETS[what].columns:
        own = {**column.choices, **kinds} if column.name == "kind" else column.choices
        columns.append(replace(column, only=fields.get(column.name, ""), choices=own))
    return Table(tuple(columns))


def check(fields: Mapping[str, str], kinds: Mapping[str, str], what: str) -> None:
    """Raises Invalid: a field nobody knows, one header for two fields, a required field without one, a wrong kind."""
    columns = SHEETS[what].columns
    known = {column.name for column in columns}
    errors = [
        FieldError(f"fields.{name}", "unknown_hotline_field", {"field": name})
        for name in fields
        if name not in known
    ]
    seen: dict[str, str] = {}
    for name, header in fields.items():
        if comparable(header) and seen.setdefault(comparable(header), name) != name:
            errors.append(FieldError(f"fields.{name}", "header_twice", {"header": header}))
    for column in columns:
        if column.required and not comparable(fields.get(column.name, "")):
            errors.append(FieldError(f"fields.{column.name}", "field_missing"))
    errors += [
        FieldError(f"kinds.{word}", "unknown_hotline_kind", {"kind": kind})
        for word, kind in kinds.items()
        if kind not in KINDS
    ]
    if errors:
        raise Invalid(errors)


def plain_mapping(row: HotlineMapping) -> dict[str, Any]:
    """A mapping as the office's history keeps it: the header of each field, the words of each kind of order."""
    headers = {one.name: row.fields.get(one.name, "") for one in SHEETS[row.what].columns}
    words = {f"kind_{kind}": [word for word, meant in row.kinds.items() if meant == kind] for kind in KINDS}
    return {"source": row.source, **headers, **(words if row.what == "orders" else {})}


def set_mapping(
    *,
    source: str,
    fields: Mapping[str, str],
    kinds: Mapping[str, str],
    version: int,
    who: Who,
    now: datetime,
    what: str = "orders",
    note: Note = NO_NOTE,
) -> HotlineMapping:
    """Makes (version 0) or edits a mapping. Raises Invalid, Conflict (edited meanwhile; of another sheet)."""
    check(fields, kinds, what)
    kept = {name: header.strip() for name, header in fields.items() if header.strip()}
    with transaction.atomic():
        row = HotlineMapping.objects.select_for_update().filter(pk=source).first()
        if (row.version if row else 0) != version or (row is not None and row.what != what):
            raise Conflict("mapping_changed", source=source)
        before: dict[str, Any] = {"fields": row.fields, "kinds": row.kinds} if row else {}
        was = plain_mapping(row) if row else None
        row = row or HotlineMapping(source=source, version=0, what=what)
        row.fields, row.kinds = kept, dict(kinds)
        row.version, row.changed_at = row.version + 1, now
        row.save()
        now_plain = plain_mapping(row)
        record(table=TABLE_CODES[what], key=source, before=was, after=now_plain, who=who, now=now, note=note)
        after = {"fields": kept, "kinds": dict(kinds)}
        event = DeskRuleChanged(what="hotline_mapping", key=source, before=before, after=after)
        log.append(event, who=who, now=now, subject=f"hotline_mapping:{source}")
    return row


def guessed(headers: list[str], what: str = "orders") -> dict[str, str]:
    """Our field → the header that means it in the usual words."""
    found: dict[str, str] = {}
    for header in headers:
        column = SHEETS[what].find(header)
        if column is not None:
            found.setdefault(column.name, header)
    return found


def fitting(headers: list[str], what: str = "orders") -> str:
    """The source whose headers all stand in the file, the one with most of them; empty when none does."""
    here = {comparable(header) for header in headers}
    rows = [
        (len(row.fields), row.source)
        for row in HotlineMapping.objects.filter(what=what)
        if {comparable(header) for header in row.fields.values()} <= here
    ]
    return max(rows)[1] if rows else ""
