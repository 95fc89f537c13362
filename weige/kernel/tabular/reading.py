"""CSV or XLSX → typed rows and what is wrong with them, cell by cell."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from operator import attrgetter

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from weige.kernel.errors import Problem
from weige.kernel.tabular.columns import Cell, CellError, Column, Row, RowError, Table

# Our defaults: a street's largest register (addresses) has some ten thousand rows.
MAX_BYTES = 12 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_ERRORS = 500
#: Errors of the headers: what stands below them says nothing yet.
STRUCTURE = frozenset({"column_twice", "column_missing"})
#: Lines of one cell that may stand above the headers.
TITLES = 4

Line = tuple[int, Sequence[Cell]]


@dataclass
class Sheet:
    """What was read: good rows, broken ones (some cell could not be read), errors (at most 500), headers nobody asked
    for."""

    rows: list[Row] = field(default_factory=list)
    broken: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    table: Table | None = None

    @property
    def all(self) -> list[Row]:
        """Good and broken rows as they stand; none where a column is missing or stands twice."""
        if STRUCTURE & {error.code for error in self.errors}:
            return []
        return sorted([*self.rows, *self.broken], key=attrgetter("number"))

    def titled(self, errors: Iterable[RowError]) -> list[RowError]:
        """The errors with what stands above their columns, which is what the writer of the file knows them by."""
        known = {one.name: {"zh": one.zh, "en": one.en} for one in self.table.columns} if self.table else {}
        return [replace(error, titles=known.get(error.column, {})) for error in errors]


def read(data: bytes, table: Table) -> Sheet:
    """Reads the first sheet of an XLSX or a CSV (UTF-8 or GB 18030, comma, semicolon or tab) by its content.

    The first row that is not empty holds the headers, in any order; titles of one cell may stand above them, as in
    our own exports and templates. A row with an error is not among the good rows. Raises Problem table_too_big (413),
    table_unreadable, table_empty, table_too_long (422).
    """
    if len(data) > MAX_BYTES:
        raise Problem("table_too_big", status=413, limit_mb=MAX_BYTES // 1024 // 1024)
    first, lines = _begin(data)
    sheet = Sheet(table=table)
    columns = _headers(first, table, sheet)
    seen: dict[str, dict[Cell, int]] = {column.name: {} for column in table.columns if column.unique}
    for count, (number, cells) in enumerate(lines, start=1):
        if count > MAX_ROWS:
            raise Problem("table_too_long", status=422, limit=MAX_ROWS)
        row, errors = _row(number, cells, columns, table, seen)
        sheet.errors.extend(errors[: MAX_ERRORS - len(sheet.errors)])
        (sheet.broken if errors else sheet.rows).append(row)
    sheet.errors = sheet.titled(sheet.errors)
    return sheet


def peek(data: bytes, *, rows: int = 3) -> tuple[list[str], list[list[str]]]:
    """The headers of a file and its first rows as text, to be mapped by a person. Raises Problem as read()."""
    if len(data) > MAX_BYTES:
        raise Problem("table_too_big", status=413, limit_mb=MAX_BYTES // 1024 // 1024)
    (_, first), lines = _begin(data)
    headers = ["" if cell is None else str(cell).strip() for cell in first]
    samples = [
        ["" if cell is None else str(cell)[:60] for cell in cells[: len(headers)]]
        for (_, cells), _ in zip(lines, range(rows), strict=False)
    ]
    return headers, samples


def _begin(data: bytes) -> tuple[Line, Iterator[Line]]:
    """The line of the headers and the lines below it, without empty ones. Raises Problem."""
    lines = (line for line in _lines(data) if _filled(line))
    above = list(islice(lines, TITLES + 1))
    if not above:
        raise Problem("table_empty", status=422)
    head = next((place for place, line in enumerate(above) if _filled(line) > 1), 0)
    return above[head], chain(above[head + 1 :], lines)


def _filled(line: Line) -> int:
    return sum(cell not in (None, "") for cell in line[1])


def _lines(data: bytes) -> Iterator[Line]:
    return _xlsx(data) if data.startswith(b"PK\x03\x04") else _csv(data)


def _csv(data: bytes) -> Iterator[Line]:
    text = _decode(data)
    head = text[:8192].splitlines()[:1]
    delimiter = max(",;\t", key=head[0].count) if head else ","
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
            yield number, cells[:MAX_COLUMNS]
    except csv.Error as error:
        raise Problem("table_unreadable", status=422) from error


def _decode(data: bytes) -> str:
    """UTF-8 (with or without mark), else GB 18030, which Excel in China writes. Raises Problem."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Problem("table_unreadable", status=422)


def _xlsx(data: bytes) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                raise Problem("table_too_big", status=413, limit_mb=MAX_UNPACKED // 1024 // 1024)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
                yield number, cells[:MAX_COLUMNS]  # type: ignore[misc]
        finally:
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, SyntaxError) as error:
        raise Problem("table_unreadable", status=422) from error


def _headers(line: Line, table: Table, sheet: Sheet) -> dict[int, Column]:
    """Position → column; what is missing or stands there twice goes into the errors."""
    number, cells = line
    found: dict[int, Column] = {}
    for position, header in enumerate(cells):
        column = table.find(header)
        if column is None:
            if header not in (None, ""):
                sheet.ignored.append(str(header))
        elif column in found.values():
            sheet.errors.append(RowError(number, column.name, "column_twice", {"header": str(header)}))
        else:
            found[position] = column
    for column in table.columns:
        if column.required and column not in found.values():
            params = {"header": column.zh, "header_en": column.en}
            sheet.errors.append(RowError(number, column.name, "column_missing", params))
    return found


def _row(
    number: int,
    cells: Sequence[Cell],
    columns: dict[int, Column],
    table: Table,
    seen: dict[str, dict[Cell, int]],
) -> tuple[Row, list[RowError]]:
    values: dict[str, Cell] = {column.name: None for column in table.columns}
    errors: list[RowError] = []
    for position, column in columns.items():
        try:
            value = column.parse(cells[position] if position < len(cells) else None)
        except CellError as error:
            errors.append(RowError(number, column.name, error.code, error.params))
            continue
        values[column.name] = value
        if column.unique and value is not None:
            before = seen[column.name].setdefault(value, number)
            if before != number:
                errors.append(RowError(number, column.name, "cell_repeated", {"row": before}))
    return Row(number, values, frozenset(error.column for error in errors)), errors


def in_row_order(errors: Iterable[RowError]) -> list[RowError]:
    """Errors as one reads down the sheet."""
    return sorted(errors, key=attrgetter("row"))
