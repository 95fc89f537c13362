"""The keeper is killed (-9) after every step and inside every transaction: nothing is lost, nothing doubled."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl
import pytest
from django.db import connection

from tests.config.running import ROOT
from tests.sensing.conftest import Town
from tests.sensing.test_keeping import later, measured, rows_left
from weige.sensing.models import ArchivePart, ThinReading
from weige.sensing.queries import keeping as facts
from weige.sensing.services.verifying import verify

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

INSIDE = [
    "after:archiving._write", "in:archiving.sha256_of", "in:archiving._sync", "in:archiving._note",
    "after:archiving._note", "after:archiving.write_manifest",
]  # fmt: skip
WHILE_THINNING = ["in:thinning._compare", "after:thinning._thin", "after:thinning._swap", "in:thinning._swap"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.DATA_DIR = tmp_path
    yield tmp_path / "archive" / "readings"
    with connection.cursor() as cursor:
        for day in facts.days_there():
            cursor.execute(f"DROP TABLE {facts.partition(day)}")


def keeper(data: Path, now: datetime, point: str) -> "subprocess.CompletedProcess[str]":
    params = connection.get_connection_params()
    url = f"postgresql://{params['user']}@/{params['dbname']}?host={quote(params['host'], safe='')}"
    environment = os.environ | {"WEIGE_DATA": str(data), "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "tests.sensing.keeper", now.isoformat(), point],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def released() -> None:
    """Until the database has noticed the death and let go of the dead one's locks."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s", [0x7767]
            )
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("the dead keeper's lock is still held")


def until_done(data: Path, now: datetime, points: list[str]) -> None:
    """One run for each point, each killed there (or ended, when nothing leads there any more), then one to the end."""
    killed = 0
    for point in points:
        done = keeper(data, now, point)
        assert done.returncode in {0, -signal.SIGKILL}, done.stderr
        killed += done.returncode == -signal.SIGKILL
        released()
    assert killed == len(points)
    assert keeper(data, now, "end").returncode == 0


def test_killed_anywhere_while_archiving(town: Town, tmp_path: Path, folder: Path) -> None:
    for number in range(4):  # INSIDE and the steps are fewer than the files: every point is reached
        measured(town.tilt.pk, 8, start=later(number))
    measured(town.camera.pk, 8, kind="detection", value=None)
    until_done(tmp_path, later(7), [*INSIDE, "step:1", "step:2", "step:3", "step:4", "step:5"])
    frame = pl.scan_parquet(f"{folder}/**/*.parquet", hive_partitioning=True).collect()
    assert frame.height == 40
    assert frame.select("device", "kind", "signal_id", "time").is_duplicated().sum() == 0
    assert sorted(frame["day"].unique().to_list()) == [later(number).date() for number in range(4)]
    assert ArchivePart.objects.count() == 4
    assert [one["wrong"] for one in verify()] == ["", "", "", ""]
    assert not list(folder.rglob("*.tmp"))
    assert len(list(folder.rglob("manifest.json"))) == 4


def test_killed_anywhere_while_thinning(town: Town, tmp_path: Path, folder: Path) -> None:
    for number in range(2):
        measured(town.tilt.pk, 8, start=later(number))
        measured(town.camera.pk, 8, start=later(number), kind="detection", value=None)
    assert keeper(tmp_path, later(4), "end").returncode == 0
    until_done(tmp_path, later(16.5), [*WHILE_THINNING, "step:1"])
    assert rows_left() == {town.tilt.pk: 16}
    assert (
        list(ThinReading.objects.values_list("device_id", "count").order_by("at"))
        == [(town.camera.pk, 4)] * 4
    )
    until_done(tmp_path, later(93), [*WHILE_THINNING, "step:1"])
    assert rows_left() == {}
    assert sum(ThinReading.objects.values_list("count", flat=True)) == 32
    assert [one["wrong"] for one in verify()] == ["", ""]
