"""One row in, one row out, with statements whose text is made once: for what nearly every request does.

Django builds the text of each statement anew and writes the values into it, and the database reads and plans it anew;
for a table of a hundred columns that costs more than doing it. Here the values travel beside a text that the
database has prepared. Only what a model's fields say is used; whoever reads a row with this gets a plain instance.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, reduce
from typing import Any, TypeVar

from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor

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


Fields = tuple["models.Field[Any, Any]", ...]


@cache
def _inserting(model: type[models.Model]) -> tuple[str, Fields, Fields]:
    """The statement for one new row, the fields whose values it wants, and those the database fills, in order."""
    made = tuple(field for field in model._meta.local_concrete_fields if _made(field))
    fields = tuple(
        field for field in model._meta.local_concrete_fields if field not in made and not field.generated
    )
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(_place(field) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - names of our own models
    if made:
        statement += " RETURNING " + ", ".join(connection.ops.quote_name(str(field.column)) for field in made)
    return statement, fields, made


def _made(field: "models.Field[Any, Any]") -> bool:
    """Whether the database makes the value: a running key, a default of its own."""
    return isinstance(field, models.AutoField) or field.has_db_default()


def _place(field: "models.Field[Any, Any]") -> str:
    """The place of a value; an array says what it is of."""
    return f"%s::{field.db_type(connection)}" if hasattr(field, "get_placeholder") else "%s"


def insert(row: models.Model) -> None:
    """Writes a new row (1 statement). Raises IntegrityError as save() does.

    Running keys and columns with a default of the database are filled by it and set on the row; columns that it
    computes are not written. No signal is sent.
    """
    statement, fields, made = _inserting(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with prepared() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone() if made else ()
    for field, value in zip(made, found, strict=True):
        converters: list[Callable[..., Any]] = field.get_db_converters(connection)
        setattr(
            row, field.attname, reduce(lambda one, convert: convert(one, None, connection), converters, value)
        )
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
