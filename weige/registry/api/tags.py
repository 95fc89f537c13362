"""/api/tags: what tags there are, what they stand on, putting many at once, what the map and a patrol make of them."""

from typing import Annotated, Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Status, UploadedFile
from shapely.geometry import Polygon

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.tabular import Export, read, to_xlsx
from weige.kernel.tabular.http import download, language_of
from weige.registry.queries import tags as reads
from weige.registry.queries.things import Filter
from weige.registry.schemas import tags as shapes
from weige.registry.services import tagging, tagsheet, visiting
from weige.registry.services.tagging import Choice, Mark, day_of, refuse
from weige.territory.queries import convert_many, faults_as_errors

router = Router(tags=["tags"])


def mark_of(body: shapes.MarkIn) -> Mark:
    return Mark(body.source, body.valid_from or day_of(timesource.now()), body.valid_to, body.note)


@router.get("", response=shapes.TagKindsOut, summary="All tags with how many things have them")
def list_kinds(request: HttpRequest) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    return {"items": reads.kind_rows(access, day_of(timesource.now())), **reads.choices()}


@router.put("/kinds/{code}", response=shapes.TagKindOut, summary="Define a tag or change its definition")
def set_kind(request: HttpRequest, code: str, body: shapes.TagKindIn) -> dict[str, Any]:
    """409 when it was changed since the version given; 0 is the version of a tag that is not there yet."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return reads.kind_row(tagging.set_kind(code=code, row=body.dict(), access=access, now=timesource.now()))


@router.get("/kinds/{code}/history", response=shapes.TagEdits, summary="Edits of a tag's definition")
def read_kind_history(request: HttpRequest, code: str) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(reads.VERB)
    return {"items": reads.kind_history(code)}


@router.get("/items", response=shapes.TagPage, summary="The things that have a tag")
def list_items(
    request: HttpRequest,
    label: Annotated[str, Query(max_length=40)] = "",
    kind: Annotated[str, Query(max_length=12)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[int, Query(ge=0)] = 0,
) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    today = day_of(timesource.now())
    return reads.listed(access, today, label=label, kind=kind, after=after, limit=limit)


@router.get("/map", response=shapes.TagMap, summary="What the map colours by tags")
def read_map(request: HttpRequest, labels: Annotated[str, Query(max_length=400)] = "") -> dict[str, Any]:
    """labels: codes with commas; all without it. Colours are names (rules.tags.COLOURS)."""
    access: Access = request.auth  # type: ignore[attr-defined]
    wanted = [one for one in labels.split(",") if one]
    return reads.on_map(access, day_of(timesource.now()), wanted)


@router.get(
    "/patrol", response=shapes.TagPage, summary="Things to be visited because of a tag, longest due first"
)
def read_patrol(request: HttpRequest) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    return {"items": reads.to_visit(access, day_of(timesource.now())), "next": None}


@router.get("/template.xlsx", summary="The empty sheet of tags")
def read_template(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("tag.put")
    sheet = Export(
        title="标签导入" if language_of(request) == "zh" else "Tags to import",
        columns=shapes.TAGS.columns,
        rows=[],
        account=access.who.name,
        at=timesource.now(),
        language=language_of(request),
    )
    return download(to_xlsx(sheet), sheet.filename("xlsx"))


@router.get("/on/{kind}/{int:ref}", response=shapes.TagPage, summary="The tags a thing has and had")
def read_thing(request: HttpRequest, kind: str, ref: int) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    return {"items": reads.of_thing(access, kind, ref, day_of(timesource.now())), "next": None}


@router.post("", response={201: shapes.TagOut}, summary="Put a tag on a thing")
def put(request: HttpRequest, body: shapes.TagIn) -> Status[dict[str, Any]]:
    """The tag that stands already, when it does."""
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    tag = tagging.put(
        access=access, label=body.label, kind=body.kind, key=body.key, mark=mark_of(body), now=now
    )
    return Status(201, reads.tag_row(tag, day_of(now)))


@router.post("/{int:tag_id}/end", response=shapes.TagOut, summary="Take a tag off")
def end(request: HttpRequest, tag_id: int) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    return reads.tag_row(tagging.end(access=access, tag_id=tag_id, now=now), day_of(now))


@router.post(
    "/{int:tag_id}/visit", response=shapes.TagOut, summary="I was there: the patrol's visit of a thing"
)
@made_once
def visit(request: HttpRequest, tag_id: int) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    return reads.tag_row(visiting.visit(access=access, tag_ids=[tag_id], now=now)[0], day_of(now))


@router.post("/visits", response=shapes.TagPage, summary="I was at several things")
@made_once
def visit_many(request: HttpRequest, body: shapes.VisitsIn) -> dict[str, Any]:
    """All or none; `/tags/visits/undo` with the same ids takes them back on the same day. The same `sent` again changes
    nothing. A visit told late never replaces a later one.
    """
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    said = visiting.Said(at=body.at, unchanged=body.unchanged, sent=body.sent)
    rows = visiting.visit(access=access, tag_ids=body.tags, now=now, said=said)
    return {"items": [reads.tag_row(one, day_of(now)) for one in rows], "next": None}


@router.post("/visits/undo", response=shapes.TagPage, summary="Take back visits of today")
@made_once
def take_back_visits(request: HttpRequest, body: shapes.VisitsBackIn) -> dict[str, Any]:
    """What counted before the visit counts again. 409 for a visit that is not one's own of today."""
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    rows = visiting.take_back(access=access, tag_ids=body.tags, now=now, sent=body.sent)
    return {"items": [reads.tag_row(one, day_of(now)) for one in rows], "next": None}


def ring_of(body: shapes.BulkIn) -> Polygon | None:
    """The drawn polygon in WGS84. Raises Invalid."""
    if body.ring is None:
        return None
    if len(body.ring) < 3:
        raise refuse("ring", "tag_ring")
    with faults_as_errors("ring"):
        corners = convert_many(np.array(body.ring, dtype=np.float64), source=body.datum)
    ring = Polygon(corners)
    if not ring.is_valid or ring.area == 0:
        raise refuse("ring", "tag_ring")
    return ring


@router.post("/bulk", response=shapes.BulkOut, summary="Put a tag on all things of a drawing or filter")
def put_many(request: HttpRequest, body: shapes.BulkIn) -> dict[str, Any]:
    """A dry run by default. Things that have the tag keep theirs; all of it is one act that can be undone."""
    access: Access = request.auth  # type: ignore[attr-defined]
    choice = Choice(body.kind, Filter(body.q, body.area, dict(body.facts)), ring_of(body))
    done = tagging.bulk(
        access=access,
        label=body.label,
        choice=choice,
        mark=mark_of(body),
        now=timesource.now(),
        dry_run=body.dry_run,
    )
    names = ("found", "new", "stood", "refused", "sample", "batch")
    return {name: getattr(done, name) for name in names}


@router.post("/import", response=shapes.TagImportOut, summary="Put the tags of a sheet (XLSX or CSV)")
def import_tags(request: HttpRequest, file: File[UploadedFile], dry_run: bool = True) -> dict[str, Any]:
    """All rows or, with any error, none. A dry run by default; `batch` is for undoing."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("tag.put")
    sheet = read(file.read(), shapes.TAGS)
    outcome, batch = tagsheet.import_tags(access=access, sheet=sheet, now=timesource.now(), dry_run=dry_run)
    return outcome.to_json(language_of(request)) | {"batch": batch}


@router.get("/batches", response=shapes.BatchPage, summary="Acts by which many tags were put")
def list_batches(request: HttpRequest) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    return {"items": reads.batch_rows(access)}


@router.post("/batches/{int:batch_id}/undo", response=shapes.BatchOut, summary="Undo such an act")
def undo(request: HttpRequest, batch_id: int) -> dict[str, Any]:
    """Takes off all of its tags that still stand."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return reads.batch_row(tagging.undo(access=access, batch_id=batch_id, now=timesource.now()))
