"""The migrations are those of the models."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except (SystemExit, CommandError) as error:
        raise AssertionError(said.getvalue()) from error
