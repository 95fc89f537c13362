"""Moments come from the database as Django would give them, only faster."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, connection
from psycopg.pq import Format

from weige.kernel.fasttimes import InUTC


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 22, 7, 30, 1, 2, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_a_moment_comes_back_as_it_is(moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, NULL::timestamptz, now()", [moment])
        found, nothing, now = cursor.fetchone()
        assert found == moment
        assert found.utcoffset() == timedelta(0)
        assert (nothing, now.utcoffset()) == (None, timedelta(0))
        assert cursor.cursor.adapters.get_loader(1184, Format.TEXT) is InUTC, "Django left it in place"


@pytest.mark.django_db
def test_what_python_cannot_say_is_refused_in_the_drivers_words() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'infinity'::timestamptz")
        with pytest.raises(DataError, match="infinity"):
            cursor.fetchone()
