"""What a table looks like: columns with types and names in both languages, rows, and what is wrong with them."""

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from weige.kernel.errors import words
from weige.kernel.streettime import LOCAL

Cell = str | int | float | bool | date | datetime | None
# Times in a table are those of the street's wall clock: China has one time zone.
YES = frozenset({"是", "有", "1", "true", "yes", "y", "√", "✓"})
NO = frozenset({"否", "无", "0", "false", "no", "n", "×", "✗"})
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
TIMES = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True)
class RowError:
    """One thing wrong: the row's number as the spreadsheet shows it, the column's name, a code of messages.toml.

    titles: what stands above that column, by language; without them its name in our code is told.
    """

    row: int
    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def to_json(self, language: str) -> dict[str, Any]:
        """{row, column, header, code, message} in "zh" or "en"."""
        message = words(self.code, language, dict(self.params))
        header = self.titles.get(language, self.column)
        return {
            "row": self.row,
            "column": self.column,
            "header": header,
            "code": self.code,
            "message": message,
        }


@dataclass(frozen=True)
class Row:
    """One row: its number in the file and its values by column name; an empty cell is None.

    unread: columns whose cells could not be read; they are None too, and nothing more is said of them.
    """

    number: int
    values: Mapping[str, Cell]
    unread: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


class CellError(ValueError):
    """A cell that cannot be read; carries a message code."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Column:
    """A column: `name` in our code, zh/en as headers (aliases are read too), type and limits.

    choices: what may stand there → what it means ({"黄浦区": "huangpu"}). unique: no value twice in a file.
    minimum, maximum: of numbers. longest: characters of a text. only: the one header that means it, where an office
    has said so; empty: it stands in no column of the file.
    """

    name: str
    zh: str
    en: str
    kind: Kind = Kind.TEXT
    required: bool = False
    unique: bool = False
    aliases: Sequence[str] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    longest: int = 1000
    only: str | None = None

    def headers(self) -> set[str]:
        """All headers that mean this column, in comparable form."""
        if self.only is not None:
            return {comparable(self.only)} - {""}
        return {comparable(text) for text in (self.name, self.zh, self.en, *self.aliases)}

    def label(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def parse(self, raw: Cell) -> Cell:
        """The cell as this column's type; None when empty. Raises CellError."""
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if self.required:
                raise CellError("cell_required")
            return None
        if isinstance(raw, str):
            raw = unicodedata.normalize("NFC", raw).strip()
        return _PARSERS[self.kind](self, raw)


def comparable(header: Cell) -> str:
    """A header without blanks, case, width and marks such as * for "required"."""
    text = unicodedata.normalize("NFKC", "" if header is None else str(header)).casefold()
    return "".join(c for c in text if not c.isspace() and c not in "*_:-")


def _text(column: Column, raw: Cell) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)  # Excel keeps a code such as 3101 as a number
    text = str(raw)
    if len(text) > column.longest:
        raise CellError("cell_too_long", longest=column.longest)
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text):
        raise CellError("cell_control_characters")
    return text


def _number(column: Column, raw: Cell) -> float:
    try:
        value = float(raw.replace(",", "") if isinstance(raw, str) else raw)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise CellError("cell_not_number", value=str(raw)) from None
    if isinstance(raw, bool) or not math.isfinite(value):
        raise CellError("cell_not_number", value=str(raw))
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        raise CellError("cell_out_of_range", low=_bound(low), high=_bound(high))
    return value


def _bound(value: float | None) -> str:
    return "…" if value is None else f"{value:,.10g}"


def _integer(column: Column, raw: Cell) -> int:
    value = _number(column, raw)
    if not value.is_integer():
        raise CellError("cell_not_integer", value=str(raw))
    return int(value)


def _date(_: Column, raw: Cell) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    for form in DATES:
        try:
            return datetime.strptime(str(raw), form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    raise CellError("cell_not_date", value=str(raw))


def _time(_: Column, raw: Cell) -> datetime:
    if isinstance(raw, datetime):
        return raw if raw.tzinfo else raw.replace(tzinfo=LOCAL)
    for form in (*TIMES, *DATES):
        try:
            return datetime.strptime(str(raw), form).replace(tzinfo=LOCAL)
        except ValueError:
            continue
    try:
        moment = datetime.fromisoformat(str(raw))
    except ValueError:
        raise CellError("cell_not_time", value=str(raw)) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def _yes_no(_: Column, raw: Cell) -> bool:
    if isinstance(raw, bool):
        return raw
    text = comparable(raw).removesuffix(".0")
    if text in YES:
        return True
    if text in NO:
        return False
    raise CellError("cell_not_yes_no", value=str(raw))


def _choice(column: Column, raw: Cell) -> str:
    wanted = comparable(_text(column, raw))
    for shown, meaning in column.choices.items():
        if wanted in {comparable(shown), comparable(meaning)}:
            return meaning
    raise CellError("cell_not_choice", value=str(raw), choices="、".join(column.choices))


_PARSERS: Mapping[Kind, Callable[[Column, Cell], Cell]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
}


@dataclass(frozen=True)
class Table:
    """The columns a file may have. Raises ValueError when two columns share a header."""

    columns: Sequence[Column]

    def __post_init__(self) -> None:
        seen: dict[str, str] = {}
        for column in self.columns:
            for header in column.headers():
                if seen.setdefault(header, column.name) != column.name:
                    raise ValueError(f"{seen[header]} and {column.name} share the header {header!r}")

    def find(self, header: Cell) -> Column | None:
        wanted = comparable(header)
        return next((column for column in self.columns if wanted in column.headers()), None)
