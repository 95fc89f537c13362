"""The readings' table: partitions by day, made once, append-only."""

import pytest
from django.db import DatabaseError, connection, transaction


def ensure(*days: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sensing_ensure_days(%s::date[])", [list(days)])
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_day_is_made_once_and_takes_readings() -> None:
    assert ensure("2031-11-20", "2031-11-21", "2031-11-20") == 2
    assert ensure("2031-11-21") == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sensing_reading VALUES"
            " ('2031-11-20T23:59:59.999Z', 1, 'tilt', 1, NULL, true, 's', '1', now()),"
            " ('2031-11-21T00:00:00Z', 1, 'tilt', 1, NULL, true, 's', '2', now())"
        )
        cursor.execute("SELECT tableoid::regclass::text FROM sensing_reading ORDER BY at")
        assert [row[0] for row in cursor.fetchall()] == [
            "sensing_reading_20311120",
            "sensing_reading_20311121",
        ]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE sensing_reading SET value = 2", "DELETE FROM sensing_reading"])
def test_readings_refuse_change(statement: str) -> None:
    ensure("2026-11-20")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sensing_reading VALUES"
            " ('2026-11-20T12:00:00Z', 1, 'tilt', 1, NULL, true, 's', '1', now())"
        )
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)


@pytest.mark.django_db
def test_a_time_range_reads_only_its_days() -> None:
    ensure("2026-11-20", "2026-11-21", "2026-11-22")
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN SELECT * FROM sensing_reading WHERE at >= '2026-11-21T06:00Z' AND at < '2026-11-21T12:00Z'"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "20261121" in plan
    assert "20261120" not in plan
    assert "20261122" not in plan
