"""A pack's text: read back, checked with line and column, its tests run, kept as a draft, tried, switched on."""

import re
from typing import Any

import pytest

from tests.cases.town import body, clock, town
from tests.stories.corner import Corner, corner
from weige.scenarios.models import Scenario, Version
from weige.scenarios.rules.lines import place_of
from weige.scenarios.rules.pack import PackFault, read
from weige.scenarios.rules.reasons import known
from weige.scenarios.rules.writing import numbered, write
from weige.scenarios.services import load_packs, reason_words
from weige.scenarios.services.drafting import changed_lines, read_text
from weige.scenarios.services.housing import PACKAGED
from weige.sensing.models import Rule

__all__ = ["clock", "corner", "town"]
GOODS = "/api/scenarios/goods-on-pavement"
TEXT = (PACKAGED / "goods-on-pavement" / "scenario.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", sorted(PACKAGED.glob("*/scenario.toml")), ids=lambda one: one.parent.name)
def test_a_pack_written_is_the_pack_read(file: Any) -> None:
    pack = read(file.read_text(encoding="utf-8"), "x")
    assert read(write(pack), "x") == pack
    assert read(numbered(write(pack), 7), "x").version == 7


@pytest.mark.parametrize(
    ("old", "new", "at", "zh", "en"),
    [
        ("version = 1", "version = ", (5, 11), "等号后面的值不完整", "not complete"),
        ('id = "goods-on-pavement"', 'id = "goods', (4, 12), "引号没有收尾", "quotation mark"),
        ("one_per", "one_for", None, "没有 one_for 这一项", "no one_for"),
        ("min_confidence", "min_sure", (12, 1), "没有 min_sure 这一项", "no min_sure"),
        (
            "version = 1",
            'version = "1"',
            (5, 1),
            "应为整数，写成了文字",
            "a whole number is needed, not text",
        ),
        ('level = "yellow"', 'level = "purple"', None, "不认识 'purple'", "'purple' is not one"),
    ],
)
def test_a_fault_says_line_column_and_reason_in_words(
    old: str, new: str, at: tuple[int, int] | None, zh: str, en: str
) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    with pytest.raises(PackFault) as caught:
        read(text, "goods-on-pavement")
    said = reason_words(caught.value)
    assert zh in said["zh"]
    assert en in said["en"]
    if caught.value.column and at:
        assert (caught.value.line, caught.value.column) == at


FIRE = (PACKAGED / "smoke-and-door" / "scenario.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "key", "zh", "en"),
    [
        ("smoke and door", "smoke and", "warn.level[1].when", "没有写完", "not complete"),
        ("smoke and door", "smoke door", "warn.level[1].when", "多了「door」", "“door” is too much"),
        ("smoke and door", "(smoke and door", "warn.level[1].when", "括号没有收尾", "not closed"),
        ("smoke and door", "smoke & door", "warn.level[1].when", "不能有「&」", "“&” may not stand"),
        ("smoke and door", "smoke and or", "warn.level[1].when", "写成了「or」", "not “or”"),
        ("smoke and door", "smoke >= purple", "warn.level[1].when", "写成了「purple」", "not “purple”"),
        ("smoke and door", "not " * 30 + "door", "warn.level[1].when", "最多 20 层", "at most 20"),
        ("[warn.confirm]", "[warn.schedule]\nweekdays = [8]\n[warn.confirm]",
         "warn.schedule.weekdays", "1（周一）", "Monday"),
        ('mode = "auto"', 'mode = "auto"\nhours = "8 to 9"', "warn.confirm.hours", "不是时段", "span of hours"),
    ],
)  # fmt: skip
def test_a_rule_nobody_can_judge_is_told_in_words_at_its_line(
    old: str, new: str, key: str, zh: str, en: str
) -> None:
    assert old in FIRE
    fault = read_text(FIRE.replace(old, new, 1), Scenario(pk="smoke-and-door")).fault
    assert fault is not None
    assert fault["key"] == key
    assert zh in fault["zh"]
    assert en in fault["en"]
    assert not re.search("[A-Za-z]{5,} [a-z]{3,} [a-z]+", fault["zh"]), "no English sentence in it"


def test_a_place_is_found_inside_a_line() -> None:
    assert place_of('a = 1\nname = { zh = "甲", en = "" }', "name.en") == (2, 20)
    assert place_of("a = 1", "nothing") == (1, 1)


def test_changed_lines_leave_the_number_out() -> None:
    assert changed_lines("version = 1\na = 1\n", "version = 9\na = 1\n") == []
    found = changed_lines("version = 1\na = 1\nb = 1\n", "version = 1\na = 2\nb = 1\n")
    assert [(one["kind"], one["old"], one["new"]) for one in found] == [
        ("same", 1, 1),
        ("less", 2, None),
        ("more", None, 2),
        ("same", 3, 3),
    ]


def read_back(corner: Corner, **query: Any) -> Any:
    return body(corner.town.client_for("duty").get(f"{GOODS}/text", query))


def checked(corner: Corner, text: str, **more: Any) -> Any:
    return body(corner.town.client_for("duty").post(f"{GOODS}/text/check", json={"text": text} | more))


def saved(corner: Corner, text: str, status: int = 201, newest: int = 1) -> Any:
    said = {"text": text, "newest": newest, "reason": "宽限"}
    return body(corner.town.client_for("duty").post(f"{GOODS}/text", json=said), status)


LONGER = TEXT.replace('for = "5m"', 'for = "6m"').replace("15:27 open", "15:28 open")


@pytest.mark.django_db
def test_a_text_is_checked_as_it_is_typed(corner: Corner) -> None:
    told = read_back(corner)
    assert (told["text"], told["number"], told["newest"]) == (TEXT, 1, 1)
    good = checked(corner, TEXT)
    assert good["fault"] is None
    assert good["lines"] == good["differences"] == []
    assert all(one["ok"] for one in good["tests"])
    broken = checked(corner, TEXT.replace('for = "5m"', 'for = "soon"'))
    fault = broken["fault"]
    line = TEXT.splitlines()[fault["line"] - 1]
    assert line[fault["column"] - 1 :].startswith("for =")
    assert "不是时长" in fault["zh"]
    assert broken["tests"] == []
    failing = checked(corner, TEXT.replace('for = "5m"', 'for = "9m"'))
    bad = [one for one in failing["tests"] if not one["ok"]]
    assert bad
    assert bad[0]["expected"] != bad[0]["found"]
    assert TEXT.splitlines()[bad[0]["line"] - 1] == "[[test]]"
    assert [one["key"] for one in failing["differences"]] == ["warn.for"]
    for wrong, key in (
        (TEXT.replace('id = "goods-on-pavement"', 'id = "goods"'), "id"),
        (TEXT.replace('"segment duty"', '"somebody"'), "case.send_to"),
    ):
        fault = checked(corner, wrong)["fault"]
        assert fault["key"] == key
    assert ("请写 duty:" in fault["zh"], "write duty:" in fault["en"]) == (True, True)
    path = f"{GOODS}/text/check"
    assert corner.town.client_for("worker01").post(path, json={"text": TEXT}).status_code == 403
    assert corner.town.client_for("duty").post(path, json={"text": "x" * 60_001}).status_code == 422


@pytest.mark.django_db
def test_a_draft_is_kept_not_on_and_conflicts_are_told(corner: Corner) -> None:
    assert "自带的样例" in saved(corner, TEXT.replace('"5m"', '"9m"'), 422)["errors"][0]["message"]
    assert (
        "第 5 行第 10 列"
        in saved(corner, TEXT.replace("version = 1", "version ="), 422)["errors"][0]["message"]
    )
    assert saved(corner, TEXT, 422)["errors"][0]["code"] == "version_no_change"
    edited = TEXT.replace("# ", "# 我们的话。", 1)
    first = saved(corner, edited)
    assert (first["number"], first["state"], first["switch_at"]) == (2, "draft", None)
    assert Scenario.objects.get(pk="goods-on-pavement").version == 1
    assert Rule.objects.get(scenario="goods-on-pavement").version == 1
    assert read_back(corner, version=2)["text"] == numbered(edited, 2), "comments and all"
    late = saved(corner, edited.replace("我们的话", "别的话"), 409)
    assert (late["code"], "第 2 版" in late["detail"]) == ("pack_saved_meanwhile", True)
    assert Version.objects.filter(scenario="goods-on-pavement").count() == 2
    assert (
        corner.town.client_for("worker01").post(f"{GOODS}/text", json={"text": TEXT, "newest": 2}).status_code
        == 403
    )
    assert corner.town.client_for("duty").get(f"{GOODS}/text", {"version": 9}).status_code == 404


@pytest.mark.django_db
def test_a_draft_is_tried_on_the_past_and_switched_on_as_itself(corner: Corner) -> None:
    corner.goods_seen(until="15:40")
    corner.clock.on(minutes=30)
    corner.signal("CAM-1", "heartbeat")
    duty, stricter = corner.town.client_for("duty"), TEXT.split("[[test]]")[0].replace('"5m"', '"40m"')
    saved(corner, stricter)
    span = {"start": "2026-11-20T08:00:00+08:00", "end": corner.clock.now.isoformat()}
    assert (
        body(duty.post(f"{GOODS}/replays", json=span | {"version": 9}), 422)["errors"][0]["field"]
        == "version"
    )
    run = body(duty.post(f"{GOODS}/replays", json=span | {"version": 2}), 201)
    corner.worker_ticks()
    result = body(duty.get(f"/api/replays/{run['id']}"))
    assert (
        result["version"],
        result["result"]["base"]["warnings"],
        result["result"]["changed"]["warnings"],
    ) == (2, 1, 0)
    on = body(duty.post(f"{GOODS}/versions", json={"base": 2, "reason": "试过", "trial": run["id"]}), 201)
    assert (on["number"], on["state"]) == (2, "in_force")
    assert Rule.objects.get(scenario="goods-on-pavement").version == 2
    back = body(duty.post(f"{GOODS}/versions", json={"base": 1, "reason": "退回"}), 201)
    assert (back["number"], read_back(corner)["text"]) == (3, numbered(TEXT, 3))
    slid = body(duty.post(f"{GOODS}/versions", json={"changes": {"warn.for": "8m"}, "reason": "滑块"}), 201)
    assert f"version = {slid['number']}" in read_back(corner)["text"]
    assert read_back(corner)["text"] == numbered(TEXT.replace('for = "5m" ', 'for = "8m" '), slid["number"])


@pytest.mark.django_db
def test_a_draft_is_dropped_and_never_stops_a_start(corner: Corner) -> None:
    saved(corner, TEXT.replace("# ", "# 我们的话。", 1))
    duty = corner.town.client_for("duty")
    assert body(duty.post(f"{GOODS}/versions/2/cancel", json={"reason": "不要了"}))["state"] == "cancelled"
    row = Scenario.objects.get(pk="goods-on-pavement")
    row.pack = row.pack | {"version": 1, "summary": {"zh": "旧", "en": "old"}}
    row.save(update_fields=["pack"])
    Version.objects.filter(scenario=row, number=1).update(pack=row.pack)
    load_packs(now=corner.clock.now)
    listed = body(duty.get("/api/scenarios"))
    assert [(one["folder"], "大于 2" in one["zh"]) for one in listed["faults"]] == [
        ("goods-on-pavement", True)
    ]


def test_a_table_written_twice_is_named_as_it_is_written() -> None:
    assert known("Cannot declare ('warn', 'limit') twice (at line 3, column 3)", "zh") == (
        "toml_twice",
        {"what": "warn.limit"},
    )
    assert known("Duplicate inline table key 'b' (at line 1, column 11)", "en") == (
        "toml_twice",
        {"what": "b"},
    )
