"""Old readings from outside: what doctor says of them, and the command `weige archive`."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.config.running import weige
from weige.config.doctor import Level, readings
from weige.config.embedded import Embedded
from weige.sensing.models import ArchivePart, KeepingRun, ReadingDay
from weige.sensing.services.sweeping import forget_old

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)


def codes(*, running: bool = False, now: datetime = NOW) -> dict[str, Level]:
    found = list(readings.findings(now, running=running))
    assert all(one.text for one in found)
    return {one.code: one.level for one in found}


@pytest.mark.django_db
def test_partitions_should_be_there_before_the_first_reading(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    assert codes(running=True) == {"partitions_missing": Level.WARNING}
    forget_old(now=NOW)
    assert codes(running=True) == {}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE stray PARTITION OF sensing_reading DEFAULT")
        assert codes() == {}
        cursor.execute(
            "INSERT INTO sensing_reading (at, device_id, kind, judged, source, signal_id, received_at)"
            " VALUES ('2031-01-01T00:00Z', 1, 'tilt', true, 's', '1', now())"
        )
    assert codes() == {"partition_default": Level.WARNING}


@pytest.mark.django_db
def test_the_keepers_last_run_and_its_files(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    forget_old(now=NOW)
    assert codes(now=NOW + timedelta(days=20)) == {"keeping_late": Level.WARNING}
    run = KeepingRun.objects.create(pk=1, at=NOW, started_at=NOW)
    assert codes() == {"keeping_now": Level.OK}
    run.finished_at = NOW
    run.save()
    assert codes() == {"keeping": Level.OK}
    day = ReadingDay.objects.create(day=NOW.date(), archived_at=NOW)
    ArchivePart.objects.create(
        day=day, number=0, path="day=2026-11-20/part-0000.parquet", rows=1, bytes=1, digest="", sha256="", after={},
        upto={}, personal=[], made_at=NOW,
    )  # fmt: skip
    assert codes() == {"archive_missing": Level.ERROR, "keeping": Level.OK}
    run.error = "ArchiveError: x"
    run.save()
    assert codes()["keeping_failed"] == Level.ERROR
    (tmp_path / "retention.toml").write_text("[default]\nraw_days = 1\n", encoding="utf-8")
    assert codes() == {"retention": Level.ERROR}


def test_the_command_archives_lists_and_verifies(tmp_path: Path) -> None:
    data = tmp_path / "house"
    at = ("--data", str(data))
    assert weige("migrate", *at).returncode == 0
    day = (datetime.now(UTC) - timedelta(days=20)).date()
    server = Embedded(data)
    process = server.start()
    with psycopg.connect(server.url) as database:
        database.execute("SELECT sensing_ensure_days(ARRAY[%s::date])", [day])
        database.execute(
            "INSERT INTO sensing_reading (at, device_id, kind, value, judged, source, signal_id, received_at)"
            " SELECT %s::date + n * interval '1 minute', 1, 'tilt', n, true, 's', n, now()"
            " FROM generate_series(1, 100) n",
            [day],
        )
    server.stop(process)
    done = weige("archive", "run", *at)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 new files" in done.stdout
    listed = json.loads(weige("archive", "list", "--json", *at).stdout)
    assert [(one["day"], one["state"], one["rows"], one["parts"]) for one in listed] == [
        (str(day), "both", 100, 1)
    ]
    assert weige("archive", "verify", *at).stdout.strip() == "1 files verified, 0 wrong"
    file = data / "archive" / "readings" / f"day={day}" / "part-0000.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    wrong = weige("archive", "verify", "--day", str(day), *at)
    assert wrong.returncode == 1
    assert "is not the file that was recorded" in wrong.stdout
    assert weige("archive", "nonsense", *at).returncode == 2
