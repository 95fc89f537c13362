"""/api/matters: the catalogue of matters with their conditions, the desks' limits."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router
from ninja.files import UploadedFile

from weige.cases.api.common import answer
from weige.cases.queries import catalogue as queries
from weige.cases.schemas import catalogue as shapes
from weige.cases.services import catalogue
from weige.cases.services.evidence import bounded
from weige.cases.services.step import refuse
from weige.kernel import timesource
from weige.kernel.access import Access

router = Router(tags=["matters"])


@router.get("", response=shapes.MatterPage, summary="Search matters by words, new or old code")
def list_matters(request: HttpRequest, wanted: Query[shapes.MatterFilter]) -> HttpResponse:
    """Best matches first; without `q` in the order of the codes. Each with its present filing conditions."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return answer(queries.search(access, wanted))


@router.get("/stage-limits", response=list[shapes.StageLimitOut], summary="Limits of the desks' stages")
def stage_limits(request: HttpRequest) -> list[dict[str, Any]]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.list")
    return queries.stage_limit_rows()


@router.put("/stage-limits/{stage}", response=shapes.StageLimitOut, summary="Set the limit of a stage")
def set_stage_limit(request: HttpRequest, stage: str, body: shapes.LimitIn) -> dict[str, Any]:
    """Clocks that run already keep theirs."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.edit")
    catalogue.set_stage_limit(
        stage=stage, amount=Decimal(body.amount), unit=body.unit, who=access.who, now=timesource.now()
    )
    return next(row for row in queries.stage_limit_rows() if row["stage"] == stage)


@router.post("/import", response=shapes.ImportOut, summary="Import a city's own conditions from CSV")
def import_matters(
    request: HttpRequest,
    file: File[UploadedFile],
    dry_run: bool = True,
) -> dict[str, Any]:
    """Columns of data/matters.csv. With dry_run (the default) only says what would change; a wrong row stops all."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.edit")
    try:
        lines = bounded(file).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise refuse("file", "not_utf8") from None
    result = catalogue.import_catalogue(lines, who=access.who, now=timesource.now(), dry_run=dry_run)
    return queries.import_report(result, dry_run=dry_run)


@router.get("/{code}", response=shapes.MatterOut, summary="One matter with all versions of its conditions")
def read_matter(request: HttpRequest, code: str) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    return answer(queries.matter(access, code))


@router.put("/conditions/{int:condition_id}", response=shapes.ConditionOut, summary="Edit a filing condition")
def edit_condition(request: HttpRequest, condition_id: int, body: shapes.ConditionIn) -> dict[str, Any]:
    """Closes the present version today and opens the next; cases filed before keep theirs."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.edit")
    given = body.dict(exclude_none=True)
    if "amount" in given:
        given["amount"] = Decimal(given["amount"])
    edit = catalogue.ConditionEdit(**given)
    new = catalogue.edit_condition(condition_id=condition_id, edit=edit, who=access.who, now=timesource.now())
    return queries.condition_row(new)
