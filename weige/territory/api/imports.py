"""POST /territory/import/{what}: areas, roads, buildings, addresses and premises from a file, with a dry
run.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Form, Router, UploadedFile

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import words
from weige.territory import queries, services
from weige.territory.api.answers import today
from weige.territory.schemas import ImportForm, ImportOut

router = Router()
What = Literal["areas", "roads", "buildings", "addresses", "premises"]
ERRORS_SHOWN = 500


def _service(what: What, valid_from: date | None) -> Callable[..., services.ImportReport]:
    if what == "areas":
        return partial(services.import_areas, valid_from=valid_from or today())
    known: dict[str, Callable[..., services.ImportReport]] = {
        "roads": services.import_roads,
        "buildings": services.import_buildings,
        "addresses": services.import_addresses,
        "premises": services.import_premises,
    }
    return known[what]


@router.post("/territory/import/{what}", response=ImportOut)
def import_file(
    request: HttpRequest, what: What, file: File[UploadedFile], form: Form[ImportForm]
) -> dict[str, Any]:
    """Imports a GeoJSON, CSV or Excel file into the street: all rows or, with any error, none.

    dry_run (the default) only says what would happen. Every wrong row is named with its column and reason.
    """
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("data.import")
    with queries.faults_as_errors("file"):
        rows = services.rows_of_file(file.name or "", file.read())
    with queries.faults_as_errors("datum"):
        queries.convert(0.0, 0.0, source=form.datum)
    report = _service(what, form.valid_from)(
        rows=rows,
        who=access.who,
        now=timesource.now(),
        datum=form.datum,
        dry_run=form.dry_run,
        may=partial(access.may, "data.import"),
    )
    errors = [
        {
            "row": e.row,
            "column": e.column,
            "code": e.code,
            "message": words(e.code, access.language, e.params),
        }
        for e in report.errors[:ERRORS_SHOWN]
    ]
    numbers = ("what", "dry_run", "written", "rows", "created", "updated", "replaced", "unchanged")
    return {**{name: getattr(report, name) for name in numbers}, "errors": errors}
