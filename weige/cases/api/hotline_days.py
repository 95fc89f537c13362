"""/api/hotline/days: the call centre's statistics by day, which the office supplies; list, import, template."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import Field

from weige.cases.api.common import imported
from weige.cases.models import HotlineDay
from weige.cases.schemas import hotline as shapes
from weige.cases.services import hotline_days, hotline_mapping
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.tabular import read as read_table
from weige.kernel.tabular import to_xlsx
from weige.kernel.tabular.http import download, language_of

router = Router(tags=["hotline"])
SHOWN = 62  # days


@router.get("/days", response=shapes.DayPage, summary="Call statistics by day, newest first")
def list_days(request: HttpRequest) -> dict[str, Any]:
    """The newest two months."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("hotline.list")
    rows = HotlineDay.objects.order_by("-day")[:SHOWN]
    names = ("day", "calls", "connected", "answered", "note", "changed_at", "version")
    return {"items": list(rows.values(*names)), "next": None}


@router.post("/days/import", response=shapes.DaysOut, summary="Import call statistics from XLSX or CSV")
def import_days(
    request: HttpRequest,
    file: File[UploadedFile],
    dry_run: bool = True,
    source: Annotated[str, Field(max_length=40)] = "",
) -> HttpResponse:
    """With dry_run (the default) only says what would be done. A day given again is corrected, with history."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("hotline.take")
    sheet = read_table(file.read(), hotline_mapping.table_for(source, "days"))
    done = hotline_days.import_days(sheet, access=access, now=timesource.now(), dry_run=dry_run)
    return imported(
        sheet,
        done,
        results=("created", "corrected", "known"),
        columns=("row", "day", "result"),
        dry_run=dry_run,
        language=language_of(request),
    )


@router.get("/days/template.xlsx", summary="An empty workbook for call statistics")
def template(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("hotline.take")
    table = hotline_days.template(
        account=access.who.name, language=language_of(request), now=timesource.now()
    )
    return download(to_xlsx(table), table.filename("xlsx"))
