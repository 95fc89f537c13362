"""From a file to numbered rows: GeoJSON, CSV (UTF-8 or GB 18030, as Excel in China writes it) and Excel."""

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from weige.territory.rules.faults import TerritoryFault
from weige.territory.services.reading import Row, rows_of_geojson, rows_of_table

# Our defaults: a subdistrict has some ten thousand addresses; more belongs into several files.
ROWS_MOST: Final = 50_000
UNPACKED_MOST: Final = 200 * 1024 * 1024
HEADINGS: Final = Path(__file__).parent.parent / "data" / "columns.toml"


def rows_of_file(name: str, content: bytes) -> list[Row]:
    """The rows of a file; its kind is told by its name: .geojson, .json, .csv, .xlsx.

    Raises TerritoryFault file_kind, file_unreadable (with a reason) or file_too_long.
    """
    ending = Path(name).suffix.lower()
    readers = {".geojson": _geojson, ".json": _geojson, ".csv": _csv, ".xlsx": _xlsx}
    if ending not in readers:
        known = ", ".join(readers)
        raise TerritoryFault("file_kind", f"{name} is none of {known}", name=name, known=known)
    rows = readers[ending](content)
    if len(rows) > ROWS_MOST:
        raise TerritoryFault("file_too_long", f"more than {ROWS_MOST} rows", most=ROWS_MOST)
    return rows


def _unreadable(reason: object) -> TerritoryFault:
    text = str(reason)[:160]
    return TerritoryFault("file_unreadable", text, reason=text)


def _geojson(content: bytes) -> list[Row]:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except ValueError as error:
        raise _unreadable(error) from error
    if not isinstance(found, dict):
        raise _unreadable("not a FeatureCollection")
    return rows_of_geojson(found)


def _csv(content: bytes) -> list[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise _unreadable(error) from error
    return _table(csv.reader(io.StringIO(text, newline="")))


def _xlsx(content: bytes) -> list[Row]:
    """The first sheet, values only. A workbook that unpacks to more than 200 MB is not opened."""
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            if sum(item.file_size for item in packed.infolist()) > UNPACKED_MOST:
                raise TerritoryFault("file_too_long", "the workbook unpacks to too much", most=ROWS_MOST)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            return _table(book.worksheets[0].iter_rows(values_only=True))
        finally:
            book.close()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError) as error:
        if isinstance(error, TerritoryFault):
            raise
        raise _unreadable(error) from error


def _table(lines: Iterable[Sequence[Any]]) -> list[Row]:
    """A header line and the lines below, at most one more than allowed: then the caller refuses."""
    header: list[str] | None = None
    body: list[Sequence[Any]] = []
    filled = 0
    for line in lines:
        if header is None:
            header = [_column(cell) for cell in line]
        else:
            body.append(line)
            filled += any(cell not in (None, "") for cell in line)
        if filled > ROWS_MOST:
            break
    return rows_of_table(header or [], body)


@cache
def _headings() -> dict[str, str]:
    return {key: str(value) for key, value in tomllib.loads(HEADINGS.read_text(encoding="utf-8")).items()}


def _column(cell: Any) -> str:
    """The column a heading means; an unknown heading is its own name."""
    text = "" if cell is None else str(cell).strip()
    return _headings().get(text, text)
