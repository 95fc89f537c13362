"""Many new rows at once by COPY: for histories that are brought in, some ten times as fast as INSERT."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

Row = Any  # a model instance


def copy_in(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Writes the rows as they are, in their order (1 statement). Columns the database fills are left to it: defaults of
    its own, and keys when the first row has none. Values are not prepared: plain Python values of the right type only.
    """
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if not _filled(field, rows[0])]
    kept = {field.attname for field in fields if isinstance(field, models.JSONField)}
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    wanted = [field.attname for field in fields]
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                values = (getattr(row, name) for name in wanted)
                copy.write_row(
                    [
                        Jsonb(value) if name in kept else value
                        for name, value in zip(wanted, values, strict=True)
                    ]
                )


def reserved(model: type[models.Model], many: int) -> list[int]:
    """Keys nobody else gets, for rows whose key must be known before they are written (1 statement)."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [table, column, many],
        )
        return [key for (key,) in cursor.fetchall()]


def _filled(field: Any, row: Row) -> bool:
    """Whether the database fills the column."""
    if field.has_db_default() and not isinstance(field.db_default, str | int):
        return True
    return field.primary_key and getattr(row, field.attname) is None
