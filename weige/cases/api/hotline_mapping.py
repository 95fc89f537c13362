"""/api/hotline/mappings: which column of whose workbook is which field; a look at a file before it is imported."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import Field

from weige.cases.models import HotlineMapping
from weige.cases.queries.reasons import edits
from weige.cases.schemas import hotline as shapes
from weige.cases.schemas.sameness import EditPage
from weige.cases.services import hotline_mapping
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.tabular import peek

router = Router(tags=["hotline"])
What = Literal["orders", "days"]
Source = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[\w\-.（）() ]+$")]


def _rows(what: str) -> list[dict[str, Any]]:
    rows = HotlineMapping.objects.filter(what=what).order_by("pk")
    return [dict(row) for row in rows.values("source", "fields", "kinds", "version", "changed_at")]


@router.get("/mappings", response=shapes.MappingPage, summary="Headers by source")
def list_mappings(request: HttpRequest, what: What = "orders") -> dict[str, Any]:
    """`columns`: the fields an order (or a day of calls) has, in the order of the form."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("hotline.take")
    columns = [
        {"name": one.name, "name_zh": one.zh, "name_en": one.en, "required": one.required}
        for one in hotline_mapping.SHEETS[what].columns
    ]
    return {"items": _rows(what), "next": None, "columns": columns}


@router.put("/mappings/{source}", response=shapes.MappingOut, summary="Keep the headers of a source")
def set_mapping(
    request: HttpRequest, source: Source, body: shapes.MappingIn, what: What = "orders"
) -> dict[str, Any]:
    """version: the one seen, 0 for a new source; 409 when it was edited meanwhile."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("hotline.take")
    given = {"source": source, "what": what, **body.dict()}
    hotline_mapping.set_mapping(who=access.who, now=timesource.now(), **given)
    return next(row for row in _rows(what) if row["source"] == source)


@router.get("/mappings/{source}/history", response=EditPage, summary="Edits of the headers of a source")
def mapping_history(request: HttpRequest, source: Source) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("hotline.take")
    return {"items": edits(f"hotline_mapping:{source}"), "next": None}


@router.post(
    "/import/headers", response=shapes.HeadersOut, summary="The headers of a file, with what they may be"
)
def headers(request: HttpRequest, file: File[UploadedFile], what: What = "orders") -> dict[str, Any]:
    """Nothing is kept. source: the kept one whose headers all stand in the file; guess: by the usual words."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("hotline.take")
    found, samples = peek(file.read())
    return {
        "headers": found,
        "samples": samples,
        "source": hotline_mapping.fitting(found, what),
        "guess": hotline_mapping.guessed(found, what),
    }
