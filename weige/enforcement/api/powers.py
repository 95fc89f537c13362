"""/api/powers: the catalogue of powers; list, detail with history, edit, import, export."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, UploadedFile

from weige.enforcement.models import Power
from weige.enforcement.queries import powers as queries
from weige.enforcement.schemas.powers import POWERS, PowerDetail, PowerEdit, PowerFilter, PowerPage
from weige.enforcement.services import powers as services
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.streettime import LOCAL
from weige.kernel.tabular import Export, read, to_csv, to_xlsx
from weige.kernel.tabular.http import ImportOut, download, language_of

router = Router(tags=["enforcement"])
TITLES = {"zh": "赋权事项清单", "en": "Catalogue of powers"}
MOST = 4 * 1024 * 1024


def today() -> date:
    """The street's day."""
    return timesource.now().astimezone(LOCAL).date()


@router.get("", response=PowerPage, summary="Powers")
def list_powers(request: HttpRequest, wanted: Query[PowerFilter]) -> dict[str, Any]:
    """By code, with the domains the catalogue has."""
    access: Access = request.auth  # type: ignore[attr-defined]
    rows = queries.found(access, wanted)
    if wanted.after:
        rows = rows.filter(code__gt=wanted.after)
    page = list(rows[: wanted.limit + 1])
    return {
        "items": [queries.line(row, today()) for row in page[: wanted.limit]],
        "next": page[wanted.limit - 1].code if len(page) > wanted.limit else None,
        "domains": queries.domains(access),
    }


@router.get("/export.{kind}", summary="Powers as XLSX or CSV")
def export_powers(request: HttpRequest, kind: Literal["xlsx", "csv"]) -> HttpResponse:
    """The columns of the import; the file says who took it and when."""
    access: Access = request.auth  # type: ignore[attr-defined]
    rows = queries.found(access, PowerFilter())
    language = language_of(request)
    names = [column.name for column in POWERS.columns]

    def cells(power: Power) -> dict[str, Any]:
        joined = {"kinds": "；".join(power.kinds), "matters": "；".join(power.matters)}
        return {name: joined.get(name, getattr(power, name)) for name in names}

    export = Export(
        title=TITLES[language],
        columns=list(POWERS.columns),
        rows=(cells(power) for power in rows),
        account=access.who.name,
        at=timesource.now(),
        language=language,
    )
    made = to_xlsx(export) if kind == "xlsx" else to_csv(export)
    return download(made, export.filename(kind))


@router.post("/import", response=ImportOut, summary="Import powers")
def import_powers(request: HttpRequest, file: File[UploadedFile], dry_run: bool = True) -> dict[str, Any]:
    """XLSX or CSV with the columns of the export: all rows or, with any error, none. A dry run by default."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("power.edit")
    sheet = read(file.read(MOST), POWERS)
    outcome = services.import_powers(sheet=sheet, who=access.who, now=timesource.now(), dry_run=dry_run)
    return outcome.to_json(language_of(request))


@router.get("/{power_code}", response=PowerDetail, summary="One power with its history")
def read_power(request: HttpRequest, power_code: str) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    return queries.detail(access.get("power.list", Power.objects.all(), code=power_code), today())


@router.put("/{power_code}", response=PowerDetail, summary="Edit a power")
def edit_power(request: HttpRequest, power_code: str, body: PowerEdit) -> dict[str, Any]:
    """What is left out stays. Papers and cases of before keep what they were made with."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.get("power.edit", Power.objects.all(), code=power_code)
    values = body.dict(exclude_unset=True, exclude={"version", "reason", "bands"})
    optional = {"effective_on", "expires_on", "recalled_on"}
    empty = [name for name, value in values.items() if value is None and name not in optional]
    if empty:
        raise Invalid([FieldError(name, "field_missing") for name in empty])
    power = services.edit_power(
        code=power_code,
        values=values,
        bands=body.bands,
        version=body.version,
        reason=body.reason,
        who=access.who,
        now=timesource.now(),
    )
    return queries.detail(power, today())
