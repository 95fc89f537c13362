"""The filtered list as a workbook: Chinese (or English) headers, the period in the title, times of the street."""

from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from weige.cases.models import Case
from weige.cases.queries.lists import LISTED, ORDERS
from weige.cases.rules.localtime import local_day, wall
from weige.cases.rules.states import STAGE_OF
from weige.cases.rules.words import label
from weige.cases.schemas.filters import CaseFilter
from weige.kernel.errors import Problem

#: Beyond this a workbook is no help and a request too long (our default).
MOST = 20_000
WIDTHS = {"number": 18, "name": 32, "place": 32, "matter": 18, "unit": 20}
COLUMNS = (
    "number", "code", "matter", "name", "place", "source", "stage", "state", "unit", "found", "filed", "dispatched",
    "due", "handled", "closed", "overdue", "outcome", "returns", "reworks", "extensions",
)  # fmt: skip
#: A cell that begins like a formula is text: what a resident writes must not run in an office's spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook(
    rows: "QuerySet[Case]", order: str, *, language: str, wanted: CaseFilter, now: datetime
) -> tuple[bytes, str]:
    """The bytes and the (URL-quoted) file name. Raises Problem export_too_large (422)."""
    found = rows.select_related(*LISTED).order_by(*ORDERS[order])
    cases = list(found[: MOST + 1])
    if len(cases) > MOST:
        raise Problem("export_too_large", status=422, most=MOST)
    title = _title(wanted, language, now)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(label("export", "title", language))
    sheet.freeze_panes = "A3"
    for index, name in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + index)].width = WIDTHS.get(name, 13)
    bold = WriteOnlyCell(sheet, value=title)
    bold.font = Font(bold=True)
    sheet.append([bold])
    sheet.append([label("export", name, language) for name in COLUMNS])
    for case in cases:
        sheet.append([_safe(value) for value in _values(case, language)])
    out = BytesIO()
    book.save(out)
    return out.getvalue(), quote(f"{title}.xlsx")


def _title(wanted: CaseFilter, language: str, now: datetime) -> str:
    """案件清单 2026-11-01–2026-11-21."""
    first = local_day(wanted.since).isoformat() if wanted.since else ""
    last = local_day(wanted.until or now).isoformat()
    return (
        f"{label('export', 'title', language)} {first}–{last}"
        if first
        else f"{label('export', 'title', language)} {last}"
    )


def _values(case: Case, language: str) -> list[Any]:
    english = language == "en"
    unit = case.handler_post or case.department
    return [
        case.number,
        case.matter.code if case.matter else "",
        case.matter.name(language) if case.matter else "",
        case.title_en if english else case.title_zh,
        case.place_en if english and case.place_en else case.place_zh,
        "、".join(label("source", source, language) for source in case.sources),
        label("stage", STAGE_OF[case.now_in], language),
        label("state", case.state, language),
        (unit.name_en if english else unit.name_zh) if unit else "",
        *(
            _local(at)
            for at in (
                case.found_at,
                case.filed_at,
                case.dispatched_at,
                case.due_at,
                case.handled_at,
                case.closed_at,
                case.overdue_since,
            )
        ),
        label("outcome", case.outcome, language) if case.outcome else "",
        case.returns,
        case.reworks,
        case.extensions,
    ]


def _local(at: datetime | None) -> str:
    return wall(at) if at else ""


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
