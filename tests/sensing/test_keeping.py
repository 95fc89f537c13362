"""Old readings: archived by the day, checked, thinned per kind of device, and what warnings need stays."""

import json
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import polars as pl
import pyarrow.parquet as pq
import pytest
from django.core.management import call_command
from django.db import connection

from tests.sensing.conftest import NOW, Town
from weige.kernel import timesource
from weige.sensing import tasks
from weige.sensing.models import ArchivePart, KeepingRun, ReadingDay, ThinReading, Warning
from weige.sensing.queries import keeping as facts
from weige.sensing.queries.readings import points, trend, values_since
from weige.sensing.rules.retention import Retention, RetentionError, read
from weige.sensing.services import archiving, keeping
from weige.sensing.services.archiving import ArchiveError
from weige.sensing.services.history import Told, import_history

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2026, 11, 20)
START = datetime(2026, 11, 20, tzinfo=UTC)
PLAN = read("")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A data folder of this test's own; the partitions it made go afterwards (they are no Django tables)."""
    settings.DATA_DIR = tmp_path
    yield tmp_path / "archive" / "readings"
    with connection.cursor() as cursor:
        for day in facts.days_there():
            cursor.execute(f"DROP TABLE {facts.partition(day)}")


def store(*rows: dict[str, Any]) -> None:
    """Rows as a lane writes them: batch by batch."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sensing_ensure_days(%s::date[])", [sorted({row["at"].date() for row in rows})])
        cursor.execute("SELECT coalesce(max(batch), 0) + 1 FROM sensing_reading")
        batch = cursor.fetchone()[0]
        for number, row in enumerate(rows):
            cursor.execute(
                "INSERT INTO sensing_reading (at, device_id, kind, value, data, judged, source, signal_id,"
                " received_at, lane, batch, ord) VALUES (%s, %s, %s, %s, %s, %s, 'test', %s, %s, %s, %s, %s)",
                [
                    row["at"], row["device"], row.get("kind", "tilt"), row.get("value"),
                    json.dumps(row["data"]) if "data" in row else None, row.get("judged", True),
                    row.get("id", f"{row['at']:%s}/{number}"), row["at"] + timedelta(seconds=1),
                    row.get("lane", 0), batch, number,
                ],
            )  # fmt: skip


def measured(device: int, count: int = 96, start: datetime = START, **more: Any) -> None:
    """One value every quarter of an hour: 0, 1, 2, …"""
    rows = [
        {"at": start + timedelta(minutes=15 * n), "device": device, "value": float(n)} | more
        for n in range(count)
    ]
    store(*rows)


def run(now: datetime, plan: Retention = PLAN) -> list[str]:
    """One run to its end; the steps."""
    with keeping.alone() as ours:
        assert ours
        return [f"{step.name} {step.day:%d}" for step in keeping.keep(now=now, plan=plan)]


def later(days: float) -> datetime:
    return START + timedelta(days=days)


def rows_left() -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT device_id, count(*) FROM sensing_reading GROUP BY 1")
        return dict(cursor.fetchall())


def test_a_day_becomes_one_file_that_duckdb_and_polars_read(town: Town, folder: Path) -> None:
    measured(town.tilt.pk)
    store({"at": START + timedelta(hours=3), "device": town.camera.pk, "kind": "detection", "id": 'a"\n,b',
           "data": {"label": "goods"}, "judged": False})  # fmt: skip
    assert run(later(1.5)) == [], "a day waits for its late signals first"
    assert run(later(2.1)) == ["written 20", "checked 20", "named 20", "recorded 20", "listed 20"]
    assert run(later(2.2)) == []
    files = list(folder.rglob("*.parquet"))
    assert [file.relative_to(folder).as_posix() for file in files] == ["day=2026-11-20/part-0000.parquet"]
    found = duckdb.sql(
        f"SELECT count(*), sum(value), epoch_us(min(time)), any_value(day) FROM read_parquet('{folder}/*/*.parquet')"
        " WHERE device = 'QX-1' AND kind = 'tilt'"
    ).fetchall()[0]
    assert (found[0], found[1], datetime.fromtimestamp(found[2] / 1e6, UTC), str(found[3])) == (
        96,
        95 * 96 / 2,
        START,
        "2026-11-20",
    )
    frame = pl.scan_parquet(f"{folder}/**/*.parquet", hive_partitioning=True).collect()
    assert frame.schema["time"] == pl.Datetime("us", "UTC")
    assert frame.schema["value"] == pl.Float64
    assert frame.schema["judged"] == pl.Boolean
    odd = frame.filter(pl.col("device_kind") == "camera").to_dicts()
    assert [(row["signal_id"], json.loads(row["data"]), row["value"], row["judged"]) for row in odd] == [
        ('a"\n,b', {"label": "goods"}, None, False)
    ]
    assert pq.ParquetFile(files[0]).metadata.row_group(0).column(0).compression == "ZSTD"
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600


def test_what_comes_late_makes_a_further_file_and_the_first_stays_as_it_is(town: Town, folder: Path) -> None:
    measured(town.tilt.pk, 4)
    run(later(2.1))
    first = (folder / "day=2026-11-20/part-0000.parquet").read_bytes()
    measured(town.tilt.pk, 2, start=START + timedelta(minutes=7), id="late")
    assert run(later(3)) == [], "not a file a day: one when nothing can come late any more"
    assert run(later(8.2)) == ["written 20", "checked 20", "named 20", "recorded 20", "listed 20"]
    assert (folder / "day=2026-11-20/part-0000.parquet").read_bytes() == first
    assert pq.read_table(folder / "day=2026-11-20/part-0001.parquet")["signal_id"].to_pylist() == [
        "late",
        "late",
    ]
    told = json.loads((folder / "day=2026-11-20/manifest.json").read_text())
    assert [(part["file"], part["rows"]) for part in told["parts"]] == [
        ("part-0000.parquet", 4),
        ("part-0001.parquet", 2),
    ]
    assert told["parts"][1]["sha256"] == archiving.sha256_of(folder / "day=2026-11-20/part-0001.parquet")


def test_lanes_are_told_apart(town: Town, folder: Path) -> None:
    """A later batch of one lane is late although another lane is further on."""
    store({"at": START, "device": town.tilt.pk, "value": 1.0, "lane": 1})
    store({"at": START, "device": town.tilt.pk, "value": 2.0, "lane": 0})
    run(later(2.1))
    assert ReadingDay.objects.get().upto == {"0": 2, "1": 1}
    store({"at": START, "device": town.tilt.pk, "value": 3.0, "lane": 1})
    run(later(8.2))
    assert [row.rows for row in ArchivePart.objects.order_by("number")] == [2, 1]


def test_each_kind_of_device_has_its_own_time(town: Town) -> None:
    """A camera's detections are thinned after 14 days, a tilt sensor's readings after 90."""
    measured(town.tilt.pk)
    measured(town.camera.pk, kind="detection", value=None)
    run(later(2.1))
    assert run(later(14.9)) == []
    assert run(later(15.1)) == ["thinned 20"]
    assert rows_left() == {town.tilt.pk: 96}
    assert ReadingDay.objects.get().kept == [town.tilt.pk]
    assert set(ThinReading.objects.values_list("device_id", "seconds", "count", "mean")) == {
        (town.camera.pk, 3600, 4, None)
    }
    assert run(later(15.2)) == []
    assert run(later(91.1)) == ["thinned 20"]
    assert facts.days_there() == []
    assert ReadingDay.objects.get().gone


def test_thinned_readings_say_lowest_mean_highest_count_of_what_was_judged(town: Town) -> None:
    measured(town.tilt.pk, 8)
    store({"at": START, "device": town.tilt.pk, "value": 900.0, "judged": False})
    before = trend(town.tilt.pk, "tilt", START - timedelta(seconds=1), START + timedelta(hours=2), 2)
    run(later(2.1))
    run(later(91.1))
    rows = ThinReading.objects.order_by("at").values_list("at", "low", "mean", "high", "count")
    assert list(rows) == [
        (START, 0.0, 1.5, 3.0, 4),
        (START + timedelta(hours=1), 4.0, 5.5, 7.0, 4),
    ]
    after = trend(town.tilt.pk, "tilt", START - timedelta(seconds=1), START + timedelta(hours=2), 2)
    assert after == before, "who draws a trend does not notice"
    assert [one["count"] for one in after] == [4, 4]


def test_points_and_values_read_both_tables(town: Town) -> None:
    measured(town.tilt.pk, 4)
    measured(town.tilt.pk, 4, start=later(80))
    run(later(82.1))
    run(later(91.1))
    whole = (later(-1), later(90))
    assert [one["value"] for one in points(town.tilt.pk, *whole)] == [1.5, 0.0, 1.0, 2.0, 3.0]
    assert [one["value"] for one in values_since(town.tilt.pk, "tilt", *whole)] == [1.5, 0.0, 1.0, 2.0, 3.0]
    assert [one["count"] for one in trend(town.tilt.pk, "tilt", *whole, 2)] == [4, 4]


def test_thinned_readings_go_in_their_time_too(town: Town) -> None:
    measured(town.camera.pk, 4, value=None, kind="detection")
    measured(town.tilt.pk, 4)
    for days in (2.1, 91.1):
        run(later(days))
    assert ThinReading.objects.count() == 2
    assert run(later(366)) == ["dropped 21"]
    assert set(ThinReading.objects.values_list("device_id", flat=True)) == {town.tilt.pk}, (
        "a house's stay for ever"
    )


def test_a_reading_that_comes_after_its_day_is_gone_is_archived_and_joins_its_interval(
    town: Town, folder: Path
) -> None:
    measured(town.tilt.pk, 4)
    run(later(2.1))
    run(later(91.1))
    store({"at": START + timedelta(minutes=1), "device": town.tilt.pk, "value": 9.0, "lane": 3})
    steps = run(later(92))
    assert "recorded 20" in steps
    assert "thinned 20" in steps
    row = ThinReading.objects.get()
    assert (row.low, row.mean, row.high, row.count) == (0.0, 3.0, 9.0, 5)
    assert len(list(folder.rglob("*.parquet"))) == 2
    assert facts.days_there() == []


@pytest.mark.parametrize("harm", ["missing", "changed", "table"])
def test_nothing_goes_that_the_archive_does_not_hold(town: Town, folder: Path, harm: str) -> None:
    measured(town.tilt.pk, 4)
    run(later(2.1))
    file = folder / "day=2026-11-20/part-0000.parquet"
    if harm == "missing":
        file.unlink()
    elif harm == "changed":
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    else:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE sensing_reading_20261120 DISABLE TRIGGER ALL")
            cursor.execute("UPDATE sensing_reading SET value = value + 1e-9 WHERE value = 2")
    with pytest.raises(ArchiveError):
        run(later(91.1))
    assert rows_left() == {town.tilt.pk: 4}
    assert not ThinReading.objects.exists()


def test_plates_and_pictures_are_hashes_in_the_archive(town: Town, folder: Path) -> None:
    sha = "ab" * 32
    data = {
        "plate": "沪A12345",
        "pictures": [sha, "not a hash"],
        "objects": [{"plate": "沪A12345", "class": "car"}],
    }
    store({"at": START, "device": town.camera.pk, "kind": "detection", "data": data})
    run(later(2.1))
    assert "沪A12345".encode() not in (folder / "day=2026-11-20/part-0000.parquet").read_bytes()
    kept = json.loads(pq.read_table(folder / "day=2026-11-20/part-0000.parquet")["data"].to_pylist()[0])
    assert kept["plate"].startswith("hmac:")
    assert kept["objects"] == [{"plate": kept["plate"], "class": "car"}], "the same car is still the same car"
    assert kept["pictures"][0] == sha
    assert kept["pictures"][1].startswith("hmac:")
    assert run(later(15.1)) == ["thinned 20"], "the cleaned file still counts as holding the row"


def test_a_warnings_readings_stay_with_it_and_stay_raw_while_it_lives(
    town: Town, rules: None, send: Callable[..., Any]
) -> None:
    """The card says the same after thinning; and the sensor's own rows of those hours are not thinned before."""
    from tests.sensing.conftest import reading

    for minute in range(0, 40, 5):
        send(reading(minute, 9.0))
    warning = Warning.objects.get()
    card = json.dumps(warning.explain, sort_keys=True)
    assert len(warning.explain["readings"]) > 0
    run(later(2.1))
    assert "thinned 20" not in run(later(91.1)), "it lives: its readings stay"
    assert rows_left() == {town.tilt.pk: 8}
    Warning.objects.update(state="cleared", over_at=later(92))
    assert "thinned 20" not in run(later(93))
    assert "thinned 20" in run(later(92 + PLAN.archive.hold_days + 1))
    assert rows_left() == {}
    warning.refresh_from_db()
    assert json.dumps(warning.explain, sort_keys=True) == card
    assert warning.opened_at > NOW


def test_one_at_a_time(town: Town) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [0x7767, keeping.NAME])
            with keeping.alone() as ours:
                assert not ours
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    with keeping.alone() as ours:
        assert ours


def test_who_writes_late_readings_is_not_kept_waiting(town: Town) -> None:
    """While another transaction writes into the day it is left alone, and thinned by the next run."""
    measured(town.tilt.pk, 4)
    run(later(2.1))
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE sensing_reading IN ROW EXCLUSIVE MODE")
            assert run(later(91.1)) == []
            assert rows_left() == {town.tilt.pk: 4}
        other.rollback()
    finally:
        other.close()
    assert run(later(91.1)) == ["thinned 20"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x", "Expected"),
        ("[default]\nraw_days = 3", "[default] raw_days = 3: at least 9"),
        ("[device.bin]\nthin_minutes = 7", "[device.bin] thin_minutes = 7: must divide a day"),
        ("[device.bin]\nthin_days = 20", "[device.bin] thin_days = 20: 0, or more than raw_days"),
        ("[default]\nrawdays = 3", "rawdays"),
        ("[devices]\na = 1", "unknown table: devices"),
        ("[archive]\nhold_days = -1", "cannot be negative"),
    ],
)
def test_a_retention_file_is_refused_with_its_entry(text: str, said: str) -> None:
    with pytest.raises(RetentionError, match=said.replace("[", r"\[")):
        read(text)


def test_an_installation_changes_what_it_names_only(tmp_path: Path) -> None:
    (tmp_path / "retention.toml").write_text("[device.bin]\nraw_days = 20\n", encoding="utf-8")
    found = facts.retention()
    assert found.of("bin").raw_days == 20
    assert found.of("bin").thin_minutes == found.default.thin_minutes
    assert found.of("camera") == PLAN.of("camera")


def test_a_run_is_due_when_a_day_waits_or_hours_have_gone(town: Town) -> None:
    measured(town.tilt.pk, 1)
    assert facts.anything_due(now=later(1), plan=PLAN), "never ran"
    keeping.begin(now=later(1), real=later(1))
    keeping.finish(real=later(1), done={})
    assert not facts.anything_due(now=later(1.1), plan=PLAN)
    assert facts.anything_due(now=later(1.5), plan=PLAN), "hours have gone"
    assert facts.anything_due(now=later(2.05), plan=PLAN)


def test_history_brought_in_after_the_archive_is_a_further_part(town: Town) -> None:
    measured(town.tilt.pk, 4)
    run(later(2.1))
    told = Told(id="h1", source="old", device="QX-1", kind="tilt", time=START, value=7.0)
    for number in range(2):
        import_history(signals=[msgspec.structs.replace(told, id=f"h{number}")], now=later(3))
        run(later(8.2 + number))
    assert "thinned 20" in run(later(91.1))
    assert [row.rows for row in ArchivePart.objects.order_by("number")] == [4, 1, 1]


def test_the_process_the_worker_starts_notes_what_it_did(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    measured(town.tilt.pk, 4)
    monkeypatch.setattr(timesource, "now", lambda: later(2.1))
    call_command("keep")
    run = KeepingRun.objects.get()
    assert (run.at, run.error, run.done["recorded"]) == (later(2.1), "", 1)
    assert run.finished_at is not None
    archiving.folder().joinpath("day=2026-11-20/part-0000.parquet").unlink()
    monkeypatch.setattr(timesource, "now", lambda: later(91.1))
    call_command("keep", stderr=StringIO())
    assert "part-0000.parquet cannot be read" in KeepingRun.objects.get().error


def test_the_worker_starts_it_when_a_day_waits_and_not_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    class Process:
        def __init__(self, command: list[str], **_: Any) -> None:
            started.append(command)

        def poll(self) -> None:
            return None

        def wait(self) -> None:
            return None

    monkeypatch.setattr(tasks.subprocess, "Popen", Process)
    monkeypatch.setattr(tasks.keeper, "process", None)
    measured(town.tilt.pk, 1)
    tasks.keep_readings(now=later(2.1))
    tasks.keep_readings(now=later(2.1))
    assert [one[-3:-1] for one in started] == [["keep", "--parent"]]
