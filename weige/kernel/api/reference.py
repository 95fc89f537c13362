"""/api/office: the back office: reference tables with preview, history and undo."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from weige.kernel import reference, timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.errors import Forbidden
from weige.kernel.queries import reference as queries
from weige.kernel.reference import Note, Table, as_plain
from weige.kernel.schemas.reference import (
    ChangePage,
    Key,
    PreviewIn,
    PreviewOut,
    RestoreIn,
    RowOut,
    SaveIn,
    TableCode,
    TableOut,
    TablePage,
    VersionPage,
)
from weige.kernel.services import reference as services

router = Router(tags=["office"])


def opened(request: HttpRequest, code: str, *, edit: bool = False) -> tuple[Access, Table]:
    """The table one may read; with edit: Forbidden for who may not change it. Raises NotFound."""
    access: Access = request.auth  # type: ignore[attr-defined]
    table = reference.table(code)
    access.require(table.read)
    if edit and not queries.allowed(access, table.edit):
        raise Forbidden
    return access, table


def noted(text: str) -> Note:
    """What the editor said, with the real time."""
    return Note(text, real_at=timesource.real_now())


def line(access: Access, table: Table, key: str) -> dict[str, Any]:
    return queries.row_out(table.row(access, key, timesource.now()), services.number_of(table.code, key))


@router.get("/tables", response=TablePage, summary="The reference tables")
def list_tables(request: HttpRequest) -> dict[str, Any]:
    """Those one may read; `page` names the desk's page of a table that has an editor of its own."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("office.read")
    return {"items": queries.table_lines(access), "next": None}


@router.get("/changes", response=ChangePage, summary="The latest edits of all tables")
def list_changes(
    request: HttpRequest,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
    after: Annotated[int | None, Query(ge=1)] = None,
) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("office.read")
    return queries.changes(access, before=after, limit=limit)


@router.get("/tables/{table}", response=TableOut, summary="A table: its fields and rows")
def read_table(request: HttpRequest, table: TableCode) -> dict[str, Any]:
    access, found = opened(request, table)
    return queries.table_out(access, found, timesource.now())


@router.post(
    "/tables/{table}/preview", response=PreviewOut, summary="What an edit would do; nothing is written"
)
def preview(request: HttpRequest, table: TableCode, body: PreviewIn) -> dict[str, Any]:
    """422 names each value that will not do."""
    access, found = opened(request, table, edit=True)
    before, after, effects = services.preview(
        table=found, access=access, key=body.key, given=body.values, now=timesource.now()
    )
    differences = [
        {"field": name, "before": as_plain(before.get(name)), "after": as_plain(value)}
        for name, value in after.items()
        if as_plain(before.get(name)) != as_plain(value)
    ]
    return {"differences": differences, "effects": [effect.plain() for effect in effects]}


@router.post("/tables/{table}/rows", response={201: RowOut}, summary="A new row")
@made_once
def add_row(request: HttpRequest, table: TableCode, body: SaveIn) -> Status[dict[str, Any]]:
    access, found = opened(request, table, edit=True)
    key = services.save(
        table=found, access=access, key="", given=body.values, version=None, note=noted(body.note),
        now=timesource.now(),
    )  # fmt: skip
    return Status(201, line(access, found, key))


@router.get("/tables/{table}/rows/{key}", response=RowOut, summary="One row")
def read_row(request: HttpRequest, table: TableCode, key: Key) -> dict[str, Any]:
    access, found = opened(request, table)
    return line(access, found, key)


@router.put("/tables/{table}/rows/{key}", response=RowOut, summary="Change a row")
def change_row(request: HttpRequest, table: TableCode, key: Key, body: SaveIn) -> dict[str, Any]:
    access, found = opened(request, table, edit=True)
    saved = services.save(
        table=found, access=access, key=key, given=body.values, version=body.version, note=noted(body.note),
        now=timesource.now(),
    )  # fmt: skip
    return line(access, found, saved)


@router.get("/tables/{table}/rows/{key}/versions", response=VersionPage, summary="Every edit of a row")
def row_versions(request: HttpRequest, table: TableCode, key: Key) -> dict[str, Any]:
    """Newest first: who, when, before and after."""
    access, found = opened(request, table)
    found.row(access, key, timesource.now())
    return {"items": queries.versions(found.code, key), "next": None}


@router.post("/tables/{table}/rows/{key}/restore", response=RowOut, summary="Bring an earlier state back")
def restore(request: HttpRequest, table: TableCode, key: Key, body: RestoreIn) -> dict[str, Any]:
    """A new version with the earlier values: nothing is taken out of the history."""
    access, found = opened(request, table, edit=True)
    found.row(access, key, timesource.now())
    saved = services.restore(
        table=found, access=access, key=key, no=body.no, version=body.version, note=noted(body.note),
        now=timesource.now(),
    )  # fmt: skip
    return line(access, found, saved)
