"""The schema a new database gets at once is what all migrations come to."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.config.running import ROOT, clean_environment
from weige.kernel.management.commands.migrate import applied, is_new

RENEW = "run: .venv/bin/python tools/make_schema.py"


def written() -> str:
    text: str = settings.SCHEMA_FILE.read_text(encoding="utf-8")
    return text


def test_it_names_every_migration() -> None:
    assert set(applied(written())) == set(MigrationLoader(None).disk_migrations), RENEW


@pytest.mark.slow
def test_it_is_what_the_migrations_come_to() -> None:
    done = subprocess.run(
        [sys.executable, "tools/make_schema.py", "--print"], cwd=ROOT, env=clean_environment(),
        capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == written(), RENEW


@pytest.mark.django_db
def test_a_database_with_anything_in_it_is_not_new() -> None:
    assert not is_new(connection)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA fresh")
        cursor.execute("SET LOCAL search_path TO fresh")
        assert is_new(connection)
        cursor.execute("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        assert not is_new(connection)
