"""Reasons of verdicts, weights, advice and limits of health edited at the desk: at once, taken back, refused."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.sensing.test_office_files import TABLE, admin, data, preview, put, row_of, tilt
from weige.kernel import officedata, timesource
from weige.kernel.models import ReferenceVersion
from weige.kernel.services import officefiles
from weige.sensing.models import Device, Examination
from weige.sensing.rules.health import weights
from weige.sensing.rules.warning import offered_reasons, reasons
from weige.sensing.rules.weight import weighing

pytestmark = pytest.mark.django_db
__all__ = ["admin", "data", "tilt"]
TABLES = [
    "verdict_reasons",
    "device_weight",
    "threshold_advice",
    "health_limits",
    "health_points",
    "health_kinds",
]


def test_a_reason_is_added_ordered_taken_out_of_use_and_brought_back(admin: Any, data: Path) -> None:
    new = {"code": "balloon", "zh": "气球", "en": "Balloon", "order": 5}
    assert admin.post(f"{TABLE}/verdict_reasons/rows", json={"values": new}).status_code in {200, 201}
    assert next(iter(offered_reasons())) == "balloon"
    put(admin, "verdict_reasons", "passing", {"active": False})
    assert "passing" not in offered_reasons()
    assert reasons()["passing"].zh == "临时经过或装卸"
    raw = tomllib.loads((data / "reasons.toml").read_text(encoding="utf-8"))
    assert raw["passing"] == {"active": False}
    assert admin.post(f"{TABLE}/verdict_reasons/rows/passing/restore", json={"no": 0}).status_code == 200
    assert "passing" in offered_reasons()
    assert [one.name for one in data.iterdir()] == ["reasons.toml"], "nothing half written"
    assert "reason_unused" in preview(admin, "verdict_reasons", "passing", {"active": False})
    assert "reason_leaves" in preview(admin, "verdict_reasons", "passing", {"active": False})


def test_another_process_and_an_edit_by_hand_are_taken_without_a_restart(admin: Any, data: Path) -> None:
    assert weighing().min_verdicts == 20
    put(admin, "device_weight", "weight", {"min_verdicts": 7, "not_counted": ["test"]})
    assert (weighing().min_verdicts, weighing().not_counted) == (7, ("test",))
    said = (
        "from weige.kernel import officedata; import sys; officedata.in_folder(lambda: sys.argv[1]);"
        "from weige.sensing.rules.weight import weighing; print(weighing().min_verdicts)"
    )
    done = subprocess.run([sys.executable, "-c", said, str(data)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "7"
    (data / "weight.toml").write_text("min_verdicts = 9\n", encoding="utf-8")
    assert weighing().min_verdicts == 9
    (data / "weight.toml").write_text('min_verdicts = "x"\n', encoding="utf-8")
    assert weighing().min_verdicts == 20, "what ships goes on"
    assert row_of(admin, "device_weight", "weight")["note"]["zh"].startswith("数据目录")
    assert (
        put(admin, "device_weight", "weight", {"min_verdicts": 8}, 422)["errors"][0]["code"]
        == "office_file_broken"
    )


def test_other_limits_say_which_devices_would_look_otherwise_today(
    admin: Any, tilt: Device, data: Path
) -> None:
    now = timesource.now()
    Device.objects.filter(pk=tilt.pk).update(
        health={"battery": 25}, last_seen_at=now, last_kind="tilt", state="online"
    )
    figures = {"spans": 100, "heard": 100, "shift": 0.4, "spread": 0.01}
    Examination.objects.create(device=tilt, at=now, figures=figures)
    seen = preview(admin, "health_limits", "limits", {"battery_low": 30})
    assert [one["text_zh"] for one in seen["health_changes"]["items"]] == ["一号：100 → 85 电量低"]
    assert weights()["limits"]["battery_low"] == 20, "a preview changes nothing"
    assert "health_same" in preview(admin, "health_limits", "limits", {"battery_low": 24})
    drifts = preview(admin, "health_kinds", "tilt", {"drift": "0.3"})
    assert drifts["health_changes"]["items"][0]["text_en"] == "One: 100 → 70 Drifting"
    put(admin, "health_limits", "limits", {"battery_low": 30})
    assert "health_changes" in preview(admin, "health_points", "battery_low", {"points": 60})
    put(admin, "health_kinds", "tilt", {"frozen": False, "drift": ""})
    assert weights()["drift"]["tilt"] == 0
    assert "tilt" not in weights()["frozen"]["kinds"]
    assert admin.post(f"{TABLE}/health_kinds/rows/tilt/restore", json={"no": 0}).status_code == 200
    raw = tomllib.loads((data / "health.toml").read_text(encoding="utf-8"))
    assert raw == {"limits": {"battery_low": 30}}


@pytest.mark.parametrize(
    ("table", "key", "values", "field"),
    [
        ("verdict_reasons", "other", {"active": False}, "values.active"),
        ("verdict_reasons", "passing", {"zh": ""}, "values.zh"),
        ("verdict_reasons", "", {"code": "No!", "zh": "a", "en": "a"}, "values.code"),
        ("verdict_reasons", "", {"code": "test", "zh": "a", "en": "a"}, "values.code"),
        ("device_weight", "weight", {"returns_at": "0.3"}, "values.returns_at"),
        ("device_weight", "weight", {"not_counted": ["nope"]}, "values.not_counted"),
        ("threshold_advice", "advice", {"most_lost": "2"}, "values.most_lost"),
        ("health_limits", "limits", {"battery_empty": 30}, "values.battery_empty"),
        ("health_limits", "limits", {"fair": 90}, "values.fair"),
        ("health_points", "late", {"points": -1}, "values.points"),
        ("health_kinds", "tilt", {"drift": "many"}, "values.drift"),
    ],
)
def test_what_will_not_do_is_named_and_writes_nothing(
    admin: Any, data: Path, table: str, key: str, values: dict[str, Any], field: str
) -> None:
    body = {"values": values}
    answers = [admin.post(f"{TABLE}/{table}/preview", json={"key": key, **body})]
    place = f"{TABLE}/{table}/rows"
    answers.append(admin.put(f"{place}/{key}", json=body) if key else admin.post(place, json=body))
    for answer in answers:
        assert answer.status_code == 422, answer.content.decode()
        assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not list(data.iterdir())
    assert not ReferenceVersion.objects.exists()


def test_a_full_disk_leaves_no_edit_and_no_half_file(
    admin: Any, monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    def full(*said: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(officefiles.os, "fsync", full)
    assert put(admin, "health_points", "late", {"points": 1}, 409)["code"] == "office_file_unwritable"
    assert not ReferenceVersion.objects.exists()
    assert not list(data.iterdir())
    assert weights()["points"]["late"] == 15


@pytest.mark.parametrize("table", TABLES)
def test_every_form_has_words_previews_and_is_nobody_elses(
    admin: Any, client_for: Any, cast: Any, table: str
) -> None:
    shown = admin.get(f"{TABLE}/{table}").json()
    assert all(one["label"]["zh"] and one["label"]["en"] for one in shown["fields"])
    for who in ("worker01", "stranger"):
        assert client_for(who).get(f"{TABLE}/{table}").status_code == 404
    key = shown["items"][0]["key"]
    assert client_for("duty").put(f"{TABLE}/{table}/rows/{key}", json={"values": {}}).status_code in {
        403,
        404,
    }
    preview(admin, table, key, {})


def test_what_is_written_is_read_back_as_it_was() -> None:
    raw = {"n": 1, "a.b": {"on": True, "words": {"zh": "“引号”\\", "list": ["x"]}}, "d": {}}
    assert tomllib.loads(officedata.text(raw)) == {"n": 1, "a.b": raw["a.b"]}
