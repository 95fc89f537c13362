"""Reads of the back office: tables, rows with their version, history."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Count, Max

from weige.kernel import reference
from weige.kernel.access import Access
from weige.kernel.errors import LANGUAGES, words
from weige.kernel.models import ReferenceVersion
from weige.kernel.reference import Field, Page, Row, Table, as_plain

MOST = 200  # edits of one answer


def allowed(access: Access, verb: str) -> bool:
    """Whether the verb is granted anywhere in this street: reference tables concern nobody in particular."""
    return access.may(verb, ReferenceVersion())


def table_lines(access: Access) -> list[dict[str, Any]]:
    """The tables and pages the caller may read, with how often and when they were edited (1 statement)."""
    reference.discover()
    stats = ReferenceVersion.objects.values("table").annotate(edits=Count("id"), at=Max("made_at"))
    edits = {row["table"]: (row["edits"], row["at"]) for row in stats}
    found = []
    things: list[Table | Page] = [*reference.TABLES.values(), *reference.PAGES.values()]
    for thing in things:
        if allowed(access, thing.read):
            count, at = edits.get(thing.code, (0, None))
            found.append(_line(access, thing, count, at))
    return found


def _line(access: Access, thing: Table | Page, edits: int, at: datetime | None) -> dict[str, Any]:
    return {
        "code": thing.code,
        "group": thing.group,
        "name": reference.said(thing),
        "hint": {one: reference.hint(thing, one) for one in LANGUAGES},
        "page": thing.path or None,
        "may_edit": allowed(access, thing.edit),
        "rows": None,
        "edits": edits,
        "changed_at": at,
    }


def table_out(access: Access, table: Table, now: datetime) -> dict[str, Any]:
    """A table with its fields and rows (1 statement beside the module's own)."""
    versions = dict(
        ReferenceVersion.objects.filter(table=table.code)
        .values("key")
        .annotate(newest=Max("no"))
        .values_list("key", "newest")
    )
    may = allowed(access, table.edit)
    return {
        "code": table.code,
        "name": reference.said(table),
        "hint": {one: reference.hint(table, one) for one in LANGUAGES},
        "may_edit": may,
        "may_add": may and table.adds,
        "fields": [field_out(table, one) for one in table.fields(access, now)],
        "items": [row_out(row, versions.get(row.key, 0)) for row in table.rows(access, now)],
    }


def field_out(table: Table, field: Field) -> dict[str, Any]:
    own = {name: getattr(field, name) for name in ("name", "kind", "required", "fixed", "low", "high")}
    choices = [{"value": one.value, "zh": one.zh, "en": one.en} for one in field.choices]
    return {
        **own,
        "label": reference.said(table, "field", field.name),
        "choices": choices,
        "default": field.default,
    }


def row_out(row: Row, version: int) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": {"zh": row.zh, "en": row.en or row.zh},
        "values": {name: as_plain(value) for name, value in row.values.items()},
        "note": {one: words(row.note, one, {}) if row.note else "" for one in LANGUAGES},
        "off": row.off,
        "marks": [{"value": one.value, "zh": one.zh, "en": one.en} for one in row.marks],
        "version": version,
    }


def version_out(row: ReferenceVersion) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in ("table", "key", "no", "note", "restores")}
    table = reference.TABLES.get(row.table)
    states = {"before": row.before, "after": row.after}
    shown = {name: table.masked(one) if table and one is not None else one for name, one in states.items()}
    return {**own, **shown, "at": row.made_at, "by": row.by_name}


def versions_of(table: str, keys: Collection[str]) -> list[dict[str, Any]]:
    """The edits of several rows, newest first (1 statement)."""
    rows = ReferenceVersion.objects.filter(table=table, key__in=keys).order_by("-pk")
    return [version_out(row) for row in rows[:MOST]]


def versions(table: str, key: str) -> list[dict[str, Any]]:
    """Every edit of a row, newest first (1 statement)."""
    rows = ReferenceVersion.objects.filter(table=table, key=key).order_by("-no")
    return [version_out(row) for row in rows[:MOST]]


def _place(thing: Table | Page) -> dict[str, Any]:
    """What the table is called, and the desk's page of one that has an editor of its own."""
    return {
        "table_name": reference.said(thing),
        "page": thing.path or None,
    }


def changes(access: Access, *, before: int | None, limit: int) -> dict[str, Any]:
    """The latest edits by people of all tables the caller may read, newest first (1 statement).

    What was set up by a command stands in its row's own history.
    """
    reference.discover()
    known: dict[str, Table | Page] = {**reference.PAGES, **reference.TABLES}
    codes = [code for code, one in known.items() if allowed(access, one.read)]
    rows = ReferenceVersion.objects.filter(table__in=codes, made_by__isnull=False).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: limit + 1])
    items = [{**version_out(row), **_place(known[row.table])} for row in found[:limit]]
    return {"items": items, "next": str(found[limit - 1].pk) if len(found) > limit else None}
