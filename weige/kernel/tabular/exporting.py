"""Rows → CSV or XLSX: headers in the reader's language, the period in the title, a mark of who took it and when.

Text never becomes a formula: what begins with = + - @ or a control character is written as text (OWASP, "CSV
injection").
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from weige.kernel.streettime import LOCAL
from weige.kernel.tabular.columns import Cell, Column

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
WORDS = {
    "zh": {"taken": "导出：{account}　{time}", "period": "（{since} 至 {until}）", "rows": "共 {count} 行"},
    "en": {
        "taken": "Exported by {account}, {time}",
        "period": " ({since} to {until})",
        "rows": "{count} rows",
    },
}
WIDEST, NARROWEST = 60, 8


@dataclass(frozen=True)
class Export:
    """A table to hand out. account and at (aware) are the watermark; since/until the period it covers."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Cell]]
    account: str
    at: datetime
    since: date | None = None
    until: date | None = None
    language: str = "zh"

    @property
    def heading(self) -> str:
        """The title with its period."""
        if self.since is None or self.until is None:
            return self.title
        period = WORDS[self.language]["period"]
        return self.title + period.format(since=self.since.isoformat(), until=self.until.isoformat())

    @property
    def mark(self) -> str:
        """Who took it and when, street time."""
        moment = self.at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M:%S")
        return WORDS[self.language]["taken"].format(account=self.account, time=moment)

    def filename(self, suffix: str) -> str:
        """Title, period and time without characters that file systems refuse."""
        stamp = self.at.astimezone(LOCAL).strftime("%Y%m%d-%H%M%S")
        safe = "".join(c if c.isalnum() or c in "-_（）()" else "_" for c in self.heading)
        return f"{safe}_{stamp}.{suffix}"


def to_csv(export: Export) -> bytes:
    """UTF-8 with mark (Excel needs it), CRLF; the watermark is the last line, so that line 1 stays the header."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.label(export.language) for column in export.columns])
    for row in export.rows:
        writer.writerow([_csv_cell(row.get(column.name)) for column in export.columns])
    writer.writerow([f"# {export.heading}　{export.mark}"])
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return value.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case int() | float():
            return repr(value)
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if text.startswith(DANGEROUS) else text


def to_xlsx(export: Export) -> bytes:
    """One sheet: title, watermark, headers (frozen, filterable), rows; the watermark is in the print footer too."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(export.title))
    sheet.freeze_panes = "A4"
    widths = [max(NARROWEST, _width(column.label(export.language))) for column in export.columns]
    body = [[row.get(column.name) for column in export.columns] for row in export.rows]
    for cells in body[:200]:
        widths = [max(width, _width(cell)) for width, cell in zip(widths, cells, strict=True)]
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = min(width + 2, WIDEST)
    _head(sheet, export, len(body))
    for cells in body:
        sheet.append([_xlsx_cell(sheet, cell) for cell in cells])
    sheet.auto_filter.ref = f"A3:{get_column_letter(len(export.columns))}{max(3, 3 + len(body))}"
    sheet.print_title_rows = "3:3"
    sheet.oddFooter.left.text = export.mark.replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: WriteOnlyWorksheet, export: Export, count: int) -> None:
    title = _text_cell(sheet, export.heading)
    title.font = Font(bold=True, size=14)
    mark = _text_cell(sheet, f"{export.mark}　{WORDS[export.language]['rows'].format(count=count)}")
    mark.font = Font(color="808080")
    headers = []
    for column in export.columns:
        header = _text_cell(sheet, column.label(export.language))
        header.font = Font(bold=True)
        header.fill = PatternFill("solid", fgColor="ECEDE8")
        header.alignment = Alignment(wrap_text=True, vertical="top")
        headers.append(header)
    sheet.append([title])
    sheet.append([mark])
    sheet.append(headers)


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> SheetCell:
    """A cell that is text whatever it begins with."""
    cell = WriteOnlyCell(sheet)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:32767]  # Excel's longest cell
    cell.data_type = "s"
    return cell


def _xlsx_cell(sheet: WriteOnlyWorksheet, value: Cell) -> SheetCell | int | float | None:
    match value:
        case None:
            return None
        case bool():
            return _text_cell(sheet, "是" if value else "否")
        case int() | float():
            return value
        case datetime():
            cell = WriteOnlyCell(sheet, value.astimezone(LOCAL).replace(tzinfo=None))
            cell.number_format = "yyyy-mm-dd hh:mm:ss"
            return cell
        case date():
            cell = WriteOnlyCell(sheet, datetime.combine(value, time()))
            cell.number_format = "yyyy-mm-dd"
            return cell
    return _text_cell(sheet, str(value))


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in r"[]:*?/\'")[:31] or "1"


def _width(value: Cell) -> int:
    """Columns a text takes: a Chinese character takes two."""
    if isinstance(value, datetime):
        return 19
    return max(
        (sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in str(value or "").split("\n")), default=0
    )
