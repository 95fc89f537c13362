"""Reads a calendar file (CSV) into dated exceptions, or says which cell is wrong (pure).

Columns: date, kind (required); name_zh, name_en, periods, source (optional); Chinese headings and
Chinese words for the kinds are understood. ``periods`` is ``08:00-12:00 14:00-18:00``; 24:00 is the
end of the day. Lines that begin with # are remarks.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, time
from itertools import pairwise

from .calendar import DayKind, Hours, Override
from .errors import CalendarFileError, RowError
from .words import column_aliases, kind_aliases

COLUMNS = ("date", "kind", "name_zh", "name_en", "periods", "source")
REQUIRED = ("date", "kind")
#: Longest text of a column, as the tables keep it.
LENGTHS = {"name_zh": 60, "name_en": 80, "periods": 120, "source": 200}
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def parse_calendar_csv(text: str) -> tuple[Override, ...]:
    """All exceptions of the file, in its order. Raises CalendarFileError with every wrong cell."""
    lines = _lines(text)
    number, header = next(lines, (1, []))
    columns, errors = _header(number, header)
    found: list[Override] = []
    first_seen: set[date] = set()
    if not errors:
        for number, cells in lines:
            row = {name: (cells[i].strip() if i < len(cells) else "") for name, i in columns.items()}
            item = parse_row(number, row, errors)
            if item is None:
                continue
            if item.date in first_seen:
                errors.append(RowError(number, "date", "date_twice", row["date"]))
            first_seen.add(item.date)
            found.append(item)
    if errors:
        raise CalendarFileError(tuple(errors))
    return tuple(found)


def parse_row(number: int, row: dict[str, str], errors: list[RowError]) -> Override | None:
    """One exception from its cells; what is wrong is added to ``errors`` and None returned."""
    before = len(errors)
    day = _date(row.get("date", ""))
    if day is None:
        errors.append(RowError(number, "date", _missing(row, "date", "bad_date"), row.get("date", "")))
    word = row.get("kind", "")
    try:
        kind = DayKind(kind_aliases().get(word, word.lower()))
    except ValueError:
        errors.append(RowError(number, "kind", _missing(row, "kind", "bad_kind"), word))
        kind = DayKind.HOLIDAY
    text = row.get("periods", "")
    hours, wrong = parse_hours(text)
    if wrong is None and hours and not kind.working and len(errors) == before:
        wrong = "periods_on_day_off"
    if wrong is not None:
        errors.append(RowError(number, "periods", wrong, text))
    errors += [RowError(number, name, code) for name, code in _texts(row)]
    if day is None or len(errors) > before:
        return None
    name_zh, name_en = row.get("name_zh", ""), row.get("name_en", "")
    return Override(
        date=day,
        kind=kind,
        periods=hours,
        name_zh=name_zh or name_en,
        name_en=name_en,
        source=row.get("source", ""),
    )


def _texts(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Columns whose text cannot be kept, and why."""
    for name, longest in LENGTHS.items():
        text = row.get(name, "")
        if len(text) > longest:
            yield name, "too_long"
        elif not text.isprintable():
            yield name, "bad_text"


def parse_hours(text: str) -> tuple[tuple[Hours, ...], str | None]:
    """Hours of a day, sorted, and the code of what is wrong (``bad_periods``, ``periods_overlap``)."""
    hours: list[Hours] = []
    rest = _HOURS.sub(" ", text)
    if rest.strip(" ,;，；、"):
        return (), "bad_periods"
    for match in _HOURS.finditer(text):
        start, end = _time(match[1], match[2]), _time(match[3], match[4], end=True)
        whole_day = (start, end) == (time.min, time.min)
        if start is None or end is None or (start == end and not whole_day):
            return (), "bad_periods"
        hours.append(Hours(start, end))
    hours.sort()
    for one, two in pairwise(hours):
        if one.overnight or two.start < one.end:
            return (), "periods_overlap"
    return tuple(hours), None


def format_hours(hours: tuple[Hours, ...]) -> str:
    """Hours as ``parse_hours`` reads them."""
    return " ".join(f"{h.start:%H:%M}-{'24:00' if h.end == time.min else f'{h.end:%H:%M}'}" for h in hours)


def format_calendar_csv(days: Iterable[Override]) -> str:
    """A calendar file that ``parse_calendar_csv`` reads back to the same exceptions."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in days:
        hours = format_hours(item.periods)
        writer.writerow((item.date, item.kind.value, item.name_zh, item.name_en, hours, item.source))
    return out.getvalue()


def _time(hour: str, minute: str, *, end: bool = False) -> time | None:
    if end and (int(hour), int(minute)) == (24, 0):
        return time.min
    if int(hour) > 23 or int(minute) > 59:
        return None
    return time(int(hour), int(minute))


def _date(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _missing(row: dict[str, str], column: str, otherwise: str) -> str:
    return otherwise if row.get(column) else "empty"


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with their line numbers; remarks and empty lines left out."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    for cells in reader:
        if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith("#"):
            yield reader.line_num, cells


def _header(number: int, header: list[str]) -> tuple[dict[str, int], list[RowError]]:
    """Column → position, and what is wrong with the header."""
    aliases = column_aliases()
    columns: dict[str, int] = {}
    errors: list[RowError] = []
    for position, cell in enumerate(header):
        heading = cell.strip()
        name = aliases.get(heading, heading.lower())
        if name not in COLUMNS:
            errors.append(RowError(number, heading, "unknown_column", heading))
        columns[name] = position
    errors += [RowError(number, name, "missing_column") for name in REQUIRED if name not in columns]
    return columns, errors
