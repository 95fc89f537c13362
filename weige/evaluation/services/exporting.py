"""Figures as a workbook: one sheet of values, one of formulas; who took it stands in the log."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from weige.evaluation.events import FiguresExported
from weige.evaluation.queries.counting import Period
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.streettime import LOCAL

HEADS = {
    "zh": ("指标", "组", "本期", "分子", "分母", "下限（95%）", "上限（95%）", "小样本", "上期", "变化", "单位",
           "未认定"),
    "en": ("Indicator", "Group", "Value", "Numerator", "Denominator", "Low (95 %)", "High (95 %)", "Small sample",
           "Period before", "Change", "Unit", "Not judged"),
}  # fmt: skip
FORMULAS = {
    "zh": ("指标", "代码", "公式", "说明", "来源"),
    "en": ("Indicator", "Code", "Formula", "Note", "Source"),
}
SHEETS = {"zh": ("指标", "公式"), "en": ("Indicators", "Formulas")}
TITLE = {
    "zh": "评价指标 {since} 至 {until}　范围：{scope}　按 {known} 所知计算　导出：{by}",
    "en": "Indicators {since} to {until} · {scope} · as known {known} · by {by}",
}
PERCENT = {"rate", "ratio", "sums", "weighted"}
EMPTY = "—"  # a denominator of zero is neither 0 nor 100 %


def workbook(
    *,
    access: Access,
    items: Sequence[Mapping[str, Any]],
    period: Period,
    scope: str,
    asked: dict[str, Any],
    language: str,
    now: datetime,
) -> bytes:
    """The workbook's bytes; appends evaluation.figures_exported."""
    tongue = "en" if language == "en" else "zh"
    book = Workbook()
    values, formulas = book.worksheets[0], book.create_sheet(SHEETS[tongue][1])
    values.title = SHEETS[tongue][0]
    said = TITLE[tongue].format(
        since=_day(period.since),
        until=_day(period.until),
        scope=scope or EMPTY,
        known=f"{period.known_at.astimezone(LOCAL):%Y-%m-%d %H:%M}",
        by=access.who.name,
    )
    values.append([said])
    _fill(values, formulas, items, tongue)
    log.append(
        FiguresExported(rows=len(items), asked=asked), who=access.who, now=now, subject="export:figures"
    )
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(values: Worksheet, formulas: Worksheet, items: Sequence[Mapping[str, Any]], tongue: str) -> None:
    """Both sheets."""
    _heads(values, HEADS[tongue], 2)
    _heads(formulas, FORMULAS[tongue], 1)
    columns = (f"name_{tongue}", "code", f"formula_{tongue}", f"note_{tongue}", "source")
    for item in items:
        _line(values, item, tongue)
        formulas.append([item[name] for name in columns])
    for sheet, widths in (
        (values, (26, 16, 10, 10, 10, 12, 12, 10, 10, 10, 8, 10)),
        (formulas, (26, 26, 60, 50, 30)),
    ):
        for letter, width in zip("ABCDEFGHIJKL", widths, strict=False):
            sheet.column_dimensions[letter].width = width


def _day(moment: datetime) -> str:
    return moment.astimezone(LOCAL).date().isoformat()


def _heads(sheet: Worksheet, heads: Sequence[str], row: int) -> None:
    sheet.append(list(heads))
    for cell in sheet[row]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="F1F3F6")
    sheet.freeze_panes = f"A{row + 1}"


def _line(sheet: Worksheet, item: Mapping[str, Any], tongue: str) -> None:
    low, high = item["interval"] or (None, None)
    composite = item["how"] in {"score", "town"}
    counts = (None if composite else item["numerator"], item["denominator"])
    cells = [item["value"], *counts, low, high]
    shown = [EMPTY if cell is None else cell for cell in cells]
    rest = [EMPTY if item[name] is None else item[name] for name in ("previous", "change")]
    small = ("是" if tongue == "zh" else "yes") if item["small"] else ""
    sheet.append(
        [
            item[f"name_{tongue}"],
            item[f"group_{tongue}"],
            *shown,
            small,
            *rest,
            item[f"unit_{tongue}"],
            item["beside"] or "",
        ]
    )
    row = sheet.max_row
    for column in (3, 6, 7, 9, 10):
        share = item["how"] in PERCENT
        sheet.cell(row, column).number_format = "0.0%" if share else "0.0"
