"""Tags: put one by one and many at once, tried first and undone; who may; what lists, map and patrol make of them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from tests.cast import SOUTH, WEST, Api, Member
from weige.kernel import timesource
from weige.kernel.models import Event
from weige.registry.models import Shop, Tag, TagBatch, TagKind
from weige.registry.rules.tags import due, kind_faults
from weige.sensing import services as sensing
from weige.sensing.models import Device
from weige.sensing.services.lane import replica
from weige.sensing.services.tagging import mirror
from weige.sensing.subscribers import follow_grid
from weige.territory.models import Address, Area, Building, Road

Ask = Callable[[str | None], Api]
KIND = {"name_zh": "油烟重点户", "name_en": "Cooking fumes", "colour": "brown", "on": ["shop", "building"]}
BOX = [[WEST, SOUTH], [WEST + 0.002, SOUTH], [WEST + 0.002, SOUTH + 0.002], [WEST, SOUTH + 0.002]]
HEAD = "label,kind,key,source,valid_from,valid_to,note\n"
MARK = {"label": "fumes", "source": "生态环境局 2026 年名单"}


def place(area: Area, lon: float, lat: float) -> dict[str, Any]:
    return {"lon": lon, "lat": lat, "cells": area.path, "leaf_cells": [area.pk]}


@pytest.fixture
def street(territory: dict[str, Area], cast: dict[str, Member], client_for: Ask) -> dict[str, Any]:
    """Two shops in L01, one in L03, a house, a road, and the tag "fumes"."""
    for code, area, lon in (("S1", "L01", 121.4805), ("S2", "L01", 121.4815), ("S3", "L03", 121.4845)):
        Shop.objects.create(
            code=code,
            name_zh=f"店{code}",
            trade="餐饮",
            address="汉口路",
            **place(territory[area], lon, 31.231),
        )
    ring = [[121.4811, 31.2311], [121.4813, 31.2311], [121.4813, 31.2313], [121.4811, 31.2311]]
    Building.objects.create(
        code="B1", footprint={"type": "Polygon", "coordinates": [ring]}, height_m=9, height_source="levels",
        **place(territory["L01"], 121.4812, 31.2312),
    )  # fmt: skip
    lines = [[[121.4802, 31.231], [121.4848, 31.231]]]
    Road.objects.create(
        name_zh="汉口路", kind="street", geometry={"type": "MultiLineString", "coordinates": lines}
    )
    made = client_for("duty").put("/api/tags/kinds/fumes", json=KIND)
    assert made.status_code == 200, made.content
    return {"duty": client_for("duty"), "worker": client_for("worker01"), "stranger": client_for("stranger")}


def test_rules() -> None:
    today = timesource.now().date()
    assert due(None, None, today) is None
    assert due(7, None, today) == today
    assert due(7, today, today) == today + timedelta(days=7)
    assert kind_faults(code="A b", colour="red", on=["ship"], every_days=0) == [
        ("code", "tag_code"), ("colour", "tag_colour"), ("on", "tag_thing"), ("every_days", "tag_every"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_definition_has_versions_and_a_history(street: dict[str, Any], client_for: Ask) -> None:
    duty = street["duty"]
    assert duty.put("/api/tags/kinds/fumes", json=KIND).status_code == 409
    assert duty.put("/api/tags/kinds/fumes", json=KIND | {"version": 1, "every_days": 30}).status_code == 200
    edits = duty.get("/api/tags/kinds/fumes/history").json()["items"]
    assert [(edit["before"].get("every_days"), edit["after"]["every_days"]) for edit in edits] == [
        (None, 30), (None, None),
    ]  # fmt: skip
    wrong = duty.put("/api/tags/kinds/Bad", json=KIND | {"colour": "red"})
    assert [error["field"] for error in wrong.json()["errors"]] == ["code", "colour"]
    assert client_for("worker01").put("/api/tags/kinds/x1", json=KIND).status_code == 404
    assert street["stranger"].get("/api/tags").status_code == 404


@pytest.mark.django_db
def test_one_tag_on_one_thing(street: dict[str, Any]) -> None:
    worker, duty = street["worker"], street["duty"]
    body = MARK | {"kind": "shop", "key": "S1", "note": "投诉多"}
    tag = worker.post("/api/tags", json=body).json()
    assert (tag["label"]["code"], tag["counts_today"], tag["source"]) == ("fumes", True, MARK["source"])
    assert worker.post("/api/tags", json=body).json()["id"] == tag["id"], "twice is once"
    assert worker.post("/api/tags", json=body | {"key": "S3"}).status_code == 403, "another segment's"
    assert (
        worker.post("/api/tags", json=body | {"key": "S9"}).json()["errors"][0]["code"] == "tag_no_such_thing"
    )
    assert worker.post("/api/tags", json=body | {"kind": "road", "key": "汉口路"}).status_code == 422
    assert worker.post("/api/tags", json=body | {"source": " "}).json()["errors"][0]["field"] == "source"
    assert street["stranger"].post(f"/api/tags/{tag['id']}/end").status_code == 404
    over = worker.post(f"/api/tags/{tag['id']}/end").json()
    assert (over["counts_today"], over["ended_at"] is not None) == (False, True)
    assert worker.post(f"/api/tags/{tag['id']}/end").status_code == 409
    found = duty.get(f"/api/tags/on/shop/{tag['ref']}").json()["items"]
    assert [(row["counts_today"], bool(row["ended_by"])) for row in found] == [(False, True)]


@pytest.mark.django_db
def test_many_by_drawing_are_tried_and_undone(street: dict[str, Any]) -> None:
    duty = street["duty"]
    asked = MARK | {"kind": "shop", "ring": BOX}
    tried = duty.post("/api/tags/bulk", json=asked).json()
    assert (tried["found"], tried["new"], tried["batch"], Tag.objects.count()) == (2, 2, None, 0)
    assert TagBatch.objects.count() == 0, "a try leaves nothing"
    done = duty.post("/api/tags/bulk", json=asked | {"dry_run": False}).json()
    assert (done["new"], [one["key"] for one in done["sample"]]) == (2, ["S1", "S2"])
    again = duty.post("/api/tags/bulk", json=asked | {"dry_run": False}).json()
    assert (again["new"], again["stood"], again["batch"]) == (0, 2, None)
    crossed = [BOX[0], BOX[2], BOX[1], BOX[3]]
    assert (
        duty.post("/api/tags/bulk", json=asked | {"ring": crossed}).json()["errors"][0]["code"] == "tag_ring"
    )
    undone = duty.post(f"/api/tags/batches/{done['batch']}/undo").json()
    assert (undone["how"], undone["count"], undone["undone_at"] is not None) == ("drawn", 2, True)
    assert duty.post(f"/api/tags/batches/{done['batch']}/undo").status_code == 409
    assert not Tag.objects.filter(ended_at__isnull=True).exists()


@pytest.mark.django_db
def test_many_by_filter_reach_only_what_is_ones_own(street: dict[str, Any]) -> None:
    done = (
        street["worker"]
        .post("/api/tags/bulk", json=MARK | {"kind": "shop", "q": "餐饮", "dry_run": False})
        .json()
    )
    assert (done["found"], done["new"], done["refused"]) == (3, 2, 1)
    roads = street["duty"].put("/api/tags/kinds/night", json=KIND | {"on": []})
    assert roads.status_code == 200
    body = MARK | {"label": "night", "dry_run": False}
    assert street["duty"].post("/api/tags/bulk", json=body | {"kind": "road", "ring": BOX}).json()["new"] == 1
    assert (
        street["duty"]
        .post("/api/tags/bulk", json=body | {"kind": "area", "facts": {"level": "circle"}})
        .json()["new"]
        == 2
    )
    road = Tag.objects.get(kind="road")
    codes = set(Area.objects.filter(pk__in=road.leaf_cells).values_list("code", flat=True))
    assert codes == {"L01", "L03"}, "a road lies where its corners lie"


@pytest.mark.django_db
def test_many_by_import(street: dict[str, Any]) -> None:
    def send(text: str, query: str = "") -> Any:
        file = SimpleUploadedFile("t.csv", (HEAD + text).encode())
        return street["duty"].post(f"/api/tags/import{query}", {"file": file}).json()

    rows = "fumes,shop,S1,名单,,,\nfumes,building,B1,名单,2026-01-01,2030-01-01,x\n"
    assert (send(rows)["written"], Tag.objects.count()) == (False, 0)
    wrong = send(
        "none,shop,S1,名单,,,\nfumes,road,汉口路,名单,,,\nfumes,shop,S9,名单,,,\nfumes,shop,S1,名单,2026-02-01,2026-01-01,\n"
    )
    assert [error["code"] for error in wrong["errors"]] == [
        "tag_unknown", "tag_not_here", "tag_no_such_thing", "tag_days",
    ]  # fmt: skip
    headers = ["标签", "对象类型", "对象编号或名称", "有效期止"]
    assert [error["header"] for error in wrong["errors"]] == headers, "as they stand in the file"
    done = send(rows, "?dry_run=false")
    assert (done["written"], Tag.objects.count()) == (True, 2)
    assert street["duty"].get("/api/tags/batches").json()["items"][0]["id"] == done["batch"]


@pytest.mark.django_db
def test_a_sheet_takes_names_and_tells_all_its_faults_at_once(street: dict[str, Any]) -> None:
    """A tag, a kind and a thing by name; a house by its address; a name of several tells their codes."""

    def send(*rows: str, query: str = "") -> Any:
        file = SimpleUploadedFile("t.csv", (HEAD + "\n".join(rows)).encode())
        return street["duty"].post(f"/api/tags/import{query}", {"file": file}).json()

    house = Building.objects.get(code="B1")
    Address.objects.create(text="汉口路8号", building=house, lon=121.4812, lat=31.2312)
    Shop.objects.filter(code__in=["S2", "S3"]).update(name_zh="同名店")
    name = TagKind.objects.get(code="fumes").name_zh
    wrong = send("fumes,店铺,同名店,名单,,,", "没有,shop,S9,,坏日子,,", "fumes,road,店S1,名单,,,")
    assert [(one["row"], one["column"], one["code"]) for one in wrong["errors"]] == [
        (2, "key", "tag_ambiguous"),
        (3, "source", "cell_required"),
        (3, "valid_from", "cell_not_date"),
        (3, "label", "tag_unknown"),
        (3, "key", "tag_no_such_thing"),
        (4, "key", "tag_no_such_thing"),
        (4, "kind", "tag_not_here"),
    ]
    assert "S2, S3" in wrong["errors"][0]["message"]
    done = send(f"{name},店铺,店S1,名单,,,", f"{name},楼栋,汉口路 8号,名单,,,", query="?dry_run=false")
    assert (done["errors"], done["written"]) == ([], True)
    assert set(Tag.objects.values_list("kind", "key", "label_id")) == {
        ("shop", "S1", "fumes"), ("building", "B1", "fumes"),
    }  # fmt: skip


@pytest.mark.django_db
def test_map_patrol_and_lists(street: dict[str, Any], django_assert_num_queries: Any) -> None:
    duty, worker = street["duty"], street["worker"]
    duty.put("/api/tags/kinds/fumes", json=KIND | {"version": 1, "every_days": 7})
    duty.post("/api/tags/bulk", json=MARK | {"kind": "shop", "q": "S1", "dry_run": False})
    duty.post("/api/tags/bulk", json=MARK | {"kind": "building", "dry_run": False})
    shown = duty.get("/api/tags/map?labels=fumes").json()
    assert [(row["kind"], row["key"]) for row in shown["items"]] == [("building", "B1"), ("shop", "S1")]
    assert shown["labels"][0]["colour"] == "brown"
    with django_assert_num_queries(4):  # two for who asks
        counts = duty.get("/api/tags").json()["items"][0]["counts"]
    assert counts == {"building": 1, "shop": 1}
    elsewhere = duty.post("/api/tags", json=MARK | {"kind": "shop", "key": "S3"}).json()["id"]
    todo = worker.get("/api/tags/patrol").json()["items"]
    assert elsewhere not in {row["id"] for row in todo}, "seen, but not hers to visit"
    assert elsewhere in {row["id"] for row in duty.get("/api/tags/patrol").json()["items"]}
    duty.post(f"/api/tags/{elsewhere}/end")
    first = todo[0]
    was = worker.post(f"/api/tags/{first['id']}/visit").json()
    assert was["next_visit"] > first["next_visit"]
    assert worker.post("/api/tags/none/visit").status_code == 404
    assert worker.post(f"/api/tags/{2**70}/visit").status_code == 404
    assert worker.get("/api/warnings/not-a-number").status_code == 404
    both = {"tags": [row["id"] for row in todo]}
    assert worker.post("/api/tags/visits/undo", json=both).status_code == 409, "the other was not visited"
    done = worker.post("/api/tags/visits", json=both).json()["items"]
    assert {row["next_visit"] for row in done} == {was["next_visit"]}
    assert worker.post("/api/tags/visits", json={"tags": [elsewhere]}).status_code == 404, "not hers to visit"
    assert worker.post("/api/tags/visits", json={"tags": []}).json()["errors"][0]["field"] == "tags"
    assert duty.post("/api/tags/visits/undo", json=both).status_code == 409, "somebody else's visit"
    back = {row["id"]: row for row in worker.post("/api/tags/visits/undo", json=both).json()["items"]}
    assert [back[row["id"]]["visited_by"] for row in todo] == [was["visited_by"], ""]
    assert back[todo[1]["id"]]["next_visit"] == todo[1]["next_visit"]
    assert [item["code"] for item in duty.get("/api/shops?tag=fumes").json()["items"]] == ["S1"]
    assert duty.get("/api/tags/items?label=fumes&kind=shop").json()["items"][0]["key"] == "S1"


@pytest.mark.django_db
def test_devices_carry_the_tags_that_reach_them(street: dict[str, Any]) -> None:
    """Its own, its shop's, its cells'; rules that name a tag hear only those devices (tests/sensing/rules)."""
    now = timesource.now()
    near = sensing.register_device(
        code="FUME-1", kind="environment", name_zh="油烟", name_en="Fumes", lon=121.4805, lat=31.231, now=now
    )
    Device.objects.filter(pk=near.pk).update(shop=Shop.objects.get(code="S1"))
    duty = street["duty"]
    duty.post("/api/tags", json=MARK | {"kind": "shop", "key": "S1"})
    assert mirror(now=now) == 1
    assert Device.objects.get(pk=near.pk).tags == ["fumes"]
    assert [one["code"] for one in duty.get("/api/devices?tag=fumes").json()["items"]] == ["FUME-1"]
    assert mirror(now=now) == 0
    assert mirror(now=now + timedelta(days=1)) == 0
    Tag.objects.update(valid_to=now.date())
    assert mirror(now=now + timedelta(days=2)) == 1


def redrawn(old: Area, today: date) -> Area:
    """The cell with a new row from today on, as a drawing that comes into force makes it."""
    fresh = Area.objects.get(pk=old.pk)
    Area.objects.filter(pk=old.pk).update(valid_to=today)
    fresh.pk, fresh.valid_from = None, today
    fresh.save()
    Area.objects.filter(pk=fresh.pk).update(path=[*old.path[:-1], fresh.pk])
    return fresh


def test_after_a_regridding_tags_of_cells_reach_the_lane_by_the_new_cells(
    street: dict[str, Any], territory: dict[str, Area]
) -> None:
    """The lane knows devices by their facts; of the cells it needs only the tags, and those come at once."""
    now = timesource.now()
    names = {"name_zh": "油烟", "name_en": "Fumes"}
    device = sensing.register_device(
        code="FUME-2", kind="environment", lon=121.4805, lat=31.231, now=now, **names
    )
    old = territory["L01"]
    known = TagKind.objects.get(code="fumes")
    what = {"kind": "area", "ref": old.pk, "key": "L01", "source": "名单"}
    Tag.objects.create(label=known, valid_from=now.date(), put_at=now, **what, **place(old, 121.48, 31.23))
    assert mirror(now=now) == 1

    def in_lane() -> tuple[str, ...]:
        with transaction.atomic(), replica().held() as held:
            return held.state.devices[device.pk].facts.tags

    assert in_lane() == ("fumes",)
    today = timezone.localdate(now)
    fresh = redrawn(old, today)
    event = SimpleNamespace(
        data=SimpleNamespace(valid_from=today.isoformat(), renewed={str(old.pk): fresh.pk})
    )
    follow_grid(event, now=now)
    device.refresh_from_db()
    assert fresh.pk in device.cells
    assert old.pk not in device.cells
    assert in_lane() == ("fumes",), "the tag went with the cell"
    Tag.objects.update(valid_to=today - timedelta(days=1))
    follow_grid(event, now=now)
    assert in_lane() == (), "and what no longer reaches it is gone from the lane at once"


@pytest.mark.django_db
def test_visits_told_late(street: dict[str, Any]) -> None:
    """A phone without a network: the moment is that of the press, sent twice it is made once, a later visit stands."""
    duty, worker = street["duty"], street["worker"]
    duty.put("/api/tags/kinds/fumes", json=KIND | {"version": 1, "every_days": 7})
    duty.post("/api/tags/bulk", json=MARK | {"kind": "shop", "q": "S1", "dry_run": False})
    tag = worker.get("/api/tags/patrol").json()["items"][0]["id"]
    now = timesource.now().replace(microsecond=0)
    press = {
        "tags": [tag],
        "at": (now - timedelta(hours=1)).isoformat(),
        "unchanged": False,
        "sent": "press-1",
    }
    first = worker.post("/api/tags/visits", json=press).json()["items"][0]
    again = worker.post("/api/tags/visits", json=press).json()["items"][0]
    told = Event.objects.filter(kind="registry.tag_visited")
    assert first == again
    assert (datetime.fromisoformat(first["visited_at"]), told.count()) == (now - timedelta(hours=1), 1)
    assert told.get().payload["unchanged"] is False
    early = {"tags": [tag], "at": (now - timedelta(hours=3)).isoformat(), "sent": "press-2"}
    late = {"tags": [tag], "at": (now + timedelta(days=3)).isoformat(), "sent": "press-3"}
    kept = worker.post("/api/tags/visits", json=early).json()["items"][0]
    assert kept["visited_at"] == first["visited_at"], "the later visit stands"
    assert (
        datetime.fromisoformat(worker.post("/api/tags/visits", json=late).json()["items"][0]["visited_at"])
        <= timesource.now()
    ), "nobody was there tomorrow"
    undo = {"tags": [tag], "sent": "press-4"}
    back = worker.post("/api/tags/visits/undo", json=undo).json()["items"][0]
    assert worker.post("/api/tags/visits/undo", json=undo).json()["items"][0] == back
    assert back["visited_at"] == first["visited_at"]
    duty.post(f"/api/tags/{tag}/end")
    gone = worker.post("/api/tags/visits", json=press | {"sent": "press-5"})
    assert (gone.status_code, "S1" in gone.json()["detail"] or "店" in gone.json()["detail"]) == (409, True)
