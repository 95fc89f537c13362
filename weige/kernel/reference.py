"""Reference tables an office edits at the desk: what a module declares in its `office.py` so that one editor, one
history, one preview and one undo serve them all (docs/reference/office.md)."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django.utils.module_loading import autodiscover_modules

from weige.kernel.access import Access
from weige.kernel.errors import LANGUAGES, NotFound, words
from weige.kernel.worktime import Calendar

Values = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """One value a field may have, in both languages."""

    value: str
    zh: str
    en: str


@dataclass(frozen=True)
class Field:
    """A column of the form.

    kind: text, long, number, whole, flag, date, moment (date and time on the street's clock), time (of a day), choice,
    many (some of the choices), list (of texts), grants (level and verb), secret (written, never shown). fixed: set when
    the row is made, never after. low, high: bounds of a number, or of a text's length.
    """

    name: str
    kind: str = "text"
    choices: tuple[Choice, ...] = ()
    required: bool = False
    fixed: bool = False
    low: float | None = None
    high: float | None = None
    default: Any = None


@dataclass(frozen=True)
class Row:
    """One row as the editor shows it. note: a code of messages.toml about its origin ("" for none); off: no longer in
    use; marks: placeholders its long texts may use, with what each stands for."""

    key: str
    zh: str
    en: str
    values: Values
    note: str = ""
    off: bool = False
    marks: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Effect:
    """What an edit would do: a sentence (code and params of messages.toml), its tone, and single rows that show it."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    tone: str = "info"
    items: Sequence[tuple[str, str]] = ()

    def plain(self) -> dict[str, Any]:
        """For an answer: the sentence and the rows in both languages."""
        said = {f"text_{at}": words(self.code, at, dict(self.params)) for at in LANGUAGES}
        items = [{"text_zh": zh, "text_en": en} for zh, en in self.items]
        return {"code": self.code, "tone": self.tone, **said, "items": items}


@dataclass(frozen=True)
class Note:
    """What the editor said about the edit, which earlier state it brings back, and the real time (for sessions)."""

    text: str = ""
    restores: int | None = None
    real_at: datetime | None = None


NO_NOTE = Note()


class Table:
    """A reference table. Its words stand in labels_office.toml of its module under its code."""

    code: ClassVar[str]
    group: ClassVar[str]
    read: ClassVar[str]
    edit: ClassVar[str]
    adds: ClassVar[bool] = False
    #: The desk's page that has this table's form and history beside something of its own; empty: the common page.
    path: ClassVar[str] = ""

    def fields(self, access: Access, now: datetime) -> list[Field]:
        raise NotImplementedError

    def rows(self, access: Access, now: datetime) -> list[Row]:
        """All rows the caller may see: reference tables have hundreds at most."""
        raise NotImplementedError

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        """Makes (key "") or changes a row through its module's own service; gives its key. Raises Problem."""
        raise NotImplementedError

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        """What these values would do; nothing is written."""
        return []

    def masked(self, values: Values) -> Values:
        """A state of the history as it may be shown; the history itself keeps what an undo needs."""
        return values

    def row(self, access: Access, key: str, now: datetime) -> Row:
        """Raises NotFound."""
        found = next((row for row in self.rows(access, now) if row.key == key), None)
        if found is None:
            raise NotFound
        return found


@dataclass(frozen=True)
class Page:
    """A table that has an editor of its own: where it stands at the desk."""

    code: str
    group: str
    read: str
    edit: str
    path: str
    module: str


@dataclass(frozen=True)
class Sight:
    """Something people may see or do, for the page that answers who sees what: a kind of object and its verbs.

    find: the object a person means by a number, a code or a name, or None. title: what it is called, in Chinese and
    English. verbs: those of this kind, the first is the one that shows it in a list.
    """

    code: str
    module: str
    model: Any
    verbs: tuple[str, ...]
    find: Callable[[str], Any] | None
    title: Callable[[Any], tuple[str, str]]


TABLES: dict[str, Table] = {}
PAGES: dict[str, Page] = {}
SIGHTS: dict[str, Sight] = {}
#: Who keeps due times says here what another calendar would do to them.
CALENDAR_EFFECTS: list[Callable[[Calendar, datetime], list[Effect]]] = []


def register(*things: Table | Page | Sight) -> None:
    """Declares tables, pages and sights; called in a module's office.py."""
    for thing in things:
        if isinstance(thing, Table):
            TABLES[thing.code] = thing
        elif isinstance(thing, Page):
            PAGES[thing.code] = thing
        else:
            SIGHTS[thing.code] = thing


@cache
def discover() -> None:
    """Imports the office.py of every installed app."""
    autodiscover_modules("office")


def table(code: str) -> Table:
    """Raises NotFound."""
    discover()
    if code not in TABLES:
        raise NotFound
    return TABLES[code]


@cache
def _words_of(module: str) -> dict[str, Any]:
    path = Path(__file__).parent.parent / module / "labels_office.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def module_of(thing: Table | Page | Sight) -> str:
    """The module a table was declared in."""
    return type(thing).__module__.split(".")[1] if isinstance(thing, Table) else thing.module


def said(thing: Table | Page | Sight, *path: str) -> dict[str, str]:
    """zh and en of a table, a page, or with ("field", name) of a column. Raises KeyError: a word is missing."""
    found: Any = _words_of(module_of(thing))[thing.code]
    for part in path:
        found = found[part]
    return {"zh": found["zh"], "en": found["en"]}


def hint(thing: Table | Page, language: str) -> str:
    """What the table is for."""
    found: str = _words_of(module_of(thing))[thing.code].get(f"hint_{language}", "")
    return found


def choices_of(thing: Table, name: str, values: Sequence[str]) -> tuple[Choice, ...]:
    """Choices of a field whose words stand under [<table>.choice.<field>]."""
    known = _words_of(module_of(thing))[thing.code]["choice"][name]
    return tuple(Choice(value, known[value]["zh"], known[value]["en"]) for value in values)


def as_plain(value: Any) -> Any:
    """A value as JSON holds it: dates as text."""
    return value.isoformat() if isinstance(value, date) else value
