"""Rows that many tests begin with, made once in a run and copied back for every further test.

Making the cast takes a tenth of a second and the catalogue three; putting their rows back takes a few milliseconds.
What is put back is what was made: same rows, same keys. Sequences never go back between tests, so the keys stay free.
"""

from collections.abc import Callable, Hashable, Sequence

from django.db import connection
from django.db.models import Model

# (what, for which) → table → its rows in PostgreSQL's binary form
_KEPT: dict[Hashable, dict[str, bytes]] = {}


def kept(key: Hashable, models: Sequence[type[Model]], make: Callable[[], object]) -> None:
    """Runs `make` the first time and puts back the rows of `models` every further time.

    `models` are in the order of their foreign keys and name every table that `make` writes. Where one of them has
    rows already, `make` decides what that means: nothing is kept and nothing put back.
    """
    tables = [model._meta.db_table for model in models]
    if any(model._default_manager.exists() for model in models):
        make()
    elif key in _KEPT:
        for table, rows in _KEPT[key].items():
            _put(table, rows)
    else:
        before = _counts()
        make()
        written = {table for table, count in _counts().items() if count != before[table]}
        assert written <= {*tables}, (
            f"{key}: rows of {sorted(written - {*tables})} would be missing next time"
        )
        _KEPT[key] = {table: _taken(table) for table in tables}


def _counts() -> dict[str, int]:
    """Table → how many rows, of all tables; made once for each thing that is kept."""
    with connection.cursor() as cursor:
        counts = " UNION ALL ".join(
            f"SELECT '{table}', count(*) FROM \"{table}\"" for table in connection.introspection.table_names()
        )
        cursor.execute(counts)
        return dict(cursor.fetchall())


def _taken(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as copy:
        return b"".join(bytes(part) for part in copy)


def _put(table: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as copy:
        copy.write(rows)
