"""One row in, one row out, with statements whose text is made once: for what nearly every request does.

Django builds the text of each statement anew and writes the values into it, and the database reads and plans it anew;
for a table of a hundred columns that costs more than doing it. Here the values travel beside a text that the
database has prepared. Only what a model's fields say is used; whoever reads a row with this gets a plain instance.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cache, reduce
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor, RawCursor

M = TypeVar("M", bound=models.Model)


@contextmanager
def prepared() -> "Iterator[CursorWrapper]":
    """A cursor whose statements the database prepares when they come again (WEIGE_PREPARE).

    While somebody reads along (CaptureQueriesContext) it is the ordinary one, whose statements can be read whole.
    """
    if connection.queries_logged:
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.ensure_connection()
    own: Any = connection  # what connection.cursor() does, with another kind of cursor
    with connection.wrap_database_errors, own._prepare_cursor(Cursor(own.connection)) as cursor:
        yield cursor


Field: TypeAlias = "models.Field[Any, Any]"
#: Kinds of fields, and the types of values that the driver takes for them as they are.
AS_IT_IS: dict[type[Field], set[type]] = {
    models.CharField: {str},
    models.TextField: {str},
    models.SmallIntegerField: {int},
    models.IntegerField: {int},
    models.BigIntegerField: {int},
    models.BigAutoField: {int},
    models.FloatField: {float},
    models.BooleanField: {bool},
    models.DateTimeField: {datetime},
    models.UUIDField: {UUID},
}


@dataclass(frozen=True)
class _Inserting:
    """One new row of a table. named: the statement with "%s"; numbered: with "$1"; the driver need not read that one.

    fields: whose values it wants, each with the types that need no preparing. made: those the database fills.
    """

    named: str
    numbered: str
    fields: tuple[tuple[Field, set[type]], ...]
    made: tuple[Field, ...]


@cache
def _inserting(model: type[models.Model]) -> _Inserting:
    made = tuple(field for field in model._meta.local_concrete_fields if _made(field))
    fields = [
        field for field in model._meta.local_concrete_fields if field not in made and not field.generated
    ]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    table = quote(model._meta.db_table)
    back = " RETURNING " + ", ".join(quote(str(field.column)) for field in made) if made else ""

    def text(places: Iterable[str]) -> str:
        values = ", ".join(place + _cast(field) for place, field in zip(places, fields, strict=True))
        return f"INSERT INTO {table} ({names}) VALUES ({values}){back}"  # noqa: S608 - names of our own models

    numbered = text(f"${number}" for number in range(1, len(fields) + 1))
    known = tuple((field, _as_it_is(field)) for field in fields)
    return _Inserting(text("%s" for _ in fields), numbered, known, made)


def _as_it_is(field: Field) -> set[type]:
    """The types of values of the field that are written as they are."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return set()
    own = field.target_field if isinstance(field, models.ForeignKey) else field
    found = AS_IT_IS.get(type(own), set())
    return found | {type(None)} if found else found


def _value(row: models.Model, field: Field, known: set[type]) -> Any:
    value = getattr(row, field.attname)
    return (
        value if type(value) in known else field.get_db_prep_save(field.pre_save(row, add=True), connection)
    )


def _made(field: Field) -> bool:
    """Whether the database makes the value: a running key, a default of its own."""
    return isinstance(field, models.AutoField) or field.has_db_default()


def _cast(field: Field) -> str:
    """What follows the place of a value; an array says what it is of."""
    return f"::{field.db_type(connection)}" if hasattr(field, "get_placeholder") else ""


def insert(row: models.Model) -> None:
    """Writes a new row (1 statement). Raises IntegrityError as save() does.

    Running keys and columns with a default of the database are filled by it and set on the row; columns that it
    computes are not written. No signal is sent.
    """
    insert_all([row])


def insert_all(rows: Sequence[models.Model]) -> None:
    """Writes new rows of any tables in this order, as insert() does: a statement each, all sent in one go.

    While somebody reads along (CaptureQueriesContext) they go one by one. Call it within a transaction.
    """
    told = [(row, _inserting(type(row))) for row in rows]
    sent = [[_value(row, *field) for field in how.fields] for row, how in told]
    if connection.queries_logged:
        with connection.cursor() as cursor:
            for (row, how), values in zip(told, sent, strict=True):
                cursor.execute(how.named, values)
                _written(row, how, cursor.fetchone() if how.made else ())
        return
    connection.validate_no_broken_transaction()
    connection.ensure_connection()
    raw = connection.connection
    with connection.wrap_database_errors:
        cursors: list[RawCursor[Any]] = [RawCursor(raw) for _ in told]
        with raw.pipeline() if len(told) > 1 else nullcontext():
            for own, (_, how), values in zip(cursors, told, sent, strict=True):
                own.execute(how.numbered.encode(), values)
        for own, (row, how) in zip(cursors, told, strict=True):
            _written(row, how, own.fetchone() if how.made else ())


def _written(row: models.Model, how: _Inserting, found: Any) -> None:
    for field, value in zip(how.made, found, strict=True):
        converters: list[Callable[..., Any]] = field.get_db_converters(connection)
        made = reduce(lambda one, convert: convert(one, None, connection), converters, value)
        setattr(row, field.attname, made)
    row._state.adding, row._state.db = False, connection.alias


@cache
def _reading(model: type[models.Model], alias: str) -> tuple[str, tuple[str, ...]]:
    """The columns of a model as a statement names them, and its attributes in that order."""
    fields = model._meta.concrete_fields
    odd = [field.name for field in fields if field.get_db_converters(connection)]
    if odd:
        raise TypeError(f"{model.__name__}: {', '.join(odd)} must be converted; read it with the ORM")
    columns = ", ".join(f"{alias}.{connection.ops.quote_name(str(field.column))}" for field in fields)
    return columns, tuple(field.attname for field in fields)


def first(wanted: Mapping[str, type[models.Model]], rest: str, values: Any) -> tuple[Any, ...] | None:
    """The first row of a join as instances, None when there is none (1 statement).

    wanted: alias → model, in the order of the answer; rest: the statement from FROM on, with these aliases.
    Raises TypeError for a model whose columns must be converted after reading (JSON, for one).
    """
    read = [(model, *_reading(model, alias)) for alias, model in wanted.items()]
    columns = ", ".join(one[1] for one in read)
    with prepared() as cursor:
        cursor.execute(f"SELECT {columns} {rest} LIMIT 1", values)
        found = cursor.fetchone()
    if found is None:
        return None
    rows, start = [], 0
    for model, _, names in read:
        rows.append(model.from_db(connection.alias, names, found[start : start + len(names)]))
        start += len(names)
    return tuple(rows)
