"""Scenario packs: those that ship hold their own tests; faults name file and key; a fourth pack needs no code."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cast import SOUTH, STEP, WEST, Api, Member
from weige.cases.models import Case
from weige.cases.services.catalogue import load_packaged
from weige.kernel import outbox, timesource
from weige.kernel.access import SYSTEM
from weige.kernel.models import Event
from weige.scenarios.models import Scenario
from weige.scenarios.rules.pack import PackFault
from weige.scenarios.services import check_pack, fault_words, load_packs, settle, switch
from weige.scenarios.services.housing import PACKAGED, house_shipped
from weige.sensing import services as sensing
from weige.sensing.models import Device, Rule, Warning
from weige.sensing.services import Incoming, Speaker
from weige.territory.models import Area

SHIPPED = {path.name for path in PACKAGED.iterdir()}
NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
As = Callable[[str | None], Api]

NOISE = """
# A fourth pack, as an office would write it: a loudspeaker before a shop, measured by a meter nobody knew before.
id = "loud-music"
version = 1
name = { zh = "商业噪声", en = "Loud music" }
summary = { zh = "夜间噪声超过限值", en = "Noise above the limit" }

[signal]
kind = "loudness"
device_kinds = ["sound-meter"]

[warn]
judge = "threshold"
unit = "dB"
for = "10m"
gap = "10m"
clear_after = "10m"
one_per = "device"
title = { zh = "{place} 噪声 {value}", en = "Noise {value}, {place}" }
rule = { zh = "噪声达到 {orange} 满 {for}", en = "Noise of {orange} for {for}" }

[[warn.level]]
level = "orange"

[warn.confirm]
mode = "auto"

[case]
matter = "06028"
condition = 1
send_to = ["segment duty"]

[show]
icon = "volume"
group = { zh = "环境", en = "Environment" }

[kinds.signal.loudness]
zh = "响度"
en = "Loudness"
unit = "dB"
carries = "value"
low = 0
high = 200

[kinds.device.sound-meter]
zh = "噪声计"
en = "Sound meter"
icon = "volume"
expected_seconds = 900
signals = ["loudness"]

[[test]]
name = { zh = "满十分钟", en = "Ten minutes" }
limit = 70
given = ["22:00..22:20 every 1m value 75"]
expect = ["22:10 open orange", "22:10 confirm orange"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the fourth pack."""
    home = tmp_path / "loud-music"
    home.mkdir()
    (home / "scenario.toml").write_text(NOISE, encoding="utf-8")
    return home


@pytest.mark.parametrize("home", sorted(PACKAGED.iterdir()), ids=lambda path: path.name)
def test_a_packaged_pack_holds_its_own_tests(home: Path) -> None:
    pack = check_pack(home)
    assert len(pack.test) >= 3
    assert pack.id == home.name


FAULTS = [
    ("version = 1", "version = ", "", "pack_not_toml"),
    ("version = 1", 'version = "one"', "version", "pack_shape"),
    ("version = 1", "version = 0", "version", "pack_version"),
    ('id = "loud-music"', 'id = "loud"', "id", "pack_folder_name"),
    ('id = "loud-music"', 'id = "Loud Music"', "id", "pack_id"),
    ("one_per =", "one_for =", "warn", "pack_shape"),
    ('one_per = "device"', 'one_per = "street"', "warn.one_per", "pack_shape"),
    ('for = "10m"', 'for = "ten minutes"', "warn.for", "pack_duration"),
    ('en = "Loud music" }', 'en = "" }', "name", "pack_words_missing"),
    ('level = "orange"', 'level = "purple"', "warn.level[0].level", "pack_shape"),
    ('kind = "loudness"', 'kind = "mood"', "signal.kind", "pack_unknown_kind"),
    ("{orange} 满", "{ornage} 满", "warn.rule", "pack_unknown_name"),
    ('["sound-meter"]', '["sound-metre"]', "signal.device_kinds", "pack_unknown_device_kind"),
    ('for = "10m"', 'for = "10m"\nhysteresis = nan', "warn.hysteresis", "pack_number"),
    ('for = "10m"', 'for = "10m"\nhysteresis = -0.5', "warn.hysteresis", "pack_number"),
    ('level = "orange"', 'level = "orange"\nshare = inf', "warn.level[0].share", "pack_number"),
    ('kind = "loudness"', 'kind = "loudness"\nmin_confidence = 70', "signal.min_confidence", "pack_number"),
    ('["segment duty"]', "[]", "case.send_to", "pack_no_target"),
    ('"22:10 open orange"', '"22:05 open orange"', "test[0]", "pack_test_failed"),
    ("every 1m value", "each 1m value", "test[0].given", "pack_test_line"),
]


@pytest.mark.parametrize(("old", "new", "key", "code"), FAULTS)
def test_a_fault_names_file_key_and_reason(folder: Path, old: str, new: str, key: str, code: str) -> None:
    text = (folder / "scenario.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "scenario.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackFault) as caught:
        check_pack(folder)
    fault = caught.value
    assert (fault.where, fault.key, fault.code) == ("loud-music/scenario.toml", key, code)
    said = fault_words(fault)
    assert said["zh"].startswith("loud-music/scenario.toml")
    assert code not in said["zh"] + said["en"], "the reason is told in words"


def test_a_line_of_a_test_is_named_by_its_own_line(folder: Path) -> None:
    path = folder / "scenario.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("every 1m value", "each 1m value", 1), encoding="utf-8"
    )
    with pytest.raises(PackFault) as caught:
        check_pack(folder)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert caught.value.line
    assert "each 1m value" in lines[caught.value.line - 1]


def test_a_name_in_the_title_is_sought_in_the_title(folder: Path) -> None:
    path = folder / "scenario.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("{place}", "{plaec}"), encoding="utf-8")
    with pytest.raises(PackFault) as caught:
        check_pack(folder)
    assert (caught.value.key, caught.value.params) == ("warn.title", {"names": "plaec"})


def test_a_mark_at_the_files_beginning_is_forgiven(folder: Path) -> None:
    """Some editors write one, and the file then was no TOML “in line 1”."""
    path = folder / "scenario.toml"
    path.write_text("\ufeff" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert check_pack(folder).id == "loud-music"


@pytest.fixture
def loaded(cast: dict[str, Member]) -> list[Scenario]:
    load_packaged(now=NOW)
    return load_packs(now=NOW)


def events(kind: str) -> int:
    return Event.objects.filter(kind=kind).count()


@pytest.mark.django_db
def test_packs_are_loaded_once(loaded: list[Scenario]) -> None:
    assert {row.id for row in loaded} == SHIPPED
    rules = set(Rule.objects.values_list("scenario", flat=True))
    assert rules == SHIPPED | {"smoke-and-door/smoke", "smoke-and-door/door"}
    load_packs(now=NOW + timedelta(days=1))
    assert events("scenarios.loaded") == len(SHIPPED)


@pytest.mark.django_db
def test_scenarios_find_their_street_when_it_comes_after_them(loaded: list[Scenario], client_for: As) -> None:
    Scenario.objects.update(cells=[])
    assert client_for("duty").get("/api/scenarios").json()["items"] == []  # type: ignore[attr-defined]
    assert settle() == len(SHIPPED)
    assert settle() == 0
    assert len(client_for("duty").get("/api/scenarios").json()["items"]) == len(SHIPPED)  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_change_needs_a_higher_version_and_keeps_the_switch(loaded: list[Scenario], folder: Path) -> None:
    load_packs(now=NOW, extra=[folder.parent])
    switch(scenario="loud-music", on=False, who=SYSTEM, now=NOW)
    file = folder / "scenario.toml"
    file.write_text(NOISE.replace('gap = "10m"', 'gap = "12m"'), encoding="utf-8")
    with pytest.raises(PackFault, match="pack_version_not_raised"):
        load_packs(now=NOW, extra=[folder.parent])
    file.write_text(file.read_text(encoding="utf-8").replace("version = 1", "version = 2"), encoding="utf-8")
    load_packs(now=NOW, extra=[folder.parent])
    row = Scenario.objects.get(pk="loud-music")
    assert (row.version, row.enabled) == (2, False)
    assert not Rule.objects.get(scenario="loud-music").active
    switch(scenario="loud-music", on=True, who=SYSTEM, now=NOW)
    assert Rule.objects.get(scenario="loud-music").version == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('matter = "06028"', 'matter = "99999"', "pack_unknown_matter"),
        ("condition = 1", "condition = 77", "pack_unknown_matter"),
        ('"segment duty"', '"somebody"', "pack_unknown_target"),
    ],
)
def test_what_the_installation_does_not_know_is_refused_whole(
    loaded: list[Scenario], folder: Path, old: str, new: str, code: str
) -> None:
    (folder / "scenario.toml").write_text(NOISE.replace(old, new), encoding="utf-8")
    with pytest.raises(PackFault, match=code):
        load_packs(now=NOW, extra=[folder.parent])
    assert Scenario.objects.count() == len(SHIPPED)


ICON = 'icon = "volume"'
NAMED = [
    ('matter = "06028"', 'matter = "99999"', "case.matter", "pack_unknown_matter"),
    ("condition = 1", "condition = 77", "case.condition", "pack_unknown_matter"),
    ('["segment duty"]', '["somebody"]', "case.send_to", "pack_unknown_target"),
    ('["segment duty"]', '["duty:nobody@segment"]', "case.send_to", "pack_unknown_target"),
    ('["segment duty"]', '["duty:grid_worker@block"]', "case.send_to", "pack_unknown_target"),
    ('["segment duty"]', '["squad"]\ntell = ["workers"]', "case.tell", "pack_unknown_told"),
    (ICON, f'{ICON}\nindicators = ["case.repeat_rat"]', "show.indicators", "pack_unknown_indicator"),
]


@pytest.mark.parametrize(("old", "new", "key", "code"), NAMED)
def test_what_a_pack_names_of_the_house_is_known_without_a_database_too(
    folder: Path, old: str, new: str, key: str, code: str
) -> None:
    """A matter, role, level or listener nobody has was called fit, and told of only when it was loaded."""
    assert check_pack(folder, house=house_shipped()).id == "loud-music"
    text = NOISE.replace(old, new)
    (folder / "scenario.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PackFault) as caught:
        check_pack(folder, house=house_shipped())
    written = text.splitlines()[(caught.value.line or 0) - 1]
    assert (caught.value.key, caught.value.code) == (key, code)
    assert written.startswith(key.partition(".")[2])


@pytest.mark.django_db(transaction=True)
def test_a_fourth_pack_works_without_touching_code(
    loaded: list[Scenario], folder: Path, territory: dict[str, Area]
) -> None:
    """A new kind of signal from a new kind of device becomes a warning and, by the worker, a case."""
    load_packs(now=NOW, extra=[folder.parent])
    meter = sensing.register_device(
        code="SM-1",
        kind="sound-meter",
        name_zh="南京东路噪声计",
        name_en="Sound meter",
        lon=WEST + STEP / 2,
        lat=SOUTH + STEP / 2,
        limits={"loudness": {"value": 70, "unit": "dB"}},
        now=NOW,
    )
    speaker = Speaker("test", Device.objects.all())
    raws = [
        {"id": str(m), "source": "t", "device": "SM-1", "kind": "loudness", "value": 75.5,
         "time": (NOW + timedelta(minutes=m)).isoformat()}
        for m in range(12)
    ]  # fmt: skip
    now = NOW + timedelta(minutes=12)
    answers = sensing.intake(incoming=[Incoming(raw) for raw in raws], speaker=speaker, now=now)
    assert {answer.status for answer in answers} == {"accepted"}
    warning = Warning.objects.get()
    assert (warning.scenario, warning.state, warning.device) == ("loud-music", "confirmed", meter)
    assert warning.title_zh == "南京东路噪声计 噪声 75.5 dB"
    outbox.discover()
    while outbox.run_once(now=now, machine_now=timesource.real_now()):
        pass
    case = Case.objects.get()
    assert case.matter is not None
    assert case.matter.code == "06028"
    warning.refresh_from_db()
    assert warning.case_id == case.pk


@pytest.mark.django_db
def test_who_sees_and_who_switches(loaded: list[Scenario], client_for: As) -> None:
    body: Any = client_for("worker01").get("/api/scenarios").json()
    rows = {row["id"]: row for row in body["items"]}
    goods = rows["goods-on-pavement"]
    assert (goods["matter"], goods["condition_no"], goods["confirm"]) == ("09005", 1, "human")
    assert goods["rule_zh"] == "店门外货物停留满 5 分钟，可信度 0.6 以上，且没有许可"
    assert "{" not in "".join(row["rule_zh"] + row["rule_en"] for row in rows.values())
    one: Any = client_for("duty").get("/api/scenarios/goods-on-pavement").json()
    assert len(one["steps"]) == 3
    path = "/api/scenarios/goods-on-pavement/"
    assert client_for("worker01").post(path + "disable", json={}).status_code == 403
    for name in ("stranger", "resident", "merchant"):
        assert client_for(name).get("/api/scenarios").status_code == 404
        assert client_for(name).post(path + "disable", json={}).status_code == 404
    assert client_for("duty").get("/api/scenarios/none").status_code == 404
    off: Any = client_for("duty").post(path + "disable", json={})
    assert off.json()["enabled"] is False
    assert not Rule.objects.get(scenario="goods-on-pavement").active
    assert client_for("duty").post(path + "disable", json={}).status_code == 200
    assert client_for("duty").post(path + "enable", json={}).json()["enabled"] is True  # type: ignore[attr-defined]
    assert events("scenarios.switched") == 2
