"""One row in, one row out, with statements whose text is made once: for what nearly every request does.

Django builds the text of each statement anew, which for a table of a hundred columns costs more than the database
needs to do it. Only what a model's fields say is used; whoever reads a row with this gets a plain model instance.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


@cache
def _inserting(model: type[models.Model]) -> tuple[str, tuple["models.Field[Any, Any]", ...]]:
    """The statement for one new row, and the fields whose values it wants, in order."""
    fields = tuple(field for field in model._meta.local_concrete_fields if not field.generated)
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(_place(field) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES ({places})", fields  # noqa: S608 - names of our own models


def _place(field: "models.Field[Any, Any]") -> str:
    """The place of a value; an array says what it is of."""
    return f"%s::{field.db_type(connection)}" if hasattr(field, "get_placeholder") else "%s"


def insert(row: models.Model) -> None:
    """Writes a new row whose key is set already (1 statement). Raises IntegrityError as save() does.

    For models without a key made by the database; columns with a value that the database computes are not written.
    """
    statement, fields = _inserting(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
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
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} {rest} LIMIT 1", values)
        found = cursor.fetchone()
    if found is None:
        return None
    rows, start = [], 0
    for model, _, names in read:
        rows.append(model.from_db(connection.alias, names, found[start : start + len(names)]))
        start += len(names)
    return tuple(rows)
