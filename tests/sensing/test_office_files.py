"""The ladder of warnings and how long readings are kept, edited at the desk; the files stay readable."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.cast import Api
from weige.kernel import timesource
from weige.kernel.models import Event, ReferenceVersion
from weige.kernel.services import officefiles
from weige.sensing.models import AlertGroup, Device, Warning
from weige.sensing.queries.keeping import retention
from weige.sensing.queries.policy import in_force
from weige.sensing.rules.levels import rank
from weige.sensing.services import register_device

pytestmark = pytest.mark.django_db
TABLE = "/api/office/tables"


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def admin(client_for: Any, cast: Any, data: Path) -> Any:
    return client_for("admin")


@pytest.fixture
def tilt(territory: Any) -> Device:
    names = {"name_zh": "一号", "name_en": "One"}
    made = register_device(code="T-1", kind="tilt", lon=121.48, lat=31.23, now=timesource.now(), **names)
    return Device.objects.get(code="T-1") if made else Device()


def row_of(client: Api, table: str, key: str) -> dict[str, Any]:
    items = client.get(f"{TABLE}/{table}").json()["items"]
    return next(one for one in items if one["key"] == key)


def put(client: Any, table: str, key: str, values: dict[str, Any], status: int = 200, note: str = "") -> Any:
    answer = client.put(f"{TABLE}/{table}/rows/{key}", json={"values": values, "note": note})
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def preview(client: Any, table: str, key: str, values: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"{TABLE}/{table}/preview", json={"key": key, "values": values})
    assert answer.status_code == 200, answer.content.decode()
    return {one["code"]: one for one in answer.json()["effects"]}


def group(device: Device, *, minutes: int, seen_after: int | None, level: str = "orange") -> AlertGroup:
    """A group begun so many minutes ago with one living warning."""
    start, lead = timesource.now() - timedelta(minutes=minutes), uuid4()
    seen = None if seen_after is None else start + timedelta(minutes=seen_after)
    made = AlertGroup.objects.create(
        scenario="s", place="area:0", place_zh="甲", place_en="A", level=rank(level), opened_at=start,
        started_at=start, last_at=start, count=1, lead=lead, step=1, acknowledged_at=seen,
        next_at=None if seen else start + timedelta(minutes=30),
    )  # fmt: skip
    Warning.objects.create(
        id=lead, group=made, device=device, scenario="s", level=rank(level), title_zh="甲", title_en="A",
        place_zh="甲", place_en="A", opened_at=start, last_at=start, subject=str(lead), state="open", version=1,
        lon=121.48, lat=31.23,
        acknowledged_at=seen,
    )  # fmt: skip
    return made


def test_the_ladder_is_a_form_a_history_and_a_readable_file(admin: Any, data: Path) -> None:
    row = row_of(admin, "escalation", "orange")
    assert (row["values"]["after_3"], row["values"]["by_3"]) == ("30", ["in_app", "sms"])
    put(admin, "escalation", "orange", {"after_2": "5", "after_3": "15.5"})
    raw = tomllib.loads((data / "escalation.toml").read_text(encoding="utf-8"))
    assert [one["after"] for one in raw["level"]["orange"]] == ["0s", "5m", "930s"]
    assert in_force().source == "office"
    assert raw["group"]["widen"] == [3, 4, 6]
    assert not [one.name for one in data.iterdir() if one.name != "escalation.toml"], "nothing half written"
    back = admin.post(f"{TABLE}/escalation/rows/orange/restore", json={"no": 0})
    assert back.status_code == 200, back.content.decode()
    assert row_of(admin, "escalation", "orange")["values"]["after_2"] == "10"
    assert (
        Event.objects.filter(kind="kernel.reference_changed", subject="reference:escalation:orange").count()
        == 2
    )


@pytest.mark.parametrize(
    ("table", "key", "values", "field"),
    [
        ("escalation", "blue", {"after_1": "3"}, "values.after_1"),
        ("escalation", "red", {"after_4": "1"}, "values.after_4"),
        ("escalation", "red", {"by_3": []}, "values.by_3"),
        ("escalation", "red", {"to_3": ["nobody"]}, "values.to_3"),
        ("escalation", "red", {"after_5": "60", "to_5": ["chief"]}, "values.by_5"),
        ("escalation", "blue", {"to_1": [], "by_1": []}, "values.to_1"),
        ("alert_pace", "pace", {"longest": "5"}, "values.longest"),
        ("retention", "tilt", {"raw_days": 8}, "values.raw_days"),
        ("retention", "tilt", {"thin_minutes": "7"}, "values.thin_minutes"),
        ("retention", "camera", {"thin_days": 14}, "values.thin_days"),
        ("archive_plan", "archive", {"after_hours": 999}, "values.after_hours"),
    ],
)
def test_what_will_not_do_is_named_and_writes_nothing(
    admin: Any, data: Path, table: str, key: str, values: dict[str, Any], field: str
) -> None:
    for path, body in (("preview", {"key": key}), (f"rows/{key}", {"note": "试"})):
        call = admin.post if path == "preview" else admin.put
        answer = call(f"{TABLE}/{table}/{path}", json={"values": values, **body})
        assert answer.status_code == 422, answer.content.decode()
        assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not list(data.iterdir())
    assert not ReferenceVersion.objects.exists()


def test_the_preview_says_whom_past_warnings_would_have_reached_and_open_ones_follow_at_once(
    admin: Any, tilt: Device
) -> None:
    group(tilt, minutes=3000, seen_after=7)
    waits = group(tilt, minutes=20, seen_after=None)
    seen = preview(admin, "escalation", "orange", {"after_2": "5", "after_3": "15"})
    lines = [one["text_zh"] for one in seen["escalation_lately"]["items"]]
    assert "原来 过 10 分钟：值班长（电话）：1 组" in lines
    assert "改后 过 5 分钟：值班长（电话）：2 组" in lines
    assert seen["escalation_open"]["items"]
    assert "escalation_later" not in seen
    put(admin, "escalation", "orange", {"after_2": "5", "after_3": "15"})
    waits.refresh_from_db()
    assert waits.next_at == waits.started_at + timedelta(minutes=5)


def test_telling_later_or_keeping_less_needs_a_reason(admin: Any) -> None:
    assert "escalation_later" in preview(admin, "escalation", "orange", {"after_2": "20"})
    for table, key, values in (
        ("escalation", "orange", {"after_2": "20"}),
        ("retention", "tilt", {"raw_days": 30}),
        ("retention", "tilt", {"thin_days": 365}),
        ("archive_plan", "archive", {"personal": []}),
    ):
        said = put(admin, table, key, values, 422)
        assert [(one["field"], one["code"]) for one in said["errors"]] == [("note", "reference_reason")]
        put(admin, table, key, values, note="演练")
        assert row_of(admin, table, key)["version"]


def test_how_long_readings_are_kept_is_previewed_and_taken_by_the_keeper(
    admin: Any, data: Path, tilt: Device
) -> None:
    day = timesource.now().date() - timedelta(days=40)
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname ~ '^sensing_reading_[0-9]{8}$' LIMIT 1")
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS sensing_reading_{day:%Y%m%d} PARTITION OF sensing_reading"
            f" FOR VALUES FROM ('{day} 00:00+00') TO ('{day + timedelta(days=1)} 00:00+00')"
        )
        cursor.execute(
            "INSERT INTO sensing_reading (device_id, kind, at, value, judged, source, signal_id, received_at, lane,"
            " batch, ord) VALUES (%s, 'tilt', %s, 1, true, 's', 'x', %s, 0, 1, 1)",
            [tilt.pk, f"{day} 10:00+00", f"{day} 10:00+00"],
        )
    seen = preview(admin, "retention", "tilt", {"raw_days": 20, "thin_days": 400})
    assert "1 天的 1 条" in seen["retention_thins"]["text_zh"]
    assert "retention_drops_none" in seen
    put(admin, "retention", "tilt", {"raw_days": 20}, note="磁盘满")
    assert retention().of("tilt").raw_days == 20
    assert retention().of("camera").raw_days == 14
    raw = tomllib.loads((data / "retention.toml").read_text(encoding="utf-8"))
    assert raw == {"device": {"tilt": {"raw_days": 20, "thin_minutes": 60, "thin_days": 0}}}
    assert "retention_longer" in preview(admin, "retention", "tilt", {"raw_days": 200})


def test_a_faulty_file_is_said_and_not_overwritten_blindly(admin: Any, data: Path) -> None:
    (data / "retention.toml").write_text("[default]\nraw_days = 1\n", encoding="utf-8")
    assert "retention.toml" in row_of(admin, "retention", "tilt")["note"]["zh"]
    assert put(admin, "retention", "tilt", {"raw_days": 100}, 422)["errors"][0]["code"] == "retention_file"
    (data / "escalation.toml").write_text("[level]\n", encoding="utf-8")
    put(admin, "escalation", "orange", {"after_2": "5"})
    assert in_force().fault == ""


def test_a_file_that_cannot_be_written_leaves_no_edit(
    admin: Any, monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    def full(*said: Any, **more: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(officefiles.tempfile, "mkstemp", full)
    said = put(admin, "escalation", "orange", {"after_2": "5"}, 409)
    assert said["code"] == "office_file_unwritable"
    assert not ReferenceVersion.objects.exists()
    assert not list(data.iterdir())


def test_a_stranger_and_who_does_not_look_after_them_are_refused(client_for: Any, cast: Any) -> None:
    for table, key in (("escalation", "red"), ("retention", "tilt"), ("archive_plan", "archive")):
        for who in ("worker01", "stranger"):
            assert client_for(who).get(f"{TABLE}/{table}").status_code == 404
        answer = client_for("duty").put(f"{TABLE}/{table}/rows/{key}", json={"values": {}})
        assert answer.status_code in {403, 404}
