"""Shapes of /api/office: reference tables, their rows, versions and previews."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

TableCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Key = Annotated[str, Field(min_length=1, max_length=120)]


class Words(Schema):
    """A text in both languages."""

    zh: str
    en: str


class TableLine(Schema):
    """A reference table. page: where it has an editor of its own at the desk, else null."""

    code: str
    group: str
    name: Words
    hint: Words
    page: str | None
    may_edit: bool
    rows: int | None
    edits: int
    changed_at: datetime | None


class TablePage(Schema):
    items: list[TableLine]
    next: None = None


class ChoiceOut(Schema):
    value: str
    zh: str
    en: str


class FieldOut(Schema):
    """A column of the form; kind as in kernel.reference.Field."""

    name: str
    label: Words
    kind: str
    choices: list[ChoiceOut]
    required: bool
    fixed: bool
    low: float | None
    high: float | None
    default: Any


class RowOut(Schema):
    """A row; note: where its values come from, in words; version: 0 while nobody edited it; marks: placeholders its
    long texts may use."""

    key: str
    name: Words
    values: dict[str, Any]
    note: Words
    off: bool
    version: int
    marks: list[ChoiceOut]


class TableOut(Schema):
    code: str
    name: Words
    hint: Words
    may_edit: bool
    may_add: bool
    fields: list[FieldOut]
    items: list[RowOut]
    next: None = None


class VersionOut(Schema):
    """An edit; by: who made it. before is null when the row was made by it."""

    table: str
    key: str
    no: int
    at: datetime
    by: str
    note: str
    restores: int | None
    before: dict[str, Any] | None
    after: dict[str, Any]


class VersionPage(Schema):
    items: list[VersionOut]
    next: str | None


class ChangeOut(VersionOut):
    """An edit with the words of its table; page: the desk's page of a table that has an editor of its own."""

    table_name: Words
    page: str | None


class ChangePage(Schema):
    items: list[ChangeOut]
    next: str | None


class PreviewIn(Schema):
    """key "" for a new row."""

    key: str = Field("", max_length=120)
    values: dict[str, Any]


class SaveIn(Schema):
    """What is left out stays. version: the row's as the editor saw it; 409 when it is another by now."""

    values: dict[str, Any]
    version: int | None = Field(None, ge=0)
    note: str = Field("", max_length=200)


class RestoreIn(Schema):
    """no: the state to bring back; 0 is the one before the first edit."""

    no: int = Field(ge=0)
    version: int | None = Field(None, ge=0)
    note: str = Field("", max_length=200)


class Difference(Schema):
    field: str
    before: Any
    after: Any


class EffectItem(Schema):
    text_zh: str
    text_en: str


class EffectOut(Schema):
    """What an edit would do, in a sentence; tone: info, warn."""

    code: str
    tone: str
    text_zh: str
    text_en: str
    items: list[EffectItem]


class PreviewOut(Schema):
    differences: list[Difference]
    effects: list[EffectOut]
