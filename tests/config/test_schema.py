"""The schema a new database gets at once is what all migrations come to."""

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tools.make_schema import fingerprint
from weige.kernel.management.commands.migrate import applied, is_new

RENEW = "run: .venv/bin/python tools/make_schema.py"


def written() -> str:
    text: str = settings.SCHEMA_FILE.read_text(encoding="utf-8")
    return text


def test_it_names_every_migration() -> None:
    assert set(applied(written())) == set(MigrationLoader(None).disk_migrations), RENEW


def test_it_was_made_from_these_migrations_and_not_touched_since() -> None:
    """By fingerprint: to make it anew takes a quarter of a minute."""
    head, body = written().split("-- applied: ", 1)
    assert fingerprint("-- applied: " + body) in head, RENEW


@pytest.mark.django_db
def test_a_database_with_anything_in_it_is_not_new() -> None:
    assert not is_new(connection)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA fresh")
        cursor.execute("SET LOCAL search_path TO fresh")
        assert is_new(connection)
        cursor.execute("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        assert not is_new(connection)
