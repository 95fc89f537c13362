"""`manage.py migrate`: Django's, but a database that is new gets all tables at once.

Going through every migration costs Django about 13 s of computing before a first start; what they come to is written
down in settings.SCHEMA_FILE (tools/make_schema.py; a test holds the two equal), and later migrations follow as ever.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

APPLIED = re.compile(r"^-- applied: (\w+)\.(\w+)$", re.M)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options.get("database") or DEFAULT_DB_ALIAS]
        everything = (
            not options.get("app_label") and not options.get("plan") and not options.get("check_unapplied")
        )
        if everything and settings.SCHEMA_FILE.is_file() and is_new(connection):
            from_schema(connection, settings.SCHEMA_FILE.read_text(encoding="utf-8"))
        super().handle(*args, **options)


def is_new(connection: BaseDatabaseWrapper) -> bool:
    """Whether nothing at all stands in the schema that unqualified names mean (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_schema() IS NOT NULL AND NOT EXISTS"
            " (SELECT FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace)"
            " AND NOT EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace)"
        )
        found: bool = cursor.fetchone()[0]
    return found


def applied(schema: str) -> Iterator[tuple[str, str]]:
    """The migrations a written schema is the sum of, as (app, name)."""
    for found in APPLIED.finditer(schema):
        yield found[1], found[2]


def from_schema(connection: BaseDatabaseWrapper, schema: str) -> None:
    """All tables in one transaction, and all their migrations recorded as applied."""
    recorder = MigrationRecorder(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(schema)
        for app, name in applied(schema):
            recorder.record_applied(app, name)
