"""Silences, maintenance windows, inhibitions, groups and the ladder over HTTP."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cast import Api
from tests.sensing.alertkit import made, reasons, said, warn
from tests.sensing.conftest import NOW, Town
from weige.kernel.models import Event
from weige.sensing import services
from weige.sensing.models import Device, Inhibition, Rule, Silence, Warning

pytestmark = pytest.mark.django_db
Ask = Callable[[str | None], Api]
Set = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def noon(clock: Set) -> None:
    clock(NOW)


def body(**changes: Any) -> dict[str, Any]:
    end = (NOW + timedelta(hours=2)).isoformat()
    return {"place": "building:B-1", "reason": "外墙施工", "end": end} | changes


def test_a_silence_is_set_seen_and_ended(as_: Ask, town: Town, clock: Set) -> None:
    row, red = made(
        warn(town.areas["L01"], 1, NOW, building_id=town.house.pk), warn(town.areas["L01"], 2, NOW, level=4)
    )
    answer = as_("duty").post("/api/silences", json=body())
    assert answer.status_code == 201, answer.content
    one = answer.json()
    assert (one["state"], one["place"], one["place_zh"], one["covers"]) == (
        "active",
        "building:B-1",
        "元芳弄 7 号",
        1,
    )
    assert (one["up_to"], one["holding"]) == ("orange", one["end"])
    services.announce(now=NOW)
    assert (reasons(row), reasons(red)) == (["silence"], [])
    listed = as_("chief").get("/api/silences?state=active").json()["items"]
    assert [(item["id"], item["held"]) for item in listed] == [(one["id"], 1)]
    assert as_("chief").post(f"/api/silences/{one['id']}/end", json={}).status_code == 403
    card = as_("duty").get(f"/api/warnings/{row.pk}").json()
    (held,) = card["explain"]["held"]
    assert (held["what"], held["why"], held["ref"]) == ("notice", "silence", f"silence:{one['id']}")
    assert "外墙施工" in held["zh"]
    assert "11-20 17:22" in held["en"]
    clock(NOW + timedelta(minutes=30))
    ended = as_("duty").post(f"/api/silences/{one['id']}/end", json={}).json()
    assert (ended["state"], [deed["kind"] for deed in ended["history"]]) == (
        "over",
        ["sensing.silence_set", "sensing.silence_ended"],
    )
    assert services.announce(now=NOW + timedelta(minutes=30)) == 1, "what it held back is told at once"
    row.refresh_from_db()
    assert row.announced_at == NOW + timedelta(minutes=30)
    assert as_("duty").post(f"/api/silences/{one['id']}/end", json={}).json()["state"] == "over"
    assert Event.objects.filter(kind="sensing.silence_ended").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"end": (NOW - timedelta(minutes=1)).isoformat()}, "end"),
        ({"end": (NOW + timedelta(days=40)).isoformat()}, "end"),
        ({"start": (NOW + timedelta(hours=3)).isoformat()}, "end"),
        ({"place": "building:B-77"}, "place"),
        ({"place": "moon:1"}, "place"),
        ({"place": "zone:CAM-1/zz"}, "place"),
        ({"hours": ["08:00-10:00"]}, "hours"),
        ({"kind": "maintenance", "place": "area:C1"}, "place"),
        ({"kind": "maintenance", "hours": ["8 o'clock"]}, "hours[0]"),
        ({"kind": "maintenance", "weekdays": [8]}, "weekdays"),
        ({"up_to": "purple"}, "up_to"),
    ],
)
def test_a_silence_must_say_where_why_and_until_when(
    as_: Ask, town: Town, changes: dict[str, Any], field: str
) -> None:
    answer = as_("duty").post("/api/silences", json=body(**changes))
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json()["errors"]}, answer.json()
    assert not Silence.objects.exists()


def test_an_end_must_be_given(as_: Ask, town: Town) -> None:
    said = body()
    del said["end"]
    assert as_("duty").post("/api/silences", json=said).status_code == 422


@pytest.mark.parametrize(
    "place", ["area:C1", "building:B-1", "device:QX-1", "shop:S-1", "zone:CAM-1/p1", "area:310101999"]
)
def test_every_kind_of_place(as_: Ask, town: Town, place: str) -> None:
    if place == "area:310101999":
        place = f"area:{town.areas['310101999'].pk}"
    answer = as_("duty").post("/api/silences", json=body(place=place))
    assert answer.status_code == 201, answer.content
    assert answer.json()["place"].partition(":")[0] == place.partition(":")[0]


def test_a_window_recurs_for_a_device_and_what_hangs_on_it(as_: Ask, town: Town, clock: Set) -> None:
    town.tilt.hub = town.camera
    town.tilt.save()
    said = body(kind="maintenance", place="device:CAM-1", weekdays=[5], hours=["15:00-16:00"], up_to="red")
    said["end"] = (NOW + timedelta(days=300)).isoformat()
    one = as_("admin").post("/api/silences", json=said).json()
    assert one["holding"] == "2026-11-20T08:00:00Z"
    (row,) = made(warn(town.areas["L01"], 1, NOW, level=4, device_id=town.tilt.pk))
    services.announce(now=NOW)
    assert reasons(row) == ["maintenance"]
    assert services.announce(now=NOW + timedelta(minutes=37)) == 0
    assert services.announce(now=NOW + timedelta(minutes=38)) == 1, (
        "16:00: the stretch is over, though not the window"
    )
    row.refresh_from_db()
    assert row.announced_at is not None


def test_who_may(as_: Ask, town: Town) -> None:
    assert as_("supervisor").post("/api/silences", json=body()).status_code == 403
    assert as_("worker01").post("/api/silences", json=body()).status_code in {403, 404}
    assert as_("stranger").post("/api/silences", json=body()).status_code == 404
    assert as_("stranger").get("/api/silences").status_code == 404
    assert as_(None).get("/api/silences").status_code == 401


def test_inhibitions_are_listed_added_and_ended(as_: Ask, town: Town) -> None:
    def codes() -> list[tuple[str, bool]]:
        return [(one["code"], one["in_force"]) for one in as_("duty").get("/api/inhibitions").json()["items"]]

    assert codes() == [("red_at_building", True), ("silent_hub", True)]
    assert as_("chief").post("/api/inhibitions/silent_hub/end", json={"reason": "x"}).status_code == 403
    ended = as_("duty").post("/api/inhibitions/red_at_building/end", json={"reason": "试行期都要通知"})
    assert ended.status_code == 200
    assert codes() == [("silent_hub", True), ("red_at_building", False)]
    red, yellow = made(
        warn(town.areas["L01"], 1, NOW, level=4, building_id=town.house.pk),
        warn(town.areas["L01"], 2, NOW, building_id=town.house.pk, scenario="crack"),
    )
    services.announce(now=NOW)
    assert (reasons(red), reasons(yellow)) == ([], [])
    again = as_("duty").post("/api/inhibitions/red_at_building/end", json={"reason": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "inhibition_not_in_force")
    name = {"zh": "橙色压过黄色", "en": "Orange over yellow"}
    spec = {"code": "ours", "name": name, "where": "building", "source": {"levels": ["orange"]}, "target": {}}
    assert as_("duty").post("/api/inhibitions", json={"spec": spec, "reason": "x"}).status_code == 422
    spec["target"] = {"levels": ["yellow"]}
    assert as_("duty").post("/api/inhibitions", json={"spec": spec, "reason": "试行"}).status_code == 201
    assert codes()[0] == ("ours", True)
    assert as_("duty").post("/api/inhibitions", json={"spec": spec, "reason": "再来"}).status_code == 201
    assert Inhibition.objects.filter(code="ours").count() == 2, "the old one is kept, ended"
    assert [
        kind for kind in Event.objects.order_by("pk").values_list("kind", flat=True) if "inhib" in kind
    ] == [
        "sensing.inhibition_ended",
        "sensing.inhibition_set",
        "sensing.inhibition_set",
    ]


def test_groups_and_the_ladder(as_: Ask, town: Town, django_assert_max_num_queries: Any, cast: Any) -> None:
    made(*[warn(town.areas["L01"], n, NOW, level=4) for n in range(40)])
    services.announce(now=NOW)
    with django_assert_max_num_queries(5):
        page = as_("duty").get("/api/warning-groups").json()
    (group,) = page["items"]
    assert (group["count"], group["living"], group["level"]) == (40, 40, "red")
    assert [(rung["by"], rung["done"]) for rung in group["ladder"]] == [
        (["in_app"], True),
        (["phone"], True),
        (["phone"], False),
        (["in_app", "phone"], False),
    ]
    members = as_("duty").get(f"/api/warnings?group={group['id']}&limit=200").json()["items"]
    assert len(members) == 40
    other = next(one["id"] for one in members if one["id"] != group["lead"])
    card = as_("duty").get(f"/api/warnings/{other}").json()
    assert [one["why"] for one in card["explain"]["held"] if one["what"] == "notice"] == ["group"]
    duty = next(one for one in card["explain"]["told"] if one["zh"] == cast["duty"].post.name_zh)
    assert [(one["channel"], one["state"]) for one in duty["by"]] == [("in_app", "sent"), ("phone", "queued")]
    assert card["group"]["id"] == group["id"]
    assert as_("worker03").get("/api/warning-groups").json()["items"] == []
    found = as_("duty").get("/api/escalation").json()
    assert (found["source"], found["fault"], found["carrier"]) == ("shipped", "", "recorder")
    assert found["ladders"][0]["level"] == "red"
    assert as_("stranger").get("/api/escalation").status_code == 404
    assert said(cast["worker01"].post) == [("warning_group", 40)]
    Warning.objects.update(state="cleared")
    assert as_("duty").get("/api/warning-groups").json()["items"] == []
    assert len(as_("duty").get("/api/warning-groups?living=false").json()["items"]) == 1


def test_the_list_of_silences_costs_the_same_at_any_length(
    as_: Ask, town: Town, django_assert_num_queries: Any
) -> None:
    for _ in range(30):
        as_("duty").post("/api/silences", json=body())
    with django_assert_num_queries(4):  # token, posts with grants, silences, what they held back
        page = as_("duty").get("/api/silences?limit=20").json()
    assert len(page["items"]) == 20
    rest = as_("duty").get(f"/api/silences?limit=20&after={page['next']}").json()
    assert (len(rest["items"]), rest["next"]) == (10, None)


def test_a_silent_gateway_holds_back_the_silence_of_what_hangs_on_it(as_: Ask, town: Town) -> None:
    path = f"/api/devices/{town.tilt.pk}/hub"
    assert as_("duty").put(path, json={"hub": "CAM-1"}).status_code == 403
    assert as_("stranger").put(path, json={"hub": "CAM-1"}).status_code == 404
    assert as_("admin").put(path, json={"hub": "CAM-77"}).status_code == 422
    assert as_("admin").put(path, json={"hub": "QX-1"}).status_code == 422, "nothing hangs on itself"
    assert as_("admin").put(path, json={"hub": "CAM-1"}).json() == {"hub": "CAM-1", "hangers": []}
    assert as_("duty").get(f"/api/devices/{town.camera.pk}/hub").json() == {"hub": "", "hangers": ["QX-1"]}
    back = as_("admin").put(f"/api/devices/{town.camera.pk}/hub", json={"hub": "CK-1"})
    assert back.status_code == 422, "a hub hangs on nothing"
    words = {"zh": "失联", "en": "Silent"}
    Rule.objects.create(
        scenario="lost", version=1, spec={"judge": "absence", "name": words}, active=False, installed_at=NOW
    )
    Device.objects.filter(pk=town.camera.pk).update(state="offline", silent_since=NOW)
    lost, lean = made(
        warn(town.areas["L01"], 1, NOW, scenario="lost", device_id=town.tilt.pk),
        warn(town.areas["L01"], 2, NOW, scenario="tilt", device_id=town.tilt.pk),
    )
    services.announce(now=NOW)
    assert (reasons(lost), reasons(lean)) == (["hub"], [])
    Device.objects.filter(pk=town.camera.pk).update(state="online", silent_since=None)
    services.announce(now=NOW + timedelta(minutes=1))
    lost.refresh_from_db()
    assert lost.announced_at == NOW + timedelta(minutes=1), (
        "the gateway is back and the device is not: now it is told"
    )
    assert as_("admin").put(path, json={"hub": ""}).json()["hub"] == ""
